//! What sentences are made of, before they are in a language.

use crate::model::action::Action;
use crate::model::edge::Rule;
use crate::model::fault::Fault;
use crate::model::id::{Place, ProcessId};
use crate::relation::why::CausalPath;

/// A part of a case's name: what is different about a process.
#[derive(PartialEq, Eq)]
pub(crate) enum Clause {
    /// There is no other case.
    OnlyOne,
    /// It has what other cases lack, and nothing else.
    Fewest,
    Prints(String, Lines),
    PrintsNothing(String),
    DoesNotPrint(String, Lines),
    AlsoPrints(String, Lines),
    PrintsElsewhere(String, Lines),
    /// The first in place of the second.
    PrintsInPlace(String, Lines, Lines),
    EndsALineElsewhere(String),
}

/// Some lines by what they say, and how many more there are.
#[derive(PartialEq, Eq)]
pub(crate) struct Lines {
    pub(crate) named: Vec<String>,
    pub(crate) more: usize,
}

/// What is wrong in a text that is read, and what could stand there.
pub(crate) enum Mistake<'a> {
    BeginsNoPart { line: &'a str, parts: [&'a str; 6] },
    PartIsNoOrder(&'a Fault),
    Fault(&'a Fault),
    Margin { of: &'static str },
    NoProcess { of: &'static str },
    HasEnded(&'a str),
    MoreOfWhat,
    Whom(&'a str),
    WhichMessage,
    WhichSignal(&'a str),
    NoEvent(&'a str),
    NoNumber(&'a str),
    // Of a script.
    ThereAlready(&'a str),
    NoSuchProcess(&'a str),
    NoStep,
    Nobody,
    RunsFromTheBeginning(&'a str),
    NeverStarted(&'a str),
    StartedTwice(&'a str),
    NotLocked(&'a str),
    NotStarted(&'a str, &'a str),
}

/// What a path says after its first event and before its last.
#[cfg_attr(
    not(feature = "zh"),
    expect(dead_code, reason = "English has `which` in place of a name")
)]
pub(crate) enum Part<'a> {
    /// The second process then joins the first.
    Joins(&'a str, &'a str),
    /// The process spoken of sends this one a signal.
    Signals(&'a str),
    /// Nobody has sent this process a signal by then.
    BeforeASignal(&'a str),
    /// The process spoken of starts this one.
    Starts(&'a str),
    /// It has just been said that this process is started.
    WasStarted(&'a str),
    /// The process spoken of sends this one a message.
    Sends(&'a str),
    /// It has just been said that a message is sent, which this process receives.
    Receives(&'a str),
}

impl CausalPath<'_> {
    pub(crate) fn name(&self, place: Place) -> &str {
        self.cuts.model.name(place.process)
    }

    pub(crate) fn name_of(&self, process: ProcessId) -> &str {
        self.cuts.model.name(process.index())
    }

    /// What is done at a place of it; nothing at the end of a process.
    pub(crate) fn action(&self, place: Place) -> Option<&Action<ProcessId>> {
        let histories = &self.cuts.model.histories;
        histories[place.process].actions.get(place.event)
    }

    pub(crate) fn parts(&self) -> impl Iterator<Item = Part<'_>> {
        self.links.iter().map(|edge| {
            let (from, to) = (self.name(edge.from), self.name(edge.to));
            let told = edge.from == self.from;
            match edge.rule {
                Rule::Join => Part::Joins(from, to),
                Rule::Signal => match self.cuts.model.action(edge.from) {
                    Action::Terminate(_) => Part::Signals(to),
                    _ => Part::BeforeASignal(to),
                },
                Rule::Start if told => Part::WasStarted(to),
                Rule::Message if told => Part::Receives(to),
                Rule::Message => Part::Sends(to),
                Rule::Start | Rule::ProgramOrder => Part::Starts(to),
            }
        })
    }
}
