//! The tracer's loop: one thread at a time runs to its next operation, and is held there.
//!
//! Everything is done by one thread of the tracer, because ptrace(2) belongs to a thread: who
//! seizes must be who waits. `__WNOTHREAD` has it see only its own tracees, so that several
//! controllers at once never take each other's stops. See [`super::controller`].
//!
//! The argument of this file: at most one thread of the program runs, [`State::Runs`] or
//! [`State::Performs`]; every other one is stopped, or asleep inside the kernel. So what is
//! looked at between two stops, memory, descriptors, locks, does not change meanwhile, and
//! the order in which operations come to an end is the order in which they happened.

use std::collections::{BTreeSet, HashMap, VecDeque};
use std::fs;
use std::io::{self, Read};
use std::sync::Arc;
use std::time::Duration;

use nix::errno::Errno;
use nix::libc;
use nix::poll::{PollTimeout, poll};
use nix::sys::ptrace;
use nix::unistd::Pid;

use super::channels::Channels;
use super::clock::Clock;
use super::controller::Living;
use super::execution::{Actor, Edge, Execution, Point, Rule, Step, Unknown};
use super::files::{End, Files};
use super::futexes::Futexes;
use super::locks::Locks;
use super::operation::{Operation, Outcome};
use super::output::Output;
use super::shared::SharedMemory;
use super::sys::{self, Change, Resume};
use super::table::{Life, State, Table};
use super::touch::Choice;

/// The tracer of one program.
#[derive(Debug)]
pub(super) struct Engine {
    pub(super) table: Table,
    pub(super) channels: Channels,
    pub(super) output: Output,
    pub(super) clock: Clock,
    pub(super) futexes: Futexes,
    pub(super) locks: Locks,
    pub(super) shared: SharedMemory,
    /// Files that were opened to be written, and by which process.
    pub(super) written_files: HashMap<(u64, u64), usize>,
    /// Files that were opened to be read, and by which process last.
    pub(super) read_files: HashMap<(u64, u64), usize>,
    /// FIFOs that somebody has begun to open: the path, the thread, and what that had done.
    pub(super) openings: Vec<(String, usize, Option<Point>)>,
    /// What the kernel has written to stdout for a call that is not done yet.
    pub(super) spilled: Vec<u8>,
    /// Who was sent a signal just now.
    pub(super) signalled: Vec<usize>,
    /// The signals sent to each process that are on their way.
    pub(super) sent: HashMap<(usize, i32), Point>,
    pub(super) steps: Vec<Step>,
    pub(super) edges: Vec<Edge>,
    pub(super) unknown: BTreeSet<Unknown>,
    /// Who may run, when it is his turn.
    pub(super) ready: VecDeque<usize>,
    /// Who is held, in the order of arrival.
    pub(super) held: Vec<usize>,
    /// Whether the program has not been executed yet.
    pub(super) is_launching: bool,
    /// Threads that have stopped for the first time before their parent was told of them.
    pub(super) early: BTreeSet<Pid>,
    /// Whom a time-out would have to kill.
    living: Arc<Living>,
    /// What came of the operation that was let go last.
    pub(super) latest: Option<Outcome>,
    /// Whether it is noted what each choice touches.
    pub(super) watches_conflicts: bool,
    /// The signals whose coming in between is noted, a bit each, and those that were sent.
    pub(super) signals: u64,
    pub(super) signals_sent: u64,
    /// Who has used each counter last.
    pub(super) last_counts: HashMap<usize, Point>,
    /// Whose turn it was.
    pub(super) choices: Vec<Choice>,
}

impl Engine {
    /// For the program whose first process is `main`, which this thread traces and which is
    /// about to execute its first program.
    pub(super) fn new(
        main: Pid,
        output: Output,
        living: Arc<Living>,
        conflicts: Option<u64>,
    ) -> Self {
        let mut engine = Self {
            table: Table::default(),
            channels: Channels::default(),
            output,
            clock: Clock::new(),
            futexes: Futexes::default(),
            locks: Locks::default(),
            shared: SharedMemory::default(),
            written_files: HashMap::new(),
            read_files: HashMap::new(),
            openings: Vec::new(),
            spilled: Vec::new(),
            signalled: Vec::new(),
            sent: HashMap::new(),
            steps: Vec::new(),
            edges: Vec::new(),
            unknown: BTreeSet::new(),
            ready: VecDeque::new(),
            held: Vec::new(),
            is_launching: true,
            early: BTreeSet::new(),
            living,
            latest: None,
            watches_conflicts: conflicts.is_some(),
            signals: conflicts.unwrap_or(0),
            signals_sent: 0,
            last_counts: HashMap::new(),
            choices: Vec::new(),
        };
        let thread = engine.table.enter_process(main, None, Files::default());
        engine.set(thread, State::Runs);
        engine
    }

