//! In English.

#![expect(
    clippy::trivially_copy_pass_by_ref,
    reason = "whatever is told is told in the same way"
)]

use std::fmt::Display;

use super::parts::{Clause, Lines, Mistake, Part};
use crate::Order;
use crate::answers::count::TooMany;
use crate::answers::reason::{Reason, Refusal};
use crate::cases::{GaveUp, Relation, Together};
use crate::model::action::{Action, End};
use crate::model::edge::Rule;
use crate::model::fault::FaultKind;
use crate::model::id::{EventId, ProcessId};
use crate::model::text::ParseError;
use crate::quiz::Answer;
use crate::relation::why::CausalPath;
use crate::script::TooManyRuns;

pub(crate) fn does<P, N: Display>(
    action: &Action<P>,
    name: impl FnOnce(&P) -> N,
) -> String {
    match action {
        Action::Print(_) | Action::FreePrint(_) => {
            format!("prints {}", quoted(action))
        }
        Action::Start(other) => format!("starts {}", name(other)),
        Action::Join(other) => format!("joins {}", name(other)),
        Action::Terminate(other) => format!("sends {} a signal", name(other)),
        Action::Send(number) => format!("sends its message {number}"),
        Action::Receive { from, number } => {
            format!("receives message {number} of {}", name(from))
        }
    }
}

pub(crate) fn does_briefly<P, N: Display>(
    action: &Action<P>,
    name: impl FnOnce(&P) -> N,
) -> String {
    match action {
        Action::Send(_) => "sends a message".to_owned(),
        Action::Receive { from, .. } => {
            format!("receives a message of {}", name(from))
        }
        _ => does(action, name),
    }
}

pub(crate) fn did<P, N: Display>(
    action: &Action<P>,
    name: impl FnOnce(&P) -> N,
) -> String {
    match action {
        Action::Print(_) | Action::FreePrint(_) => {
            format!("printed {}", quoted(action))
        }
        Action::Start(other) => format!("started {}", name(other)),
        Action::Join(other) => format!("joined {}", name(other)),
        Action::Terminate(other) => format!("sent {} a signal", name(other)),
        Action::Send(_) => "sent a message".to_owned(),
        Action::Receive { from, .. } => {
            format!("received a message of {}", name(from))
        }
    }
}

/// What it prints, in backticks: `` `a` ``, `` `a` and `b` at once ``.
fn quoted<P>(action: &Action<P>) -> String {
    let lines: Vec<_> = action.lines().map(|line| format!("`{line}`")).collect();
    match &lines[..] {
        [line] => line.clone(),
        lines => format!("{} at once", list(lines)),
    }
}

pub(crate) fn list(items: &[impl AsRef<str>]) -> String {
    let items: Vec<_> = items.iter().map(AsRef::as_ref).collect();
    match items.split_last() {
        Some((last, rest)) if !rest.is_empty() => {
            format!("{} and {last}", rest.join(", "))
        }
        _ => items.concat(),
    }
}

pub(crate) fn describe(order: &Order) -> String {
    let sentences = order.processes().map(|(process, history)| {
        let mut edges = order.edges();
        let start = edges
            .find(|edge| edge.rule == Rule::Start && edge.to.process() == process);
        let by = start.map_or(String::new(), |edge| {
            format!(", started by {}", order.name(edge.from.process()))
        });
        let deeds: Vec<_> =
            order.events(process).map(|(event, _)| depicted(order, event)).collect();
        let deeds = deeds.chunk_by(|a, b| a == b).map(|equal| match equal {
            [deed] => deed.clone(),
            _ => format!("{} {} times", equal[0], equal.len()),
        });
        let deeds: Vec<_> = deeds.chain([ends(&history.end)]).collect();
        format!("{}{by}: {}.", history.name, deeds.join(", "))
    });
    sentences.collect::<Vec<_>>().join(" ")
}

