//! What is certain although a process may be killed at any moment.
//!
//! Whatever has to come before something that is certain is certain itself: a message that
//! main receives in every run is sent in every run. The more of a run is known, the more is
//! certain of the rest.

use crate::model::edges::{Edge, Rule};
use crate::model::event::{EventId, History};

/// What a run has, at least.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Guaranteed {
    /// How many events of each process.
    pub(crate) events: Vec<usize>,
    /// Whether each process is started at all.
    started: Vec<bool>,
}

impl Guaranteed {
    /// What every run has.
    pub(crate) fn of(histories: &[History], edges: &[Edge]) -> Self {
        let mut started = vec![true; histories.len()];
        for edge in edges.iter().filter(|edge| edge.kind == Rule::Start) {
            started[edge.to.process] = false;
        }
        Self { events: vec![0; histories.len()], started }.closed(histories, edges)
    }

    /// What every run has of which this much is known: that each process has been started
    /// of which `events` has `Some`, and has got so far.
    pub(crate) fn with(
        &self,
        histories: &[History],
        edges: &[Edge],
        events: impl IntoIterator<Item = Option<usize>>,
    ) -> Self {
        let mut must = self.clone();
        for (process, known) in events.into_iter().enumerate() {
            if let Some(known) = known {
                must.started[process] = true;
                must.events[process] = must.events[process].max(known);
            }
        }
        must.closed(histories, edges)
    }

    /// This, and all that it cannot be without.
    fn closed(mut self, histories: &[History], edges: &[Edge]) -> Self {
        loop {
            let before = self.clone();
            self.follow(histories, edges);
            if self == before {
                return self;
            }
        }
    }

    /// Follows every edge once.
    fn follow(&mut self, histories: &[History], edges: &[Edge]) {
        for (process, history) in histories.iter().enumerate() {
            if self.started[process] && !history.is_killed() {
                self.events[process] = history.events.len();
            }
        }
        for Edge { kind, from, to } in edges {
            let has_from = self.events[from.process] > from.event;
            let has_to = self.events[to.process] > to.event;
            match kind {
                Rule::Start if has_from => self.started[to.process] = true,
                Rule::Start if self.started[to.process] => self.need(*from),
                Rule::Join if has_to => self.started[from.process] = true,
                Rule::Message if has_to => self.need(*from),
                // Without the signal it would go on for ever.
                Rule::Signal if self.started[to.process] => self.need(*from),
                _ => {}
            }
        }
    }

    fn need(&mut self, id: EventId) {
        self.started[id.process] = true;
        self.events[id.process] = self.events[id.process].max(id.event + 1);
    }
}
