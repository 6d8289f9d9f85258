//! Histories as text: what a snapshot holds.
//!
//! ```text
//! main
//!   start child
//!   | parent
//!   receive child 1
//!   | these two lines
//!   + are one write
//!   exit 0
//!
//! child
//!   ~ these two writes
//!   ~ come in any order
//!   | this line is not en\
//!   | ded by its first write
//!   send 1
//!   killed by SIGTERM
//! ```
//!
//! The reader notes the line of each thing that it reads. So a [`Fault`] of what was read,
//! which has the place of what is wrong, is told with its line, and nothing is looked for
//! again in the text.

use std::fmt;
use std::str::FromStr;

use super::action::{Action, End, History, Lines};
use super::fault::{Fault, Where};
use super::pattern::Pattern;
use crate::words::Told;
use crate::words::parts::Mistake;

/// Why a text is no order, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ParseError {
    /// Counted from 1.
    pub line: usize,
    /// Counted from 1, in characters.
    pub column: usize,
    /// What is wrong, and what could stand there.
    pub message: Told,
}

impl std::error::Error for ParseError {}

impl fmt::Display for History<String> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}", self.name)?;
        for action in &self.actions {
            match action.printed() {
                Some(lines) => {
                    let first = if action.is_free() { '~' } else { '|' };
                    for (place, line) in lines.iter().enumerate() {
                        let mark = if place == 0 { first } else { '+' };
                        let is_last = place + 1 == lines.len();
                        let end =
                            if is_last && !lines.is_ended() { UNENDED } else { "" };
                        let line = line.to_string();
                        match line.strip_suffix(UNENDED) {
                            Some(line) => {
                                writeln!(f, "  {mark} {line}\\u{{5c}}{end}")?;
                            }
                            None => writeln!(f, "  {mark} {line}{end}")?,
                        }
                    }
                }
                None => {
                    let (verb, object) = action.written(String::clone);
                    writeln!(f, "  {verb} {object}")?;
                }
            }
        }
        match &self.end {
            End::Exit(code) => writeln!(f, "  exit {code}"),
            End::Killed(signal) => writeln!(f, "  killed by {signal}"),
            End::Signal(signal) => writeln!(f, "  ended by {signal}"),
            End::Unknown => Ok(()),
        }
    }
}

impl<P> Action<P> {
    /// The words of the text form for it: the verb and what follows the verb.
    pub fn written(
        &self,
        name: impl FnOnce(&P) -> String,
    ) -> (&'static str, String) {
        match self {
            Self::Print(lines) | Self::FreePrint(lines) => {
                let lines: Vec<_> = lines.iter().map(ToString::to_string).collect();
                ("print", lines.join(" "))
            }
            Self::Start(other) => ("start", name(other)),
            Self::Join(other) => ("join", name(other)),
            Self::Terminate(other) => ("terminate", name(other)),
            Self::Send(number) => ("send", number.to_string()),
            Self::Receive { from, number } => {
                ("receive", format!("{} {number}", name(from)))
            }
        }
    }
}

/// What stands behind a line that its write does not end.
const UNENDED: &str = "\\";

/// The histories that `text` tells of, and where in it.
pub(crate) fn read(
    text: &str,
) -> Result<(Vec<History<String>>, Source), ParseError> {
    let mut reader = Reader::default();
    // What some editors put before a text, to say that it is UTF-8.
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    for (number, line) in (1..).zip(text.lines()) {
        reader.take(number, line).map_err(|(rest, message)| ParseError {
            line: number,
            column: 1 + line[..line.len() - rest.len()].chars().count(),
            message,
        })?;
    }
    Ok((reader.histories, reader.source))
}

/// Where each thing stands in the text that was read.
#[derive(Default)]
pub(crate) struct Source(Vec<LinesOf>);

/// The numbers of the lines of one history.
struct LinesOf {
    name: usize,
    actions: Vec<usize>,
    end: usize,
}

impl Source {
    /// The fault, said with its line and column.
    pub(crate) fn locate(&self, fault: &Fault) -> ParseError {
        const MARGIN: usize = 2;
        let (line, margin) = match fault.at {
            Where::Everywhere => (1, 0),
            Where::Process(process) => (self.0[process].name, 0),
            Where::Action { process, action } => {
                (self.0[process].actions[action], MARGIN)
            }
            Where::End(process) => (self.0[process].end, MARGIN),
        };
        ParseError {
            line,
            column: margin + 1,
            message: Told::of(&Mistake::Fault(fault)),
        }
    }
}

/// A rest of the line that is read, at which something is wrong, and what.
type Wrong<'a> = (&'a str, Told);