/// What a process does, with what an arrow in a drawing would show of it.
fn depicted(order: &Order, event: EventId) -> String {
    let action = order.action(event);
    let name = |other: &ProcessId| order.name(*other);
    match action {
        Action::Print(_) | Action::FreePrint(_) => {
            let lines: Vec<_> = action
                .lines()
                .map(|line| format!("\u{201c}{line}\u{201d}"))
                .collect();
            let at_once = if lines.len() > 1 { " at once" } else { "" };
            let any = if action.is_free() { " in any order" } else { "" };
            format!("prints {}{at_once}{any}", list(&lines))
        }
        Action::Join(other) => format!("joins {}, which has ended", name(other)),
        Action::Send(number) => {
            let mut edges = order.edges();
            let edge = edges.find(|edge| {
                edge.rule == Rule::Message && edge.from.event() == Some(event)
            });
            let to = edge.map_or(String::new(), |edge| {
                format!(" to {}", order.name(edge.to.process()))
            });
            format!("sends message {number}{to}")
        }
        Action::Start(_) | Action::Terminate(_) | Action::Receive { .. } => {
            does(action, name)
        }
    }
}

pub(crate) fn ends(end: &End) -> String {
    match end {
        End::Exit(code) => format!("exits with {code}"),
        End::Killed(signal) | End::Signal(signal) => {
            format!("is killed by {signal}")
        }
        End::Unknown => "ends".to_owned(),
    }
}

pub(crate) fn end(end: &End) -> String {
    match end {
        End::Exit(code) => format!("exit code {code}"),
        End::Killed(signal) | End::Signal(signal) => signal.clone(),
        End::Unknown => "seen by nobody".to_owned(),
    }
}

pub(crate) fn sentence(rule: Rule) -> &'static str {
    match rule {
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

pub(crate) fn reminder(rule: Option<Rule>) -> &'static str {
    match rule {
        Some(Rule::ProgramOrder) => {
            "Program order: in one process, an earlier event happens before a later one."
        }
        Some(Rule::Start) => {
            "Start: a start happens before everything in the child that it starts."
        }
        Some(Rule::Join) => {
            "End: everything in a child happens before the join, or the poll, that saw it \
             ended."
        }
        Some(Rule::Message) => "Message: a message is sent before it is received.",
        Some(Rule::Signal) => "Signal: what a signal ends, ends after it was sent.",
        None => {
            "Nothing else orders anything: what breaks no rule is possible, however rare."
        }
    }
}

pub(crate) fn rule(rule: &Rule) -> String {
    match rule {
        Rule::ProgramOrder => "program order",
        Rule::Start => "start",
        Rule::Join => "join",
        Rule::Message => "message",
        Rule::Signal => "signal",
    }
    .to_owned()
}

/// `child prints "hello", main then joins child, then prints "joined"`.
pub(crate) fn path(path: &CausalPath<'_>) -> String {
    let at = |place| match path.action(place) {
        Some(action) => does(action, |other| path.name_of(*other)),
        None => "ends".to_owned(),
    };
    let mut said = vec![format!("{} {}", path.name(path.from), at(path.from))];
    // What leads over to the next thing that the process spoken of does.
    let mut link = ", then ";
    for part in path.parts() {
        link = match part {
            Part::Joins(from, to) => {
                said.push(format!(", {to} then joins {from}"));
                ", then "
            }
            Part::Signals(to) => {
                said.push(format!("{link}sends {to} a signal"));
                ", then "
            }
            Part::BeforeASignal(to) => {
                said.push(format!(", before anybody sends {to} a signal"));
                ", then "
            }
            Part::WasStarted(_) => ", which ",
            Part::Receives(_) => ", which receives it and then ",
            Part::Sends(to) => {
                said.push(format!("{link}sends a message to {to}"));
                ", which receives it and then "
            }
            Part::Starts(to) => {
                said.push(format!("{link}starts {to}"));
                ", which "
            }
        };
    }
    said.extend([link.to_owned(), at(path.to)]);
    said.concat()
}

