//! What the learner sees: stdout, with colour only where it is a terminal, and no line
//! broken in the middle of a word.

use std::borrow::Cow;
use std::env;
use std::io::{self, BufWriter, IsTerminal, Stdout, Write};

use anyhow::Error;
use colored::{Color, ColoredString, Colorize, control};
use console::Term;
use textwrap::core::display_width;

use super::harmless::harmless;
use crate::installed::as_called;
use crate::words::columns::between_words;
use crate::words::{chain, error_word, words};

/// Sentences are not longer than this, however wide the terminal is.
const READABLE: usize = 80;

/// No column is narrower than this, however narrow the terminal is.
const NARROWEST: usize = 12;

/// Stdout, written when it is full and at the end.
pub(crate) struct Screen {
    stdout: BufWriter<Stdout>,
    width: usize,
}

impl Screen {
    pub(crate) fn new() -> Self {
        // Such a terminal, the shell in Emacs for one, shows escape sequences as they are.
        if env::var_os("TERM").is_some_and(|term| term == "dumb") {
            control::set_override(false);
        }
        Self { stdout: BufWriter::new(io::stdout()), width: width() }
    }

    /// How many columns there are.
    pub(crate) fn width(&self) -> usize {
        self.width
    }

    /// Writes sentences.
    pub(crate) fn say(&mut self, text: &str) -> io::Result<()> {
        self.hang("", text)
    }

    /// Writes sentences behind `margin`; all lines but the first stand below the first.
    pub(crate) fn hang(&mut self, margin: &str, text: &str) -> io::Result<()> {
        let width = self.width.min(READABLE).saturating_sub(display_width(margin));
        let indent = " ".repeat(display_width(margin));
        let text = as_called(text);
        for (place, line) in wrapped(&text, width).iter().enumerate() {
            let margin = if place == 0 { margin } else { &indent };
            writeln!(self, "{margin}{line}")?;
        }
        Ok(())
    }
}

/// How many columns there are.
fn width() -> usize {
    let columns = env::var("COLUMNS").ok().and_then(|width| width.parse().ok());
    let terminal = || Some(usize::from(Term::stdout().size_checked()?.1));
    columns.or_else(terminal).unwrap_or(READABLE)
}

/// How many columns sentences have.
pub(crate) fn readable() -> usize {
    width().clamp(NARROWEST, READABLE)
}

impl Write for Screen {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.stdout.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.stdout.flush()
    }
}

/// `text` in lines of at most `width` columns, broken between words.
pub(crate) fn wrapped(text: &str, width: usize) -> Vec<Cow<'_, str>> {
    textwrap::wrap(text, between_words(width.max(NARROWEST)))
}

/// `text`, or as much of its beginning as `width` columns can hold, and a sign for the rest.
pub(crate) fn cut(text: &str, width: usize) -> Cow<'_, str> {
    if display_width(text) <= width {
        return Cow::Borrowed(text);
    }
    let mut cut = text.to_owned();
    while display_width(&cut) >= width.max(1) {
        cut.pop();
    }
    cut.push('…');
    Cow::Owned(cut)
}

/// What the process of this lane does: main has no colour, and neighbours have different
/// ones. None is red, which says that something is wrong.
pub(crate) fn in_lane(text: &str, lane: usize) -> ColoredString {
    const COLOURS: [Color; 5] =
        [Color::Cyan, Color::Yellow, Color::Magenta, Color::Blue, Color::Green];
    match lane.checked_sub(1) {
        None => text.normal(),
        Some(child) => text.color(COLOURS[child % COLOURS.len()]),
    }
}

/// Says on stderr what cannot be done.
pub(crate) fn complain(error: &Error) {
    let word = error_word();
    let word =
        if io::stderr().is_terminal() { failure(word) } else { word.normal() };
    // A long path stays whole: an editor opens it.
    let options = between_words(readable()).break_words(false);
    for line in
        as_called(&words!("{word}: {error}", word, error = chain(error))).lines()
    {
        for line in textwrap::wrap(line, &options) {
            // Nobody listens.
            let _ = writeln!(io::stderr(), "{line}");
        }
    }
}

/// Says on stderr what belongs to the answer but is no part of it.
pub(crate) fn note(text: &str) {
    for line in
        textwrap::wrap(&harmless(&as_called(text)), between_words(readable()))
    {
        // Nobody listens.
        let _ = writeln!(io::stderr(), "{line}");
    }
}

/// Says on stderr what a program has said there.
pub(crate) fn pass_on(text: &str) {
    // Nobody listens.
    let _ = io::stderr().write_all(harmless(text).as_bytes());
}

/// A word that says that something is right. Colour is never the only sign.
pub(crate) fn success(word: &str) -> ColoredString {
    word.green().bold()
}

/// A word that says that something is wrong.
pub(crate) fn failure(word: &str) -> ColoredString {
    word.red().bold()
}
