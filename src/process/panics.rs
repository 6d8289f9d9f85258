//! Panics of a child: who has panicked, and how it ends.
//!
//! A panic that leaves `run` ends the child, and the line `Process NAME:` says whose panic
//! it was. It is written where the panic is caught, in `child.rs`, after the message that
//! the panic hook has printed: earlier nobody can know that the program does not catch the
//! panic itself, or that it is not one of another thread. So it depends on no hook.
//!
//! With `panic = "abort"` nothing is caught, and a hook is the last code that runs. There
//! [`prepare`] has one end the child as after a caught panic, but for the destructors.

use std::fmt::Debug;
use std::io::{self, IsTerminal, Write};
use std::panic;
use std::sync::Once;
use std::thread;

use colored::Colorize;
use nix::unistd::{Pid, gettid};

use super::{end, family, lock};

// ANCHOR: prepare
/// What the parent does in a program that aborts on a panic: in its later children the
/// hook that is there now is followed by the end of the child.
#[inline]
pub(super) fn prepare() {
    static HOOK: Once = Once::new();
    // A panicking thread may not change the hook; the next start will.
    if cfg!(panic = "abort") && !thread::panicking() {
        HOOK.call_once(|| {
            let previous = panic::take_hook();
            panic::set_hook(Box::new(move |info| {
                previous(info);
                // The thread that runs `run`, and not in the middle of this library.
                let is_main = gettid() == Pid::this() && !lock::is_held();
                if is_main && family::in_child() {
                    say_whose();
                    end::leave(1, io::stdout());
                }
            }));
        });
    }
}
// ANCHOR_END: prepare

// ANCHOR: say_whose
/// Says on stderr that the panic above has ended this child.
#[cold]
pub(super) fn say_whose() {
    print_error(&format!("{} ended by a panic\n", header()));
}
// ANCHOR_END: say_whose

/// Says on stderr that the current process fails with `error`.
pub(super) fn report(error: &dyn Debug) {
    let header =
        if family::in_child() { format!("{}\n", header()) } else { String::new() };
    print_error(&format!("{header}Error: {error:?}\n"));
}

/// `Process NAME:`, with the name of this moment; red on a terminal.
fn header() -> String {
    let header = format!("Process {}:", family::current_name());
    if io::stderr().is_terminal() { header.red().bold().to_string() } else { header }
}

fn print_error(text: &str) {
    // There is nowhere to say that stderr is gone.
    let _ = io::stderr().write_all(text.as_bytes());
}