pub(crate) fn refusal(refusal: &Refusal) -> String {
    format!("line {}: {}", refusal.line, reason(&refusal.reason))
}

pub(crate) fn reason(reason: &Reason) -> String {
    match reason {
        Reason::NoSuchLine { text, writer: None } => {
            format!("`{text}` is printed by no process")
        }
        Reason::NoSuchLine { text, writer: Some(writer) } => {
            format!("`{text}` is not printed by {writer}")
        }
        Reason::TooOften { text, writer } => {
            format!("`{text}` cannot come again: {writer} has printed all of those")
        }
        Reason::TooEarly { text, missing, path, .. } => {
            format!("`{text}` cannot come before `{missing}`: {path}")
        }
        Reason::InsideAWrite { text, writer, before, after } => format!(
            "`{text}` cannot come between `{before}` and `{after}`, which {writer} \
                 prints in one write"
        ),
        Reason::AfterTheEnd { text, process, missing: None } => {
            format!("`{text}` cannot come after the end of {process}")
        }
        Reason::AfterTheEnd { text, process, missing: Some(missing) } => format!(
            "`{text}` cannot come when {process} has ended without `{missing}`"
        ),
        Reason::NotSoFar { text, process, deed } => {
            format!("`{text}` cannot come when {process} ended before it {deed}")
        }
        Reason::NotEnded { text, process, missing, writer } => {
            let why = if writer == process {
                format!("which still has `{missing}` to print")
            } else {
                format!("which waits for `{missing}` of {writer}")
            };
            format!("`{text}` says that {process} has ended, {why}")
        }
        Reason::AnotherPid { text, process } => format!(
            "`{text}` cannot have the pid of {process}, which is another one"
        ),
        Reason::SamePid { text, process } => {
            format!("`{text}` cannot give {process} the pid of another process")
        }
        Reason::OtherCpus { text } => format!(
            "`{text}` cannot say another number of processors than a line before it"
        ),
        Reason::Backwards { text, process } => format!(
            "`{text}` cannot say an earlier time than {process} has said before"
        ),
        Reason::Pieces { text, begun } if begun.is_empty() => {
            format!("no process can print the beginning of `{text}` now")
        }
        Reason::Pieces { text, begun } => {
            format!("no process can print how `{text}` goes on after `{begun}`")
        }
        Reason::Missing { line, writer } => {
            format!("the output ends without `{line}` of {writer}")
        }
    }
}

pub(crate) fn fault(fault: &FaultKind) -> String {
    match fault {
        FaultKind::Empty => "there is no process: the first one is main".to_owned(),
        FaultKind::BadName(name) => format!(
            "{name:?} cannot name a process: a name is not empty, has no blank at an \
                 end, and contains no bracket and no control character"
        ),
        FaultKind::NamedTwice(name) => format!("two processes are named {name}"),
        FaultKind::Unknown(name) => format!("no process is named {name}"),
        FaultKind::StartedTwice(name) => format!("{name} is started twice"),
        FaultKind::SentTwice(name, number) => {
            format!("{name} sends two messages {number}")
        }
        FaultKind::NeverSent(name, number) => {
            format!("{name} never sends the message {number} that is received")
        }
        FaultKind::ReceivedTwice(name, number) => {
            format!("message {number} of {name} is received twice")
        }
        FaultKind::Circular(name) => {
            format!("{name} waits for something that waits for it")
        }
        FaultKind::BadSignal(signal) => format!(
            "{signal:?} cannot name a signal: a name is not empty, has no blank at an \
                 end, and contains no control character"
        ),
    }
}

