//! Asks the learner, step by step, which of the held processes goes on.

use std::io::{ErrorKind, Write};

use anyhow::Result;
use console::Term;
use process_workbook::record::{Controller, ProcessTable};

use crate::terminal::interrupt;
use crate::terminal::screen::Screen;
use crate::view::held;

/// How the learner's scheduling ends.
pub(crate) enum Scheduling {
    /// All processes have ended.
    Ended,
    /// None is held, and those that are left poll for what nobody will do.
    NeverEnds,
    /// The learner has had enough.
    Quit,
}

/// What one presses for the first, the second, …
const KEYS: &str = "123456789abcdefghijklmnop";

/// Asks who is to go next, until all have ended.
pub(crate) fn ask(
    controller: &mut Controller,
    terminal: &Term,
    screen: &mut Screen,
) -> Result<Scheduling> {
    let mut told = 0;
    loop {
        let mut held = controller.settle()?;
        let table = ProcessTable::of(controller.main(), controller.steps());
        held::show_lines(&table, &controller.steps()[told..], screen)?;
        told = controller.steps().len();
        let polling = controller.polling();
        if held.is_empty() && polling.is_empty() {
            return Ok(Scheduling::Ended);
        }
        held.sort_by_key(|held| table.process(held.pid));
        held::show_held(&table, KEYS.chars(), &held, &polling, screen)?;
        if held.is_empty() {
            return Ok(Scheduling::NeverEnds);
        }
        writeln!(screen, "    Who goes next? (q quits)")?;
        screen.flush()?;
        match choice(terminal, held.len())? {
            Some(chosen) => controller.let_go(&held[chosen])?,
            None => return Ok(Scheduling::Quit),
        }
    }
}

/// The place of the one who is to go next; nothing to quit.
fn choice(terminal: &Term, count: usize) -> Result<Option<usize>> {
    loop {
        let key = match terminal.read_char() {
            // It has made a signal of Ctrl-C.
            Err(error) if error.kind() == ErrorKind::Interrupted => interrupt::end(),
            key => key?,
        };
        match key {
            'q' | '\u{4}' | '\u{1b}' => return Ok(None),
            key => {
                let chosen = KEYS.chars().take(count).position(|other| other == key);
                if chosen.is_some() {
                    return Ok(chosen);
                }
            }
        }
    }
}
