//! All runs of a script, as orders.
//!
//! A step that cannot make another step impossible, or change what it does, may be done at once:
//! a run in which it comes later has the same steps in the same relation, and so the same
//! order. Those are the prints, the starts, the messages, the waits that need not wait any
//! more, and `unlock`, which only the process that has the lock can do. What is left is a
//! choice: which of several processes takes the lock, and whether a process ends before
//! somebody asks whether it is alive. Each choice is followed, and a state that was met before
//! is not followed again, so the search ends, and every run is the same as one that was made.
//!
//! Who takes a lock after another process knows what that process did until it let go, which
//! is written as a message. Who finds a process alive has asked before its end, and that needs
//! no writing down: only the parent sees that end, so it is the parent that asked before.

use std::collections::{HashSet, VecDeque};

use super::{Script, Step};
use crate::{Action, Cases, End, History, Order, Pattern};

/// So many states are gone through at most.
pub(crate) const MOST: usize = 20_000;

/// A script has more runs than are made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TooManyRuns;

impl std::error::Error for TooManyRuns {}

/// How far a run has come.
#[derive(Clone, PartialEq, Eq, Hash)]
struct State {
    processes: Vec<Process>,
    /// Who has the lock.
    holder: Option<usize>,
    /// Who let go of it last, and the number of the message that stands for it.
    released: Option<(usize, u32)>,
}

#[derive(Clone, PartialEq, Eq, Hash)]
struct Process {
    is_started: bool,
    has_ended: bool,
    /// So many steps are done.
    done: usize,
    actions: Vec<Action<usize>>,
    sent: u32,
    /// The messages that were sent to it and not received: of whom, and their numbers.
    mail: VecDeque<(usize, u32)>,
}

/// The runs of a script, as orders without repetition.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Runs {
    /// Of the runs that end.
    pub orders: Vec<Order>,
    /// Of the runs that stand still, what the processes do until then.
    pub deadlocks: Vec<Order>,
}

impl Script {
    /// All that it can do.
    ///
    /// # Errors
    ///
    /// As [`runs`](Self::runs).
    pub fn cases(&self) -> Result<Cases, TooManyRuns> {
        let Runs { orders, deadlocks } = self.runs()?;
        Ok(Cases::new(orders, true).with_deadlocks(deadlocks))
    }

    /// All its runs.
    ///
    /// # Errors
    ///
    /// [`TooManyRuns`] when processes take the lock, or are asked about, in too many ways.
    pub fn runs(&self) -> Result<Runs, TooManyRuns> {
        let mut first = State::of(self);
        first.settle(self);
        let mut seen = HashSet::from([first.clone()]);
        let mut open = vec![first];
        let mut runs = Runs { orders: Vec::new(), deadlocks: Vec::new() };
        while let Some(state) = open.pop() {
            let choices = state.choices(self);
            if choices.is_empty() {
                let order = state.order(self);
                let ends = if state.is_over() {
                    &mut runs.orders
                } else {
                    &mut runs.deadlocks
                };
                if !ends.contains(&order) {
                    ends.push(order);
                }
            }
            for choice in choices {
                let mut next = state.clone();
                next.choose(self, choice);
                next.settle(self);
                if seen.insert(next.clone()) {
                    open.push(next);
                }
            }
            if seen.len() > MOST {
                return Err(TooManyRuns);
            }
        }
        Ok(runs)
    }

    /// The next step of a process that runs.
    fn next(&self, state: &State, process: usize) -> Option<&Step> {
        let it = &state.processes[process];
        let runs = it.is_started && !it.has_ended;
        self.roles[process].steps.get(it.done).filter(|_| runs)
    }

    /// Whether it matters when it ends: somebody may ask.
    fn is_polled(&self, process: usize) -> bool {
        let mut steps = self.roles.iter().flat_map(|role| &role.steps);
        steps.any(|step| *step == Step::Poll(process))
    }
}

impl State {
    fn of(script: &Script) -> Self {
        let process = |place| Process {
            is_started: place == 0,
            has_ended: false,
            done: 0,
            actions: Vec::new(),
            sent: 0,
            mail: VecDeque::new(),
        };
        let processes = (0..script.roles.len()).map(process).collect();
        Self { processes, holder: None, released: None }
    }

    fn is_over(&self) -> bool {
        self.processes.iter().all(|it| it.has_ended)
    }

    /// Does all that is no choice.
    fn settle(&mut self, script: &Script) {
        let mut goes_on = true;
        while goes_on {
            goes_on = false;
            for process in 0..self.processes.len() {
                while self.step(script, process) {
                    goes_on = true;
                }
            }
        }
    }

