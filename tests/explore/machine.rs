//! What the kernel does when a script is performed: its states, and the steps between them.
//!
//! One step is one system call, or one thing that the kernel does by itself, and a process
//! that would wait has no step. Where Linux leaves open what comes first, both are steps. Of
//! four places one may think otherwise:
//!
//! - **A signal needs time**, also SIGKILL. kill(2) returns when the signal is noted. The
//!   victim notices it when it next leaves the kernel, so a call that it has begun, and that
//!   need not wait, is finished first. A fork is not: it fails while a signal is due.
//! - **An end needs time.** A process that ends first lets go of what it has open, piece by
//!   piece, and becomes a zombie after that. So a parent that reads `eof` may look for its
//!   child, and find it alive. (The pieces are not let go in the order of their numbers: the
//!   kernel closes the file itself from a list of work, last in first out.)
//! - **A lock belongs to the opened file**, which a fork copies as it copies the end of a
//!   pipe: the lock is free when the last copy is closed, or when its taker gives it back.
//! - **`wait any` takes the oldest child that has ended**, because the kernel looks through
//!   the children in the order of their births, and nobody can end meanwhile.
//!
//! [`Kernel`] says how much of the first two is told. A pipe never fills here, because a
//! script sends a few bytes, and there are no other errors than those that are told.

use super::script::{Instruction, Script, Then, name};

/// How finely an end is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Kernel {
    /// A signal kills at once, and who ends does so in one step.
    AtOnce,
    /// A signal stops its victim at once. An end takes time.
    Gradual,
    /// As Linux does it: who is sent a signal may finish a call, too.
    Linux,
}

/// A set of small numbers.
type Bits = u8;

/// How a process stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Life {
    /// Nobody has forked it.
    Unborn,
    /// It is at an instruction.
    Alive,
    /// It was sent a signal, and may finish a call if it has not left the kernel since.
    Killed { may_finish: bool },
    /// It lets go of what it has open.
    Leaving,
    /// It can be waited for.
    Zombie,
    /// It was waited for, or nobody is left who could.
    Gone,
}

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Process {
    life: Life,
    /// The number of its next instruction.
    at: usize,
    /// A line that it prints before that.
    answer: Option<&'static str>,
    /// Its ends of pipes that are open.
    reads: Bits,
    writes: Bits,
    /// The locked files that it has open, and those of them that it has locked itself.
    files: Bits,
    locks: Bits,
    /// The processes that had been forked when it was, or that it has forked.
    knows: Bits,
    /// Its children that were not waited for, the oldest first.
    children: Vec<usize>,
}

/// All that decides what can happen from here on.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct State {
    processes: Vec<Process>,
    /// The bytes in each pipe, the first to be read first.
    pipes: Vec<Vec<u8>>,
}

/// What a step prints, and where it leads.
pub(crate) type Step = (Vec<u8>, State);

impl State {
    /// Main, before its first instruction.
    pub(crate) fn first(script: &Script) -> Self {
        let unborn = Process {
            life: Life::Unborn,
            at: 0,
            answer: None,
            reads: 0,
            writes: 0,
            files: 0,
            locks: 0,
            knows: 0,
            children: Vec::new(),
        };
        let mut processes = vec![unborn; script.processes.len()];
        processes[0].life = Life::Alive;
        processes[0].knows = bit(0);
        let made = script.processes.iter().flatten().filter_map(|it| match it {
            Instruction::Pipe(pipe) => Some(pipe + 1),
            _ => None,
        });
        let pipes = vec![Vec::new(); made.max().unwrap_or(0)];
        Self { processes, pipes }
    }

    /// Whether every process has ended. A zombie has.
    pub(crate) fn has_ended(&self) -> bool {
        let is_over = |it: &Process| {
            matches!(it.life, Life::Unborn | Life::Zombie | Life::Gone)
        };
        self.processes.iter().all(is_over)
    }

