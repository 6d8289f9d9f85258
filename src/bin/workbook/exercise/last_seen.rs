//! What was seen last of each process of a program that does not end.

use std::io::{self, Write};

use process_workbook::record::{Deed, Recording};

use crate::terminal::screen::Screen;

/// Who still is there, and what was seen of him last.
pub(crate) fn show(recording: &Recording, screen: &mut Screen) -> io::Result<()> {
    screen.say("It does not end, and was killed. What was seen last:")?;
    writeln!(screen)?;
    let mut names = vec![(recording.main, "main".to_owned())];
    names.extend(recording.steps.iter().filter_map(|step| match &step.deed {
        Deed::Start { pid, name } => Some((*pid, name.clone())),
        _ => None,
    }));
    let name = |pid: u32| {
        let known = names.iter().rfind(|(other, _)| *other == pid);
        known.map_or("another process".to_owned(), |(_, name)| name.clone())
    };
    for (pid, who) in &names {
        let last = recording.steps.iter().rfind(|step| step.pid == *pid);
        let last = last.map_or("nothing".to_owned(), |step| match &step.deed {
            Deed::Line(line) | Deed::Rest(line) => {
                format!("it printed `{}`", String::from_utf8_lossy(line))
            }
            Deed::Start { name, .. } => format!("it started {name}"),
            Deed::Join { pid, .. } => format!("it joined {}", name(*pid)),
            Deed::Terminate { pid } => format!("it sent {} a signal", name(*pid)),
            Deed::Send { .. } => "it sent a message".to_owned(),
            Deed::Receive { pid, .. } => {
                format!("it received a message of {}", name(*pid))
            }
            Deed::Exit { code } => format!("it ended with exit code {code}"),
        });
        writeln!(screen, "    {who}: {last}")?;
    }
    writeln!(screen)?;
    screen.say(
        "Who waits for whom, and for what? Two who wait for each other wait for ever.",
    )
}
