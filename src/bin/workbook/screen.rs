//! What the learner sees: stdout, with colour only where it is a terminal.

use std::io::{self, BufWriter, Stdout, Write};

use colored::{ColoredString, Colorize};

/// Stdout, written when it is full and at the end.
pub(crate) struct Screen {
    stdout: BufWriter<Stdout>,
}

impl Screen {
    pub(crate) fn new() -> Self {
        Self { stdout: BufWriter::new(io::stdout()) }
    }
}

impl Write for Screen {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.stdout.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.stdout.flush()
    }
}

/// A word that says that something is right. Colour is never the only sign.
pub(crate) fn success(word: &str) -> ColoredString {
    word.green().bold()
}

/// A word that says that something is wrong.
pub(crate) fn failure(word: &str) -> ColoredString {
    word.red().bold()
}
