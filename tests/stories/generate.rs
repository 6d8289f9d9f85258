//! Stories from seeds: steps at random, of which the draft takes those that are ordered.

use rand::rngs::StdRng;
use rand::seq::IndexedRandom;
use rand::{RngExt, SeedableRng};

use crate::draft::Draft;
use crate::model::{FATAL, Features, HARMLESS, Life, Model, SLOTS};
use crate::story::{ATTRIBUTES, Step, Story};

const NAMES: [&str; 6] =
    ["worker", "Process-1", "two_words", "Zo\u{eb}", "x", "MainProcess"];
const KEYS: [&str; 3] = ["00", "ff00", "313233717765"];
const CODES: [i32; 12] = [0, 1, 2, 3, 42, 127, 128, 255, 256, -1, -15, i32::MAX];
const WAITS: [&str; 5] = ["wait", "wait 0", "wait 2 1", "wait 3 0 1", "wait 1 3"];

/// The story of `seed`.
pub(crate) fn story(seed: u64, features: Features) -> Story {
    let mut author = Author { rng: StdRng::seed_from_u64(seed) };
    let length = author.rng.random_range(10..70);
    author.compose(Model::main(features), 0, length)
}

struct Author {
    rng: StdRng,
}

impl Author {
    /// The story of a process that is born as `model` says.
    fn compose(&mut self, model: Model, depth: usize, length: usize) -> Story {
        let mut draft = Draft::of(model);
        for _ in 0..length {
            let text = match self.rng.random_range(0..10) {
                0 if depth > 0 => "hold".to_owned(),
                0..5 => self.progress(&draft.model),
                _ => self.question(),
            };
            self.add(&text, &mut draft, depth);
        }
        self.finish(&mut draft, depth);
        draft.story
    }

    /// Has the process end, one way or another.
    fn finish(&mut self, draft: &mut Draft, depth: usize) {
        let ending = self.ending();
        let sudden = ending.starts_with("leave") || ending.starts_with("die");
        for tidy in [false, true] {
            while let Some(text) = self.settlement(&draft.model, sudden, tidy) {
                self.add(&text, draft, depth);
            }
            if self.add(&ending, draft, depth) && draft.model.clone().end().is_ok() {
                return;
            }
        }
        // It returns.
    }

    /// Adds the step that `text` says if it is ordered, and says whether it is.
    fn add(&mut self, text: &str, draft: &mut Draft, depth: usize) -> bool {
        draft.add(Step::of(text), |child, _| {
            // The deeper, the shorter: the youngest have no children.
            let length = self.rng.random_range(0..16 >> depth);
            self.compose(child, depth + 1, length)
        })
    }

    /// What brings one of the objects further in its life.
    fn progress(&mut self, model: &Model) -> String {
        let slot = self.rng.random_range(0..SLOTS);
        match model.life(slot) {
            Some(Life::Initial) => format!("start {slot}"),
            Some(Life::Running(_)) => format!("meet {slot}"),
            Some(Life::Held(_)) => self.release(slot),
            Some(Life::Loose(_) | Life::Doomed(_)) => self.farewell(slot),
            None | Some(Life::Ended | Life::Closed) => self.construction(slot),
        }
    }

    fn construction(&mut self, slot: usize) -> String {
        let class = self.one_of(&["Process", "Process", "MyProcess"]);
        let name = match self.rng.random_range(0..3) {
            0 => format!(" name={}", self.one_of(&NAMES)),
            _ => String::new(),
        };
        let daemon = self.one_of(&["", "", "", " daemon=yes", " daemon=no"]);
        format!("new {slot} {class}{name}{daemon}")
    }

    fn release(&mut self, slot: usize) -> String {
        match self.rng.random_range(0..10) {
            0 => format!("terminate {slot}"),
            1 => format!("kill {slot}"),
            2 => format!("signal {slot} {}", self.one_of(&FATAL)),
            3 => format!("signal {slot} {}", self.one_of(&HARMLESS)),
            4 => format!("alias {} {slot}", self.rng.random_range(0..SLOTS)),
            _ => format!("go {slot}"),
        }
    }

    fn farewell(&mut self, slot: usize) -> String {
        match self.rng.random_range(0..3) {
            0 => format!("ended {slot}"),
            1 => format!("join {slot} 3600000"),
            _ => format!("join {slot}"),
        }
    }

    /// Any call, right or wrong.
    fn question(&mut self) -> String {
        let slot = self.rng.random_range(0..SLOTS);
        let whom = match self.rng.random_range(0..10) {
            0 => "me".to_owned(),
            1 => "up".to_owned(),
            _ => self.rng.random_range(0..SLOTS).to_string(),
        };
        match self.rng.random_range(0..51) {
            0..22 => format!("see {whom} {}", self.one_of(&ATTRIBUTES)),
            22..25 => "children".to_owned(),
            25..27 => format!("start {whom}"),
            27..29 => format!("join {whom}"),
            29..31 => format!("join {whom} {}", self.one_of(&[0, 1])),
            31..33 => format!("terminate {whom}"),
            33 => format!("kill {whom}"),
            34..36 => format!("close {whom}"),
            36..38 => format!("name {whom} {}", self.one_of(&NAMES)),
            38..40 => format!("daemon {whom} {}", self.one_of(&["yes", "no"])),
            40..42 => format!("authkey {whom} {}", self.one_of(&KEYS)),
            42..44 => self.one_of(&WAITS).to_owned(),
            44 => format!("keep {slot}"),
            45 => self.construction(slot),
            46 => "mutter".to_owned(),
            47 => "cpus".to_owned(),
            48 => "block".to_owned(),
            49 => "stdin".to_owned(),
            _ => format!("die {}", self.one_of(&HARMLESS)),
        }
    }

    fn ending(&mut self) -> String {
        match self.rng.random_range(0..10) {
            0..3 => "return".to_owned(),
            3..5 => format!("exit {}", self.one_of(&CODES)),
            5 => "fail".to_owned(),
            6 => "panic".to_owned(),
            7 => format!("leave {}", self.one_of(&CODES)),
            _ => format!("die {}", self.one_of(&FATAL)),
        }
    }

    /// What is left to do for a child before the process ends. A child at a hold may
    /// stay there if the process ends suddenly or the child is a daemon.
    fn settlement(
        &mut self,
        model: &Model,
        sudden: bool,
        tidy: bool,
    ) -> Option<String> {
        (0..SLOTS).find_map(|slot| match model.life(slot)? {
            Life::Running(_) => Some(format!("meet {slot}")),
            Life::Held(_) if !tidy && (sudden || model.is_daemon(slot)) => None,
            Life::Held(_) => Some(self.release(slot)),
            Life::Loose(_) | Life::Doomed(_) => Some(self.farewell(slot)),
            Life::Initial | Life::Ended | Life::Closed => None,
        })
    }

    fn one_of<T: Copy>(&mut self, choices: &[T]) -> T {
        *choices.choose(&mut self.rng).expect("there are some")
    }
}
