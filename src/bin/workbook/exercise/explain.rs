//! A wrong answer, explained with the rule that is broken or missing.

use std::io::Write;
use std::path::Path;

use anyhow::Result;
use process_order::{
    Difference, End, Event, EventId, History, Order, Pattern, Rule,
};
use process_workbook::record::{Deed, Recording};

use super::gap::{self, Gap};
use super::problem::{Failure, How, Problem};
use super::{proof, trial};
use crate::view::harmless::harmless;
use crate::view::number::grouped;
use crate::view::screen::Screen;

/// What the explanation speaks of.
pub(crate) struct Answer<'a> {
    /// The learner's file as it is to be shown, and what is in it.
    pub(crate) path: &'a str,
    pub(crate) source: &'a str,
    pub(crate) program: &'a Path,
    /// The solution, and its order.
    pub(crate) solution: &'a str,
    pub(crate) wanted: &'a Order,
}

impl Answer<'_> {
    /// Says what is wrong, why, and shows an output that proves it.
    pub(crate) fn explain(
        &self,
        problem: &Problem<'_>,
        screen: &mut Screen,
    ) -> Result<()> {
        match problem {
            Problem::Floods => say(screen, &flood(self.wanted)),
            Problem::NeverEnds(recording) => never_ends(recording, screen),
            Problem::Fails(failure) => self.fails(failure, screen),
            Problem::Unclear(fault) => say(
                screen,
                &format!("What the processes did does not fit together: {fault}."),
            ),
            Problem::LeftBehind => say(
                screen,
                "A process is still there after main has ended, and nobody waits for it.",
            ),
            Problem::Differs(order, difference) => {
                self.differs(order, difference, screen)
            }
        }
    }

    fn fails(&self, failure: &Failure<'_>, screen: &mut Screen) -> Result<()> {
        let Failure { code, how, .. } = failure;
        let wanted = end(&self.wanted.histories()[0].end);
        let text = match how {
            How::Panic => {
                format!("Main panics; its exit code is {code}. See above.")
            }
            How::Error => {
                format!("Main returns an error; its exit code is {code}. See above.")
            }
            How::Exit => {
                format!("Main ends itself by `exit({code})`; wanted is {wanted}.")
            }
        };
        say(screen, &text)
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
            Difference::Unjoined { process } => say(screen, &orphan(order, process)),
            Difference::Overlap { first, second } => {
                say(
                    screen,
                    &format!(
                        "{second} can be at work while {first} still is: no join of {first} \
                         happens before the start of {second}."
                    ),
                )?;
                missing_rule(Rule::Join, screen)?;
                self.mention_sleep(screen)
            }
            other => {
                say(screen, &fact(other))?;
                if matches!(
                    other,
                    Difference::Absent { .. } | Difference::Unexpected { .. }
                ) {
                    say(screen, &format!("Wanted are {}.", names(self.wanted)))?;
                    say(screen, &format!("There are {}.", names(order)))?;
                }
                Ok(())
            }
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
        let gap = gap::of(self.wanted, &chain, theirs, order, [before, after]);
        let (early, late) = (text(order, after), text(order, before));
        let reason = gap
            .as_ref()
            .map_or(String::new(), |gap| format!(": {}", gap.as_missing()));
        say(screen, &format!("`{early}` can come before `{late}`{reason}."))?;
        if let Some(Gap { edge, .. }) = gap {
            missing_rule(edge.kind, screen)?;
        }
        self.mention_sleep(screen)?;
        let Some(output) = order.output_with(after, before) else { return Ok(()) };
        let proof = proof::of(self.program, order, &output)?;
        let heading = if proof.happened {
            "It happened just now, with your processes:"
        } else {
            "This output is possible:"
        };
        writeln!(screen, "\n{heading}\n")?;
        let at = |id| output.iter().position(|other| *other == id).unwrap_or(0);
        show(&proof.lines, [at(after), at(before)], screen)
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
        say(screen, &format!("`{late}` always waits for `{early}`: {chain}."))?;
        let theirs = [self.theirs(order, before), self.theirs(order, after)];
        if let Some(gap) =
            gap::of(order, &chain, [before, after], self.wanted, theirs)
        {
            let (kind, deed) = (gap.edge.kind, gap.as_excess());
            say(screen, &format!("One {kind} takes a freedom away: {deed}."))?;
        }
        let [second, first] = theirs;
        let Some(output) = self.wanted.output_with(first, second) else {
            return Ok(());
        };
        writeln!(screen, "\nThis output is to be possible, and is not:\n")?;
        let lines: Vec<_> = output.iter().map(|id| text(self.wanted, *id)).collect();
        let at = |id| output.iter().position(|other| *other == id).unwrap_or(0);
        show(&lines, [at(first), at(second)], screen)
    }

    /// The same line in the solution's order.
    fn theirs(&self, order: &Order, id: EventId) -> EventId {
        let place = |order: &Order, id: EventId| {
            let before = &order.histories()[id.process].events[..id.event];
            before.iter().filter(|event| event.line().is_some()).count()
        };
        let is_it = |other: EventId| {
            self.wanted.name(other) == order.name(id)
                && place(self.wanted, other) == place(order, id)
        };
        let mut lines = self.wanted.lines().map(|(other, _)| other);
        lines.find(|other| is_it(*other)).expect("the lines are the same")
    }

    /// A sleep was perhaps meant to make the order, above all one that the solution has not.
    fn mention_sleep(&self, screen: &mut Screen) -> Result<()> {
        let known: Vec<_> = self.solution.lines().filter_map(sleep_in).collect();
        let sleeps: Vec<_> = (1..)
            .zip(self.source.lines())
            .filter_map(|(number, line)| Some((number, sleep_in(line)?)))
            .collect();
        let new = sleeps.iter().find(|(_, code)| !known.contains(code));
        if let Some((number, _)) = new.or(sleeps.first()) {
            say(
                screen,
                "Sleeping orders nothing: it makes an output rare, and leaves it possible.",
            )?;
            writeln!(screen, "  {}:{number}", self.path)?;
        }
        Ok(())
    }
}