    /// All that can happen next.
    pub(crate) fn steps(&self, script: &Script, kernel: Kernel) -> Vec<Step> {
        let mut steps = Vec::new();
        for process in 0..self.processes.len() {
            match self.processes[process].life {
                Life::Unborn | Life::Zombie | Life::Gone => {}
                Life::Alive => {
                    steps.extend(self.perform(process, script, kernel));
                }
                Life::Killed { may_finish } => {
                    let mut leaves = self.clone();
                    leaves.leave(process, kernel);
                    steps.push((Vec::new(), leaves));
                    if may_finish {
                        steps.extend(self.finish(process, script, kernel));
                    }
                }
                Life::Leaving => steps.extend(self.let_go(process)),
            }
        }
        steps
    }

    /// The call that `process` has begun is finished, and the signal noticed after it.
    fn finish(
        &self,
        process: usize,
        script: &Script,
        kernel: Kernel,
    ) -> Option<Step> {
        let here = &self.processes[process];
        let instruction = script.processes[process].get(here.at);
        if here.answer.is_none() && matches!(instruction, Some(Instruction::Fork(_)))
        {
            return None;
        }
        let (text, mut state) = self.perform(process, script, kernel)?;
        let life = &mut state.processes[process].life;
        if matches!(life, Life::Killed { .. }) {
            *life = Life::Killed { may_finish: false };
        }
        Some((text, state))
    }

    /// One system call of `process`, unless it would wait.
    fn perform(
        &self,
        process: usize,
        script: &Script,
        kernel: Kernel,
    ) -> Option<Step> {
        let mut state = self.clone();
        if let Some(answer) = state.processes[process].answer.take() {
            return Some((format!("{answer}\n").into_bytes(), state));
        }
        let Some(instruction) =
            script.processes[process].get(state.processes[process].at)
        else {
            state.leave(process, kernel);
            return Some((Vec::new(), state));
        };
        let it = &mut state.processes[process];
        it.at += 1;
        let mut printed = Vec::new();
        match *instruction {
            Instruction::Print(letter) => {
                printed = format!("{letter}\n").into_bytes();
            }
            Instruction::Fork(child) => state.fork(process, child),
            Instruction::Wait(child) => {
                if it.children.contains(&child) && !state.reap(process, child) {
                    return None;
                }
            }
            Instruction::WaitAny => {
                let children = it.children.clone();
                let is_found = children.iter().any(|it| state.reap(process, *it));
                if !is_found && !children.is_empty() {
                    return None;
                }
            }
            Instruction::Poll(child, then) => {
                let answer = match it.children.contains(&child) {
                    false => "none",
                    true if state.reap(process, child) => "ended",
                    true => "alive",
                };
                state.answer(process, then, answer, answer == "ended");
            }
            Instruction::Pipe(pipe) => {
                it.reads |= bit(pipe);
                it.writes |= bit(pipe);
            }
            Instruction::Send(pipe) => {
                if it.writes & bit(pipe) != 0 {
                    if state.processes.iter().any(|it| it.reads & bit(pipe) != 0) {
                        state.pipes[pipe].push(name(process));
                    } else {
                        // SIGPIPE is sent by the call itself, so it is due at its end.
                        state.leave(process, kernel);
                    }
                }
            }
            Instruction::Receive(pipe, then) => {
                let is_open = it.reads & bit(pipe) != 0;
                let is_fed = |it: &Process| it.writes & bit(pipe) != 0;
                let answer = if !is_open {
                    "error"
                } else if !state.pipes[pipe].is_empty() {
                    spelt(state.pipes[pipe].remove(0))
                } else if state.processes.iter().any(is_fed) {
                    return None;
                } else {
                    "eof"
                };
                let is_got = answer != "error" && answer != "eof";
                state.answer(process, then, answer, is_got);
            }
            Instruction::CloseRead(pipe) => it.reads &= !bit(pipe),
            Instruction::CloseWrite(pipe) => it.writes &= !bit(pipe),
            Instruction::Kill(victim) | Instruction::Terminate(victim) => {
                if it.knows & bit(victim) != 0 {
                    state.kill(victim, victim == process, kernel);
                }
            }
            Instruction::Lock(lock) => {
                if !state.take(process, lock) {
                    return None;
                }
            }
            Instruction::Try(lock, then) => {
                let is_got = state.take(process, lock);
                let answer = if is_got { "got" } else { "busy" };
                state.answer(process, then, answer, is_got);
            }
            Instruction::Unlock(lock) => {
                if it.locks & bit(lock) != 0 {
                    it.locks &= !bit(lock);
                    for it in &mut state.processes {
                        it.files &= !bit(lock);
                    }
                }
            }
            Instruction::Exit => state.leave(process, kernel),
        }
        Some((printed, state))
    }

