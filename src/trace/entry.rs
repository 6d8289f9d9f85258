//! A thread is about to make a call: which operation is that?
//!
//! A call that nobody else can see or wait for is let through here: a write to a file of
//! one's own, a close of a descriptor that others have too. Every other call becomes an
//! [`Operation`], before which the thread is held.

use std::fs;
use std::io;
use std::os::unix::fs::MetadataExt;
use std::time::Duration;

use nix::errno::Errno;
use nix::libc;
use nix::sys::ptrace;
use nix::unistd::Pid;

use super::arch::{Entry, Registers};
use super::calls::Call;
use super::engine::Engine;
use super::execution::Unknown;
use super::files::{End, epoll_set};
use super::filter::FOREIGN;
use super::futexes::{Futex, Word};
use super::locks::{Kind, LockId};
use super::memory;
use super::operation::Operation;
use super::output::Written;
use super::sys::Resume;
use super::table::{About, Pending, State, Watch, group};

/// What is done about a call.
enum Plan {
    /// It is let through.
    Pass,
    /// It is let through, and looked at when it comes back.
    Follow,
    /// It is not made; it gives this.
    Answer(i64),
    /// The thread is held before it.
    Hold(Box<Held>),
}

/// An operation, and what is known of it.
struct Held {
    operation: Operation,
    about: About,
    /// For how long it would wait.
    timeout: Option<Duration>,
    /// Whether it can end up waiting inside the kernel.
    may_wait: bool,
}

impl Held {
    fn plan(operation: Operation, about: About) -> Plan {
        Plan::Hold(Box::new(Self {
            operation,
            about,
            timeout: None,
            may_wait: false,
        }))
    }

    fn timed(operation: Operation, about: About, timeout: Option<Duration>) -> Plan {
        Plan::Hold(Box::new(Self { operation, about, timeout, may_wait: false }))
    }

    fn unsure(operation: Operation, about: About) -> Plan {
        Plan::Hold(Box::new(Self {
            operation,
            about,
            timeout: None,
            may_wait: true,
        }))
    }
}

impl Engine {
    /// A thread is stopped at the entry of a call.
    pub(super) fn at_entry(&mut self, thread: usize) -> io::Result<()> {
        let tid = self.tid(thread);
        if self.is_launching {
            return self.run(thread, Resume::Freely, State::Runs);
        }
        if ptrace::getevent(tid)? == i64::from(FOREIGN) {
            self.unknown.insert(Unknown::ForeignCall);
            return self.run(thread, Resume::Freely, State::Runs);
        }
        let registers = Registers::of(tid)?;
        let entry = registers.entry();
        let is_rest = self.table.threads[thread]
            .call
            .take_if(|call| call.written > 0 && call.entry == entry);
        if let Some(mut call) = is_rest {
            // A write that goes on: see `perform`.
            call.registers = registers;
            self.table.threads[thread].call = Some(call);
            self.set(thread, State::Held);
            return Ok(());
        }
        match self.plan(thread, &entry) {
            Plan::Pass => self.run(thread, Resume::Freely, State::Runs),
            Plan::Follow => {
                self.keep(thread, entry, registers, None);
                self.run(thread, Resume::ToExit, State::Performs)
            }
            Plan::Answer(result) => {
                registers.skip(tid, result)?;
                self.run(thread, Resume::Freely, State::Runs)
            }
            Plan::Hold(held) => self.hold(thread, entry, registers, *held),
        }
    }

    fn hold(
        &mut self,
        thread: usize,
        entry: Entry,
        registers: Registers,
        held: Held,
    ) -> io::Result<()> {
        self.notice_memory(thread);
        let waits_for_signal =
            matches!(held.operation, Operation::AwaitSignal { timeout: None });
        self.keep(thread, entry, registers, Some(held));
        let process = self.table.threads[thread].process;
        if self.table.processes[process].may_be_signalled && self.is_pending(thread)
        {
            return self.interrupt(thread);
        }
        if waits_for_signal {
            // Nobody else sees that it has begun to wait, and a signal must find it there.
            return self.run(thread, Resume::ToExit, State::Performs);
        }
        self.set(thread, State::Held);
        Ok(())
    }

