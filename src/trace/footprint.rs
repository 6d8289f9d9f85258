//! What each choice touches, noted while it is carried out.
//!
//! A choice begins when a thread is let go and ends when all are held again. One choice is
//! carried out at a time, so everything that is touched meanwhile is touched by it: also what
//! an end closes, and whoever is woken or killed by it.

use nix::libc;
use nix::unistd::Pid;

use super::calls::Call;
use super::engine::Engine;
use super::execution::Step;
use super::futexes::Word;
use super::locks::LockId;
use super::operation::{Operation, Readiness};
use super::shared::Segment;
use super::signals::{bit, has_bit};
use super::table::{About, Life, Pending, Watch};
use super::touch::{Access, Choice, Object, Touch};

impl Engine {
    pub(super) fn begin_choice(&mut self, thread: usize) {
        if self.watches_conflicts {
            let start = self.steps.len();
            let choice =
                Choice { actor: thread, steps: start..start, ..Choice::default() };
            self.choices.push(choice);
            self.has_moved(thread);
        }
    }

    pub(super) fn end_choice(&mut self) {
        if let Some(choice) = self.choices.last_mut() {
            choice.steps.end = self.steps.len();
            let steps = &self.steps[choice.steps.clone()];
            choice.is_idle = !steps.is_empty() && steps.iter().all(Step::is_idle);
        }
    }

    /// A thread goes on: whatever was sent to its process it has seen before.
    pub(super) fn has_moved(&mut self, thread: usize) {
        let Some(choice) = self.choices.last_mut() else { return };
        if !choice.moved.contains(&thread) {
            choice.moved.push(thread);
            let copied = self.copied(thread, false);
            for touch in self.signals_seen(thread).into_iter().chain(copied) {
                self.touch(touch.object, touch.access);
            }
            let process = self.table.threads[thread].process;
            let segments = self.table.processes[process].shared.iter();
            let memory: Vec<_> = segments.map(Segment::object).collect();
            if let Some(choice) = self.choices.last_mut() {
                choice.may_see.extend(memory);
            }
        }
    }

    /// The signals that come before whatever a thread does.
    fn signals_seen(&self, thread: usize) -> Vec<Touch> {
        if self.signals == 0 {
            return Vec::new();
        }
        let process = self.table.threads[thread].process;
        let signals = self.open_signals(thread).into_iter().map(|signal| Touch {
            object: Object::Signal(self.place(process), signal),
            access: Access::Sees,
        });
        signals.collect()
    }

    /// A thread prints. Threads of one process share memory in which nobody sees what they
    /// do, so their lines are tried in either order one by one.
    pub(super) fn touch_print(&mut self, thread: usize) {
        let process = self.table.threads[thread].process;
        if self.watches_conflicts && self.table.processes[process].threads.len() > 1
        {
            let memory = Object::Memory(self.place(process));
            self.touch(memory, Access::Changes);
        }
    }

    /// A thread forks.
    pub(super) fn touch_forked(&mut self, thread: usize) {
        if let Some(touch) = self.copied(thread, true)
            && self.watches_conflicts
        {
            self.touch(touch.object, touch.access);
        }
    }

    /// What a thread that has others beside it does to their memory when it goes on, or forks.
    /// Nobody sees it, for example that one of them takes a lock, so a fork is tried before and
    /// after everything that another thread of its process does.
    fn copied(&self, thread: usize, forks: bool) -> Option<Touch> {
        let process = self.table.threads[thread].process;
        let has_others = self.table.processes[process].threads.len() > 1;
        has_others.then(|| Touch {
            object: Object::Copied(self.place(process)),
            access: if forks { Access::Changes } else { Access::Adds },
        })
    }

    /// The choice that is being carried out touches `object`.
    pub(super) fn touch(&mut self, object: Object, access: Access) {
        if let Some(choice) = self.choices.last_mut() {
            let touch = Touch { object, access };
            if !choice.touches.contains(&touch) {
                choice.touches.push(touch);
            }
        }
    }

    pub(super) fn touch_life(&mut self, process: usize, access: Access) {
        if self.watches_conflicts {
            let life = Object::Life(self.place(process));
            self.touch(life, access);
        }
    }

    /// A part of `channel` is touched.
    pub(super) fn touch_channel(
        &mut self,
        channel: usize,
        part: fn(String) -> Object,
        access: Access,
    ) {
        if self.watches_conflicts {
            let name = self.channels.get(channel).name.clone();
            self.touch(part(name), access);
        }
    }

    fn place(&self, process: usize) -> String {
        self.table.processes[process].place.clone()
    }

    /// What every thread that is left would touch next.
    pub(super) fn all_pending(&self) -> Vec<(usize, Vec<Touch>)> {
        if !self.watches_conflicts {
            return Vec::new();
        }
        let threads = 0..self.table.threads.len();
        let pending = threads.filter_map(|thread| {
            self.table.threads[thread].call.as_ref()?;
            Some((thread, self.pending(thread)))
        });
        pending.collect()
    }

