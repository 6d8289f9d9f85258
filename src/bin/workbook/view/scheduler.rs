//! Asks the learner, step by step, which of the held processes goes on.

use std::io::{ErrorKind, Write};

use anyhow::Result;
use console::Term;
use process_workbook::record::Directed;

use crate::terminal::interrupt;
use crate::terminal::screen::Screen;
use crate::view::held::Names;

/// How the learner's scheduling ends.
pub(crate) enum Scheduled {
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
    directed: &mut Directed,
    terminal: &Term,
    screen: &mut Screen,
) -> Result<Scheduled> {
    let mut told = 0;
    loop {
        let mut held = directed.settle()?;
        let names = Names::of(directed.main(), directed.steps());
        names.show_lines(&directed.steps()[told..], screen)?;
        told = directed.steps().len();
        let polling = directed.polling();
        if held.is_empty() && polling.is_empty() {
            return Ok(Scheduled::Ended);
        }
        held.sort_by_key(|held| names.place(held.pid));
        names.show_held(KEYS.chars(), &held, &polling, screen)?;
        if held.is_empty() {
            return Ok(Scheduled::NeverEnds);
        }
        writeln!(screen, "    Who goes next? (q quits)")?;
        screen.flush()?;
        match choice(terminal, held.len())? {
            Some(chosen) => directed.let_go(&held[chosen])?,
            None => return Ok(Scheduled::Quit),
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
