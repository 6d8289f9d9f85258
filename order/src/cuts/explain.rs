//! Why a line cannot come next: the rule that it breaks.

use crate::answers::verdict::Reason;
use crate::answers::written::{Writer, Written};
use crate::cuts::chain::Gate;
use crate::cuts::position::{Obstacle, Stepper};
use crate::model::event::EventId;
use crate::relation::why::Deed;

impl Stepper<'_> {
    /// Why `line` cannot come next at any of `positions`: the reason that is nearest to its
    /// being possible.
    pub(crate) fn explain<'p>(
        &self,
        positions: impl IntoIterator<Item = &'p [u32]>,
        line: &Written<'_>,
    ) -> Reason {
        let positions = positions
            .into_iter()
            .flat_map(|position| self.order.silently(position))
            .take(100);
        let reasons = positions.flat_map(|position| {
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
                        let history = self.order.histories().get(process);
                        history.map(|history| history.name.clone())
                    }
                    Writer::Pid(_) | Writer::Unknown => None,
                },
            },
        }
    }

    /// Why `line` is not the next of `chain`, and how far it is from being that; nothing
    /// when the chain has no such line.
    fn reason(
        &self,
        position: &[u32],
        chain: usize,
        line: &Written<'_>,
    ) -> Option<(usize, Reason)> {
        const PRINTED: usize = usize::MAX;
        let text = line.text.to_owned();
        let own = &self.order.chains[chain];
        let writer = || self.order.histories()[own.process].name.clone();
        let matching = (0..own.steps.len()).filter(|at| {
            let pattern = self.pattern(own.steps[*at]);
            pattern.is_some_and(|pattern| pattern.matches(line.text))
        });
        let mut matching = matching.peekable();
        matching.peek()?;
        if self.order.has_ended(position, chain) {
            let process = writer();
            return Some((
                PRINTED - 1,
                Reason::AfterTheEnd { text, process, missing: None },
            ));
        }
        let next = position[chain] as usize;
        let Some(at) = matching.find(|at| *at >= next) else {
            return Some((PRINTED, Reason::TooOften { text, writer: writer() }));
        };
        let id = own.steps[at];
        if at > next {
            let missing = self.line_before(position, own.steps[next])?;
            return Some((1 + at - next, self.too_early(text, missing, id)));
        }
        let reason = match self.step(&mut position.to_vec(), chain, line).err()? {
            Obstacle::Shut(gate) => {
                let missing = self.missing(position, gate);
                let missing = self.line_before(position, missing)?;
                self.too_early(text, missing, id)
            }
            Obstacle::NotEnded(process) => {
                let missing = self.missing(position, Gate::End { process });
                let missing = self.line_before(position, missing)?;
                let missing = self.pattern(missing)?.to_string();
                let process = self.order.histories()[process].name.clone();
                Reason::NotEnded { text, process, missing }
            }
            Obstacle::AnotherPid(process) => Reason::AnotherPid { text, process },
            // The line is right, so its writer is not.
            Obstacle::AnotherLine => Reason::AnotherPid { text, process: writer() },
        };
        Some((0, reason))
    }

    /// The first step that keeps `gate` shut.
    fn missing(&self, position: &[u32], gate: Gate) -> EventId {
        let chains = match gate {
            Gate::Steps { chain, .. } => vec![chain],
            Gate::End { process } => self.order.chains_of[process].clone(),
        };
        let mut to_come =
            chains.iter().filter_map(|chain| self.order.to_come(position, *chain));
        to_come.next().expect("a step keeps it shut")
    }

    /// What `step` waits for when it is silent: a line, or the step itself when its process
    /// has ended; nothing when it does not wait.
    fn line_before(&self, position: &[u32], step: EventId) -> Option<EventId> {
        let home = self.order.chains_of[step.process][0];
        if self.pattern(step).is_some() || self.order.has_ended(position, home) {
            return Some(step);
        }
        let gate = self.order.advance(&mut position.to_vec(), home).err()?;
        self.line_before(position, self.missing(position, gate))
    }

    fn too_early(&self, text: String, missing: EventId, id: EventId) -> Reason {
        let Some(line) = self.pattern(missing).map(ToString::to_string) else {
            return Reason::NotSoFar {
                text,
                process: self.order.name(missing).to_owned(),
                deed: Deed(self.order.event(missing)).to_string(),
            };
        };
        match self.order.why(missing, id) {
            Some(chain) => Reason::TooEarly {
                text,
                missing: line,
                chain: chain.to_string(),
                rules: chain.rules(),
            },
            // Nothing orders the two, but it is too late for the other one.
            None => Reason::AfterTheEnd {
                text,
                process: self.order.name(missing).to_owned(),
                missing: Some(line),
            },
        }
    }

    /// The line that is missing when the output ends at `position`; nothing when it can.
    pub(crate) fn missing_at_end(&self, position: &[u32]) -> Option<Reason> {
        let mut ways = self.order.silently(position);
        if ways.iter().any(|way| self.order.is_complete(way)) {
            return None;
        }
        let furthest = ways.pop()?;
        let missing = self.order.missing(&furthest);
        let processes = (0..missing.len()).filter(|process| missing[*process]);
        let mut lines = processes.filter_map(|process| {
            let missing = self.missing(&furthest, Gate::End { process });
            let missing = self.line_before(&furthest, missing)?;
            Some(Reason::Missing {
                line: self.pattern(missing)?.to_string(),
                writer: self.order.name(missing).to_owned(),
            })
        });
        lines.next()
    }
}
