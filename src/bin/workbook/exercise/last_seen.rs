//! What was seen last of each process of a program that does not end.

use std::io::{self, Write};

use process_order::words as rules;
use process_workbook::record::{ProcessTable, Recording, Report, Step};

use crate::terminal::harmless::harmless;
use crate::terminal::screen::Screen;
use crate::words::{language, words};

/// Who still is there, and what was seen of him last.
pub(crate) fn show(recording: &Recording, screen: &mut Screen) -> io::Result<()> {
    screen.say(words!("It does not end, and was killed. What was seen last:"))?;
    writeln!(screen)?;
    let table = ProcessTable::of(recording.main, &recording.steps);
    for process in 0..table.len() {
        let Some(name) = table.name(process) else { continue };
        let pid = table.pid(process);
        let last = recording.steps.iter().rfind(|step| step.pid == pid);
        let last =
            last.map_or(words!("nothing").to_owned(), |step| done(&table, step));
        let last = harmless(&last);
        writeln!(screen, "    {}", words!("{name}: {last}", name, last))?;
    }
    writeln!(screen)?;
    screen.say(words!(
        "Who waits for whom, and for what? Two who wait for each other wait for ever."
    ))
}

/// What was done in `step`, in the past tense: `it joined child`.
fn done(table: &ProcessTable, step: &Step) -> String {
    if let Some(Report::Exit { code }) = step.report() {
        return words!("it ended with exit code {code}", code);
    }
    if let Some(Report::Sent { .. }) = step.report() {
        return words!("it sent a message").to_owned();
    }
    let name = |pid: &u32| {
        let name = table.process(*pid).and_then(|process| table.name(process));
        name.unwrap_or(words!("another process")).to_owned()
    };
    let action = step.action();
    action.map_or(words!("nothing").to_owned(), |action| {
        words!("it {did}", did = rules::did(language(), &action, name))
    })
}