    /// What `thread` would touch next; more rather than less.
    pub(super) fn pending(&self, thread: usize) -> Vec<Touch> {
        let mut touches = Vec::new();
        let mut add = |object, access| touches.push(Touch { object, access });
        let Some(call) = &self.table.threads[thread].call else { return touches };
        let process = self.table.threads[thread].process;
        let copied = self.copied(thread, call.operation == Operation::Fork);
        for touch in self.signals_seen(thread).into_iter().chain(copied) {
            add(touch.object, touch.access);
        }
        let name = |channel: usize| self.channels.get(channel).name.clone();
        match &call.about {
            About::Children(children) => {
                for child in children {
                    add(Object::Life(self.place(*child)), Access::Changes);
                }
            }
            About::Channel(channel) => {
                for part in [Object::Front, Object::Back] {
                    add(part(name(*channel)), Access::Changes);
                }
                for part in [Object::Writers, Object::Readers] {
                    add(part(name(*channel)), Access::Sees);
                }
            }
            About::Counter(counter) => {
                let name = self.channels.counter_name(*counter).to_owned();
                add(Object::Counter(name), Access::Changes);
            }
            About::Watched(watches) => {
                for object in self.polled(process, watches) {
                    add(object, Access::Sees);
                }
            }
            About::Victims(victims) => {
                let Operation::Signal { signal, .. } = call.operation else {
                    return touches;
                };
                for victim in victims {
                    add(
                        Object::Signal(self.place(*victim), signal),
                        Access::Changes,
                    );
                }
            }
            About::Signals(_) => {
                for signal in self.awaited(thread, call) {
                    add(signal, Access::Changes);
                }
            }
            About::Word(word) => {
                add(self.word_object(*word, call.entry.word(0)), Access::Changes);
                if let Some(memory) = self.memory_object(process, call.entry.word(0))
                {
                    add(memory, Access::Sees);
                }
            }
            About::Closing { channels, locks } => {
                for channel in channels {
                    for part in [Object::Front, Object::Back] {
                        add(part(name(*channel)), Access::Changes);
                    }
                    for part in [Object::Writers, Object::Readers] {
                        add(part(name(*channel)), Access::Sees);
                    }
                }
                for lock in locks.iter().filter_map(|it| self.locks.name(*it)) {
                    add(Object::Lock(lock), Access::Changes);
                }
            }
            About::Lock { .. } => match &call.operation {
                Operation::Lock { lock, .. } | Operation::Unlock { lock } => {
                    add(Object::Lock(lock.clone()), Access::Changes);
                }
                _ => {}
            },
            About::Nothing => match &call.operation {
                Operation::Open { path } => {
                    add(Object::Fifo(path.clone()), Access::Changes);
                }
                Operation::Other { .. } => add(Object::Outside, Access::Changes),
                _ => {}
            },
        }
        touches
    }

    /// What a process sees of the descriptors that it polls.
    fn polled(&self, process: usize, watches: &[Watch]) -> Vec<Object> {
        let mut objects = Vec::new();
        for Watch { fd, .. } in watches {
            let end = self.table.processes[process].files.known(*fd);
            let Some(end) = end else { continue };
            if let super::files::End::Process(pid) = end
                && let Some(watched) = self.table.process_of(*pid)
            {
                objects.push(Object::Life(self.place(watched)));
            }
            if let super::files::End::Counter(counter) = end {
                let name = self.channels.counter_name(*counter);
                objects.push(Object::Counter(name.to_owned()));
            }
            for (channel, _) in end.sides() {
                let name = &self.channels.get(channel).name;
                let parts =
                    [Object::Front, Object::Back, Object::Writers, Object::Readers];
                objects.extend(parts.map(|part| part(name.clone())));
            }
        }
        objects
    }

    /// A word of memory, named by its address: that is the same in every run, and in every
    /// process that has it from its parent.
    fn word_object(&self, word: Word, address: usize) -> Object {
        Object::Word(match word {
            Word::Private { process, .. } => {
                format!("{} {address:#x}", self.place(process))
            }
            Word::Shared { .. } => format!("{address:#x}"),
        })
    }

    /// The shared memory at `address`.
    fn memory_object(&self, process: usize, address: usize) -> Option<Object> {
        let segments = &self.table.processes[process].shared;
        let segment = segments
            .iter()
            .find(|it| (it.start..it.start + it.len).contains(&address))?;
        Some(segment.object())
    }

    /// Who waits for a word, or wakes who waits for it.
    pub(super) fn touch_word(&mut self, thread: usize, call: &Pending) {
        let About::Word(word) = call.about else { return };
        if self.watches_conflicts {
            let address = call.entry.word(0);
            let process = self.table.threads[thread].process;
            self.touch(self.word_object(word, address), Access::Changes);
            if let Some(memory) = self.memory_object(process, address) {
                self.touch(memory, Access::Sees);
            }
        }
    }

