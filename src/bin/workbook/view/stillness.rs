//! A program that does not come to its end, as sentences: who waits for what, or that
//! somebody goes on and on.

use std::error::Error;
use std::io;

use process_workbook::trace::Deadlock;

use crate::subject::stillness::Standstill;
use crate::terminal::harmless::harmless;
use crate::terminal::screen::{Screen, failure};
use crate::words::{self, trace, translated, words};

/// Says who waits for what.
pub(crate) fn tell(deadlock: &Deadlock, screen: &mut Screen) -> io::Result<()> {
    screen.say(&words!(
        "{stands_still}: {why}.",
        stands_still = failure(words!("stands still")),
        why = harmless(&trace::who_waits(deadlock))
    ))?;
    screen.say(words::of(NEXT))
}

/// The same of a program that was watched, and traced to find out.
pub(crate) fn tell_found(found: &Standstill, screen: &mut Screen) -> io::Result<()> {
    match found {
        Standstill::Known(deadlock) => tell(deadlock, screen),
        Standstill::Passing => {
            let stands_still = failure(words!("stands still"));
            let passing = words::of(PASSING);
            screen.say(&words!(
                "{stands_still}: {passing}",
                stands_still,
                passing
            ))?;
            screen.say(words::of(NEXT))
        }
        Standstill::Untraced(error) => {
            let source = error.source().map(|source| words!(" ({source})", source));
            screen.say(&words!(
                "{stands_still}: all of its processes were asleep, each waiting for another \
                 one. Who waits for whom cannot be said: {error}{source}.",
                stands_still = failure(words!("stands still")),
                error = trace::error(error),
                source = source.unwrap_or_default()
            ))?;
            screen.say(words::of(NEXT))
        }
    }
}

/// Says that a program goes on without end.
pub(crate) fn tell_endless(screen: &mut Screen) -> io::Result<()> {
    screen.say(&words!(
        "{never_ends}: {why}",
        never_ends = failure(words!("never ends")),
        why = words::of(ENDLESS)
    ))
}

const PASSING: &str = translated!(
    "\
all of its processes were asleep, each waiting for another one. Traced just now, it did not \
stand still, so it depends on who is faster."
);

const NEXT: &str = translated!(
    "\
Nobody of them can go on, so all were ended. Next: find the wait that can never be over, and \
ask who was to end it."
);

const ENDLESS: &str = translated!(
    "\
it has not printed, started or ended anything for a long time, and yet a process goes on. All \
were ended. Next: look for the loop that looks again and again."
);
