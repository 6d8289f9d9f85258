//! What is written beside a point: the words of the snapshot.

use process_order::{Action, End, Order, Pattern, ProcessId};
use textwrap::core::display_width;

use super::layout::{Layout, Point, What};
use crate::words::{self, words};

pub(crate) struct Label {
    pub(crate) kind: Kind,
    text: String,
    /// The verb alone, where an arrow shows the rest.
    short: Option<&'static str>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// The name of a process, where it begins.
    Name,
    Line,
    FreeLine,
    /// One more line of the write above.
    MoreLine,
    /// Something that it does without printing.
    Deed,
    Exit,
    Killed,
}

impl Label {
    pub(crate) fn of(order: &Order, layout: &Layout, point: Point) -> Self {
        let history = &order.histories()[point.process];
        let whole = |kind, text| Self { kind, text, short: None };
        match point.what {
            What::Begin => whole(Kind::Name, history.name.clone()),
            What::Event(event) => {
                let action = &history.actions[event];
                let line = || {
                    action.lines().next().map_or(String::new(), Pattern::to_string)
                };
                match action {
                    Action::Print(_) => whole(Kind::Line, line()),
                    Action::FreePrint(_) => whole(Kind::FreeLine, line()),
                    deed => {
                        let name = |other: &ProcessId| order.name(*other).to_owned();
                        let (verb, object) = deed.written(name);
                        let verb = words::of(verb);
                        let short = layout.arrow_at(point).map(|_| verb);
                        let text = format!("{verb} {object}");
                        Self { kind: Kind::Deed, text, short }
                    }
                }
            }
            What::More { event, line } => {
                let mut lines = history.actions[event].lines();
                let line = lines.nth(line).map_or(String::new(), Pattern::to_string);
                whole(Kind::MoreLine, line)
            }
            What::End => match &history.end {
                End::Exit(code) => whole(Kind::Exit, words!("exit {code}", code)),
                End::Killed(signal) | End::Signal(signal) => {
                    whole(Kind::Killed, words!("killed by {signal}", signal))
                }
                End::Unknown => whole(Kind::Exit, words!("ends").to_owned()),
            },
            What::Ended => whole(Kind::Deed, words!("ended").to_owned()),
        }
    }

    /// What stands before a line in a snapshot.
    pub(crate) fn mark(&self) -> &'static str {
        match self.kind {
            Kind::Line => "| ",
            Kind::FreeLine => "~ ",
            Kind::MoreLine => "+ ",
            Kind::Name | Kind::Deed | Kind::Exit | Kind::Killed => "",
        }
    }

    /// All of it; the verb alone where that is more than `room` columns.
    pub(crate) fn within(&self, room: usize) -> &str {
        let fits = display_width(&self.text) <= room;
        self.short.filter(|_| !fits).unwrap_or(&self.text)
    }
}
