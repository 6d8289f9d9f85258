//! Every run of a small program, by brute force.
//!
//! This is deliberately not how `explore` does it: no order is made, no run is left out, and
//! nothing of the operating system is known but what the steps of a [`Program`] mean. From each
//! state every process that can go on goes on, and all that can be printed from there is kept.
//! A state is met once, and each step leads forward, so this ends.
//!
//! Three things take time that a reader may take for one: a process ends after its last line; who
//! looks at a child tells what it saw later; who receives a word tells so later. A signal takes no
//! time, because who sends one waits for the victim's end before it does anything else.

use std::collections::{BTreeSet, HashMap};
use std::rc::Rc;

use super::program::{MAIN, Program, Step, Told, got};

/// What all runs of a program can print.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Runs {
    /// The lines of each output, of the runs that end.
    pub(crate) outputs: BTreeSet<Vec<String>>,
    /// Whether a run does not end, because everybody waits.
    pub(crate) stands_still: bool,
}

/// Whether a process waits at its end for its children, as Python's and ours do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum AtEnd {
    WaitsForChildren,
    IsGone,
}

/// A program that can do more is no puzzle.
const MOST_STATES: usize = 20_000;
const MOST_OUTPUTS: usize = 300;

/// All runs of `program`; nothing when they are too many.
pub(crate) fn runs(program: &Program, at_end: AtEnd) -> Option<Runs> {
    let mut search =
        Search { program, at_end, lines: Vec::new(), known: HashMap::new() };
    let first = State::first(program);
    let ends = search.ends(&first)?;
    let text = |output: &Vec<u8>| {
        output.iter().map(|line| search.lines[usize::from(*line)].clone()).collect()
    };
    let outputs = ends.outputs.iter().map(text).collect();
    Some(Runs { outputs, stands_still: ends.stands_still })
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Life {
    Unborn,
    Alive,
    Ended,
    /// A signal has ended it.
    Stopped,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct Process {
    life: Life,
    /// The number of its next step.
    at: usize,
    /// A line that it prints before that.
    due: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct State {
    processes: Vec<Process>,
    /// The words in each pipe, the first to be received first.
    pipes: Vec<Vec<&'static str>>,
    /// Who has the lock.
    lock: Option<usize>,
}

impl State {
    fn first(program: &Program) -> Self {
        let unborn = Process { life: Life::Unborn, at: 0, due: None };
        let mut processes = vec![unborn; program.processes.len()];
        processes[MAIN].life = Life::Alive;
        Self { processes, pipes: vec![Vec::new(); program.pipes.len()], lock: None }
    }

    fn is_over(&self, process: usize) -> bool {
        matches!(self.processes[process].life, Life::Ended | Life::Stopped)
    }

    fn has_ended(&self) -> bool {
        self.processes.iter().all(|it| it.life != Life::Alive)
    }
}

/// What can be printed from a state on.
#[derive(Default)]
struct Ends {
    /// Each line is its number.
    outputs: BTreeSet<Vec<u8>>,
    stands_still: bool,
}

struct Search<'a> {
    program: &'a Program,
    at_end: AtEnd,
    lines: Vec<String>,
    known: HashMap<State, Rc<Ends>>,
}

impl Search<'_> {
    fn ends(&mut self, state: &State) -> Option<Rc<Ends>> {
        if let Some(known) = self.known.get(state) {
            return Some(Rc::clone(known));
        }
        let steps: Vec<_> = (0..state.processes.len())
            .filter_map(|it| self.step(state, it))
            .collect();
        let mut ends = Ends::default();
        if steps.is_empty() {
            ends.stands_still = !state.has_ended();
            ends.outputs.extend(state.has_ended().then(Vec::new));
        }
        for (printed, next) in steps {
            let line = match printed {
                Some(line) => Some(self.number(line)?),
                None => None,
            };
            let rest = self.ends(&next)?;
            ends.stands_still |= rest.stands_still;
            ends.outputs.extend(rest.outputs.iter().map(|rest| {
                line.into_iter().chain(rest.iter().copied()).collect::<Vec<_>>()
            }));
        }
        let is_small =
            self.known.len() < MOST_STATES && ends.outputs.len() <= MOST_OUTPUTS;
        let ends = Rc::new(ends);
        self.known.insert(state.clone(), Rc::clone(&ends));
        is_small.then_some(ends)
    }

    fn number(&mut self, line: String) -> Option<u8> {
        let known = self.lines.iter().position(|it| *it == line);
        let number = known.unwrap_or_else(|| {
            self.lines.push(line);
            self.lines.len() - 1
        });
        u8::try_from(number).ok()
    }

    /// What `process` prints next, and where that leads; nothing when it has to wait.
    fn step(
        &self,
        state: &State,
        process: usize,
    ) -> Option<(Option<String>, State)> {
        if state.processes[process].life != Life::Alive {
            return None;
        }
        let mut next = state.clone();
        if let Some(due) = next.processes[process].due.take() {
            return Some((Some(due), next));
        }
        let at = state.processes[process].at;
        let Some(step) = self.program.processes[process].body.get(at) else {
            next.processes[process].life = Life::Ended;
            let waits = self.at_end == AtEnd::WaitsForChildren;
            return (!waits || self.all_are_over(state, process))
                .then_some((None, next));
        };
        next.processes[process].at += 1;
        let printed = self.perform(step, process, &mut next)?;
        Some((printed, next))
    }

    /// Does the step, and says what it prints; nothing when it has to wait.
    #[expect(
        clippy::option_option,
        reason = "whether it can, and whether it prints"
    )]
    fn perform(
        &self,
        step: &Step,
        process: usize,
        next: &mut State,
    ) -> Option<Option<String>> {
        let mut due = None;
        match step {
            Step::Say(line) => return Some(Some(line.clone())),
            Step::Start(child) => next.processes[*child].life = Life::Alive,
            Step::Wait(child) if next.is_over(*child) => {}
            Step::WaitAny if self.one_is_over(next, process) => {}
            Step::WaitAll if self.all_are_over(next, process) => {}
            Step::Pause(_) => {}
            Step::Look { child, alive, ended } => {
                let line = if next.is_over(*child) { ended } else { alive };
                due = Some(line.clone());
            }
            Step::Stop { child, told } => {
                let is_by_signal = !next.is_over(*child);
                if is_by_signal {
                    next.processes[*child].life = Life::Stopped;
                }
                due = told.as_ref().map(|told| {
                    let line =
                        if is_by_signal { &told.by_signal } else { &told.before };
                    line.clone()
                });
            }
            Step::Send(pipe, word) => next.pipes[*pipe].push(word),
            Step::Receive(pipe, told) if !next.pipes[*pipe].is_empty() => {
                let word = next.pipes[*pipe].remove(0);
                let name = self.program.name(process);
                due = (*told == Told::Yes).then(|| got(name, word));
            }
            Step::Take if next.lock.is_none() => next.lock = Some(process),
            Step::Release => next.lock = None,
            Step::Wait(_)
            | Step::WaitAny
            | Step::WaitAll
            | Step::Receive(..)
            | Step::Take => return None,
        }
        next.processes[process].due = due;
        Some(None)
    }

    fn one_is_over(&self, state: &State, process: usize) -> bool {
        self.program.children(process).any(|child| state.is_over(child))
    }

    fn all_are_over(&self, state: &State, process: usize) -> bool {
        let mut children = self.program.children(process);
        children
            .all(|it| state.is_over(it) || state.processes[it].life == Life::Unborn)
    }
}

