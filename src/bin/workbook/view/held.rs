//! The processes that are held: what each of them will do when it is let go, and who cannot
//! go, and why.

use std::io::{self, Write};

use nix::sys::signal::Signal;
use process_workbook::trace::{Held, Operation, Readiness, Waiting};

use crate::terminal::harmless::harmless;
use crate::terminal::screen::Screen;

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
        screen
            .hang(&format!("    {key}  "), &format!("{} will {what}", held.name))?;
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
            Operation::Sleep(_) => "wake up".to_owned(),
            _ => {
                let what = does(operation);
                let what = what.strip_prefix("wait ").unwrap_or(&what);
                format!("give up waiting {what}, because its time is up")
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
    Waiting { name, operation, until, is_outside: false }.to_string()
}

fn does(operation: &Operation) -> String {
    match operation {
        Operation::Print(bytes) => {
            let text = String::from_utf8_lossy(bytes);
            let text = text.strip_suffix('\n').unwrap_or(&text);
            let lines: Vec<_> = text.split('\n').map(harmless).collect();
            format!("print `{}`", lines.join("`, then `"))
        }
        Operation::Exit { code: 0 } => "end".to_owned(),
        Operation::Signal { to, signal } => {
            let name = match Signal::try_from(*signal) {
                Ok(signal) => signal.as_str().to_owned(),
                Err(_) => format!("signal {signal}"),
            };
            format!("send {name} to {}", to.join(", "))
        }
        operation => operation.to_string(),
    }
}
