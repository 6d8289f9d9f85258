//! The answer to a puzzle, sure, with its reasons.

use std::path::Path;
use std::process::Command;

use anyhow::Result;

use super::{Puzzle, explain};
use crate::direct::is_refused;
use crate::words::{self, translated};

/// Why the answer to a puzzle is right.
#[derive(Clone, Debug)]
pub(crate) struct Solution {
    /// As sentences and lists.
    pub(crate) reasons: Vec<String>,
}

/// So many puzzles of one name are tried until one is sure.
pub(super) const TRIES: usize = 5;

/// What is said when none of them is.
pub(super) const NO_LUCK: &str = translated!(
    "\
the runs of none of these programs can all be made here. Is the machine very busy? Another seed, \
level or language may do"
);

impl Solution {
    /// Makes all runs of `command`, which is the program of `puzzle` in the file `source`.
    ///
    /// # Errors
    ///
    /// [`explain::Unsure`], and whatever keeps the program from running.
    pub(crate) fn find(
        puzzle: &Puzzle,
        source: &Path,
        command: &Command,
        watch: impl FnMut(usize),
    ) -> Result<Self> {
        let explored = match explain::explored(command, watch) {
            Err(error) if is_refused(&error) => {
                return Ok(Self { reasons: vec![words::of(REFUSED).to_owned()] });
            }
            explored => explored?,
        };
        puzzle.hold(&explored)?;
        let reasons = puzzle.reasons(&explored, source, command)?;
        Ok(Self { reasons })
    }
}

const REFUSED: &str = translated!(
    "\
To make all runs of a program takes ptrace(2), and this system refuses it. So the answer is that \
of the small model from which the program was written; the tests of the workbook hold the model \
against all runs of many such programs."
);
