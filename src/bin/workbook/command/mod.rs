//! One file a subcommand: its arguments, what it asks, and what it shows.

mod check;
mod compare;
mod completions;
mod direct;
mod doctor;
mod draw;
mod grade;
mod hint;
mod judged;
mod man;
pub(crate) mod map;
mod new;
mod next;
mod orders;
mod predict;
mod puzzle;
mod race;
mod reset;
mod run;
mod skip;
mod snapshot;
mod solution;
mod start;
mod typical;
mod watch;
mod why;

use clap::Subcommand;

use crate::outcome::Outcome;
use crate::terminal::screen::Screen;

/// A subcommand is named here, and nowhere else.
macro_rules! commands {
    ($($name:ident in $file:ident),+ $(,)?) => {
        #[derive(Subcommand)]
        pub(crate) enum Command {
            $($name($file::Arguments)),+
        }

        impl Command {
            pub(crate) fn run(&self, screen: &mut Screen) -> Outcome {
                match self {
                    $(Self::$name(arguments) => $file::run(arguments, screen)),+
                }
            }
        }
    };
}

// In the order of the help.
commands! {
    Check in check,
    Compare in compare,
    Direct in direct,
    Draw in draw,
    Orders in orders,
    Predict in predict,
    Puzzle in puzzle,
    Grade in grade,
    Race in race,
    Run in run,
    Why in why,
    Snapshot in snapshot,
    Start in start,
    Watch in watch,
    Hint in hint,
    Solution in solution,
    Reset in reset,
    Skip in skip,
    Next in next,
    New in new,
    Doctor in doctor,
    Completions in completions,
    Man in man,
}