    pub(super) fn set(&mut self, thread: usize, state: State) {
        self.table.threads[thread].state = state;
        self.held.retain(|it| *it != thread);
        if state == State::Held {
            self.held.push(thread);
        }
    }

    pub(super) fn state(&self, thread: usize) -> State {
        self.table.threads[thread].state
    }

    pub(super) fn tid(&self, thread: usize) -> Pid {
        self.table.threads[thread].tid
    }

    /// Lets everybody go on who may, one after the other, until each is held before an
    /// operation, or waits, or has ended.
    pub(super) fn settle(&mut self) -> io::Result<()> {
        loop {
            for process in std::mem::take(&mut self.signalled) {
                self.may_be_signalled(process)?;
            }
            if let Some((tid, change)) = self.next_change()? {
                self.take(tid, change)?;
            } else if self.somebody_comes() {
                // It has fallen asleep inside the kernel meanwhile.
            } else if let Some(thread) = self.ready.pop_front() {
                self.go_on(thread)?;
            } else {
                return Ok(());
            }
        }
    }

    /// Waits for a thread that nobody lets go, and then until all are held again.
    pub(super) fn await_change(&mut self) -> io::Result<()> {
        match sys::next_change(true) {
            Ok(Some((tid, change))) => self.take(tid, change)?,
            Ok(None) => {}
            Err(Errno::ECHILD) => self.all_gone(),
            Err(errno) => return Err(errno.into()),
        }
        self.settle()
    }

    /// Whether a thread is on its way to a stop.
    fn somebody_comes(&self) -> bool {
        let comes =
            |state| matches!(state, State::Runs | State::Performs | State::Unborn);
        self.table.threads.iter().any(|thread| comes(thread.state))
    }

    /// The next stop or end. `None` when none is there and nobody is on his way to one.
    fn next_change(&mut self) -> io::Result<Option<(Pid, Change)>> {
        let threads = self.table.threads.iter().enumerate();
        let performing = threads.filter(|(_, it)| it.state == State::Performs);
        let unsure = performing
            .filter(|(_, it)| it.call.as_ref().is_some_and(|call| call.may_wait));
        let unsure: Vec<_> = unsure.map(|(thread, _)| thread).collect();
        let surely = self.table.threads.iter().enumerate().any(|(thread, it)| {
            match it.state {
                State::Runs | State::Unborn => true,
                State::Performs => !unsure.contains(&thread),
                _ => false,
            }
        });
        let waits = |state| {
            matches!(state, State::Blocked | State::Stopped | State::Suspended)
        };
        if !surely
            && unsure.is_empty()
            && !self.table.threads.iter().any(|it| waits(it.state))
        {
            // All are held, and whoever is killed there is found when it is let go.
            return Ok(None);
        }
        match sys::next_change(surely) {
            Ok(None) => {}
            Ok(change) => return Ok(change),
            // Nobody is left to wait for.
            Err(Errno::ECHILD) => {
                self.all_gone();
                return Ok(None);
            }
            Err(errno) => return Err(errno.into()),
        }
        match unsure.first().copied().or_else(|| self.woken()) {
            Some(thread) => self.watch(thread),
            None => Ok(None),
        }
    }

    /// Somebody who was asleep inside the kernel, and has been woken by what another one did:
    /// a pipe was full, say, and was read. It comes out, or falls asleep again.
    fn woken(&self) -> Option<usize> {
        let mut threads = 0..self.table.threads.len();
        threads.find(|thread| {
            self.state(*thread) == State::Blocked && !is_asleep(self.tid(*thread))
        })
    }

    /// Nobody is traced any more.
    fn all_gone(&mut self) {
        for thread in 0..self.table.threads.len() {
            self.set(thread, State::Ended);
        }
        self.ready.clear();
    }

    /// Waits for `thread` to come out of the kernel, or to fall asleep there: then it waits
    /// for something that another one does, and is no longer waited for.
    fn watch(&mut self, thread: usize) -> io::Result<Option<(Pid, Change)>> {
        /// So often it has to be found asleep.
        const LOOKS: usize = 3;
        let mut asleep = 0;
        while asleep < LOOKS {
            if let Some(change) = sys::next_change(false)? {
                return Ok(Some(change));
            }
            // The terminal takes a few kilobytes only: more comes when these are read.
            let spilled = self.output.drain();
            self.spilled.extend(spilled);
            // A millisecond, as nobody is polled.
            poll(&mut [], PollTimeout::from(1_u8))?;
            asleep = if is_asleep(self.tid(thread)) { asleep + 1 } else { 0 };
        }
        self.set(thread, State::Blocked);
        self.latest.get_or_insert(Outcome::Waits);
        Ok(None)
    }