    pub(super) fn touch_lock(&mut self, operation: &Operation) {
        if self.watches_conflicts
            && let Operation::Lock { lock, .. } | Operation::Unlock { lock } =
                operation
        {
            self.touch(Object::Lock(lock.clone()), Access::Changes);
        }
    }

    /// A process ends: whoever looks for it sees that, and its parent may be sent SIGCHLD.
    pub(super) fn touch_end(&mut self, process: usize) {
        if !self.watches_conflicts {
            return;
        }
        self.touch_life(process, Access::Changes);
        if let Some(parent) = self.table.processes[process].parent
            && self.table.processes[parent].life == Life::Alive
            && (has_bit(self.signals, libc::SIGCHLD)
                || self.minds_signal(parent, libc::SIGCHLD))
        {
            self.touch_interrupted(parent, libc::SIGCHLD);
        }
    }

    /// A process gets a signal, wherever it is: what would have let it go on first then
    /// conflicts with the signal.
    fn touch_interrupted(&mut self, process: usize, signal: i32) {
        self.signals_sent |= bit(signal);
        let signal = Object::Signal(self.place(process), signal);
        self.touch(signal, Access::Changes);
        for thread in self.table.living_threads(process) {
            for touch in self.pending(thread) {
                self.touch(touch.object, touch.access);
            }
        }
    }

    /// A signal was sent, or could not be, because nobody was there any more.
    pub(super) fn touch_signalled(&mut self, call: &Pending) {
        let About::Victims(victims) = &call.about else { return };
        let Operation::Signal { signal, .. } = call.operation else { return };
        if !self.watches_conflicts {
            return;
        }
        let target = call.entry.int(0);
        if Call::of(call.entry.number) == Call::Kill && target <= 0 {
            self.touch(Object::Family, Access::Sees);
            for process in 0..self.table.processes.len() {
                self.touch_life(process, Access::Sees);
            }
        } else if let Some(process) = self.table.process_of(Pid::from_raw(target)) {
            self.touch_life(process, Access::Sees);
        }
        for victim in victims.clone() {
            self.touch_life(victim, Access::Sees);
            if signal != 0 {
                self.touch_interrupted(victim, signal);
            }
            if matches!(
                signal,
                libc::SIGSTOP
                    | libc::SIGTSTP
                    | libc::SIGTTIN
                    | libc::SIGTTOU
                    | libc::SIGCONT
            ) {
                self.touch_life(victim, Access::Changes);
            }
        }
    }

    /// Those of the signals that a thread waits for that are sent in some run.
    fn awaited(&self, thread: usize, call: &Pending) -> Vec<Object> {
        let About::Signals(set) = call.about else { return Vec::new() };
        let place = self.place(self.table.threads[thread].process);
        let sent = (1..=64).filter(|it| has_bit(self.signals & set, *it));
        sent.map(|signal| Object::Signal(place.clone(), signal)).collect()
    }

    /// A thread takes one of the signals that it waits for, or sees that none has come.
    pub(super) fn touch_awaited(
        &mut self,
        thread: usize,
        call: &Pending,
        access: Access,
    ) {
        for signal in self.awaited(thread, call) {
            self.touch(signal, access);
        }
    }

    /// A lock is given back without a word, at an end or a close.
    pub(super) fn touch_released(&mut self, lock: LockId) {
        if let Some(name) = self.locks.name(lock)
            && self.watches_conflicts
        {
            self.touch(Object::Lock(name), Access::Changes);
        }
    }

    /// What a read or a write of bytes sees of the channel, and changes.
    pub(super) fn touch_read(&mut self, channel: usize, saw_all: bool) {
        self.touch_channel(channel, Object::Front, Access::Changes);
        if saw_all {
            self.touch_channel(channel, Object::Back, Access::Sees);
            self.touch_channel(channel, Object::Writers, Access::Sees);
        }
    }

    pub(super) fn touch_write(&mut self, channel: usize, may_be_full: bool) {
        self.touch_channel(channel, Object::Back, Access::Changes);
        self.touch_channel(channel, Object::Readers, Access::Sees);
        if may_be_full {
            self.touch_channel(channel, Object::Front, Access::Sees);
        }
    }

    /// A look at whether a channel is ready.
    pub(super) fn touch_look(&mut self, channel: usize) {
        for part in [Object::Front, Object::Back, Object::Writers, Object::Readers] {
            self.touch_channel(channel, part, Access::Sees);
        }
    }
}

impl Readiness {
    /// Who alone could end the waiting; nothing when it may be several, or is not known.
    pub fn only_helper(&self) -> Option<&str> {
        match self {
            Self::Blocks { until } => match &until[..] {
                [one] => Some(one),
                _ => None,
            },
            _ => None,
        }
    }
}