    /// Does the next step of `process`, if it can be done and is no choice.
    fn step(&mut self, script: &Script, process: usize) -> bool {
        let it = &self.processes[process];
        if !it.is_started || it.has_ended {
            return false;
        }
        let Some(step) = script.next(self, process) else {
            if script.is_polled(process) {
                return false;
            }
            self.processes[process].has_ended = true;
            return true;
        };
        match step {
            Step::Print(line) => {
                self.act(process, Action::line(Pattern::literal(line)));
            }
            Step::Start(other) => {
                self.processes[*other].is_started = true;
                self.act(process, Action::Start(*other));
            }
            Step::Join(other) | Step::Poll(other) => {
                if !self.processes[*other].has_ended {
                    return false;
                }
                self.act(process, Action::Join(*other));
                if matches!(step, Step::Poll(_)) {
                    self.act(process, said(script, *other, "has ended"));
                }
            }
            Step::Unlock => {
                self.holder = None;
                self.released = Some((process, self.send(process)));
            }
            Step::Send(to) => {
                let number = self.send(process);
                self.processes[*to].mail.push_back((process, number));
            }
            Step::Receive(from) => {
                let mail = &mut self.processes[process].mail;
                let place = mail.iter().position(|(sender, _)| sender == from);
                let Some((from, number)) = place.and_then(|it| mail.remove(it))
                else {
                    return false;
                };
                self.act(process, Action::Receive { from, number });
            }
            Step::Lock => return false,
        }
        self.processes[process].done += 1;
        true
    }

    fn act(&mut self, process: usize, action: Action<usize>) {
        self.processes[process].actions.push(action);
    }

    /// Sends a message, and says its number.
    fn send(&mut self, process: usize) -> u32 {
        let it = &mut self.processes[process];
        it.sent += 1;
        it.actions.push(Action::Send(it.sent));
        it.sent
    }

    /// The processes that can go on, each by a choice.
    fn choices(&self, script: &Script) -> Vec<usize> {
        let can = |process: &usize| {
            let it = &self.processes[*process];
            match script.next(self, *process) {
                Some(Step::Lock) => self.holder.is_none(),
                // It is alive: one that has ended is found so at once.
                Some(Step::Poll(_)) => true,
                Some(_) => false,
                None => it.is_started && !it.has_ended,
            }
        };
        (0..self.processes.len()).filter(can).collect()
    }

    fn choose(&mut self, script: &Script, process: usize) {
        match script.next(self, process) {
            Some(Step::Lock) => {
                self.holder = Some(process);
                if let Some((from, number)) = self.released.take()
                    && from != process
                {
                    self.act(process, Action::Receive { from, number });
                }
            }
            Some(Step::Poll(other)) => {
                self.act(process, said(script, *other, "is alive"));
            }
            _ => {
                self.processes[process].has_ended = true;
                return;
            }
        }
        self.processes[process].done += 1;
    }

    /// The order of what was done, without the messages that nobody has received.
    fn order(&self, script: &Script) -> Order {
        let name = |process: &usize| script.roles[*process].name.clone();
        let actions = self.processes.iter().flat_map(|it| &it.actions);
        let received: Vec<_> = actions
            .filter_map(|action| match action {
                Action::Receive { from, number } => Some((*from, *number)),
                _ => None,
            })
            .collect();
        // The place of a message among those of its sender that were received.
        let place = |sender: usize, number: u32| {
            let earlier = received
                .iter()
                .filter(|(from, it)| *from == sender && *it <= number);
            u32::try_from(earlier.count()).expect("few messages")
        };
        let renamed = |process: usize, action: &Action<usize>| {
            Some(match action {
                Action::Send(number) if !received.contains(&(process, *number)) => {
                    return None;
                }
                Action::Send(number) => Action::Send(place(process, *number)),
                Action::Receive { from, number } => Action::Receive {
                    from: name(from),
                    number: place(*from, *number),
                },
                other => other.rename(|it| Ok::<_, ()>(name(it))).ok()?,
            })
        };
        let histories =
            self.processes.iter().enumerate().filter(|(_, it)| it.is_started);
        let histories: Vec<_> = histories
            .map(|(process, it)| History {
                name: name(&process),
                actions: it
                    .actions
                    .iter()
                    .filter_map(|action| renamed(process, action))
                    .collect(),
                end: if it.has_ended { End::Exit(0) } else { End::Unknown },
            })
            .collect();
        Order::new(&histories).expect("what was done can be done")
    }
}

/// The line that tells what was found.
fn said(script: &Script, process: usize, what: &str) -> Action<usize> {
    let line = format!("{} {what}", script.roles[process].name);
    Action::line(Pattern::literal(&line))
}
