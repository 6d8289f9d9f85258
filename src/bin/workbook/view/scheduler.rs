//! Asks the learner, step by step, which of the held processes goes on.
//!
//! Not before everything that a process does: what opens and closes files, and what threads
//! of one process tell each other, is nothing that the learner wants to be asked about, so it
//! is let go at once. Nor is a sleep, because time is not real here.

use std::collections::HashMap;
use std::io::{ErrorKind, Write};

use anyhow::Result;
use console::Term;
use process_workbook::trace::{
    Controller, Deadlock, Error, Held, Operation, Readiness, Situation,
};

use crate::terminal::harmless::harmless;
use crate::terminal::interrupt;
use crate::terminal::screen::Screen;
use crate::view::held;
use crate::words::words;

/// How the learner's scheduling ends.
pub(crate) enum Scheduling {
    /// All processes have ended.
    Ended,
    /// Nobody can go on.
    StandsStill(Deadlock),
    /// Somebody computes, or goes round in a circle, and never comes to what can be seen.
    NeverEnds(String),
    /// The learner has had enough.
    Quit,
}

/// What one presses for the first, the second, …
const KEYS: &str = "123456789abcdefghijklmnop";

/// So often nobody does something that is not asked about, before something that is.
const MOST: usize = 1000;

/// Asks who is to go next, until all have ended.
pub(crate) fn ask(
    controller: &mut Controller,
    terminal: &Term,
    screen: &mut Screen,
) -> Result<Scheduling> {
    // How often each has gone since it was asked about.
    let mut unasked: HashMap<String, usize> = HashMap::new();
    // Whom each has waited for: it knows that they have ended.
    let mut joined: HashMap<String, Vec<String>> = HashMap::new();
    loop {
        let mut held = match controller.situation()? {
            Situation::Ended => return Ok(Scheduling::Ended),
            Situation::Deadlock(deadlock) => {
                return Ok(Scheduling::StandsStill(deadlock));
            }
            Situation::Held(held) => held,
        };
        let by_itself = held.iter().find(|it| {
            (goes_by_itself(it) || knows(&joined, it))
                && unasked.get(&it.place).is_none_or(|often| *often < MOST)
        });
        if let Some(it) = by_itself {
            *unasked.entry(it.place.clone()).or_insert(0) += 1;
            if let Some(stuck) = let_go(controller, it)? {
                return Ok(stuck);
            }
            continue;
        }
        held.sort_by_key(|it| it.actor);
        let (mut able, others): (Vec<_>, Vec<_>) =
            held.iter().partition(|it| it.readiness.may_go() && is_asked_about(it));
        // No more than there are keys for.
        able.truncate(KEYS.len());
        if able.is_empty() {
            // What is not asked about is all that is left, without end.
            let it = others.iter().find(|it| it.readiness.may_go());
            let name = it.map_or_else(|| "main".to_owned(), |it| it.name.clone());
            return Ok(Scheduling::NeverEnds(name));
        }
        held::show_held(KEYS.chars(), &able, &others, screen)?;
        writeln!(screen, "    {}", words!("Who goes next? (q quits)"))?;
        screen.flush()?;
        let Some(chosen) = choice(terminal, able.len())? else {
            return Ok(Scheduling::Quit);
        };
        let chosen = able[chosen];
        unasked.clear();
        if let Operation::Wait { children, polls: false, .. } = &chosen.operation
            && let [child] = &children[..]
        {
            joined.entry(chosen.place.clone()).or_default().push(child.clone());
        }
        if let Operation::Print(bytes) = &chosen.operation {
            let text = String::from_utf8_lossy(bytes);
            for line in text.lines() {
                writeln!(screen, "  {:12} | {}", chosen.name, harmless(line))?;
            }
        }
        if let Some(stuck) = let_go(controller, chosen)? {
            return Ok(stuck);
        }
    }
}

/// Lets `held` go. What it comes to when it never comes back.
fn let_go(controller: &mut Controller, held: &Held) -> Result<Option<Scheduling>> {
    match controller.let_go(held.actor) {
        Ok(_) => Ok(None),
        Err(Error::TimedOut) => Ok(Some(Scheduling::NeverEnds(held.name.clone()))),
        Err(error) => Err(error.into()),
    }
}

/// Whether the learner is asked about it.
fn is_of_interest(held: &Held) -> bool {
    let is_thread = held.place.contains('#');
    match &held.operation {
        Operation::Print(_)
        | Operation::Fork
        | Operation::Wait { .. }
        | Operation::Signal { .. }
        | Operation::AwaitSignal { .. }
        | Operation::Lock { .. }
        | Operation::Unlock { .. }
        | Operation::Read { .. }
        | Operation::Write { .. } => true,
        Operation::Exit { .. } => !is_thread,
        Operation::Poll { watched, .. } => !watched.is_empty(),
        _ => false,
    }
}

/// Whether the learner may let it go: also whose time is up, when nobody else can go.
fn is_asked_about(held: &Held) -> bool {
    is_of_interest(held)
        || (matches!(held.readiness, Readiness::TimesOut { .. })
            && !matches!(held.operation, Operation::Sleep(_)))
}

/// Whether it is let go without a question.
fn goes_by_itself(held: &Held) -> bool {
    match (&held.operation, &held.readiness) {
        (_, Readiness::Blocks { .. }) => false,
        // An hour is over in no time.
        (Operation::Sleep(_), _) => true,
        // Whoever waits for others, and not for time, is to have a chance that they come.
        (_, Readiness::TimesOut { .. }) => false,
        _ => !is_of_interest(held),
    }
}

/// Whether `held` only looks whether somebody has ended for whom it has waited before: a
/// join does so at its end.
fn knows(joined: &HashMap<String, Vec<String>>, held: &Held) -> bool {
    let Operation::Wait { children, polls: true, .. } = &held.operation else {
        return false;
    };
    let known = joined.get(&held.place);
    known.is_some_and(|known| children.iter().all(|it| known.contains(it)))
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
