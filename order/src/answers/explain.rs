//! Why a line cannot come next: the rule that it breaks.
//!
//! Every chain that has such a line gives a reason: what is the nearest line of that
//! text to its next step, and what is in the way. Each such reason is true, because
//! it names what is shut at a position to which the lines so far do lead. But there
//! can be many, one for each process that could have printed the line, and for each
//! position. Told is the one that is nearest to the line's being possible, in steps,
//! because that is most likely what was meant.
//!
//! What is in the way is always told as a line: a gate that is shut waits for a step
//! that is a line, or for a silent step, which waits in its turn. Since nothing waits
//! in a circle, this ends at a line or at a process that has ended too early.
//!
//! The book of process-workbook explains it: "How the order is known",
//! section "Check: text only".

use super::position::{Obstacle, Position, Stepper};
use super::reason::Reason;
use super::written::{Writer, Written};
use crate::cuts::chain::{Gate, Step};
use crate::cuts::cut::{Cut, Shut};
use crate::words::{self, Told};

/// How far a line is from being the next of its chain, in steps. A reason that is no matter of
/// steps comes after all of those that are.
type Distance = usize;
const ALL_PRINTED: Distance = Distance::MAX;
const HAS_ENDED: Distance = Distance::MAX - 1;

/// At so many positions at most a reason is looked for.
const POSITIONS: usize = 100;

