//! Births and deaths of threads and processes.
//!
//! The kernel tells of a birth twice, once by the parent, `PTRACE_EVENT_FORK` and its like,
//! and once by the child, which stops before its first step; either may come first. Of a
//! death it tells when the tracer waits for it, and only then can the parent wait for it too:
//! so whatever a wait finds, the table knows already. The first thread of a process is told
//! to have ended only when all other ones have, even if it ended long before them.

use std::fs;
use std::io;
use std::path::Path;

use nix::libc;
use nix::sys::ptrace;
use nix::unistd::Pid;

use super::arch;
use super::calls::Call;
use super::engine::Engine;
use super::execution::{Point, Rule, Unknown};
use super::memory;
use super::operation::{Operation, Outcome};
use super::sys::Resume;
use super::table::{About, Life, Pending, State};
use super::touch::{Access, Object};

impl Engine {
    /// A thread has started another one, or a process.
    pub(super) fn has_started(
        &mut self,
        thread: usize,
        event: i32,
    ) -> io::Result<()> {
        let tid = self.tid(thread);
        let born = ptrace::getevent(tid)?;
        let born = Pid::from_raw(i32::try_from(born).unwrap_or(0));
        let process = self.table.threads[thread].process;
        let call = self.table.threads[thread].call.take();
        let is_thread = call
            .as_ref()
            .is_some_and(|call| call.operation == Operation::StartThread);
        let child = self.enter(born, process, is_thread);
        self.clock.start_thread(thread);
        if let Some(call) = &call {
            if !is_thread && shares_more_than_a_fork(tid, &call.entry) {
                self.unknown.insert(Unknown::Clone);
            }
            self.table.threads[child].clears = cleared_word(tid, &call.entry);
        }
        let name = self.table.thread_name(child);
        let operation =
            if is_thread { Operation::StartThread } else { Operation::Fork };
        let here = self.record(thread, operation, Outcome::Started(name));
        self.touch(Object::Family, Access::Adds);
        if !is_thread {
            self.touch_forked(thread);
        }
        self.notice_open_files(process);
        self.edge(Rule::Start, here, Point { actor: child, index: 0 });
        if self.early.remove(&born) {
            self.pause(child);
        }
        if event == libc::PTRACE_EVENT_VFORK {
            let new = self.table.threads[child].process;
            self.table.processes[new].suspends = Some(thread);
            return self.run(thread, Resume::Freely, State::Suspended);
        }
        self.run(thread, Resume::Freely, State::Runs)
    }

    /// Enters a thread of `process`, or a process that it has started; gives the thread.
    fn enter(&mut self, tid: Pid, process: usize, is_thread: bool) -> usize {
        let parent = &mut self.table.processes[process];
        if is_thread {
            parent.started_threads += 1;
            let number = parent.started_threads;
            return self.table.enter_thread(tid, process, number);
        }
        let (files, shared) = (parent.files.clone(), parent.shared.clone());
        let child = self.table.enter_process(tid, Some(process), files);
        let new = self.table.threads[child].process;
        self.table.processes[new].shared = shared;
        self.locks.fork(process, new);
        self.enter_living(tid);
        child
    }

    /// Whether others can see what a thread does to its memory.
    pub(super) fn shares_memory(&self, thread: usize) -> bool {
        let process = &self.table.processes[self.table.threads[thread].process];
        self.table.threads[thread].number > 0 || !process.shared.is_empty()
    }

    /// A new thread is held before its first step.
    pub(super) fn hold_at_birth(&mut self, thread: usize) -> io::Result<()> {
        let registers = arch::Registers::of(self.tid(thread))?;
        let it = &mut self.table.threads[thread];
        it.is_new = false;
        it.call = Some(Pending {
            entry: arch::Entry { number: -1, arguments: [0; 6] },
            registers,
            operation: Operation::Begin,
            due: None,
            is_changed: false,
            written: 0,
            may_wait: false,
            is_followed: false,
            about: About::Nothing,
        });
        self.set(thread, State::Held);
        Ok(())
    }

