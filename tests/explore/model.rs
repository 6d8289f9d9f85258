//! The brute force: all that a script can print, by trying everything.
//!
//! It is right because it leaves nothing out. A run is a row of steps of `machine.rs`, each
//! from the state that the one before has left. From each state that can be reached, every
//! step is tried; so every run is. What can be printed from a state on depends on the state
//! alone, so it is worked out once for each: the union, over the steps, of what the step
//! prints followed by what can be printed after it. No step leads back, for each goes on in
//! a script, prints, or brings a process nearer to its end; so this ends.
//!
//! A state without a step is the end of a run if every process has ended. Otherwise those
//! that are left wait for each other, and what was printed so far begins a standstill.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use super::machine::{Kernel, State};
use super::script::Script;

/// What a program can print.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Outputs {
    /// In runs in which every process ends.
    pub(crate) ended: BTreeSet<Vec<u8>>,
    /// Until nobody can go on, though somebody is left.
    pub(crate) stuck: BTreeSet<Vec<u8>>,
}

impl Outputs {
    /// How many there are, of both kinds.
    pub(crate) fn count(&self) -> usize {
        self.ended.len() + self.stuck.len()
    }
}

/// How much is worked out before a script is given up.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Limits {
    /// States that can be reached.
    pub(crate) states: usize,
    /// Outputs, begun ones among them.
    pub(crate) outputs: usize,
}

/// A script has more states or more outputs than that.
#[derive(Debug)]
pub(crate) struct TooMany;

impl Limits {
    /// As many as there are.
    pub(crate) const NONE: Self = Self { states: usize::MAX, outputs: usize::MAX };
}

/// Everything that `script` can print.
pub(crate) fn outputs(
    script: &Script,
    kernel: Kernel,
    limits: Limits,
) -> Result<Outputs, TooMany> {
    let mut search = Search { script, kernel, limits, known: BTreeMap::new() };
    let all = search.from(State::first(script))?;
    Ok(Outputs::clone(&all))
}

struct Search<'a> {
    script: &'a Script,
    kernel: Kernel,
    limits: Limits,
    known: BTreeMap<State, Rc<Outputs>>,
}

impl Search<'_> {
    fn from(&mut self, state: State) -> Result<Rc<Outputs>, TooMany> {
        if let Some(known) = self.known.get(&state) {
            return Ok(Rc::clone(known));
        }
        let steps = state.steps(self.script, self.kernel);
        let mut all = Outputs::default();
        if steps.is_empty() {
            let which =
                if state.has_ended() { &mut all.ended } else { &mut all.stuck };
            which.insert(Vec::new());
        }
        for (printed, next) in steps {
            let rest = self.from(next)?;
            let after = |text: &Vec<u8>| [printed.as_slice(), text].concat();
            all.ended.extend(rest.ended.iter().map(after));
            all.stuck.extend(rest.stuck.iter().map(after));
        }
        // The script prints at least as many texts as can follow any one state.
        if self.known.len() >= self.limits.states
            || all.count() > self.limits.outputs
        {
            return Err(TooMany);
        }
        let all = Rc::new(all);
        self.known.insert(state, Rc::clone(&all));
        Ok(all)
    }
}
