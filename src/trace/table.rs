//! Who is who: processes and their threads, and the names that they have.
//!
//! A pid says nothing about another run, so a process is named by its place in the family:
//! `main.2` is the second process that main has started, `main#1` its first further thread. A
//! place is the same in every run in which the family is the same. A program that uses this
//! crate tells the name that its author sees, and that one is shown then.

use std::collections::HashMap;
use std::time::Duration;

use nix::libc;
use nix::unistd::Pid;

use super::arch::{Entry, Registers};
use super::execution::Point;
use super::files::Files;
use super::operation::Operation;

/// Where a thread is on its way from one operation to the next. ptrace(2).
///
/// ```text
/// Unborn → Paused → Runs → Held → Performs → Runs → … → Ended
///                    ↑       │        ↓
///                    └ rewind┘     Blocked → Paused
/// ```
///
/// At most one thread at a time `Runs`: whatever changes is changed by it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum State {
    /// Its parent has started it, and it has not stopped for the first time.
    Unborn,
    /// It is stopped, and may go on when it is its turn.
    Paused,
    /// It computes, and will stop before its next operation.
    Runs,
    /// It is stopped before an operation.
    Held,
    /// It makes the call that it was let go to make.
    Performs,
    /// It waits inside the kernel.
    Blocked,
    /// It waits for the child that it started by vfork(2) to become another program.
    Suspended,
    /// A signal has stopped its process.
    Stopped,
    /// It is no more.
    Ended,
}

/// A thread.
#[derive(Debug)]
pub(super) struct Thread {
    pub(super) tid: Pid,
    pub(super) process: usize,
    /// 0 for the first one of a process.
    pub(super) number: usize,
    pub(super) state: State,
    /// Whether it has not made a step.
    pub(super) is_new: bool,
    /// The signal that it goes on with.
    pub(super) signal: i32,
    /// The call that it is held before, or performs.
    pub(super) call: Option<Pending>,
    /// How many operations it has done.
    pub(super) done: usize,
    /// How many of the last ones came to nothing: looks in vain, time-outs, sleeps.
    pub(super) idle: usize,
    pub(super) states: super::cycle::States,
    /// Whether a signal has woken it that it has not taken: see `signals.rs`.
    pub(super) is_woken: bool,
    /// Where the kernel writes 0 and wakes when it ends: `CLONE_CHILD_CLEARTID`.
    pub(super) clears: Option<usize>,
    /// Which comes before its next operation: of a signal that was delivered to it.
    pub(super) after: Vec<Point>,
}

/// A call that is about to be made, or is being made.
#[derive(Clone, Debug)]
pub(super) struct Pending {
    pub(super) entry: Entry,
    pub(super) registers: Registers,
    pub(super) operation: Operation,
    /// When its time is up, on the clock of the program.
    pub(super) due: Option<Duration>,
    /// Whether the arguments were changed, and have to be put back.
    pub(super) is_changed: bool,
    /// How many bytes an earlier part of this write has written.
    pub(super) written: usize,
    /// Whether it can end up waiting inside the kernel.
    pub(super) may_wait: bool,
    /// Whether it is no operation: nobody else can see it.
    pub(super) is_followed: bool,
    /// The processes or channels that the operation is about.
    pub(super) about: About,
}

/// What an operation is about, as positions in the tables.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) enum About {
    #[default]
    Nothing,
    /// Children.
    Children(Vec<usize>),
    /// One channel, to read from or to write to.
    Channel(usize),
    /// An eventfd.
    Counter(usize),
    /// The channels of which a side is closed, and the locks that may be released by that.
    Closing { channels: Vec<usize>, locks: Vec<super::locks::LockId> },
    /// Descriptors of the process, and what is wanted of each.
    Watched(Vec<Watch>),
    /// The processes that get a signal.
    Victims(Vec<usize>),
    /// The signals that are waited for, a bit each. All of them are blocked.
    Signals(u64),
    /// A word of memory: whose, and where.
    Word(super::futexes::Word),
    /// A lock on a file.
    Lock {
        lock: super::locks::LockId,
        fd: i32,
        kind: super::locks::Kind,
        exclusive: bool,
    },
}

