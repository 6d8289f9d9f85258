//! All possible outputs, one after the other.
//!
//! They are the texts that lead through the automaton, visited in depth. Every output
//! is a way through the states, so none is left out; and because each text leads to
//! one state, none comes twice. Nothing has to be remembered but the way to the
//! current state, with what is left to visit on it.
//!
//! The book of process-workbook explains it: "How the order is known",
//! section "Texts, not runs".

use std::fmt;

use crate::Order;
use crate::cuts::automaton::{Automaton, State};
use crate::model::pattern::Pattern;

impl Order {
    /// Every possible output, in an order that is always the same. Nothing is made before
    /// it is asked for. What varies is a placeholder in it.
    pub fn outputs(&self) -> Outputs<'_> {
        let automaton = Automaton::of(&self.0);
        let start = Visit::of(&automaton, &automaton.start());
        Outputs { automaton, visits: vec![start], text: Vec::new() }
    }
}

/// The possible outputs, one after the other. Made by [`Order::outputs`].
pub struct Outputs<'a> {
    automaton: Automaton<'a>,
    /// The states on the way to the current one.
    visits: Vec<Visit>,
    text: Vec<usize>,
}

/// A state, and what of it is still to be visited.
struct Visit {
    may_end: bool,
    next: std::vec::IntoIter<(usize, State)>,
}

impl Visit {
    fn of(automaton: &Automaton<'_>, state: &State) -> Self {
        let may_end = automaton.may_end(state);
        Self { may_end, next: automaton.next(state).into_iter() }
    }
}

impl<'a> Iterator for Outputs<'a> {
    type Item = Vec<&'a Pattern>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            let visit = self.visits.last_mut()?;
            if std::mem::take(&mut visit.may_end) {
                let text =
                    self.text.iter().map(|label| self.automaton.texts[*label]);
                return Some(text.collect());
            }
            if let Some((label, state)) = visit.next.next() {
                self.text.push(label);
                self.visits.push(Visit::of(&self.automaton, &state));
            } else {
                self.visits.pop();
                self.text.pop();
            }
        }
    }
}

impl fmt::Debug for Outputs<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Outputs")
    }
}