    /// A process has become another program, or has ended: the parent that a vfork suspends
    /// goes on. The kernel is about to tell so.
    pub(super) fn release_vfork(&mut self, process: usize) {
        if let Some(parent) = self.table.processes[process].suspends.take()
            && self.state(parent) == State::Suspended
        {
            self.set(parent, State::Runs);
        }
    }

    /// A thread is let go to its end, alone or with its process.
    pub(super) fn leave(&mut self, thread: usize, code: i32) -> io::Result<()> {
        let Some(call) = self.table.threads[thread].call.take() else {
            return Ok(());
        };
        let here = self.record(thread, call.operation, Outcome::Ended);
        let process = self.table.threads[thread].process;
        let others = self.table.living_threads(process);
        let is_alone = others.len() == 1;
        if Call::of(call.entry.number) == Call::Exit || is_alone {
            for other in others.into_iter().filter(|it| *it != thread) {
                // The kernel kills them, wherever they are.
                let end = Operation::Exit { code };
                let there = self.record(other, end, Outcome::Ended);
                self.edge(Rule::Signal, here, there);
                self.table.threads[other].call = None;
                self.set(other, State::Runs);
            }
            self.latest = Some(Outcome::Ended);
            self.table.processes[process].end = Some(here);
            return self.run(thread, Resume::Freely, State::Runs);
        }
        self.run(thread, Resume::Freely, State::Runs)?;
        if self.table.threads[thread].number == 0 {
            // Of this end the kernel tells when all other threads have ended.
            self.await_zombie(thread)?;
        }
        Ok(())
    }

    fn await_zombie(&mut self, thread: usize) -> io::Result<()> {
        let tid = self.tid(thread);
        loop {
            let stat = fs::read_to_string(format!("/proc/{tid}/task/{tid}/stat"));
            let state = stat.ok().and_then(|stat| {
                stat.rsplit_once(')')?.1.trim_start().chars().next()
            });
            if !matches!(state, Some('R' | 'S' | 'D' | 't')) {
                self.set(thread, State::Ended);
                return Ok(());
            }
            nix::poll::poll(&mut [], nix::poll::PollTimeout::from(1_u8))?;
        }
    }

    /// The kernel tells that a thread has ended: with this exit code, -N for signal N.
    pub(super) fn ended(&mut self, tid: Pid, code: i32) -> io::Result<()> {
        let Some(thread) = self.table.thread_of(tid) else {
            self.early.remove(&tid);
            return Ok(());
        };
        let process = self.table.threads[thread].process;
        self.end_thread(thread, code);
        let is_first = self.table.processes[process].pid == tid;
        if is_first && self.table.processes[process].life == Life::Alive {
            self.end_process(process, code)?;
        } else if self.table.living_threads(process).is_empty()
            && self.table.processes[process].life == Life::Alive
        {
            // Now the kernel tells of the first thread too, which had ended before.
            self.set(self.table.first(process), State::Runs);
        }
        Ok(())
    }

    /// Notes the end of a thread that has not come to it by itself.
    fn end_thread(&mut self, thread: usize, code: i32) {
        self.table.threads[thread].call = None;
        self.set(thread, State::Ended);
        let last = self.steps.iter().rev().find(|step| step.actor == thread);
        let is_told = last.is_some_and(|step| {
            matches!(step.operation, Operation::Exit { .. })
                && step.outcome == Outcome::Ended
        });
        if is_told {
            return;
        }
        let latest = self.latest.take();
        let here = self.record(thread, Operation::Exit { code }, Outcome::Ended);
        self.latest = latest.or(Some(Outcome::Ended));
        let process = self.table.threads[thread].process;
        if code < 0
            && let Some(sent) = self.sent.get(&(process, -code)).copied()
        {
            // Who was killed was sent that signal before.
            self.edge(Rule::Signal, sent, here);
        }
    }

