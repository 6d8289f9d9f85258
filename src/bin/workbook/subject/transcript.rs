//! An output that was saved or is piped in: text whose writers are unknown.

use std::fs::{File, OpenOptions};
use std::io::{self, IsTerminal, Read};
use std::os::unix::fs::{FileTypeExt, OpenOptionsExt};
use std::path::Path;

use anyhow::{Context, Result, bail};
use nix::libc::O_NONBLOCK;

use crate::terminal::screen::note;
use crate::words::{self, translated, words};

/// How many megabytes are read. An output of a lesson has less than a thousandth of one.
const MOST: u64 = 16;

/// The text of `file`, or of stdin when that is `-`.
pub(crate) fn read(file: &Path) -> Result<String> {
    if file == Path::new("-") {
        let stdin = io::stdin();
        if stdin.is_terminal() {
            eprintln!(
                "{}",
                words!(
                    "Paste the output, then press Ctrl-D at the start of a line."
                )
            );
        }
        return text(stdin.lock(), words!("stdin"));
    }
    let name = file.display();
    let opened = open(file).with_context(|| {
        words!("cannot read {name}, where the output should be", name)
    })?;
    let what = words!("{name}, where the output should be", name);
    text(opened, &what)
}

/// Opens a file. A FIFO would be waited for until somebody writes into it, which may be never;
/// one that the shell has opened, as it does for `<(…)`, has a writer.
fn open(file: &Path) -> io::Result<File> {
    let is_of_shell = ["/dev", "/proc"].iter().any(|place| file.starts_with(place));
    if is_of_shell {
        return File::open(file);
    }
    let opened =
        OpenOptions::new().read(true).custom_flags(O_NONBLOCK).open(file)?;
    if opened.metadata()?.file_type().is_fifo() {
        return Err(io::Error::other(words!(
            "this is a FIFO; `-` in its place reads stdin"
        )));
    }
    Ok(opened)
}

fn text(file: impl Read, name: &str) -> Result<String> {
    let mut bytes = Vec::new();
    let most = MOST << 20;
    file.take(most + 1)
        .read_to_end(&mut bytes)
        .with_context(|| words!("cannot read {path}", path = name))?;
    if bytes.len() as u64 > most {
        bail!(words!(
            "{name} has more than {MOST} MB, and no lesson prints so much",
            name,
            MOST
        ));
    }
    let (text, encoding) = decoded(&bytes);
    if let Some(encoding) = encoding {
        let encoding = words::of(encoding);
        note(&words!("{name}: {encoding}", name, encoding));
    }
    if text.is_empty() {
        note(&words!(
            "{name}: this is empty, the output of a program that prints nothing",
            name
        ));
    }
    Ok(text)
}

/// The text that these bytes are, and what is unusual about them. An editor marks a file at
/// its beginning, and that is no output of the program.
fn decoded(bytes: &[u8]) -> (String, Option<&'static str>) {
    let units = |bytes: &[u8], unit: fn([u8; 2]) -> u16| -> String {
        let units = bytes.as_chunks().0.iter().map(|it| unit(*it));
        let chars = char::decode_utf16(units);
        chars.map(|it| it.unwrap_or(char::REPLACEMENT_CHARACTER)).collect()
    };
    match bytes {
        [0xff, 0xfe, rest @ ..] => (
            units(rest, u16::from_le_bytes),
            Some(translated!("this is UTF-16, and read as that")),
        ),
        [0xfe, 0xff, rest @ ..] => (
            units(rest, u16::from_be_bytes),
            Some(translated!("this is UTF-16, and read as that")),
        ),
        [0xef, 0xbb, 0xbf, rest @ ..] => {
            let text = String::from_utf8_lossy(rest).into_owned();
            (
                text,
                Some(translated!(
                    "the byte order mark at its beginning is left out"
                )),
            )
        }
        _ => (String::from_utf8_lossy(bytes).into_owned(), None),
    }
}