    fn keep(
        &mut self,
        thread: usize,
        entry: Entry,
        registers: Registers,
        held: Option<Held>,
    ) {
        let is_followed = held.is_none();
        let held = held.unwrap_or(Held {
            operation: Operation::Other { number: entry.number },
            about: About::Nothing,
            timeout: None,
            may_wait: false,
        });
        let due = self.due(held.timeout);
        let may_wait = held.may_wait
            || matches!(held.operation, Operation::AwaitSignal { timeout: None });
        self.table.threads[thread].call = Some(Pending {
            entry,
            registers,
            operation: held.operation,
            due,
            is_changed: false,
            written: 0,
            may_wait,
            is_followed,
            about: held.about,
        });
    }

    /// What of the shared memory has this thread changed since its last operation?
    fn notice_memory(&mut self, thread: usize) {
        let it = &self.table.threads[thread];
        let segments = &self.table.processes[it.process].shared;
        if segments.is_empty() {
            return;
        }
        let (last, next) = (self.table.last(thread), self.table.next(thread));
        let before = self.shared.look(it.tid, segments, thread, last);
        for from in before {
            self.edge(super::execution::Rule::Memory, from, next);
        }
    }

    fn plan(&mut self, thread: usize, entry: &Entry) -> Plan {
        let tid = self.tid(thread);
        let process = self.table.threads[thread].process;
        match Call::of(entry.number) {
            Call::Write => self.plan_write(thread, entry),
            Call::WriteVector => self.plan_write(thread, entry),
            Call::Send => self.plan_write(thread, entry),
            Call::Read | Call::ReceiveMessage => self.plan_read(thread, entry),
            Call::Open(place) => self.plan_open(thread, entry, place),
            Call::Close => self.plan_close(thread, entry),
            Call::CloseRange => self.plan_close_range(thread, entry),
            Call::Duplicate { .. } | Call::Pair(_) => Plan::Follow,
            Call::Fcntl => self.plan_fcntl(thread, entry),
            Call::Fork | Call::Vfork => Held::plan(Operation::Fork, About::Nothing),
            Call::Clone => start(entry.arguments[0]),
            Call::Clone3 => {
                let flags = memory::words(tid, entry.word(0), 1);
                start(flags.map_or(0, |flags| flags[0] as u64))
            }
            Call::Exec(place) => {
                let path = memory::path(tid, entry, place);
                let path = path.map_or_else(String::new, |(given, _)| given);
                Held::plan(Operation::Exec { path }, About::Nothing)
            }
            Call::Exit | Call::ExitThread => Held::plan(
                Operation::Exit { code: entry.int(0) & 0xff },
                About::Nothing,
            ),
            Call::Wait4 => {
                self.plan_wait(process, whom_of_wait4(entry), entry.int(2))
            }
            Call::WaitId => {
                let whom = self.whom_of_waitid(thread, entry);
                self.plan_wait(process, whom, entry.int(3))
            }
            Call::Kill => {
                self.plan_kill(process, Target::Group(entry.int(0)), entry.int(1))
            }
            Call::ThreadKill => {
                self.plan_kill(process, Target::Thread(entry.int(0)), entry.int(1))
            }
            Call::GroupThreadKill => {
                self.plan_kill(process, Target::Thread(entry.int(1)), entry.int(2))
            }
            Call::PidfdKill => {
                let victim = match self.end_of(thread, entry.int(0)) {
                    End::Process(pid) => pid.as_raw(),
                    _ => 0,
                };
                self.plan_kill(process, Target::Thread(victim), entry.int(1))
            }
            call @ (Call::Poll
            | Call::Ppoll
            | Call::Select
            | Call::Pselect
            | Call::EpollWait
            | Call::EpollWait2) => self.plan_poll(thread, call, entry),
            Call::Pause => {
                Held::plan(Operation::AwaitSignal { timeout: None }, About::Nothing)
            }
            Call::SignalWait => {
                let timeout = optional_timespec(tid, entry.word(2));
                Held::timed(
                    Operation::AwaitSignal { timeout },
                    About::Nothing,
                    timeout,
                )
            }
            Call::Sleep => sleep(memory::timespec(tid, entry.word(0))),
            Call::ClockSleep => sleep(self.until_of_clock_sleep(tid, entry)),
            call @ (Call::ClockTime | Call::TimeOfDay | Call::Time) => {
                self.clock.answer(tid, call, entry).map_or(Plan::Pass, Plan::Answer)
            }
            Call::Futex => self.plan_futex(thread, entry),
            Call::Flock => self.plan_flock(thread, entry),
            Call::Yield => Held::plan(Operation::Yield, About::Nothing),
            Call::MapShared => Plan::Follow,
            Call::Restart => self.plan_restart(thread, entry),
            Call::Other => {
                self.unknown.insert(Unknown::Call(entry.number));
                Held::unsure(
                    Operation::Other { number: entry.number },
                    About::Nothing,
                )
            }
        }
    }

