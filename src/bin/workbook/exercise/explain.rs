//! A wrong answer, explained with the rule that is broken or missing.

use std::io::{self, Write};

use anyhow::Result;
use process_order::words::{end, sentence};
use process_order::{Difference, EventId, Order, Pattern, Rule};
use process_workbook::record::Recording;

use super::candidate::Candidate;
use super::failure::{Failure, How};
use super::gap::{self, Gap};
use super::problem::Problem;
use super::{all_runs, fact, last_seen, suspect, trial, witness};
use crate::subject::files::read;
use crate::subject::stillness::{self, Standstill};
use crate::terminal::screen::Screen;
use crate::view::number::grouped;
use crate::view::{self, known};
use crate::words::{self, language, translated, words};

const NOT_PRINTED: &str = translated!("This output is to be possible, and is not:");

impl Candidate<'_> {
    /// Says what is wrong, why, and shows an output that proves it.
    pub(crate) fn explain(
        &self,
        problem: &Problem<'_>,
        screen: &mut Screen,
    ) -> Result<()> {
        match problem {
            Problem::Floods => screen.say(&flood(&self.wanted))?,
            Problem::NeverEnds(recording) => last_seen::show(recording, screen)?,
            Problem::StandsStill(recording) => {
                self.stands_still(recording, screen)?;
            }
            Problem::Fails(failure) => screen.say(&self.failure(failure))?,
            Problem::LeftBehind => screen.say(words!(
                "A process is still there after main has ended, and nobody waits for it."
            ))?,
            Problem::CanStandStill(why) => screen.say(&words!(
                "Not in every run, but in one of those that were made: {why}.",
                why = known::reason(why),
            ))?,
            Problem::Differs(order, difference) => {
                self.differs(order, difference, screen)?;
            }
            Problem::CanPrint(lines) => {
                screen.say(words!("This output is possible, and is not to be:"))?;
                list(lines, screen)?;
            }
            Problem::Impossible(lines) => {
                screen.say(words::of(NOT_PRINTED))?;
                list(lines, screen)?;
            }
        }
        Ok(())
    }

    /// Says who waits for whom; what was seen last, where tracing does not tell.
    fn stands_still(
        &self,
        recording: &Recording,
        screen: &mut Screen,
    ) -> io::Result<()> {
        let found = stillness::find_out(trial::hurried(&self.program));
        if !matches!(found, Standstill::Known(_)) {
            last_seen::show(recording, screen)?;
            writeln!(screen)?;
        }
        view::stillness::tell_found(&found, screen)
    }

    fn failure(&self, failure: &Failure<'_>) -> String {
        let Failure { code, how, .. } = failure;
        match how {
            How::Panic => {
                words!("Main panics; its exit code is {code}. See above.", code)
            }
            How::Error => words!(
                "Main returns an error; its exit code is {code}. See above.",
                code
            ),
            How::Exit => words!(
                "Main ends itself by `exit({code})`; wanted is {wanted}.",
                code,
                wanted = end(language(), &self.wanted.main().end),
            ),
        }
    }

    fn differs(
        &self,
        order: &Order,
        difference: &Difference,
        screen: &mut Screen,
    ) -> Result<()> {
        match difference {
            Difference::Missing { before, after }
            | Difference::Reversed { before, after } => {
                self.missing(order, *before, *after, screen)
            }
            Difference::Excess { before, after } => {
                self.excess(order, [*before, *after], screen)
            }
            Difference::Overlap { .. } => {
                screen.say(&fact::of(difference, order))?;
                say_missing_rule(Rule::Join, screen)?;
                self.mention_suspect(screen)
            }
            Difference::Unjoined { .. } => {
                screen.say(&fact::of(difference, order))?;
                self.mention_suspect(screen)
            }
            Difference::Absent { .. } | Difference::Unexpected { .. } => {
                screen.say(&fact::of(difference, order))?;
                let [wanted, found] = [names(&self.wanted), names(order)];
                screen.say(&words!("Wanted are {names}.", names = wanted))?;
                screen.say(&words!("There are {names}.", names = found))?;
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
        let Some(theirs) = self.theirs(order, [before, after]) else {
            return Ok(());
        };
        let Some(path) = self.wanted.why(theirs[0], theirs[1]) else {
            return Ok(());
        };
        let gap = gap::of(&self.wanted, &path, theirs, order, [before, after]);
        let (early, late) = (text(order, after), text(order, before));
        screen.say(&match &gap {
            Some(gap) => words!(
                "`{early}` can come before `{late}`: {reason}.",
                early,
                late,
                reason = gap.as_missing(),
            ),
            None => words!("`{early}` can come before `{late}`.", early, late),
        })?;
        if let Some(Gap { edge, .. }) = gap {
            say_missing_rule(edge.rule, screen)?;
        }
        self.mention_suspect(screen)?;
        self.show_witness(order, [after, before], screen)
    }

    /// Makes an output happen in which the one line comes before the other, and shows it.
    /// What was not made to happen is not shown.
    fn show_witness(
        &self,
        order: &Order,
        [first, second]: [EventId; 2],
        screen: &mut Screen,
    ) -> Result<()> {
        let Some(output) = order.output_with(first, second) else { return Ok(()) };
        let Some(lines) = witness::of(&self.program, order, &output)? else {
            return Ok(());
        };
        let just_now = words!("It happened just now, with your processes:");
        writeln!(screen, "\n{just_now}\n")?;
        show(order, &lines, &output, [first, second], screen)
    }

    fn excess(
        &self,
        order: &Order,
        [before, after]: [EventId; 2],
        screen: &mut Screen,
    ) -> Result<()> {
        let Some(path) = order.why(before, after) else { return Ok(()) };
        let (early, late) = (text(order, before), text(order, after));
        screen.say(&words!(
            "`{late}` always waits for `{early}`: {path}.",
            late,
            early,
            path = path.told(language()),
        ))?;
        let Some(theirs) = self.theirs(order, [before, after]) else {
            return Ok(());
        };
        if let Some(gap) =
            gap::of(order, &path, [before, after], &self.wanted, theirs)
        {
            screen.say(&words!(
                "One {rule} takes a freedom away: {deed}.",
                rule = gap.edge.rule.told(language()),
                deed = gap.as_excess(),
            ))?;
        }
        let [second, first] = theirs;
        let Some(output) = self.wanted.output_with(first, second) else {
            return Ok(());
        };
        writeln!(screen)?;
        screen.say(words::of(NOT_PRINTED))?;
        writeln!(screen)?;
        let lines =
            output.iter().flat_map(|event| self.wanted.action(*event).lines());
        let lines: Vec<_> = lines.map(ToString::to_string).collect();
        show(&self.wanted, &lines, &output, [first, second], screen)
    }

    /// The same lines in the solution's order.
    fn theirs(&self, order: &Order, events: [EventId; 2]) -> Option<[EventId; 2]> {
        let [a, b] =
            events.map(|event| all_runs::same_line(order, event, &self.wanted));
        Some([a?, b?])
    }

    /// A sleep or a time-out was perhaps meant to make the order.
    fn mention_suspect(&self, screen: &mut Screen) -> Result<()> {
        let solution = read(&self.exercise.solution())?;
        if let Some((number, suspect)) = suspect::find(&self.source, &solution) {
            screen.say(words::of(suspect.sentence()))?;
            writeln!(screen, "  {}:{number}", self.path)?;
        }
        Ok(())
    }
}

fn list(lines: &[String], screen: &mut Screen) -> io::Result<()> {
    writeln!(screen)?;
    for line in lines {
        writeln!(screen, "    {line}")?;
    }
    Ok(())
}

fn names(order: &Order) -> String {
    let names = order.histories().iter().map(|history| history.name.as_str());
    names.collect::<Vec<_>>().join(words!(", "))
}

/// The first line of a write, which stands for all of it.
fn text(order: &Order, event: EventId) -> String {
    order.action(event).lines().next().map_or(String::new(), Pattern::to_string)
}

fn say_missing_rule(rule: Rule, screen: &mut Screen) -> io::Result<()> {
    screen.say(&words!(
        "The missing rule: {rule}. {sentence}",
        rule = rule.told(language()),
        sentence = sentence(language(), rule),
    ))
}

/// These lines of `output` up to the later one of the two writes that are marked.
fn show(
    order: &Order,
    lines: &[String],
    output: &[EventId],
    marked: [EventId; 2],
    screen: &mut Screen,
) -> Result<()> {
    let place = |event: EventId| {
        let before = output.iter().take_while(|other| **other != event);
        before.map(|other| order.action(*other).lines().count()).sum::<usize>()
    };
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

/// How much is too much.
fn flood(wanted: &Order) -> String {
    let lines: usize =
        wanted.histories().iter().map(|history| history.lines().count()).sum();
    words!(
        "It prints more than {bytes} bytes, and was ended for that. Wanted are {lines} lines: \
         which loop prints again and again?",
        bytes = grouped(&trial::MOST),
        lines,
    )
}
