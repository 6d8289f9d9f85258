//! What choices touch, in a form that is quick to compare and the same in every run.

use std::collections::HashMap;

use crate::trace::{Access, Object, Touch};

/// A thread, by its place in the family: the same in every run.
pub(super) type Actor = u32;

/// What a choice touches.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Footprint(Vec<(u32, Access)>);

/// Numbers for places and objects.
#[derive(Debug, Default)]
pub(super) struct Names {
    actors: HashMap<String, Actor>,
    places: Vec<String>,
    objects: HashMap<Object, u32>,
}

impl Names {
    pub(super) fn actor(&mut self, place: &str) -> Actor {
        if let Some(actor) = self.actors.get(place) {
            return *actor;
        }
        let actor = u32::try_from(self.places.len()).expect("few threads");
        self.places.push(place.to_owned());
        self.actors.insert(place.to_owned(), actor);
        actor
    }

    pub(super) fn place(&self, actor: Actor) -> &str {
        &self.places[actor as usize]
    }

    pub(super) fn footprint(&mut self, touches: &[Touch]) -> Footprint {
        let mut all: Vec<_> = touches
            .iter()
            .map(|touch| {
                let next = u32::try_from(self.objects.len()).expect("few objects");
                let object =
                    self.objects.entry(touch.object.clone()).or_insert(next);
                (*object, touch.access)
            })
            .collect();
        all.sort_unstable();
        Footprint(all)
    }
}

impl Footprint {
    /// Whether the order of two choices of different threads that touch this matters.
    pub(super) fn conflicts_with(&self, other: &Self) -> bool {
        self.0.iter().any(|(object, access)| {
            other.0.iter().any(|(theirs, their_access)| {
                let commute = access == their_access && *access != Access::Changes;
                object == theirs && !commute
            })
        })
    }

    /// Both.
    pub(super) fn and(mut self, other: &Self) -> Self {
        self.0.extend(&other.0);
        self.0.sort_unstable();
        self.0.dedup();
        self
    }
}
