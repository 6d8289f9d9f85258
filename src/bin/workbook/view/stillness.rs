//! A program that stands still, as sentences: who waits for what.

use std::io;

use process_workbook::trace::Deadlock;

use crate::terminal::harmless::harmless;
use crate::terminal::screen::{Screen, failure};

/// Says who waits for what.
pub(crate) fn tell(deadlock: &Deadlock, screen: &mut Screen) -> io::Result<()> {
    screen.say(&format!("{}: {}", failure("stands still"), who_waits(deadlock)))?;
    screen.say(NEXT)
}

/// `main waits for Process-1 to end; Process-1 waits …`
pub(crate) fn who_waits(deadlock: &Deadlock) -> String {
    let waiting = deadlock.waiting.iter().map(ToString::to_string);
    harmless(&waiting.collect::<Vec<_>>().join("; ")).into_owned()
}

const NEXT: &str = "\
Nobody of them can go on, so all were ended. Next: find the wait that can never be over, and \
ask who was to end it.";
