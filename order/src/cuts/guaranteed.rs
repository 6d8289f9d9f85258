//! What is certain although a process may be killed at any moment.
//!
//! Whatever has to come before something that is certain is certain itself: a message
//! that main receives in every run is sent in every run. So the set of what is
//! certain grows, rule by rule, until no rule adds anything. It cannot shrink and is
//! bounded, so that this comes to an end.
//!
//! Each rule only adds what no run can be without, so that nothing is called certain
//! that is not. And nothing is missed. Let every process that is killed stop right
//! after what is in the set: nothing in the set waits for anything outside of it, or
//! a rule would have added that; so this is a run, and it has no more than the set.
//! (Where two signals can have ended a process, either may have been the one, and a
//! signal may also come from outside of the program. So neither of the two is called
//! certain.)
//!
//! The more of a run is known, the more is certain of the rest: the same rules, begun
//! with what is known.
//!
//! The book of process-workbook explains it: "How the order is known",
//! section "A process that is killed".

use crate::model::Model;
use crate::model::edge::{Link, Rule};
use crate::model::id::Place;

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
    pub(crate) fn of(model: &Model) -> Self {
        let mut started = vec![true; model.histories.len()];
        for link in model.links.iter().filter(|link| link.rule == Rule::Start) {
            started[link.to.process] = false;
        }
        let events = vec![0; model.histories.len()];
        Self { events, started }.closed(model)
    }

    /// What every run has of which this much is known: that each process has been started
    /// of which `events` has `Some`, and has got so far.
    pub(crate) fn with(
        &self,
        model: &Model,
        events: impl IntoIterator<Item = Option<usize>>,
    ) -> Self {
        let mut guaranteed = self.clone();
        for (process, known) in events.into_iter().enumerate() {
            if let Some(known) = known {
                guaranteed.started[process] = true;
                guaranteed.events[process] = guaranteed.events[process].max(known);
            }
        }
        guaranteed.closed(model)
    }

    /// This, and all that it cannot be without.
    fn closed(mut self, model: &Model) -> Self {
        loop {
            let before = self.clone();
            self.follow(model);
            if self == before {
                return self;
            }
        }
    }

    /// Follows every link once.
    fn follow(&mut self, model: &Model) {
        for (process, history) in model.histories.iter().enumerate() {
            if self.started[process] && !history.is_killed() {
                self.events[process] = history.actions.len();
            }
        }
        for Link { rule, from, to } in &model.links {
            let has_from = self.events[from.process] > from.event;
            let has_to = self.events[to.process] > to.event;
            match rule {
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

    fn need(&mut self, place: Place) {
        self.started[place.process] = true;
        let events = &mut self.events[place.process];
        *events = (*events).max(place.event + 1);
    }
}