    fn end_process(&mut self, process: usize, code: i32) -> io::Result<()> {
        let first = self.table.first(process);
        let end = self.table.processes[process].end;
        let end = end
            .or_else(|| self.table.last(first))
            .unwrap_or(Point { actor: first, index: 0 });
        for thread in self.table.processes[process].threads.clone() {
            if self.state(thread) != State::Ended {
                self.end_thread(thread, code);
            }
            // A process ends when its last thread has.
            if let Some(last) = self.table.last(thread) {
                self.edge(Rule::Join, last, end);
            }
        }
        self.table.processes[process].end = Some(end);
        self.touch_end(process);
        for looked in std::mem::take(&mut self.table.processes[process].not_yet) {
            self.edge(Rule::NotYet, looked, end);
        }
        for lock in self.locks.used_by(process) {
            self.touch_released(lock);
            self.locks.release(lock, process, end);
        }
        self.bury(process, code);
        for end_of_file in self.table.processes[process].files.clear() {
            self.closed(end.actor, &end_of_file, end);
        }
        self.release_vfork(process);
        self.orphan_children(process);
        match self.table.processes[process].parent {
            Some(parent) => self.may_be_signalled(parent),
            None => Ok(()),
        }
    }

    /// A process that its parent can still wait for is a zombie; the kernel knows.
    fn bury(&mut self, process: usize, code: i32) {
        let it = &mut self.table.processes[process];
        let is_there = Path::new(&format!("/proc/{}", it.pid)).exists();
        it.life = if it.parent.is_some() && is_there {
            Life::Zombie(code)
        } else {
            Life::Gone(code)
        };
    }

    /// The children of a process that has ended have another parent, mostly one outside.
    fn orphan_children(&mut self, process: usize) {
        for child in 0..self.table.processes.len() {
            if self.table.processes[child].parent != Some(process) {
                continue;
            }
            let pid = self.table.processes[child].pid;
            let adopter = parent_of(pid).and_then(|pid| self.table.process_of(pid));
            let adopter = adopter.filter(|adopter| {
                self.table.processes[*adopter].life == Life::Alive
            });
            self.table.processes[child].parent = adopter;
            if let (Life::Zombie(code), None) =
                (self.table.processes[child].life, adopter)
            {
                self.table.processes[child].life = Life::Gone(code);
            }
        }
    }
}

/// The parent of a process: the fourth field of /proc/PID/stat.
fn parent_of(pid: Pid) -> Option<Pid> {
    let stat = fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
    let (_, rest) = stat.rsplit_once(')')?;
    Some(Pid::from_raw(rest.split_whitespace().nth(1)?.parse().ok()?))
}

/// The flags of a call of clone(2) or clone3(2).
fn flags(tid: Pid, entry: &arch::Entry) -> u64 {
    match Call::of(entry.number) {
        Call::Clone => entry.arguments[0],
        Call::Clone3 => {
            memory::words(tid, entry.word(0), 1).map_or(0, |words| words[0] as u64)
        }
        _ => 0,
    }
}

/// Whether a new process has descriptors or memory in common with its parent, is nobody's
/// child of this one, or is not to be traced. `posix_spawn` shares memory only until the
/// child is another program, and its parent waits for that.
fn shares_more_than_a_fork(tid: Pid, entry: &arch::Entry) -> bool {
    let flags = flags(tid, entry);
    let has = |flag: i32| flags & u64::from(flag.cast_unsigned()) != 0;
    has(libc::CLONE_FILES)
        || has(libc::CLONE_PARENT)
        || has(libc::CLONE_UNTRACED)
        || (has(libc::CLONE_VM) && !has(libc::CLONE_VFORK))
}

/// The word that the kernel clears when the thread that `entry` starts ends.
fn cleared_word(tid: Pid, entry: &arch::Entry) -> Option<usize> {
    let (flags, address) = match Call::of(entry.number) {
        Call::Clone => (entry.arguments[0], entry.word(arch::CHILD_WORD)),
        // struct clone_args: the flags, a pidfd, the word of the child.
        Call::Clone3 => {
            let words = memory::words(tid, entry.word(0), 3)?;
            (words[0] as u64, words[2])
        }
        _ => return None,
    };
    let clears = u64::from(libc::CLONE_CHILD_CLEARTID.cast_unsigned());
    (flags & clears != 0).then_some(address)
}