    /// The kernel goes on with the call that a signal has interrupted: the same operation.
    fn plan_restart(&mut self, thread: usize, entry: &Entry) -> Plan {
        match self.table.threads[thread].call.take() {
            Some(call) => Plan::Hold(Box::new(Held {
                operation: call.operation,
                about: call.about,
                timeout: None,
                may_wait: true,
            })),
            None => Held::unsure(
                Operation::Other { number: entry.number },
                About::Nothing,
            ),
        }
    }

    /// The bytes that a call is about to write; `None` when they cannot be read.
    fn bytes_of(tid: Pid, entry: &Entry) -> Option<Vec<u8>> {
        match Call::of(entry.number) {
            Call::Write => memory::read(tid, entry.word(1), entry.word(2)),
            Call::WriteVector => memory::gather(tid, entry.word(1), entry.word(2)),
            _ if entry.number == libc::SYS_sendto => {
                memory::read(tid, entry.word(1), entry.word(2))
            }
            // A msghdr: a name and its length, then an array of iovecs and its length.
            _ if entry.number == libc::SYS_sendmsg => {
                let header = memory::words(tid, entry.word(1), 4)?;
                memory::gather(tid, header[2], header[3])
            }
            _ => None,
        }
    }

    fn plan_write(&mut self, thread: usize, entry: &Entry) -> Plan {
        let tid = self.tid(thread);
        match self.end_of(thread, entry.int(0)) {
            End::Output => match Self::bytes_of(tid, entry) {
                Some(bytes) => self.plan_print(bytes),
                // A bad address, or very much: the kernel does what it can.
                None => Held::unsure(
                    Operation::Other { number: entry.number },
                    About::Nothing,
                ),
            },
            End::Pipe { channel, writes: true, .. }
            | End::Socket { to: channel, .. } => {
                let bytes = match Call::of(entry.number) {
                    Call::Write => entry.word(2),
                    _ => Self::bytes_of(tid, entry).map_or(0, |bytes| bytes.len()),
                };
                let name = self.channels.get(channel).name.clone();
                let operation = Operation::Write { channel: name, bytes };
                Held::plan(operation, About::Channel(channel))
            }
            End::Unfollowed(kind) => self.plan_unfollowed(kind, entry),
            _ => Plan::Pass,
        }
    }

    fn plan_print(&mut self, bytes: Vec<u8>) -> Plan {
        let length = i64::try_from(bytes.len()).unwrap_or(i64::MAX);
        match self.output.examine(&bytes) {
            Written::Text if bytes.is_empty() => Plan::Answer(0),
            Written::Text => Held::plan(Operation::Print(bytes), About::Nothing),
            Written::Report => Plan::Answer(length),
            Written::Name { pid, name } => {
                if let Some(process) = self.table.process_of(Pid::from_raw(pid)) {
                    self.table.processes[process].reported = Some(name);
                }
                Plan::Answer(length)
            }
        }
    }

    fn plan_unfollowed(&mut self, kind: String, entry: &Entry) -> Plan {
        self.unknown.insert(Unknown::Descriptor(kind));
        Held::unsure(Operation::Other { number: entry.number }, About::Nothing)
    }

    fn plan_read(&mut self, thread: usize, entry: &Entry) -> Plan {
        match self.end_of(thread, entry.int(0)) {
            End::Pipe { channel, reads: true, .. }
            | End::Socket { from: channel, .. } => {
                let name = self.channels.get(channel).name.clone();
                Held::plan(
                    Operation::Read { channel: name },
                    About::Channel(channel),
                )
            }
            End::Unfollowed(kind) => self.plan_unfollowed(kind, entry),
            // Nobody types on the terminal that stands for stdout.
            End::Output => Held::unsure(
                Operation::Read { channel: "the terminal".to_owned() },
                About::Nothing,
            ),
            _ => Plan::Pass,
        }
    }