/// A descriptor that is polled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Watch {
    pub(super) fd: i32,
    pub(super) reads: bool,
    pub(super) writes: bool,
}

/// How far a process has got.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Life {
    Alive,
    /// Ended, and not waited for.
    Zombie(i32),
    /// Ended, and waited for, or of no interest to its parent.
    Gone(i32),
}

/// A change of a process that is not its end: wait4(2) with `WUNTRACED` or `WCONTINUED`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum News {
    Nothing,
    /// A signal has stopped it, after it had done this.
    Stopped(Option<Point>),
    /// Somebody has sent it SIGCONT.
    Continued(Point),
}

impl News {
    /// Whether a wait with these options finds it.
    pub(super) fn is_found_by(self, options: i32) -> bool {
        match self {
            Self::Nothing => false,
            Self::Stopped(_) => options & libc::WUNTRACED != 0,
            Self::Continued(_) => options & libc::WCONTINUED != 0,
        }
    }

    /// What came before it.
    pub(super) fn cause(self) -> Option<Point> {
        match self {
            Self::Nothing => None,
            Self::Stopped(last) => last,
            Self::Continued(sent) => Some(sent),
        }
    }
}

/// A process.
#[derive(Debug)]
pub(super) struct Process {
    pub(super) pid: Pid,
    pub(super) parent: Option<usize>,
    /// Its place in the family.
    pub(super) place: String,
    /// The name that was reported.
    pub(super) reported: Option<String>,
    /// How many processes and threads it has started.
    pub(super) children: usize,
    pub(super) started_threads: usize,
    pub(super) threads: Vec<usize>,
    pub(super) life: Life,
    pub(super) files: Files,
    /// Whether it was sent SIGKILL, and has not taken it: see `signals.rs`.
    pub(super) is_doomed: bool,
    /// Whether a signal may be waiting for it.
    pub(super) may_be_signalled: bool,
    /// What its parent has not seen yet.
    pub(super) news: News,
    /// Polls in vain: its end comes after them.
    pub(super) not_yet: Vec<Point>,
    /// The parent that a vfork suspends until it becomes another program, or ends.
    pub(super) suspends: Option<usize>,
    /// How many channels it has made.
    pub(super) channels: usize,
    /// Shared memory that it can write: address and length.
    pub(super) shared: Vec<super::shared::Segment>,
    /// Its last operation: what others see of its end comes after that.
    pub(super) end: Option<Point>,
}

impl Process {
    /// Somebody has looked whether it had ended, and it had not.
    pub(super) fn looked_in_vain(&mut self, looker: Point) {
        // The last look of each says more than those before it.
        self.not_yet.retain(|it| it.actor != looker.actor);
        self.not_yet.push(looker);
    }
}

/// All processes and threads there ever were.
#[derive(Debug, Default)]
pub(super) struct Table {
    pub(super) processes: Vec<Process>,
    pub(super) threads: Vec<Thread>,
    by_tid: HashMap<Pid, usize>,
    by_pid: HashMap<Pid, usize>,
}

impl Table {
    /// The living thread of this id, or the last one that had it.
    pub(super) fn thread_of(&self, tid: Pid) -> Option<usize> {
        self.by_tid.get(&tid).copied()
    }

    /// The process of this pid, or the last one that had it.
    pub(super) fn process_of(&self, pid: Pid) -> Option<usize> {
        self.by_pid.get(&pid).copied()
    }

