//! A program that does not come to its end, as sentences: who waits for what, or that
//! somebody goes on and on.

use std::error::Error;
use std::io;

use process_workbook::trace::Deadlock;

use crate::subject::stillness::Standstill;
use crate::terminal::harmless::harmless;
use crate::terminal::screen::{Screen, failure};

/// Says who waits for what.
pub(crate) fn tell(deadlock: &Deadlock, screen: &mut Screen) -> io::Result<()> {
    screen.say(&format!("{}: {}.", failure("stands still"), who_waits(deadlock)))?;
    screen.say(NEXT)
}

/// The same of a program that was watched, and traced to find out.
pub(crate) fn tell_found(found: &Standstill, screen: &mut Screen) -> io::Result<()> {
    match found {
        Standstill::Known(deadlock) => tell(deadlock, screen),
        Standstill::Passing => {
            screen.say(&format!("{}: {PASSING}", failure("stands still")))?;
            screen.say(NEXT)
        }
        Standstill::Untraced(error) => {
            let source = error.source().map(|it| format!(" ({it})"));
            screen.say(&format!(
                "{}: {WATCHED} Who waits for whom cannot be said: {error}{}.",
                failure("stands still"),
                source.unwrap_or_default()
            ))?;
            screen.say(NEXT)
        }
    }
}

/// Says that a program goes on without end.
pub(crate) fn tell_endless(screen: &mut Screen) -> io::Result<()> {
    screen.say(&format!("{}: {ENDLESS}", failure("never ends")))
}

/// `main waits for Process-1 to end; Process-1 waits …`
fn who_waits(deadlock: &Deadlock) -> String {
    let waiting = deadlock.waiting.iter().map(ToString::to_string);
    harmless(&waiting.collect::<Vec<_>>().join("; ")).into_owned()
}

const WATCHED: &str =
    "all of its processes were asleep, each waiting for another one.";

const PASSING: &str = "\
all of its processes were asleep, each waiting for another one. Traced just now, it did not \
stand still, so it depends on who is faster.";

const NEXT: &str = "\
Nobody of them can go on, so all were ended. Next: find the wait that can never be over, and \
ask who was to end it.";

const ENDLESS: &str = "\
it has not printed, started or ended anything for a long time, and yet a process goes on. All \
were ended. Next: look for the loop that looks again and again.";