/// The code in `line`, if it sleeps.
fn sleep_in(line: &str) -> Option<&str> {
    let code = line.split("//").next().unwrap_or_default().trim();
    code.contains("sleep(").then_some(code)
}

fn names(order: &Order) -> String {
    let names = order.histories().iter().map(|history| history.name.as_str());
    names.collect::<Vec<_>>().join(", ")
}

fn text(order: &Order, id: EventId) -> String {
    order.event(id).line().map_or(String::new(), Pattern::to_string)
}

fn missing_rule(kind: Rule, screen: &mut Screen) -> Result<()> {
    say(screen, &format!("The missing rule: {kind}. {}", rule(kind)))
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

/// Why nobody joins `process`.
fn orphan(order: &Order, process: &str) -> String {
    let starts = |event: &Event| *event == Event::Start(process.to_owned());
    let parent = order.histories().iter().find(|it| it.events.iter().any(starts));
    let how = match parent.map(|parent| (&parent.name, &parent.end)) {
        Some((name, End::Killed(signal))) => {
            format!("{name}, its parent, is ended by {signal} before it can")
        }
        Some((name, _)) => {
            format!("{name}, its parent, ends and does not wait for it")
        }
        None => "it has no parent here".to_owned(),
    };
    format!("Nobody joins {process}: {how}. It lives on as an orphan.")
}

/// What differs that is no matter of order.
fn fact(difference: &Difference) -> String {
    match difference {
        Difference::Absent { process } => {
            format!("No process of the name {process} is started.")
        }
        Difference::Unexpected { process } => {
            format!("A process of the name {process} is started, and is not wanted.")
        }
        Difference::Line {
            process,
            at,
            wanted: Some(wanted),
            found: Some(found),
        } => {
            format!(
                "Line {} of {process} is `{found}`; wanted is `{wanted}`.",
                at + 1
            )
        }
        Difference::Line { process, at: 0, wanted: Some(wanted), found: None } => {
            format!("{process} prints nothing; `{wanted}` is missing.")
        }
        Difference::Line { process, wanted: Some(wanted), .. } => {
            format!("{process} ends too early: its line `{wanted}` is missing.")
        }
        Difference::Line { process, found, .. } => {
            let found = found.as_ref().map_or(String::new(), Pattern::to_string);
            format!("{process} prints `{found}`, which is one line too many.")
        }
        Difference::End { process, wanted, found } => {
            let (found, wanted) = (end(found), end(wanted));
            format!("The end of {process} is {found}; wanted is {wanted}.")
        }
        Difference::Apart { first, second } => format!(
            "{second} is started only when {first} has ended, so the two never overlap."
        ),
        other => format!("{other:?}"),
    }
}

fn end(end: &End) -> String {
    match end {
        End::Exit(code) => format!("exit code {code}"),
        End::Killed(signal) => signal.clone(),
        End::Unknown => "seen by nobody".to_owned(),
    }
}

/// How much is too much.
fn flood(wanted: &Order) -> String {
    let lines = |history: &History| {
        history.events.iter().filter(|event| event.line().is_some()).count()
    };
    let lines: usize = wanted.histories().iter().map(lines).sum();
    format!(
        "It prints more than {} bytes, and was ended for that. Wanted are {lines} lines: which \
         loop prints again and again?",
        grouped(&trial::MOST)
    )
}

/// Who still is there, and what was seen of him last.
fn never_ends(recording: &Recording, screen: &mut Screen) -> Result<()> {
    say(screen, "It does not end, and was killed. What was seen last:")?;
    writeln!(screen)?;
    let mut names = vec![(recording.main, "main".to_owned())];
    names.extend(recording.steps.iter().filter_map(|step| match &step.deed {
        Deed::Start { pid, name } => Some((*pid, name.clone())),
        _ => None,
    }));
    let name = |pid: u32| {
        let known = names.iter().rfind(|(other, _)| *other == pid);
        known.map_or("another process".to_owned(), |(_, name)| name.clone())
    };
    for (pid, who) in &names {
        let last = recording.steps.iter().rfind(|step| step.pid == *pid);
        let last = last.map_or("nothing".to_owned(), |step| match &step.deed {
            Deed::Line(line) | Deed::Rest(line) => {
                format!("it printed `{}`", harmless(&String::from_utf8_lossy(line)))
            }
            Deed::Start { name, .. } => format!("it started {name}"),
            Deed::Join { pid, .. } => format!("it joined {}", name(*pid)),
            Deed::Terminate { pid } => format!("it sent {} a signal", name(*pid)),
            Deed::Send { .. } => "it sent a message".to_owned(),
            Deed::Receive { pid, .. } => {
                format!("it received a message of {}", name(*pid))
            }
            Deed::Exit { code } => format!("it ended with exit code {code}"),
        });
        writeln!(screen, "    {who}: {last}")?;
    }
    writeln!(screen)?;
    say(
        screen,
        "Who waits for whom, and for what? Two who wait for each other wait for ever.",
    )
}

/// The lines up to the later one of the two that are marked.
fn show(lines: &[String], marked: [usize; 2], screen: &mut Screen) -> Result<()> {
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

fn say(screen: &mut Screen, text: &str) -> Result<()> {
    Ok(screen.say(text)?)
}
