//! How hard a puzzle is, by what its program does.

use crate::words::words;

/// What the program of a puzzle does, from easy to hard.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Level {
    /// It starts processes, and each prints.
    Fork,
    /// It waits for a child.
    Wait,
    /// It waits for whichever child ends first, or looks whether one has ended.
    Any,
    /// Its processes send words through pipes.
    Pipe,
    /// A lock, or a signal.
    Lock,
}

impl Level {
    const ALL: [Self; 5] =
        [Self::Fork, Self::Wait, Self::Any, Self::Pipe, Self::Lock];

    /// That of this number, from 1 to 5.
    pub(crate) fn of(number: u8) -> Option<Self> {
        Self::ALL.get(usize::from(number).checked_sub(1)?).copied()
    }

    pub(crate) fn number(self) -> u8 {
        self as u8 + 1
    }

    /// What there is to know for it.
    pub(crate) fn about(self) -> &'static str {
        match self {
            Self::Fork => words!("fork and print"),
            Self::Wait => words!("wait for a child"),
            Self::Any => words!("wait for any child, and poll"),
            Self::Pipe => words!("pipes"),
            Self::Lock => words!("locks and signals"),
        }
    }
}