    /// Opening a FIFO waits for the other side; everything else is opened at once.
    fn plan_open(&mut self, thread: usize, entry: &Entry, place: usize) -> Plan {
        let tid = self.tid(thread);
        let Some((given, path)) = memory::path(tid, entry, place) else {
            return Plan::Pass;
        };
        let Ok(stat) = fs::metadata(&path) else { return Plan::Pass };
        let flags = match entry.number {
            libc::SYS_openat2 => {
                let flags = memory::words(tid, entry.word(2), 1);
                flags.map_or(0, |flags| i32::try_from(flags[0]).unwrap_or(0))
            }
            _ => entry.int(place + 1),
        };
        match stat.mode() & libc::S_IFMT {
            libc::S_IFIFO if flags & (libc::O_NONBLOCK | libc::O_PATH) == 0 => {
                let is_both = flags & libc::O_ACCMODE == libc::O_RDWR;
                let operation = Operation::Open { path: given };
                if is_both {
                    Held::plan(operation, About::Nothing)
                } else {
                    Held::unsure(operation, About::Nothing)
                }
            }
            libc::S_IFREG => {
                self.notice_file(thread, (stat.dev(), stat.ino()), flags, given);
                Plan::Pass
            }
            _ => Plan::Pass,
        }
    }

    /// A file that one process writes and another one opens tells something that is not seen.
    fn notice_file(
        &mut self,
        thread: usize,
        file: (u64, u64),
        flags: i32,
        path: String,
    ) {
        let process = self.table.threads[thread].process;
        let writes = flags & libc::O_ACCMODE != libc::O_RDONLY;
        let writer = self.written_files.get(&file).copied();
        if writer.is_some_and(|writer| writer != process) {
            self.unknown.insert(Unknown::SharedFile(path));
        }
        if writes {
            self.written_files.insert(file, process);
        }
    }

    /// Closing matters when it is the last descriptor to one side of a channel.
    fn plan_close(&mut self, thread: usize, entry: &Entry) -> Plan {
        let process = self.table.threads[thread].process;
        let fd = entry.int(0);
        for lock in self.locks.held_by(process, Some(fd)) {
            if let Some(at) = self.table.last(thread) {
                self.locks.release(lock, process, at);
            }
        }
        let end = self.end_of(thread, fd);
        let last = end
            .sides()
            .into_iter()
            .find(|(channel, writing)| self.descriptors(*channel, *writing) == 1);
        if let Some((channel, _)) = last {
            let name = self.channels.get(channel).name.clone();
            return Held::plan(
                Operation::Close { channel: name },
                About::Channel(channel),
            );
        }
        self.table.processes[process].files.close(fd);
        if let Some(at) = self.table.last(thread).or(Some(self.table.next(thread))) {
            self.closed(thread, &end, at);
        }
        Plan::Pass
    }

    fn plan_close_range(&mut self, thread: usize, entry: &Entry) -> Plan {
        let (first, last) = (entry.int(0), entry.int(1));
        let flags = entry.int(2).cast_unsigned();
        if flags & libc::CLOSE_RANGE_CLOEXEC != 0 {
            return Plan::Pass;
        }
        let process = self.table.threads[thread].process;
        let files = &mut self.table.processes[process].files;
        let ends = files.close_range(first.cast_unsigned(), last.cast_unsigned());
        let at = self.table.last(thread).unwrap_or(self.table.next(thread));
        for end in ends {
            self.closed(thread, &end, at);
        }
        Plan::Pass
    }

    /// How many descriptors of all processes lead to one side of a channel.
    pub(super) fn descriptors(&self, channel: usize, writing: bool) -> usize {
        let counts = self.table.living().map(|process| {
            self.table.processes[process].files.count(channel, writing)
        });
        counts.sum()
    }