    /// Takes in a stop or an end.
    fn take(&mut self, tid: Pid, change: Change) -> io::Result<()> {
        let taken = match change {
            Change::Stopped { .. } => sys::take(tid),
            // From here on its pid can be another's: nobody may be killing it just now.
            Change::Exited(_) | Change::Killed(_) => self.living.bury(tid),
        };
        let change = match taken {
            Ok(Some((_, change))) => change,
            // It was killed between the look and the taking, and is shown again.
            Ok(None) | Err(Errno::ECHILD) => return Ok(()),
            Err(errno) => return Err(errno.into()),
        };
        if self.living.is_cancelled() {
            return Err(io::ErrorKind::TimedOut.into());
        }
        let gone = match change {
            Change::Stopped { signal, event } => self.stopped(tid, signal, event),
            Change::Exited(code) => self.ended(tid, code),
            Change::Killed(signal) => self.ended(tid, -signal),
        };
        match gone {
            // It was killed while it was stopped. Its end is still to come.
            Err(error) if error.raw_os_error() == Some(libc::ESRCH) => {
                if let Some(thread) = self.table.thread_of(tid)
                    && self.state(thread) != State::Ended
                {
                    self.set(thread, State::Runs);
                }
                Ok(())
            }
            other => other,
        }
    }

    fn stopped(&mut self, tid: Pid, signal: i32, event: i32) -> io::Result<()> {
        let Some(thread) = self.table.thread_of(tid) else {
            self.early.insert(tid);
            return Ok(());
        };
        match event {
            libc::PTRACE_EVENT_SECCOMP => self.at_entry(thread),
            libc::PTRACE_EVENT_FORK
            | libc::PTRACE_EVENT_VFORK
            | libc::PTRACE_EVENT_CLONE => self.has_started(thread, event),
            libc::PTRACE_EVENT_VFORK_DONE => {
                self.pause(thread);
                Ok(())
            }
            libc::PTRACE_EVENT_EXEC => self.has_become(thread),
            libc::PTRACE_EVENT_STOP if signal == libc::SIGTRAP => {
                self.pause(thread);
                Ok(())
            }
            libc::PTRACE_EVENT_STOP => self.has_stopped(thread),
            _ if signal == libc::SIGTRAP | 0x80 => self.at_exit(thread),
            _ => self.is_signalled(thread, signal),
        }
    }

    /// The thread is stopped, and goes on when it is its turn.
    pub(super) fn pause(&mut self, thread: usize) {
        let was = self.state(thread);
        self.set(thread, State::Paused);
        match was {
            // It is its turn.
            State::Runs | State::Performs => self.ready.push_front(thread),
            _ => self.ready.push_back(thread),
        }
    }

    /// Lets a thread run that is stopped.
    fn go_on(&mut self, thread: usize) -> io::Result<()> {
        if self.state(thread) != State::Paused {
            return Ok(());
        }
        if self.table.threads[thread].is_new && self.shares_memory(thread) {
            return self.hold_at_birth(thread);
        }
        self.table.threads[thread].is_new = false;
        self.run(thread, Resume::Freely, State::Runs)
    }

    /// Lets a stopped thread go on, with the signal that is to be delivered.
    pub(super) fn run(
        &mut self,
        thread: usize,
        how: Resume,
        state: State,
    ) -> io::Result<()> {
        self.set(thread, state);
        self.has_moved(thread);
        let it = &mut self.table.threads[thread];
        let signal = std::mem::take(&mut it.signal);
        match sys::resume(it.tid, how, signal) {
            Ok(()) => Ok(()),
            // It was killed. Its end is still to come.
            Err(Errno::ESRCH) => {
                it.state = State::Runs;
                Ok(())
            }
            Err(errno) => Err(errno.into()),
        }
    }

    /// The program of this process is another one now.
    fn has_become(&mut self, thread: usize) -> io::Result<()> {
        let tid = self.tid(thread);
        let former = ptrace::getevent(tid)?;
        let former = Pid::from_raw(i32::try_from(former).unwrap_or(tid.as_raw()));
        let process = self.table.threads[thread].process;
        let actor = self.table.thread_of(former).unwrap_or(thread);
        for other in self.table.living_threads(process) {
            if other != actor {
                self.set(other, State::Ended);
            }
        }
        self.table.rename(actor, tid);
        self.set(actor, State::Runs);
        self.is_launching = false;
        super::clock::hide_vdso(tid);
        if is_foreign(tid) {
            self.unknown.insert(Unknown::ForeignCall);
        }
        if let Some(call) = self.table.threads[actor].call.take() {
            let point = self.record(actor, call.operation, Outcome::Done);
            self.look_again(actor, point);
        } else {
            self.look_again(actor, Point { actor, index: 0 });
        }
        self.table.processes[process].shared.clear();
        self.release_vfork(process);
        self.pause(actor);
        Ok(())
    }

