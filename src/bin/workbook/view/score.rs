//! How many questions were answered rightly, and what to read again.

use std::io::{self, Write};

use process_order::quiz::Question;
use process_order::{Rule, words as rules};

use crate::subject::Subject;
use crate::terminal::harmless::harmless;
use crate::terminal::screen::Screen;
use crate::words::{language, words};

#[derive(Default)]
pub(crate) struct Score {
    answered: usize,
    right: usize,
    /// What decides the questions that were answered wrongly: each rule once, and nothing for
    /// those that no rule decides.
    missed: Vec<Option<Rule>>,
}

impl Score {
    pub(crate) fn count(&mut self, question: &Question, is_right: bool) {
        self.answered += 1;
        self.right += usize::from(is_right);
        if is_right {
            return;
        }
        let rules = question.rules.iter().copied().map(Some);
        let none = question.rules.is_empty().then_some(None);
        for rule in rules.chain(none) {
            if !self.missed.contains(&rule) {
                self.missed.push(rule);
            }
        }
    }

    /// Whether every answer was right.
    pub(crate) fn is_full(&self) -> bool {
        self.right == self.answered
    }

    /// The score, and what to do next with `subject`.
    pub(crate) fn tell(
        &self,
        subject: &Subject,
        screen: &mut Screen,
    ) -> io::Result<()> {
        let argument = subject.argument();
        let program = harmless(&argument);
        let Self { answered, right, missed } = self;
        if *answered == 0 {
            return screen.say(&words!(
                "\nNo answer. Next: `cargo workbook draw {program}`.",
                program
            ));
        }
        writeln!(
            screen,
            "{}",
            words!("\n{right} of {answered} right.", right, answered)
        )?;
        if missed.is_empty() {
            return screen.say(&words!(
                "Next: `cargo workbook run {program}`, and compare.",
                program
            ));
        }
        writeln!(screen, "{}", words!("Read again:"))?;
        for rule in missed {
            screen.hang("  ", rules::reminder(language(), *rule))?;
        }
        screen.say(&words!(
            "They stand in book/en/happens-before.md. `cargo workbook draw {program}` shows \
             where they apply.",
            program
        ))
    }
}