    fn plan_fcntl(&mut self, thread: usize, entry: &Entry) -> Plan {
        let kind = match entry.int(1) {
            libc::F_SETLK | libc::F_SETLKW => Kind::Posix,
            libc::F_OFD_SETLK | libc::F_OFD_SETLKW => Kind::OpenFile,
            _ => return Plan::Follow,
        };
        let tries = matches!(entry.int(1), libc::F_SETLK | libc::F_OFD_SETLK);
        // struct flock begins with two shorts: the type, and what the start counts from.
        let kind_of_lock = memory::read(self.tid(thread), entry.word(2), 2);
        let kind_of_lock = kind_of_lock
            .map_or(0, |bytes| i32::from(i16::from_ne_bytes([bytes[0], bytes[1]])));
        let mode = match kind_of_lock {
            libc::F_UNLCK => Mode::Unlock,
            libc::F_WRLCK => Mode::Exclusive,
            _ => Mode::Shared,
        };
        self.plan_lock(thread, entry.int(0), kind, mode, tries)
    }

    fn plan_flock(&mut self, thread: usize, entry: &Entry) -> Plan {
        let operation = entry.int(1);
        let mode = match operation & !libc::LOCK_NB {
            libc::LOCK_UN => Mode::Unlock,
            libc::LOCK_EX => Mode::Exclusive,
            _ => Mode::Shared,
        };
        let tries = operation & libc::LOCK_NB != 0;
        self.plan_lock(thread, entry.int(0), Kind::Flock, mode, tries)
    }

    fn plan_lock(
        &mut self,
        thread: usize,
        fd: i32,
        kind: Kind,
        mode: Mode,
        tries: bool,
    ) -> Plan {
        let tid = self.tid(thread);
        let Some(lock) = LockId::of(tid, fd) else { return Plan::Pass };
        let link = fs::read_link(format!("/proc/{tid}/fd/{fd}")).unwrap_or_default();
        let name = link.display().to_string();
        let about =
            About::Lock { lock, fd, kind, exclusive: mode == Mode::Exclusive };
        let operation = match mode {
            Mode::Unlock => Operation::Unlock { lock: name },
            _ => Operation::Lock { lock: name, tries },
        };
        Held::plan(operation, about)
    }

    fn plan_wait(&mut self, process: usize, whom: Whom, options: i32) -> Plan {
        let children = self.table.children(process);
        let own_group = group(self.table.processes[process].pid);
        let matches = |child: &usize| {
            let pid = self.table.processes[*child].pid;
            match whom {
                Whom::Any => true,
                Whom::One(wanted) => pid.as_raw() == wanted,
                Whom::OwnGroup => group(pid) == own_group,
                Whom::Group(wanted) => group(pid) == Some(wanted),
            }
        };
        let children: Vec<_> = children.into_iter().filter(matches).collect();
        let names = children.iter().map(|child| self.table.name(*child));
        let operation = Operation::Wait {
            children: names.collect(),
            polls: options & libc::WNOHANG != 0,
            leaves: options & libc::WNOWAIT != 0,
        };
        Held::plan(operation, About::Children(children))
    }

    fn whom_of_waitid(&mut self, thread: usize, entry: &Entry) -> Whom {
        match entry.arguments[0] {
            0 => Whom::Any,
            1 => Whom::One(entry.int(1)),
            2 if entry.int(1) == 0 => Whom::OwnGroup,
            2 => Whom::Group(entry.int(1)),
            _ => match self.end_of(thread, entry.int(1)) {
                End::Process(pid) => Whom::One(pid.as_raw()),
                _ => Whom::One(0),
            },
        }
    }

    fn plan_kill(&mut self, sender: usize, target: Target, signal: i32) -> Plan {
        let own = group(self.table.processes[sender].pid);
        let is_hit = |process: &usize| {
            let pid = self.table.processes[*process].pid;
            match target {
                Target::Thread(tid) => {
                    let thread = self.table.thread_of(Pid::from_raw(tid));
                    thread.map(|it| self.table.threads[it].process) == Some(*process)
                }
                Target::Group(wanted) if wanted > 0 => pid.as_raw() == wanted,
                Target::Group(0) => group(pid) == own,
                Target::Group(-1) => *process != sender,
                Target::Group(wanted) => group(pid) == Some(-wanted),
            }
        };
        let victims: Vec<_> = self.table.living().filter(is_hit).collect();
        if signal == 0 {
            // Nothing is sent: it only asks whether the process is there.
            return Plan::Pass;
        }
        let to = victims.iter().map(|victim| self.table.name(*victim)).collect();
        Held::plan(Operation::Signal { to, signal }, About::Victims(victims))
    }