#[cfg(test)]
mod tests {
    use super::super::program::{Process, Program, Step};
    use super::{AtEnd, Runs, runs};

    fn say(line: &str) -> Step {
        Step::Say(line.to_owned())
    }

    fn of(bodies: [Vec<Step>; 2]) -> Runs {
        let named = ["main", "child"].into_iter().zip(bodies);
        let processes = named.map(|(name, body)| Process { name, body }).collect();
        let program = Program { processes, pipes: vec!["pipe"], lock: "lock" };
        runs(&program, AtEnd::IsGone).expect("they are few")
    }

    fn texts(runs: &Runs) -> Vec<String> {
        runs.outputs.iter().map(|it| it.join("")).collect()
    }

    #[test]
    fn a_wait_orders_and_a_pause_does_not() {
        let child = vec![say("c")];
        let waiting =
            of([vec![Step::Start(1), Step::Wait(1), say("m")], child.clone()]);
        assert_eq!(texts(&waiting), ["cm"]);
        let pausing = of([vec![Step::Start(1), Step::Pause(1), say("m")], child]);
        assert_eq!(texts(&pausing), ["cm", "mc"]);
    }

    #[test]
    fn who_looks_may_tell_late() {
        let look = Step::Look {
            child: 1,
            alive: "alive".to_owned(),
            ended: "ended".to_owned(),
        };
        let runs = of([vec![Step::Start(1), look], vec![say("c")]]);
        assert_eq!(texts(&runs), ["alivec", "calive", "cended"]);
    }

    #[test]
    fn who_waits_with_the_lock_for_one_who_wants_it_stands_still() {
        let child = vec![Step::Take, say("c"), Step::Release];
        let main =
            vec![Step::Start(1), Step::Take, Step::Wait(1), say("m"), Step::Release];
        let runs = of([main, child]);
        assert_eq!(texts(&runs), ["cm"]);
        assert!(runs.stands_still);
    }
}