pub(crate) fn gave_up(gave_up: &GaveUp) -> String {
    let why = match gave_up {
        GaveUp::Cuts(most) => format!(
            "the processes can have got so far and so far in more than {most} ways"
        ),
        GaveUp::States(most) => format!(
            "more than {most} states are needed to tell one output from another"
        ),
        GaveUp::Ways(most) => format!(
            "there are more than {most} ways to tell which process has printed which line"
        ),
        GaveUp::Pieces => {
            "lines are printed in pieces, so that a line has no single writer"
                .to_owned()
        }
        GaveUp::Pairs(most) => {
            format!("there are more than {most} pairs of lines to compare")
        }
    };
    format!("I give up, because {why}")
}

pub(crate) fn together(together: &Together) -> String {
    let is_complete = together.is_complete;
    let found = if is_complete { "" } else { " in all runs that were found" };
    match together.relation {
        Relation::Always { .. } => format!("always{found}"),
        Relation::Never { .. } => format!("never{found}"),
        Relation::Sometimes { .. } => "sometimes".to_owned(),
        Relation::Apart if is_complete => "no run prints both".to_owned(),
        Relation::Apart => "no run that was found prints both".to_owned(),
        Relation::NoSuchLine { first } => {
            let which = if first { "first" } else { "second" };
            let found = if is_complete { "" } else { " that was found" };
            format!("no run{found} prints the {which} line")
        }
    }
}

pub(crate) fn too_many(_: &TooMany) -> String {
    "the order has too many cuts to count its outputs".to_owned()
}

pub(crate) fn too_many_runs(_: &TooManyRuns) -> String {
    let most = crate::script::MOST;
    format!("the program has too many runs: more than {most} states")
}

pub(crate) fn in_one_write(process: &str) -> String {
    format!("{process} prints both in one write")
}

/// Why a run lacks lines: of each process, the processes that its lines are about.
pub(crate) fn early_end(lacking: &[(&str, Vec<&str>)]) -> String {
    let sentences = lacking.iter().map(|(process, about)| {
        let plural = if about.len() == 1 { "" } else { "s" };
        format!(
            "{process} did not print its line{plural} about {}, which had ended by then",
            list(about)
        )
    });
    sentences.collect::<Vec<_>>().join("; ")
}

pub(crate) fn case(clauses: &[Clause]) -> String {
    let lines = |Lines { named, more }: &Lines| {
        let mut lines: Vec<_> = named.iter().map(|it| format!("`{it}`")).collect();
        if *more > 0 {
            lines.push(format!("{more} more"));
        }
        list(&lines)
    };
    let clauses = clauses.iter().map(|clause| match clause {
        Clause::OnlyOne => {
            "in every run each process prints the same lines".to_owned()
        }
        Clause::Fewest => "each process prints its fewest lines".to_owned(),
        Clause::Prints(name, it) => format!("{name} prints {}", lines(it)),
        Clause::PrintsNothing(name) => format!("{name} prints nothing"),
        Clause::DoesNotPrint(name, it) => {
            format!("{name} does not print {}", lines(it))
        }
        Clause::AlsoPrints(name, it) => format!("{name} also prints {}", lines(it)),
        Clause::PrintsElsewhere(name, it) => {
            format!("{name} prints {} at another place", lines(it))
        }
        Clause::PrintsInPlace(name, new, missing) => {
            format!("{name} prints {} in place of {}", lines(new), lines(missing))
        }
        Clause::EndsALineElsewhere(name) => format!("{name} ends a line elsewhere"),
    });
    clauses.collect::<Vec<_>>().join("; ")
}

/// The name of a case that has the name of another one.
pub(crate) fn another_way(name: &str, number: usize) -> String {
    format!("{name} (way {number})")
}

pub(crate) fn answer(answer: &Answer) -> String {
    match answer {
        Answer::Always => "always",
        Answer::Never => "never",
        Answer::Sometimes => "sometimes",
        Answer::Yes => "yes",
        Answer::No => "no",
    }
    .to_owned()
}

pub(crate) fn which_first(a: &str, b: &str) -> String {
    format!("Does A come before B: always, never or sometimes?\n  A  {a}\n  B  {b}")
}