    fn plan_poll(&mut self, thread: usize, call: Call, entry: &Entry) -> Plan {
        let tid = self.tid(thread);
        let (watches, timeout) = match call {
            Call::Poll => (poll_set(tid, entry), milliseconds(entry.int(2))),
            Call::Ppoll => {
                (poll_set(tid, entry), optional_timespec(tid, entry.word(2)))
            }
            Call::Select => {
                (select_sets(tid, entry), optional_timeval(tid, entry.word(4)))
            }
            Call::Pselect => {
                (select_sets(tid, entry), optional_timespec(tid, entry.word(4)))
            }
            Call::EpollWait => {
                (epoll_watches(tid, entry), milliseconds(entry.int(3)))
            }
            _ => (epoll_watches(tid, entry), optional_timespec(tid, entry.word(3))),
        };
        let mut watched = Vec::new();
        for watch in &watches {
            match self.end_of(thread, watch.fd) {
                End::Process(pid) => {
                    let process = self.table.process_of(pid);
                    watched.extend(process.map(|process| self.table.name(process)));
                }
                End::Unfollowed(kind) => {
                    watched.push(kind.clone());
                    self.unknown.insert(Unknown::Descriptor(kind));
                }
                end => watched.extend(end.sides().into_iter().filter_map(
                    |(channel, writing)| {
                        let is_meant =
                            if writing { watch.writes } else { watch.reads };
                        is_meant.then(|| self.channels.get(channel).name.clone())
                    },
                )),
            }
        }
        if watches.is_empty() && timeout.is_some() {
            // Before there was nanosleep, programs slept so.
            return sleep(timeout);
        }
        if watched.is_empty() && timeout.is_some_and(|timeout| timeout.is_zero()) {
            // A look at files of its own, as the standard library does at its start.
            return Plan::Pass;
        }
        let operation = Operation::Poll { watched, timeout };
        Held::timed(operation, About::Watched(watches), timeout)
    }

    fn until_of_clock_sleep(&self, tid: Pid, entry: &Entry) -> Option<Duration> {
        let time = memory::timespec(tid, entry.word(2))?;
        if entry.int(1) & libc::TIMER_ABSTIME == 0 {
            Some(time)
        } else {
            Some(self.clock.until(entry.int(0), time))
        }
    }

    fn plan_futex(&mut self, thread: usize, entry: &Entry) -> Plan {
        let word = self.word(thread, entry);
        let name = self.futexes.name(word);
        match Futex::of(entry) {
            Futex::Wait { moment, .. } => {
                let tid = self.tid(thread);
                let time = optional_timespec(tid, entry.word(3));
                let timeout = match (time, moment) {
                    (Some(time), Some(clock)) => Some(self.clock.until(clock, time)),
                    (time, _) => time,
                };
                let operation = Operation::AwaitWord { word: name, timeout };
                Held::timed(operation, About::Word(word), timeout)
            }
            Futex::LockPi => {
                let operation = Operation::AwaitWord { word: name, timeout: None };
                Held::plan(operation, About::Word(word))
            }
            // Nobody else has the memory, so nobody waits for it.
            Futex::Wake
                if matches!(word, Word::Private { process, .. }
                    if self.table.living_threads(process).len() == 1) =>
            {
                Plan::Pass
            }
            Futex::Wake => {
                Held::plan(Operation::WakeWord { word: name }, About::Word(word))
            }
            Futex::Other => {
                self.unknown.insert(Unknown::Call(entry.number));
                Held::unsure(
                    Operation::Other { number: entry.number },
                    About::Nothing,
                )
            }
        }
    }

    fn word(&self, thread: usize, entry: &Entry) -> Word {
        let process = self.table.threads[thread].process;
        let address = entry.word(0);
        let segments = &self.table.processes[process].shared;
        let segment = segments.iter().find(|segment| {
            (segment.start..segment.start + segment.len).contains(&address)
        });
        match segment {
            Some(segment) => Word::Shared {
                memory: segment.memory,
                offset: segment.offset + (address - segment.start),
            },
            None => Word::Private { process, address },
        }
    }
}

