//! Children that were waited for, locks that were taken, words that have changed.

use nix::libc;
use nix::unistd::Pid;

use crate::trace::calls::Call;
use crate::trace::engine::Engine;
use crate::trace::execution::{Point, Rule};
use crate::trace::memory;
use crate::trace::operation::{Operation, Outcome};
use crate::trace::table::{About, Life, News, Pending, State};
use crate::trace::touch::Access;

/// Where `siginfo_t` has the pid: after three ints and a gap. sigaction(2).
const PID: usize = 16;

impl Engine {
    pub(super) fn has_waited(
        &mut self,
        thread: usize,
        call: &Pending,
        result: i64,
    ) -> Outcome {
        let here = self.table.next(thread);
        let About::Children(children) = &call.about else { return Outcome::Done };
        let Some(pid) = self.pid_found(thread, call, children, result) else {
            // A poll in vain: none of them had ended. Their ends come later.
            for child in children {
                self.table.processes[*child].looked_in_vain(here);
                self.touch_life(*child, Access::Sees);
            }
            return Outcome::Nothing;
        };
        let mut found = children.iter().copied();
        let found = found.find(|child| self.table.processes[*child].pid == pid);
        let Some(child) = found else { return Outcome::Done };
        // Which child it is depends on all that could have been found instead.
        for other in children {
            self.touch_life(*other, Access::Sees);
        }
        if !matches!(call.operation, Operation::Wait { leaves: true, .. }) {
            self.touch_life(child, Access::Changes);
        }
        let name = self.table.name(child);
        match self.table.processes[child].life {
            Life::Zombie(code) | Life::Gone(code) => {
                // A wait comes back with a child when that has ended, and not before.
                self.joined(child, here);
                if !matches!(call.operation, Operation::Wait { leaves: true, .. }) {
                    self.table.processes[child].life = Life::Gone(code);
                }
                Outcome::Found { child: name, code: Some(code) }
            }
            Life::Alive => {
                // It had stopped, or was sent SIGCONT, before.
                if let Some(cause) = self.table.processes[child].news.cause() {
                    self.edge(Rule::Join, cause, here);
                }
                self.table.processes[child].news = News::Nothing;
                Outcome::Found { child: name, code: None }
            }
        }
    }

    /// A signal that was waited for was sent before: sigtimedwait(2).
    pub(super) fn has_awaited_signal(
        &mut self,
        thread: usize,
        call: &Pending,
        result: i64,
    ) {
        let Some(signal) = i32::try_from(result).ok().filter(|it| *it > 0) else {
            return;
        };
        self.touch_awaited(thread, call, Access::Changes);
        let process = self.table.threads[thread].process;
        let from = match self.child_of_signal(thread, call, signal) {
            Some(child) => self.table.processes[child].end,
            None => self.sent.get(&(process, signal)).copied(),
        };
        let others = from.filter(|it| it.actor != thread);
        self.table.threads[thread].after.extend(others);
    }

    /// The child whose end the kernel has told by this signal.
    fn child_of_signal(
        &self,
        thread: usize,
        call: &Pending,
        signal: i32,
    ) -> Option<usize> {
        /// Where `siginfo_t` has what is the reason: after two ints. sigaction(2).
        const CODE: usize = 8;
        let address = call.entry.word(1);
        if signal != libc::SIGCHLD || address == 0 {
            return None;
        }
        let told = memory::int(self.tid(thread), address + CODE)?;
        let pid = memory::int(self.tid(thread), address + PID)?;
        let child = self.table.process_of(Pid::from_raw(pid))?;
        (1..=6).contains(&told).then_some(child)
    }

    /// The child that a wait has found.
    fn pid_found(
        &self,
        thread: usize,
        call: &Pending,
        children: &[usize],
        result: i64,
    ) -> Option<Pid> {
        let address = call.entry.word(2);
        let pid = match Call::of(call.entry.number) {
            Call::Wait4 => i32::try_from(result).ok(),
            _ if address == 0 => self.only_zombie(children),
            _ => memory::int(self.tid(thread), address + PID),
        };
        pid.filter(|pid| *pid != 0).map(Pid::from_raw)
    }

    /// A process has asked who its parent is: the one that has started it, until that ends.
    pub(super) fn has_looked_for_parent(&mut self, process: usize, here: Point) {
        let place = self.table.processes[process].place.clone();
        let parent = place.rsplit_once('.').and_then(|(parent, _)| {
            self.table.processes.iter().position(|it| it.place == parent)
        });
        let Some(parent) = parent else { return };
        self.touch_life(parent, Access::Sees);
        match self.table.processes[parent].life {
            Life::Alive => self.table.processes[parent].looked_in_vain(here),
            _ => self.joined(parent, here),
        }
    }

    /// The end of `process` was seen by the operation at `here`.
    pub(super) fn joined(&mut self, process: usize, here: Point) {
        if let Some(end) = self.table.processes[process].end {
            self.edge(Rule::Join, end, here);
        }
    }

    /// A program that does not ask which child it was.
    fn only_zombie(&self, children: &[usize]) -> Option<i32> {
        let mut ended = children.iter().filter(|child| {
            matches!(self.table.processes[**child].life, Life::Zombie(_))
        });
        match (ended.next(), ended.next()) {
            (Some(child), None) => Some(self.table.processes[*child].pid.as_raw()),
            _ => None,
        }
    }

    pub(super) fn has_unlocked(
        &mut self,
        thread: usize,
        call: &Pending,
        here: Point,
    ) {
        if let About::Lock { lock, .. } = call.about {
            let process = self.table.threads[thread].process;
            self.locks.release(lock, process, here);
        }
    }

    pub(super) fn has_locked(&mut self, thread: usize, call: &Pending, here: Point) {
        if let About::Lock { lock, fd, .. } = call.about {
            let process = self.table.threads[thread].process;
            for released in self.locks.take(lock, process, fd) {
                // One at a time: who had it before has given it back before.
                self.edge(Rule::Exclusion, released, here);
            }
        }
    }

    pub(super) fn has_awaited(
        &mut self,
        thread: usize,
        call: &Pending,
        here: Point,
    ) {
        let About::Word(word) = call.about else { return };
        let process = self.table.threads[thread].process;
        let address = call.entry.word(0);
        let threads = self.table.processes[process].threads.clone();
        let joined = threads.into_iter().find(|it| {
            let it = &self.table.threads[*it];
            it.state == State::Ended && it.clears == Some(address)
        });
        match joined {
            // The kernel clears the word when the thread ends.
            Some(joined) => {
                if let Some(end) = self.table.last(joined) {
                    self.edge(Rule::Join, end, here);
                }
            }
            // The word has changed, and who changed it has then woken who waits.
            None => {
                if let Some(waker) = self.futexes.woken(word) {
                    self.edge(Rule::Memory, waker, here);
                }
            }
        }
    }
}