    fn fork(&mut self, parent: usize, child: usize) {
        self.processes[parent].knows |= bit(child);
        self.processes[parent].children.push(child);
        self.processes[child] = Process {
            life: Life::Alive,
            at: 0,
            answer: None,
            locks: 0,
            children: Vec::new(),
            ..self.processes[parent].clone()
        };
    }

    /// Takes `child` from its parent if it has ended.
    fn reap(&mut self, parent: usize, child: usize) -> bool {
        let has_ended = self.processes[child].life == Life::Zombie;
        if has_ended {
            self.processes[child].life = Life::Gone;
            self.processes[parent].children.retain(|it| *it != child);
        }
        has_ended
    }

    fn answer(
        &mut self,
        process: usize,
        then: Then,
        answer: &'static str,
        is_got: bool,
    ) {
        let it = &mut self.processes[process];
        match then {
            Then::GoOn => {}
            Then::Print => it.answer = Some(answer),
            Then::Skip(_) if is_got => {}
            Then::Skip(count) => it.at += count,
        }
    }

    fn take(&mut self, process: usize, lock: usize) -> bool {
        let is_free = self.processes.iter().all(|it| it.files & bit(lock) == 0);
        if is_free {
            self.processes[process].files |= bit(lock);
            self.processes[process].locks |= bit(lock);
        }
        is_free
    }

    fn kill(&mut self, victim: usize, is_itself: bool, kernel: Kernel) {
        if self.processes[victim].life != Life::Alive {
            return;
        }
        if kernel == Kernel::AtOnce || is_itself {
            self.leave(victim, kernel);
        } else {
            let may_finish = kernel == Kernel::Linux;
            self.processes[victim].life = Life::Killed { may_finish };
        }
    }

    /// `process` makes no further call.
    fn leave(&mut self, process: usize, kernel: Kernel) {
        let it = &mut self.processes[process];
        it.life = Life::Leaving;
        // States that go on alike are to look alike.
        (it.answer, it.at, it.locks, it.knows) = (None, 0, 0, 0);
        if kernel == Kernel::AtOnce {
            (it.reads, it.writes, it.files) = (0, 0, 0);
            self.become_zombie(process);
        }
    }

    /// One piece of what `process` has open is closed: any of them. When there is none, it is
    /// a zombie.
    fn let_go(&self, process: usize) -> Vec<Step> {
        let here = &self.processes[process];
        let mut steps = Vec::new();
        let mut close = |open: Bits, which: fn(&mut Process) -> &mut Bits| {
            for piece in (0..8).map(bit).filter(|piece| open & piece != 0) {
                let mut state = self.clone();
                *which(&mut state.processes[process]) &= !piece;
                steps.push((Vec::new(), state));
            }
        };
        close(here.reads, |it| &mut it.reads);
        close(here.writes, |it| &mut it.writes);
        close(here.files, |it| &mut it.files);
        if steps.is_empty() {
            let mut state = self.clone();
            state.become_zombie(process);
            steps.push((Vec::new(), state));
        }
        steps
    }

    /// Its parent can wait for it. Its own children belong to nobody here from now on, and
    /// whoever they belong to waits for them.
    fn become_zombie(&mut self, process: usize) {
        let orphans = std::mem::take(&mut self.processes[process].children);
        for orphan in orphans {
            if self.processes[orphan].life == Life::Zombie {
                self.processes[orphan].life = Life::Gone;
            }
        }
        let is_waited_for = |it: &Process| it.children.contains(&process);
        let has_parent = self.processes.iter().any(is_waited_for);
        let it = &mut self.processes[process];
        it.life = if has_parent { Life::Zombie } else { Life::Gone };
    }
}

fn bit(number: usize) -> Bits {
    1 << number
}

/// A byte that was sent, as a word.
fn spelt(byte: u8) -> &'static str {
    match byte {
        b'm' => "m",
        b'1' => "1",
        b'2' => "2",
        b'3' => "3",
        b'4' => "4",
        other => unreachable!("nobody sends {other}"),
    }
}