#[derive(Default)]
struct Reader {
    histories: Vec<History<String>>,
    source: Source,
    has_ended: bool,
}

impl Reader {
    fn take<'a>(&mut self, number: usize, line: &'a str) -> Result<(), Wrong<'a>> {
        if line.is_empty() {
            return Ok(());
        }
        match line.strip_prefix("  ") {
            Some(step) => self.take_step(number, line, step),
            None if line.starts_with(char::is_whitespace) => {
                Err((line, Told::of(&Mistake::Margin { of: "an event" })))
            }
            None => {
                let name = line.to_owned();
                let actions = Vec::new();
                self.histories.push(History { name, actions, end: End::Unknown });
                let actions = Vec::new();
                self.source.0.push(LinesOf { name: number, actions, end: number });
                self.has_ended = false;
                Ok(())
            }
        }
    }

    fn take_step<'a>(
        &mut self,
        number: usize,
        line: &'a str,
        step: &'a str,
    ) -> Result<(), Wrong<'a>> {
        let last = self.histories.last_mut().zip(self.source.0.last_mut());
        let Some((history, lines)) = last else {
            return Err((line, Told::of(&Mistake::NoProcess { of: "an event" })));
        };
        if self.has_ended {
            return Err((step, Told::of(&Mistake::HasEnded(&history.name))));
        }
        if let Some(text) = marked(step, "+") {
            let Some(Action::Print(lines) | Action::FreePrint(lines)) =
                history.actions.last_mut()
            else {
                return Err((step, Told::of(&Mistake::MoreOfWhat)));
            };
            if !lines.is_ended() {
                return Err((step, Told::of(&Mistake::MoreOfWhat)));
            }
            lines.extend(line_of(text));
            return Ok(());
        }
        match step_in(step)? {
            Step::Action(action) => {
                history.actions.push(action);
                lines.actions.push(number);
            }
            Step::End(end) => {
                history.end = end;
                lines.end = number;
                self.has_ended = true;
            }
        }
        Ok(())
    }
}

enum Step {
    Action(Action<String>),
    End(End),
}

/// What stands behind `mark`. An empty line may have lost the blank behind it.
fn marked<'a>(step: &'a str, mark: &str) -> Option<&'a str> {
    let text = step.strip_prefix(mark)?;
    Some(text.strip_prefix(' ').unwrap_or(text))
}

/// A line behind its mark.
fn line_of(text: &str) -> Lines {
    match text.strip_suffix(UNENDED) {
        Some(text) => Lines::from(Pattern::parse(text)).without_end(),
        None => Pattern::parse(text).into(),
    }
}

/// What a line says behind its margin.
fn step_in(step: &str) -> Result<Step, Wrong<'_>> {
    if let Some(text) = marked(step, "|") {
        return Ok(Step::Action(Action::Print(line_of(text))));
    }
    if let Some(text) = marked(step, "~") {
        return Ok(Step::Action(Action::FreePrint(line_of(text))));
    }
    let (verb, rest) = step.split_once(' ').unwrap_or((step, &step[step.len()..]));
    let name = || {
        let whom = || (rest, Told::of(&Mistake::Whom(verb)));
        if rest.is_empty() { Err(whom()) } else { Ok(rest.to_owned()) }
    };
    Ok(Step::Action(match verb {
        "start" => Action::Start(name()?),
        "join" => Action::Join(name()?),
        "terminate" => Action::Terminate(name()?),
        "send" => Action::Send(number(rest)?),
        "receive" => {
            let which = || (rest, Told::of(&Mistake::WhichMessage));
            let (from, last) = rest.rsplit_once(' ').ok_or_else(which)?;
            Action::Receive { from: from.to_owned(), number: number(last)? }
        }
        "exit" => return Ok(Step::End(End::Exit(number(rest)?))),
        "killed" | "ended" => {
            let signal =
                rest.strip_prefix("by ").filter(|signal| !signal.is_empty());
            let which = || (rest, Told::of(&Mistake::WhichSignal(verb)));
            let signal = signal.ok_or_else(which)?.to_owned();
            return Ok(Step::End(if verb == "killed" {
                End::Killed(signal)
            } else {
                End::Signal(signal)
            }));
        }
        _ => {
            return Err((step, Told::of(&Mistake::NoEvent(verb))));
        }
    }))
}

fn number<T: FromStr>(text: &str) -> Result<T, Wrong<'_>> {
    let wrong = || (text, Told::of(&Mistake::NoNumber(text)));
    text.parse().map_err(|_| wrong())
}
