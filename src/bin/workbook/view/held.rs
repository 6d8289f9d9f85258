//! The processes that are held: what each of them will do when it is let go, and who cannot
//! go, and why.

use std::io::{self, Write};

use nix::sys::signal::Signal;
use process_workbook::trace::{Held, Operation, Readiness, Waiting};

use crate::terminal::harmless::harmless;
use crate::terminal::screen::Screen;
use crate::words::{trace, words};

/// Shows those who can go, each beside the key for it, and then those who cannot.
pub(crate) fn show_held(
    keys: impl Iterator<Item = char>,
    able: &[&Held],
    blocked: &[&Held],
    screen: &mut Screen,
) -> io::Result<()> {
    writeln!(screen)?;
    for (key, held) in keys.zip(able) {
        let what = will(&held.operation, &held.readiness);
        screen.hang(
            &format!("    {key}  "),
            &words!("{name} will {what}", name = held.name, what),
        )?;
    }
    for held in blocked {
        screen.hang("    -  ", &harmless(&waits(held)))?;
    }
    Ok(())
}

/// What the process will do: to print a line, or to wait for Process-1 to end.
pub(crate) fn will(operation: &Operation, readiness: &Readiness) -> String {
    if matches!(readiness, Readiness::TimesOut { .. }) {
        return match operation {
            Operation::Sleep(_) => words!("wake up").to_owned(),
            _ => {
                let what = does(operation);
                let what = what.strip_prefix(words!("wait ")).unwrap_or(&what);
                words!("give up waiting {what}, because its time is up", what)
            }
        };
    }
    does(operation)
}

/// `Process-1 waits for main to read …`
fn waits(held: &Held) -> String {
    let until = match &held.readiness {
        Readiness::Blocks { until } => until.clone(),
        _ => Vec::new(),
    };
    let (name, operation) = (held.name.clone(), Some(held.operation.clone()));
    trace::waiting(&Waiting { name, operation, until, is_outside: false })
}

fn does(operation: &Operation) -> String {
    match operation {
        Operation::Print(bytes) => {
            let text = String::from_utf8_lossy(bytes);
            let text = text.strip_suffix('\n').unwrap_or(&text);
            let lines: Vec<_> = text.split('\n').map(harmless).collect();
            words!("print `{lines}`", lines = lines.join(words!("`, then `")))
        }
        Operation::Exit { code: 0 } => words!("end").to_owned(),
        Operation::Signal { to, signal } => {
            let name = match Signal::try_from(*signal) {
                Ok(signal) => signal.as_str().to_owned(),
                Err(_) => words!("signal {signal}", signal),
            };
            words!("send {name} to {to}", name, to = to.join(words!(", ")))
        }
        operation => trace::operation(operation),
    }
}