pub(crate) fn whether_printed(lines: &str) -> String {
    format!("Could this be printed?\n{lines}")
}

pub(crate) fn whether_begun(lines: &str) -> String {
    format!("Could an output begin like this?\n{lines}")
}

/// A line of a process; which one, if several say the same.
pub(crate) fn line_of(line: &str, process: &str, which: Option<usize>) -> String {
    let which = which.map_or(String::new(), |it| format!("the {} ", ordinal(it)));
    format!("{which}`{line}` of {process}")
}

pub(crate) fn ordinal(number: usize) -> String {
    let ending = match (number % 10, number % 100) {
        (_, 11..=13) => "th",
        (1, _) => "st",
        (2, _) => "nd",
        (3, _) => "rd",
        _ => "th",
    };
    format!("{number}{ending}")
}

pub(crate) fn unordered() -> String {
    "no chain of starts, joins and messages leads from one to the other".to_owned()
}

pub(crate) fn possible() -> String {
    "no line stands before one that happens before it".to_owned()
}

pub(crate) fn parse_error(error: &ParseError) -> String {
    format!("line {}, column {}: {}", error.line, error.column, error.message)
}

pub(crate) fn mistake(mistake: &Mistake<'_>) -> String {
    match mistake {
        Mistake::BeginsNoPart { line, parts: [not_all, no_end, case, order, stuck, without] } => {
            format!(
                "{line:?} begins no part: one of {not_all}, {no_end}, {case}NAME], {order}, \
                 {stuck}, {without}NAME]"
            )
        }
        Mistake::PartIsNoOrder(fault) => format!("this part is no order: {fault}"),
        Mistake::Fault(fault) => fault.to_string(),
        Mistake::Margin { of } => {
            format!("the name of a process has no margin, {of} two blanks")
        }
        Mistake::NoProcess { of } => {
            format!("{of} of no process: its name comes first")
        }
        Mistake::HasEnded(name) => format!("{name} has ended already"),
        Mistake::MoreOfWhat => {
            "+ LINE is one more line of a write: it follows | LINE, ~ LINE or another one"
                .to_owned()
        }
        Mistake::Whom(verb) => format!("{verb} whom?"),
        Mistake::WhichMessage => {
            "receive NAME NUMBER: which message of whom?".to_owned()
        }
        Mistake::WhichSignal(verb) => format!("{verb} by SIGNAL: which one?"),
        Mistake::NoEvent(verb) => format!(
            "{verb:?} is no event: one of | LINE, + LINE, ~ LINE, start, join, terminate, \
             send, receive, exit, killed by, ended by"
        ),
        Mistake::NoNumber(text) => {
            format!("{text:?} is not a number, or too large")
        }
        Mistake::ThereAlready(name) => format!("{name} is there already"),
        Mistake::NoSuchProcess(name) => format!("there is no process `{name}`"),
        Mistake::NoStep => "a step is `| LINE`, `start NAME`, `join NAME`, `poll NAME`, \
                            `lock`, `unlock`, `send NAME` or `receive NAME`"
            .to_owned(),
        Mistake::Nobody => "there is no process".to_owned(),
        Mistake::RunsFromTheBeginning(name) => {
            format!("{name} runs from the beginning")
        }
        Mistake::NeverStarted(name) => format!("nobody starts {name}"),
        Mistake::StartedTwice(name) => format!("{name} is started twice"),
        Mistake::NotLocked(name) => {
            format!("{name} unlocks what it has not locked")
        }
        Mistake::NotStarted(name, other) => {
            format!("{name} has not started {other} by then")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::ordinal;

    #[test]
    fn numbers_have_their_endings() {
        let numbers = [1, 2, 3, 4, 11, 12, 13, 21, 102, 111].map(ordinal);
        assert_eq!(
            numbers.join(" "),
            "1st 2nd 3rd 4th 11th 12th 13th 21st 102nd 111th"
        );
    }
}
