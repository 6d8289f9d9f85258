//! The processes that are held, and what each of them waits to do.

use std::io::{self, Write};

use process_workbook::record::{Held, Operation, ProcessTable, Step};

use crate::terminal::screen::Screen;

/// Shows what was printed in `steps`, and by whom.
pub(crate) fn show_lines(
    table: &ProcessTable,
    steps: &[Step],
    screen: &mut Screen,
) -> io::Result<()> {
    for line in steps.iter().flat_map(Step::lines) {
        writeln!(screen, "  {:12} | {}", table.label(line.pid), line.text())?;
    }
    Ok(())
}

/// Shows who is held, each beside the key for it, and who polls.
pub(crate) fn show_held(
    table: &ProcessTable,
    keys: impl Iterator<Item = char>,
    held: &[Held],
    polling: &[u32],
    screen: &mut Screen,
) -> io::Result<()> {
    writeln!(screen)?;
    for (key, Held { pid, operation }) in keys.zip(held) {
        let operation = match operation {
            Operation::Write(lines) => {
                format!("print `{}`", lines.join("`, then `"))
            }
            Operation::Exit => "end".to_owned(),
        };
        writeln!(screen, "    {key}  {} waits to {operation}", table.label(*pid))?;
    }
    for pid in polling {
        screen.hang("    -  ", &format!("{} {POLLS}", table.label(*pid)))?;
    }
    Ok(())
}

const POLLS: &str = "\
polls: it looks again and again, and goes on by itself when what it looks for has come";