/// Whom a wait is for.
#[derive(Clone, Copy)]
enum Whom {
    Any,
    One(i32),
    OwnGroup,
    Group(i32),
}

fn whom_of_wait4(entry: &Entry) -> Whom {
    match entry.int(0) {
        -1 => Whom::Any,
        0 => Whom::OwnGroup,
        pid if pid > 0 => Whom::One(pid),
        group => Whom::Group(-group),
    }
}

/// Whom a signal is for.
#[derive(Clone, Copy)]
enum Target {
    Group(i32),
    Thread(i32),
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Mode {
    Unlock,
    Shared,
    Exclusive,
}

fn start(flags: u64) -> Plan {
    let is_thread = flags & u64::from(libc::CLONE_THREAD.cast_unsigned()) != 0;
    let operation = if is_thread { Operation::StartThread } else { Operation::Fork };
    Held::plan(operation, About::Nothing)
}

fn sleep(time: Option<Duration>) -> Plan {
    match time {
        Some(time) => {
            Held::timed(Operation::Sleep(time), About::Nothing, Some(time))
        }
        // A bad address, or a time that there is not: the kernel says so.
        None => Plan::Pass,
    }
}

/// A negative number of milliseconds is no time-out.
fn milliseconds(number: i32) -> Option<Duration> {
    u64::try_from(number).ok().map(Duration::from_millis)
}

fn optional_timespec(tid: Pid, address: usize) -> Option<Duration> {
    (address != 0).then(|| memory::timespec(tid, address)).flatten()
}

fn optional_timeval(tid: Pid, address: usize) -> Option<Duration> {
    let words = (address != 0).then(|| memory::words(tid, address, 2)).flatten()?;
    let micros = u64::try_from(words[1]).ok()?;
    Some(
        Duration::from_secs(u64::try_from(words[0]).ok()?)
            + Duration::from_micros(micros),
    )
}

/// An array of struct pollfd: an int, and two shorts.
fn poll_set(tid: Pid, entry: &Entry) -> Vec<Watch> {
    const SIZE: usize = 8;
    let length = entry.word(1).min(1 << 16) * SIZE;
    let bytes = memory::read(tid, entry.word(0), length).unwrap_or_default();
    let (items, _) = bytes.as_chunks::<SIZE>();
    let watches = items.iter().map(|item| {
        let fd = i32::from_ne_bytes([item[0], item[1], item[2], item[3]]);
        let events = i16::from_ne_bytes([item[4], item[5]]);
        // An end of file and a broken pipe are told without being asked for.
        Watch {
            fd,
            reads: events & libc::POLLOUT == 0 || events & libc::POLLIN != 0,
            writes: events & libc::POLLOUT != 0,
        }
    });
    watches.filter(|watch| watch.fd >= 0).collect()
}

/// Three sets of bits, one bit a descriptor: to read, to write, and what is exceptional.
fn select_sets(tid: Pid, entry: &Entry) -> Vec<Watch> {
    let count = usize::try_from(entry.int(0)).unwrap_or(0).min(1 << 16);
    let set = |place: usize| {
        let address = entry.word(place);
        let bytes =
            (address != 0).then(|| memory::read(tid, address, count.div_ceil(8)));
        bytes.flatten().unwrap_or_default()
    };
    let (to_read, to_write) = (set(1), set(2));
    let has = |set: &[u8], fd: usize| {
        set.get(fd / 8).is_some_and(|byte| byte >> (fd % 8) & 1 != 0)
    };
    let watches = (0..count).map(|fd| Watch {
        fd: i32::try_from(fd).unwrap_or(-1),
        reads: has(&to_read, fd),
        writes: has(&to_write, fd),
    });
    watches.filter(|watch| watch.reads || watch.writes).collect()
}

fn epoll_watches(tid: Pid, entry: &Entry) -> Vec<Watch> {
    let set = epoll_set(tid, entry.int(0)).into_iter();
    let watches = set.map(|(fd, events)| Watch {
        fd,
        reads: events & libc::EPOLLIN.cast_unsigned() != 0,
        writes: events & libc::EPOLLOUT.cast_unsigned() != 0,
    });
    watches.collect()
}

/// The result of a call that failed.
pub(super) fn failure(errno: Errno) -> i64 {
    -i64::from(errno as i32)
}