    /// Enters a process whose first thread is `pid`; gives that thread.
    pub(super) fn enter_process(
        &mut self,
        pid: Pid,
        parent: Option<usize>,
        files: Files,
    ) -> usize {
        let place = match parent {
            None => "main".to_owned(),
            Some(parent) => {
                let parent = &mut self.processes[parent];
                parent.children += 1;
                format!("{}.{}", parent.place, parent.children)
            }
        };
        let process = self.processes.len();
        self.processes.push(Process {
            pid,
            parent,
            place,
            reported: None,
            children: 0,
            started_threads: 0,
            threads: Vec::new(),
            life: Life::Alive,
            files,
            is_doomed: false,
            may_be_signalled: false,
            news: News::Nothing,
            not_yet: Vec::new(),
            suspends: None,
            channels: 0,
            shared: Vec::new(),
            end: None,
        });
        self.by_pid.insert(pid, process);
        self.enter_thread(pid, process, 0)
    }

    /// Enters a thread of `process`.
    pub(super) fn enter_thread(
        &mut self,
        tid: Pid,
        process: usize,
        number: usize,
    ) -> usize {
        let thread = self.threads.len();
        self.threads.push(Thread {
            tid,
            process,
            number,
            state: State::Unborn,
            is_new: true,
            signal: 0,
            call: None,
            done: 0,
            idle: 0,
            is_woken: false,
            states: super::cycle::States::default(),
            clears: None,
            after: Vec::new(),
        });
        self.processes[process].threads.push(thread);
        self.by_tid.insert(tid, thread);
        thread
    }

    /// A thread becomes the first one of its process, with its pid: exec by a thread.
    pub(super) fn rename(&mut self, thread: usize, tid: Pid) {
        self.by_tid.remove(&self.threads[thread].tid);
        self.threads[thread].tid = tid;
        self.by_tid.insert(tid, thread);
    }

    /// The name of a process.
    pub(super) fn name(&self, process: usize) -> String {
        let it = &self.processes[process];
        it.reported.clone().unwrap_or_else(|| it.place.clone())
    }

    /// The name of a thread.
    pub(super) fn thread_name(&self, thread: usize) -> String {
        let Thread { process, number, .. } = &self.threads[thread];
        numbered(self.name(*process), *number)
    }

    /// The place of a thread.
    pub(super) fn thread_place(&self, thread: usize) -> String {
        let Thread { process, number, .. } = &self.threads[thread];
        numbered(self.processes[*process].place.clone(), *number)
    }

    /// The first thread of a process.
    pub(super) fn first(&self, process: usize) -> usize {
        self.processes[process].threads[0]
    }

    /// The threads of a process that have not ended.
    pub(super) fn living_threads(&self, process: usize) -> Vec<usize> {
        let threads = self.processes[process].threads.iter().copied();
        threads.filter(|it| self.threads[*it].state != State::Ended).collect()
    }

    /// The children of a process that it has not waited for.
    pub(super) fn children(&self, process: usize) -> Vec<usize> {
        let is_child = |it: &usize| {
            let child = &self.processes[*it];
            child.parent == Some(process) && !matches!(child.life, Life::Gone(_))
        };
        (0..self.processes.len()).filter(is_child).collect()
    }

    /// The processes that are alive.
    pub(super) fn living(&self) -> impl Iterator<Item = usize> {
        let processes = self.processes.iter().enumerate();
        processes
            .filter_map(|(it, process)| (process.life == Life::Alive).then_some(it))
    }

    /// Where the next operation of a thread will be.
    pub(super) fn next(&self, thread: usize) -> Point {
        Point { actor: thread, index: self.threads[thread].done }
    }

    /// The last operation of a thread; `None` when it has done nothing.
    pub(super) fn last(&self, thread: usize) -> Option<Point> {
        let index = self.threads[thread].done.checked_sub(1)?;
        Some(Point { actor: thread, index })
    }
}

/// The name of a thread of the process `name`.
fn numbered(name: String, number: usize) -> String {
    if number == 0 { name } else { format!("{name}#{number}") }
}

/// The process group of a process; `None` when it is gone.
pub(super) fn group(pid: Pid) -> Option<libc::pid_t> {
    nix::unistd::getpgid(Some(pid)).ok().map(Pid::as_raw)
}
