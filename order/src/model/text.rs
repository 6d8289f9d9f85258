//! An order as text: what a snapshot holds.
//!
//! ```text
//! main
//!   start child
//!   | parent
//!   receive child 1
//!   | joined
//!   exit 0
//!
//! child
//!   ~ these two lines
//!   ~ come in any order
//!   send 1
//!   killed by SIGTERM
//! ```

use std::fmt;
use std::str::FromStr;

use crate::Order;
use crate::model::edges::Fault;
use crate::model::event::{End, Event, History};
use crate::model::pattern::Pattern;

/// Why a text is no order, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ParseError {
    /// Counted from 1.
    pub line: usize,
    /// Counted from 1, in characters.
    pub column: usize,
    /// What is wrong, and what could stand there.
    pub message: String,
}

impl fmt::Display for ParseError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}, column {}: {}", self.line, self.column, self.message)
    }
}

impl std::error::Error for ParseError {}

impl fmt::Display for Order {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (position, history) in self.histories().iter().enumerate() {
            if position > 0 {
                f.write_str("\n")?;
            }
            write!(f, "{history}")?;
        }
        Ok(())
    }
}

/// The text, which is read more easily than what it is made of.
impl fmt::Debug for Order {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")
    }
}

impl fmt::Display for History {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}", self.name)?;
        for event in &self.events {
            match event {
                Event::Line(line) => writeln!(f, "  | {line}"),
                Event::FreeLine(line) => writeln!(f, "  ~ {line}"),
                Event::Start(name) => writeln!(f, "  start {name}"),
                Event::Join(name) => writeln!(f, "  join {name}"),
                Event::Terminate(name) => writeln!(f, "  terminate {name}"),
                Event::Send(number) => writeln!(f, "  send {number}"),
                Event::Receive { from, number } => {
                    writeln!(f, "  receive {from} {number}")
                }
            }?;
        }
        match &self.end {
            End::Exit(code) => writeln!(f, "  exit {code}"),
            End::Killed(signal) => writeln!(f, "  killed by {signal}"),
            End::Unknown => Ok(()),
        }
    }
}

impl FromStr for Order {
    type Err = ParseError;

    fn from_str(text: &str) -> Result<Self, ParseError> {
        let mut histories: Vec<History> = Vec::new();
        let mut ended = false;
        for (number, line) in (1..).zip(text.lines()) {
            let at = |rest: &str, message: String| ParseError {
                line: number,
                column: 1 + line[..line.len() - rest.len()].chars().count(),
                message,
            };
            if line.is_empty() {
                continue;
            }
            let Some(event) = line.strip_prefix("  ") else {
                if line.starts_with(char::is_whitespace) {
                    let message =
                        "the name of a process has no margin, an event two blanks";
                    return Err(at(line, message.to_owned()));
                }
                let name = line.to_owned();
                histories.push(History { name, events: vec![], end: End::Unknown });
                ended = false;
                continue;
            };
            let Some(history) = histories.last_mut() else {
                return Err(at(
                    line,
                    "an event of no process: its name comes first".into(),
                ));
            };
            if ended {
                return Err(at(
                    event,
                    format!("{} has ended already", history.name),
                ));
            }
            match read(event).map_err(|(rest, message)| at(rest, message))? {
                Read::Event(event) => history.events.push(event),
                Read::End(end) => {
                    history.end = end;
                    ended = true;
                }
            }
        }
        Self::new(histories).map_err(|fault| place(&fault, text))
    }
}

enum Read {
    Event(Event),
    End(End),
}

/// What stands in a line behind its margin; or where it is wrong, as the rest of the line.
fn read(text: &str) -> Result<Read, (&str, String)> {
    // An empty line may have lost the blank behind its mark.
    for (mark, line) in
        [("|", Event::Line as fn(Pattern) -> Event), ("~", Event::FreeLine)]
    {
        if let Some(rest) = text.strip_prefix(mark) {
            let rest = rest.strip_prefix(' ').unwrap_or(rest);
            return Ok(Read::Event(line(Pattern::parse(rest))));
        }
    }
    let (verb, rest) = text.split_once(' ').unwrap_or((text, &text[text.len()..]));
    let name = || {
        if rest.is_empty() {
            Err((rest, format!("{verb} whom?")))
        } else {
            Ok(rest.to_owned())
        }
    };
    let event = match verb {
        "start" => Event::Start(name()?),
        "join" => Event::Join(name()?),
        "terminate" => Event::Terminate(name()?),
        "send" => Event::Send(number(rest)?),
        "receive" => {
            let (from, last) = rest.rsplit_once(' ').ok_or((
                rest,
                "receive NAME NUMBER: which message of whom?".to_owned(),
            ))?;
            Event::Receive { from: from.to_owned(), number: number(last)? }
        }
        "exit" => return Ok(Read::End(End::Exit(number(rest)?))),
        "killed" => {
            let signal =
                rest.strip_prefix("by ").filter(|signal| !signal.is_empty());
            let signal =
                signal.ok_or((rest, "killed by SIGNAL: which one?".to_owned()))?;
            return Ok(Read::End(End::Killed(signal.to_owned())));
        }
        _ => {
            return Err((
                text,
                format!(
                    "{verb:?} is no event: one of | LINE, ~ LINE, start, join, terminate, \
                     send, receive, exit, killed by"
                ),
            ));
        }
    };
    Ok(Read::Event(event))
}

fn number<T: FromStr>(text: &str) -> Result<T, (&str, String)> {
    text.parse()
        .map_err(|_| (text, format!("{text:?} is not a number, or too large")))
}

/// Where in `text` the reason for `fault` stands.
fn place(fault: &Fault, text: &str) -> ParseError {
    let is_at_fault = |line: &str| match fault {
        Fault::BadName(name) | Fault::NamedTwice(name) | Fault::Circular(name) => {
            line == name
        }
        Fault::Unknown(name) | Fault::StartedTwice(name) => {
            line.starts_with("  ")
                && !line.starts_with("  |")
                && !line.starts_with("  ~")
                && line.split_once(name.as_str()).is_some()
        }
        Fault::SentTwice(_, number) => line == format!("  send {number}"),
        Fault::NeverSent(name, number) | Fault::ReceivedTwice(name, number) => {
            line == format!("  receive {name} {number}")
        }
    };
    let places = text.lines().enumerate().filter(|(_, line)| is_at_fault(line));
    // The second of two is one too many.
    let (line, found) = places.last().unwrap_or_default();
    let margin = found.len() - found.trim_start().len();
    ParseError { line: line + 1, column: margin + 1, message: fault.to_string() }
}
