//! The processes that are held, and what each of them waits to do.

use std::io::{self, Write};

use anyhow::Result;
use process_workbook::record::{Deed, Held, Intent, Step};

use crate::terminal::screen::Screen;

/// What to call the processes of a run.
pub(crate) struct Names(Vec<(u32, String)>);

impl Names {
    pub(crate) fn of(main: u32, steps: &[Step]) -> Self {
        let started = steps.iter().filter_map(|step| match &step.deed {
            Deed::Start { pid, name } => Some((*pid, name.clone())),
            _ => None,
        });
        Self([(main, "main".to_owned())].into_iter().chain(started).collect())
    }

    fn name(&self, pid: u32) -> String {
        let known = self.place(pid).map(|place| self.0[place].1.clone());
        known.unwrap_or_else(|| format!("pid {pid}"))
    }

    /// Where it stands in the order of starts.
    pub(crate) fn place(&self, pid: u32) -> Option<usize> {
        self.0.iter().rposition(|(other, _)| *other == pid)
    }

    /// Shows what was printed in `steps`, and by whom.
    pub(crate) fn show_lines(
        &self,
        steps: &[Step],
        screen: &mut Screen,
    ) -> Result<()> {
        for step in steps {
            if let Deed::Line(line) | Deed::Rest(line) = &step.deed {
                let line = String::from_utf8_lossy(line);
                writeln!(screen, "  {:12} | {line}", self.name(step.pid))?;
            }
        }
        Ok(())
    }

    /// Shows who is held, each beside the key for it, and who polls.
    pub(crate) fn show_held(
        &self,
        keys: impl Iterator<Item = char>,
        held: &[Held],
        polling: &[u32],
        screen: &mut Screen,
    ) -> io::Result<()> {
        writeln!(screen)?;
        for (key, Held { pid, intent }) in keys.zip(held) {
            let intent = match intent {
                Intent::Print(lines) => {
                    format!("print `{}`", lines.join("`, then `"))
                }
                Intent::End => "end".to_owned(),
            };
            writeln!(screen, "    {key}  {} waits to {intent}", self.name(*pid))?;
        }
        for pid in polling {
            screen.hang("    -  ", &format!("{} {POLLS}", self.name(*pid)))?;
        }
        Ok(())
    }
}

const POLLS: &str = "\
polls: it looks again and again, and goes on by itself when what it looks for has come";
