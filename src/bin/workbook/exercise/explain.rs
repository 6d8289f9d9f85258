//! A wrong answer, explained with the rule that is broken or missing.

use std::io::{self, Write};

use anyhow::Result;
use process_order::{Difference, EventId, Order, Pattern, Rule};

use super::candidate::Candidate;
use super::failure::{Failure, How};
use super::gap::{self, Gap};
use super::problem::Problem;
use super::{fact, last_seen, sleeps, witness};
use crate::subject::files::read;
use crate::terminal::screen::Screen;

impl Candidate<'_> {
    /// Says what is wrong, why, and shows an output that proves it.
    pub(crate) fn explain(
        &self,
        problem: &Problem<'_>,
        screen: &mut Screen,
    ) -> Result<()> {
        match problem {
            Problem::NeverEnds(recording) => last_seen::show(recording, screen)?,
            Problem::Fails(failure) => screen.say(&self.failure(failure))?,
            Problem::Unclear(fault) => screen.say(&format!(
                "What the processes did does not fit together: {fault}."
            ))?,
            Problem::LeftBehind => screen.say(
                "A process is still there after main has ended, and nobody waits for it.",
            )?,
            Problem::Differs(order, difference) => {
                self.differs(order, difference, screen)?;
            }
        }
        Ok(())
    }

    fn failure(&self, failure: &Failure<'_>) -> String {
        let Failure { code, how, .. } = failure;
        let wanted = fact::end(&self.wanted.histories()[0].end);
        match how {
            How::Panic => {
                format!("Main panics; its exit code is {code}. See above.")
            }
            How::Error => {
                format!("Main returns an error; its exit code is {code}. See above.")
            }
            How::Exit => {
                format!("Main ends itself by `exit({code})`; wanted is {wanted}.")
            }
        }
    }

    fn differs(
        &self,
        order: &Order,
        difference: &Difference,
        screen: &mut Screen,
    ) -> Result<()> {
        match difference {
            Difference::Missing { before, after } => {
                self.missing(order, *before, *after, screen)
            }
            Difference::Excess { before, after } => {
                self.excess(order, *before, *after, screen)
            }
            Difference::Overlap { .. } => {
                screen.say(&fact::of(difference, order))?;
                say_missing_rule(Rule::Join, screen)?;
                self.mention_sleep(screen)
            }
            Difference::Absent { .. } | Difference::Unexpected { .. } => {
                screen.say(&fact::of(difference, order))?;
                screen.say(&format!("Wanted are {}.", names(&self.wanted)))?;
                screen.say(&format!("There are {}.", names(order)))?;
                Ok(())
            }
            _ => Ok(screen.say(&fact::of(difference, order))?),
        }
    }

    fn missing(
        &self,
        order: &Order,
        before: EventId,
        after: EventId,
        screen: &mut Screen,
    ) -> Result<()> {
        let theirs = [self.theirs(order, before), self.theirs(order, after)];
        let Some(chain) = self.wanted.why(theirs[0], theirs[1]) else {
            return Ok(());
        };
        let gap = gap::of(&self.wanted, &chain, theirs, order, [before, after]);
        let (early, late) = (text(order, after), text(order, before));
        let reason = gap
            .as_ref()
            .map_or(String::new(), |gap| format!(": {}", gap.as_missing()));
        screen.say(&format!("`{early}` can come before `{late}`{reason}."))?;
        if let Some(Gap { edge, .. }) = gap {
            say_missing_rule(edge.kind, screen)?;
        }
        self.mention_sleep(screen)?;
        self.show_witness(order, [after, before], screen)
    }

    /// Shows an output in which the one line comes before the other, and makes it happen where
    /// that can be.
    fn show_witness(
        &self,
        order: &Order,
        [first, second]: [EventId; 2],
        screen: &mut Screen,
    ) -> Result<()> {
        let Some(output) = order.output_with(first, second) else { return Ok(()) };
        let witness = witness::of(&self.program, order, &output)?;
        let heading = if witness.happened {
            "It happened just now, with your processes:"
        } else {
            "This output is possible:"
        };
        writeln!(screen, "\n{heading}\n")?;
        show(&witness.lines, &output, [first, second], screen)
    }

    fn excess(
        &self,
        order: &Order,
        before: EventId,
        after: EventId,
        screen: &mut Screen,
    ) -> Result<()> {
        let Some(chain) = order.why(before, after) else { return Ok(()) };
        let (early, late) = (text(order, before), text(order, after));
        screen.say(&format!("`{late}` always waits for `{early}`: {chain}."))?;
        let theirs = [self.theirs(order, before), self.theirs(order, after)];
        if let Some(gap) =
            gap::of(order, &chain, [before, after], &self.wanted, theirs)
        {
            let (kind, deed) = (gap.edge.kind, gap.as_excess());
            screen.say(&format!("One {kind} takes a freedom away: {deed}."))?;
        }
        let [second, first] = theirs;
        let Some(output) = self.wanted.output_with(first, second) else {
            return Ok(());
        };
        writeln!(screen, "\nThis output is to be possible, and is not:\n")?;
        let lines: Vec<_> =
            output.iter().map(|id| text(&self.wanted, *id)).collect();
        show(&lines, &output, [first, second], screen)
    }

    /// The same line in the solution's order.
    fn theirs(&self, order: &Order, id: EventId) -> EventId {
        let place = |order: &Order, id: EventId| {
            let before = &order.histories()[id.process].events[..id.event];
            before.iter().filter(|event| event.line().is_some()).count()
        };
        let is_it = |other: EventId| {
            self.wanted.name(other) == order.name(id)
                && place(&self.wanted, other) == place(order, id)
        };
        let mut lines = self.wanted.lines().map(|(other, _)| other);
        lines.find(|other| is_it(*other)).expect("the lines are the same")
    }

    /// A sleep was perhaps meant to make the order.
    fn mention_sleep(&self, screen: &mut Screen) -> Result<()> {
        let solution = read(&self.exercise.solution())?;
        if let Some(number) = sleeps::suspect(&self.source, &solution) {
            screen.say(
                "Sleeping orders nothing: it makes an output rare, and leaves it possible.",
            )?;
            writeln!(screen, "  {}:{number}", self.path)?;
        }
        Ok(())
    }
}