    /// After an exec some descriptors are closed: the kernel is asked for all of them.
    fn look_again(&mut self, thread: usize, at: Point) {
        let tid = self.tid(thread);
        let process = self.table.threads[thread].process;
        let before = self.table.processes[process].files.clear();
        let mut files = std::mem::take(&mut self.table.processes[process].files);
        files.look_at_all(tid, &self.output, &mut self.channels);
        self.table.processes[process].files = files;
        for end in before {
            self.closed(thread, &end, at);
        }
    }

    /// Notes an operation and what came of it, and gives its place.
    pub(super) fn record(
        &mut self,
        thread: usize,
        operation: Operation,
        outcome: Outcome,
    ) -> Point {
        self.latest = Some(outcome.clone());
        self.has_moved(thread);
        let step = Step { actor: thread, operation, outcome };
        let is_idle = step.is_idle();
        self.steps.push(step);
        let it = &mut self.table.threads[thread];
        it.idle = if is_idle { it.idle + 1 } else { 0 };
        let point = Point { actor: thread, index: it.done };
        it.done += 1;
        for from in std::mem::take(&mut it.after) {
            self.edge(Rule::Signal, from, point);
        }
        self.clock.note(thread);
        point
    }

    pub(super) fn edge(&mut self, rule: Rule, from: Point, to: Point) {
        if from.actor != to.actor {
            self.edges.push(Edge { rule, from, to });
            self.clock.come_after(to.actor, from);
        }
    }

    pub(super) fn end_of(&mut self, thread: usize, fd: i32) -> End {
        let process = self.table.threads[thread].process;
        let tid = self.tid(thread);
        let known = self.channels.len();
        let files = &mut self.table.processes[process].files;
        let end = files.end(tid, fd, &self.output, &mut self.channels);
        if self.channels.len() > known
            && let Some((channel, _)) = end.sides().first()
            && self.channels.get(*channel).is_outside
        {
            self.unknown.insert(Unknown::OutsideChannel);
        }
        end
    }

    /// A process that is to be killed when the time is up.
    pub(super) fn enter_living(&self, pid: Pid) {
        self.living.enter(pid);
    }

    /// What has been seen until now.
    pub(super) fn execution(&mut self) -> Execution {
        let pending = self.all_pending();
        let actors = self.table.threads.iter().enumerate().map(|(thread, it)| {
            let process = &self.table.processes[it.process];
            let (exitcode, is_reaped) = match process.life {
                Life::Alive => (None, false),
                Life::Zombie(code) => (Some(code), false),
                Life::Gone(code) => (Some(code), true),
            };
            Actor {
                name: self.table.thread_name(thread),
                place: self.table.thread_place(thread),
                process: self.table.first(it.process),
                pid: process.pid.as_raw().cast_unsigned(),
                exitcode,
                is_reaped,
            }
        });
        let mut unknown = self.unknown.clone();
        let has_threads = |it: &&super::table::Thread| it.number > 0;
        if self.table.threads.iter().any(|it| has_threads(&it)) {
            unknown.insert(Unknown::Threads);
        }
        let is_piece = |step: &Step| matches!(&step.operation, Operation::Print(bytes) if !bytes.ends_with(b"\n"));
        if self.steps.iter().any(is_piece) {
            unknown.insert(Unknown::Pieces);
        }
        let mut edges = self.edges.clone();
        edges.sort_unstable();
        edges.dedup();
        Execution {
            actors: actors.collect(),
            steps: self.steps.clone(),
            edges,
            choices: self.choices.clone(),
            pending,
            signals: self.signals_sent,
            unknown,
            deadlock: None,
            timed_out: false,
        }
    }

    /// How long until `due`, by the clock of the program; not less than nothing.
    pub(super) fn due(
        &self,
        thread: usize,
        timeout: Option<Duration>,
    ) -> Option<Duration> {
        self.clock.now(thread).checked_add(timeout?)
    }
}

/// Whether a thread sleeps inside the kernel: state `S` or `D` of /proc/PID/stat, proc(5).
fn is_asleep(tid: Pid) -> bool {
    let stat = fs::read_to_string(format!("/proc/{tid}/stat"));
    // The name of the program is in parentheses and may hold anything.
    let state = stat.ok().and_then(|stat| {
        let (_, rest) = stat.rsplit_once(')')?;
        rest.trim_start().chars().next()
    });
    matches!(state, Some('S' | 'D'))
}

/// Whether the program of a process is a 32-bit one. elf(5).
fn is_foreign(tid: Pid) -> bool {
    const CLASS: usize = 4;
    const CLASS32: u8 = 1;
    let mut start = [0; CLASS + 1];
    let program = fs::File::open(format!("/proc/{tid}/exe"));
    let read = program.and_then(|mut program| program.read_exact(&mut start));
    read.is_ok() && start[CLASS] == CLASS32
}
