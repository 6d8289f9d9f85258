//! Puzzles: fresh little programs, each with a question about all of its runs.
//!
//! A puzzle is drawn from its seed, so that the same seed is the same puzzle on every machine. Its
//! answer is known twice: from a [`model`] that goes through every run of the small [`Program`] by
//! brute force, which is quick, and from exploring the real program, which also knows why. Nothing
//! is asked of which the two do not say the same.

pub(crate) mod ask;
mod c;
mod explain;
mod generate;
pub(crate) mod hand_out;
mod html;
pub(crate) mod key;
mod language;
mod level;
mod markdown;
pub(crate) mod marks;
mod model;
mod place;
pub(crate) mod plain;
mod program;
mod python;
mod question;
pub(crate) mod record;
mod rust;
mod sheet;
mod solution;
#[cfg(test)]
mod tests;
mod text;
mod theme;

use rand::SeedableRng;
use rand::rngs::StdRng;

pub(crate) use language::Language;
pub(crate) use level::Level;
use model::Runs;
use program::Program;
use question::{Question, Reply};

/// A program and a question about it.
#[derive(Clone, Debug)]
pub(crate) struct Puzzle {
    pub(crate) name: Name,
    /// As it is written in the language.
    pub(crate) source: String,
    pub(crate) question: Question,
    pub(crate) reply: Reply,
    program: Program,
    runs: Runs,
    /// How many programs of this seed were drawn before.
    draw: u32,
}

/// What a puzzle is asked for again by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Name {
    pub(crate) seed: u64,
    pub(crate) level: Level,
    pub(crate) language: Language,
}

/// A program of more lines does not fit on a screen.
const LONGEST: usize = 30;

impl Puzzle {
    /// The puzzle of this name.
    pub(crate) fn new(name: Name) -> Self {
        Self::drawn(name, 0)
    }

    /// The next one of the same name, for when this one cannot be asked.
    pub(crate) fn next(&self) -> Self {
        Self::drawn(self.name, self.draw + 1)
    }

    fn drawn(name: Name, first: u32) -> Self {
        let mut draws = (first..).filter_map(|draw| Self::draw(name, draw));
        draws.next().expect("of so many programs one makes a puzzle")
    }

    /// A puzzle, unless the program that is drawn is no good for one.
    fn draw(name: Name, draw: u32) -> Option<Self> {
        let mut rng = name.rng(draw);
        let program = generate::program(name.level, &mut rng);
        let source = name.language.written(&program);
        if source.lines().count() > LONGEST || !name.language.suits(&program) {
            return None;
        }
        let runs = model::runs(&program, name.language.at_end())?;
        let (question, reply) = question::about(&program, &runs, &mut rng)?;
        Some(Self { name, source, question, reply, program, runs, draw })
    }
}

impl Name {
    /// Random numbers of its own for each name and draw.
    fn rng(self, draw: u32) -> StdRng {
        let mut seed = [0; 32];
        seed[..8].copy_from_slice(&self.seed.to_le_bytes());
        seed[8] = self.level.number();
        seed[12..16].copy_from_slice(&draw.to_le_bytes());
        StdRng::from_seed(seed)
    }

    /// `7 --level 3 --language c`
    pub(crate) fn arguments(self) -> String {
        let Self { seed, level, language } = self;
        format!("{seed} --level {} --language {}", level.number(), language.word())
    }

    /// `puzzle-3-7`, which is also a name for cargo.
    fn stem(self) -> String {
        format!("puzzle-{}-{}", self.level.number(), self.seed)
    }
}