fn names(order: &Order) -> String {
    let names = order.histories().iter().map(|history| history.name.as_str());
    names.collect::<Vec<_>>().join(", ")
}

fn text(order: &Order, id: EventId) -> String {
    order.event(id).line().map_or(String::new(), Pattern::to_string)
}

fn say_missing_rule(kind: Rule, screen: &mut Screen) -> io::Result<()> {
    screen.say(&format!("The missing rule: {kind}. {}", rule(kind)))
}

fn rule(kind: Rule) -> &'static str {
    match kind {
        Rule::ProgramOrder => {
            "In one process, an earlier event happens before a later one."
        }
        Rule::Start => "A start happens before everything in the child.",
        Rule::Join => {
            "Everything in a child happens before the join that saw the child ended."
        }
        Rule::Message => "The sending of a message happens before its receipt.",
        Rule::Signal => {
            "A process that a signal ends ends after the signal was sent."
        }
    }
}

/// The lines of `output` up to the later one of the two that are marked.
fn show(
    lines: &[String],
    output: &[EventId],
    marked: [EventId; 2],
    screen: &mut Screen,
) -> Result<()> {
    let place = |id| output.iter().position(|other| *other == id).unwrap_or(0);
    let marked = marked.map(place);
    let last = marked[0].max(marked[1]);
    for (place, line) in lines.iter().enumerate().take(last + 1) {
        let mark = if marked.contains(&place) { ">" } else { " " };
        writeln!(screen, "  {mark} {line}")?;
    }
    if last + 1 < lines.len() {
        writeln!(screen, "    …")?;
    }
    Ok(())
}
