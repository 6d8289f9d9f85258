//! What is written beside a point: the words of the snapshot.

use process_order::{End, Event, Order};

use super::layout::{Layout, Point, What};

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
            What::Event(event) => match &history.events[event] {
                Event::Line(line) => whole(Kind::Line, line.to_string()),
                Event::FreeLine(line) => whole(Kind::FreeLine, line.to_string()),
                deed => {
                    let (verb, object) = words(deed);
                    let short = layout.arrow_at(point).map(|_| verb);
                    Self {
                        kind: Kind::Deed,
                        text: format!("{verb} {object}"),
                        short,
                    }
                }
            },
            What::End => match &history.end {
                End::Exit(code) => whole(Kind::Exit, format!("exit {code}")),
                End::Killed(signal) => {
                    whole(Kind::Killed, format!("killed by {signal}"))
                }
                End::Unknown => whole(Kind::Exit, "ends".to_owned()),
            },
            What::Ended => whole(Kind::Deed, "ended".to_owned()),
        }
    }

    /// What stands before a line in a snapshot.
    pub(crate) fn mark(&self) -> &'static str {
        match self.kind {
            Kind::Line => "| ",
            Kind::FreeLine => "~ ",
            Kind::Name | Kind::Deed | Kind::Exit | Kind::Killed => "",
        }
    }

    /// All of it; the verb alone where that is more than `room` characters.
    pub(crate) fn within(&self, room: usize) -> &str {
        let fits = self.text.chars().count() <= room;
        self.short.filter(|_| !fits).unwrap_or(&self.text)
    }
}

/// A deed in the words of the snapshot: the verb and the rest.
fn words(deed: &Event) -> (&'static str, String) {
    match deed {
        Event::Line(line) | Event::FreeLine(line) => ("print", line.to_string()),
        Event::Start(name) => ("start", name.clone()),
        Event::Join(name) => ("join", name.clone()),
        Event::Terminate(name) => ("terminate", name.clone()),
        Event::Send(number) => ("send", number.to_string()),
        Event::Receive { from, number } => ("receive", format!("{from} {number}")),
    }
}
