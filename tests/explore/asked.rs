//! What the explorer says of a program, in a form that a test can compare.

use std::collections::BTreeSet;
use std::process::Command;

use process_workbook::explore::{Exploration, Explorer, Standstill, Unfinished};
use process_workbook::trace::Stdout;

/// What was found out about a program.
#[derive(Debug)]
pub(crate) struct Answer {
    /// Each text with `|` in place of the ends of its lines.
    pub(crate) texts: BTreeSet<String>,
    /// What was printed in the runs that stand still.
    pub(crate) begun: BTreeSet<String>,
    /// Why they do.
    pub(crate) standstills: BTreeSet<String>,
    pub(crate) unfinished: BTreeSet<Unfinished>,
}

/// The answer about a program on a terminal.
#[track_caller]
pub(crate) fn ask(command: &Command) -> Answer {
    ask_on(Stdout::Terminal, command)
}

/// The answer about a program whose stdout is this.
#[track_caller]
pub(crate) fn ask_on(stdout: Stdout, command: &Command) -> Answer {
    let exploration = Explorer::new(|| again(command)).stdout(stdout).explore();
    Answer::of(&exploration.unwrap_or_else(|error| panic!("{command:?}: {error}")))
}

/// What is found in so many runs of a program that has too many.
#[track_caller]
pub(crate) fn ask_for(command: &Command, runs: usize) -> Answer {
    let exploration = Explorer::new(|| again(command)).most_runs(runs).explore();
    Answer::of(&exploration.unwrap_or_else(|error| panic!("{command:?}: {error}")))
}

/// The same command once more.
pub(crate) fn again(command: &Command) -> Command {
    let mut same = Command::new(command.get_program());
    same.args(command.get_args());
    for (name, value) in command.get_envs() {
        match value {
            Some(value) => same.env(name, value),
            None => same.env_remove(name),
        };
    }
    same
}

impl Answer {
    pub(crate) fn of(exploration: &Exploration) -> Self {
        let standstills = &exploration.standstills;
        Self {
            texts: exploration.texts().iter().map(|it| shown(it)).collect(),
            begun: standstills
                .iter()
                .flat_map(Standstill::texts)
                .map(|it| shown(&it))
                .collect(),
            standstills: standstills.iter().map(ToString::to_string).collect(),
            unfinished: exploration.unfinished.clone(),
        }
    }

    /// All runs end, these are all outputs, and the explorer says that they are all.
    #[track_caller]
    pub(crate) fn is_all(&self, texts: &[&str]) {
        let expected = texts.iter().map(ToString::to_string).collect();
        let none = BTreeSet::new();
        let found = (&self.texts, &self.standstills, &self.unfinished);
        assert_eq!(found, (&expected, &none, &BTreeSet::new()));
    }

    /// All runs that were made end, and these are their outputs. There may be others.
    #[track_caller]
    pub(crate) fn has_found(&self, texts: &[&str]) {
        let texts: BTreeSet<_> = texts.iter().map(ToString::to_string).collect();
        assert_eq!(self.texts, texts);
        assert_eq!(self.standstills, BTreeSet::new());
    }

    /// The only reason why there may be other outputs.
    #[track_caller]
    pub(crate) fn is_unfinished(&self, why: &Unfinished) {
        assert_eq!(self.unfinished, BTreeSet::from([why.clone()]));
    }

    /// Whether the program always stands still, after it has printed one of `begun`.
    #[track_caller]
    pub(crate) fn always_stands_still(&self, begun: &[&str], why: &str) {
        assert_eq!(self.texts, BTreeSet::new());
        self.can_stand_still(begun, why);
    }

    /// Whether the program can stand still, after it has printed one of `begun`.
    #[track_caller]
    pub(crate) fn can_stand_still(&self, begun: &[&str], why: &str) {
        let begun: BTreeSet<_> = begun.iter().map(ToString::to_string).collect();
        assert_eq!(self.begun, begun);
        assert_eq!(self.standstills, BTreeSet::from([why.to_owned()]));
    }
}

fn shown(text: &[u8]) -> String {
    let text = String::from_utf8_lossy(text).replace('\n', "|");
    text.strip_suffix('|').unwrap_or(&text).to_owned()
}
