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

use std::collections::{BTreeSet, HashMap};
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

/// A script has more states or more outputs than are worth it.
#[derive(Debug)]
pub(crate) struct TooMany;

/// Everything that `script` can print. At most `limit` states are looked at.
pub(crate) fn outputs(
    script: &Script,
    kernel: Kernel,
    limit: usize,
) -> Result<Outputs, TooMany> {
    let mut search = Search { script, kernel, limit, known: HashMap::new() };
    let all = search.from(State::first(script))?;
    Ok(Outputs::clone(&all))
}

struct Search<'a> {
    script: &'a Script,
    kernel: Kernel,
    limit: usize,
    known: HashMap<State, Rc<Outputs>>,
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
        if self.known.len() >= self.limit {
            return Err(TooMany);
        }
        let all = Rc::new(all);
        self.known.insert(state, Rc::clone(&all));
        Ok(all)
    }
}