impl Stepper<'_> {
    /// Why `line` cannot come next at any of `positions`: the reason that is nearest to its
    /// being possible.
    pub(super) fn explain<'p>(
        &self,
        positions: impl IntoIterator<Item = &'p Position>,
        line: &Written<'_>,
    ) -> Reason {
        let positions =
            positions.into_iter().flat_map(|position| self.silently(position));
        let reasons = positions.take(POSITIONS).flat_map(|position| {
            let chains = self.chains_of(line.writer).into_iter();
            let reasons =
                chains.filter_map(|chain| self.reason(&position, chain, line));
            reasons.collect::<Vec<_>>()
        });
        match reasons.min_by_key(|(distance, _)| *distance) {
            Some((_, reason)) => reason,
            None => Reason::NoSuchLine {
                text: line.text.to_owned(),
                writer: match line.writer {
                    Writer::Process(process) => {
                        Some(self.cuts.model.name(process.index()).to_owned())
                    }
                    Writer::Pid(_) | Writer::Stranger | Writer::Unknown => None,
                },
            },
        }
    }

    /// Why `line` is not the next of `chain`, and how far it is from being that; nothing
    /// when the chain has no such line.
    fn reason(
        &self,
        position: &Position,
        chain: usize,
        line: &Written<'_>,
    ) -> Option<(Distance, Reason)> {
        let text = line.text.to_owned();
        let own = &self.cuts.chains[chain];
        let matching = (0..own.steps.len()).filter(|at| {
            let pattern = self.pattern(&own.steps[*at]);
            pattern.is_some_and(|pattern| pattern.matches(line.text))
        });
        let mut matching = matching.peekable();
        matching.peek()?;
        let cut = &position.cut;
        if self.has_ended(cut, chain) {
            let process = self.writer(chain);
            return Some((
                HAS_ENDED,
                Reason::AfterTheEnd { text, process, missing: None },
            ));
        }
        let next = cut.steps(chain) as usize;
        let Some(at) = matching.find(|at| *at >= next) else {
            let writer = self.writer(chain);
            return Some((ALL_PRINTED, Reason::TooOften { text, writer }));
        };
        if at > next {
            let missing = self.line_before(cut, &own.steps[next])?;
            return Some((
                1 + at - next,
                self.too_early(text, missing, &own.steps[at]),
            ));
        }
        let obstacle = self.step(&mut position.clone(), chain, line).err()?;
        Some((0, self.blocked(text, cut, chain, &obstacle)?))
    }

    /// What keeps the next line of `chain`, which is `text`, from coming next.
    fn blocked(
        &self,
        text: String,
        cut: &Cut,
        chain: usize,
        obstacle: &Obstacle,
    ) -> Option<Reason> {
        Some(match obstacle {
            Obstacle::Shut(Shut::Gate(gate)) => {
                let missing = self.line_before(cut, self.missing(cut, *gate))?;
                self.too_early(text, missing, self.cuts.next(cut, chain)?)
            }
            Obstacle::Shut(Shut::Write { chain: writing }) => {
                self.inside_a_write(text, cut, *writing)?
            }
            Obstacle::NotEnded(process, gate) => {
                let missing = self.line_before(cut, self.missing(cut, *gate))?;
                let writer = self.cuts.model.name(missing.place.process).to_owned();
                let missing = self.pattern(missing)?.to_string();
                let process = self.cuts.model.name(*process).to_owned();
                Reason::NotEnded { text, process, missing, writer }
            }
            Obstacle::AnotherPid(process) => {
                Reason::AnotherPid { text, process: process.clone() }
            }
            Obstacle::SamePid(process) => {
                Reason::SamePid { text, process: process.clone() }
            }
            Obstacle::OtherCpus => Reason::OtherCpus { text },
            Obstacle::Backwards(process) => Reason::Backwards {
                text,
                process: self.cuts.model.name(*process).to_owned(),
            },
            // The line is right, so its writer is not.
            Obstacle::AnotherLine => {
                Reason::AnotherPid { text, process: self.writer(chain) }
            }
        })
    }

    fn writer(&self, chain: usize) -> String {
        let process = self.cuts.chains[chain].process;
        self.cuts.model.name(process).to_owned()
    }

    fn inside_a_write(
        &self,
        text: String,
        cut: &Cut,
        writing: usize,
    ) -> Option<Reason> {
        let after = self.cuts.next(cut, writing)?;
        let before = self.cuts.step(writing, cut.steps(writing).checked_sub(1)?)?;
        Some(Reason::InsideAWrite {
            text,
            writer: self.writer(writing),
            before: self.pattern(before)?.to_string(),
            after: self.pattern(after)?.to_string(),
        })
    }

    /// What `step` waits for when it is silent: a line, or the step itself when its process
    /// has ended; nothing when it does not wait.
    fn line_before<'s>(&'s self, cut: &Cut, step: &'s Step) -> Option<&'s Step> {
        let home = self.cuts.home(step.place.process);
        if self.pattern(step).is_some() || self.has_ended(cut, home) {
            return Some(step);
        }
        match self.cuts.advance(&mut cut.clone(), home).err()? {
            Shut::Gate(gate) => self.line_before(cut, self.missing(cut, gate)),
            Shut::Write { chain } => self.cuts.next(cut, chain),
        }
    }

    fn too_early(&self, text: String, missing: &Step, step: &Step) -> Reason {
        let model = &self.cuts.model;
        let process = model.name(missing.place.process).to_owned();
        let Some(line) = self.pattern(missing).map(ToString::to_string) else {
            let action = model.action(missing.place);
            let deed = Told::new(|language| {
                words::does(language, action, |other| model.name(other.index()))
            });
            return Reason::NotSoFar { text, process, deed };
        };
        match self.cuts.path(missing.place, step.place) {
            Some(path) => Reason::TooEarly {
                text,
                missing: line,
                path: Told::new(|language| path.told(language)),
                rules: path.rules(),
            },
            // Nothing orders the two, but it is too late for the other one.
            None => Reason::AfterTheEnd { text, process, missing: Some(line) },
        }
    }

    /// The line that is missing when the output ends at `position`; nothing when it can.
    pub(super) fn missing_at_end(&self, position: &Position) -> Option<Reason> {
        let mut ways = self.cuts.silently(&position.cut);
        if ways.iter().any(|cut| self.cuts.is_complete(cut)) {
            return None;
        }
        let furthest = ways.pop()?;
        let missing = self.cuts.missing(&furthest);
        let processes = (0..missing.len()).filter(|process| missing[*process]);
        let mut lines = processes.filter_map(|process| {
            let missing = self.missing(&furthest, Gate::End { process });
            let missing = self.line_before(&furthest, missing)?;
            Some(Reason::Missing {
                line: self.pattern(missing)?.to_string(),
                writer: self.cuts.model.name(missing.place.process).to_owned(),
            })
        });
        lines.next()
    }
}
