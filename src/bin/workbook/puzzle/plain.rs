//! A plain text file, as whichever editor has saved it.

use std::fs::OpenOptions;
use std::io::Read;
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;

use crate::words::words;
use anyhow::{Context, Result, bail};
use nix::libc::O_NONBLOCK;

/// How many bytes are read: twenty answers have a thousandth of that.
const MOST: u64 = 1 << 20;

/// The text of the file at `path`: UTF-8, or UTF-16 as Windows writes it, with or without a mark
/// at its beginning.
pub(crate) fn read(path: &Path) -> Result<String> {
    // Without this flag, to open a FIFO is to wait for somebody who writes into it.
    let file = OpenOptions::new().read(true).custom_flags(O_NONBLOCK).open(path);
    let file = file.context(words!("it cannot be opened"))?;
    let kind =
        file.metadata().context(words!("it cannot be looked at"))?.file_type();
    if kind.is_dir() {
        bail!(words!("it is a folder"));
    }
    if !kind.is_file() {
        bail!(words!("it is a FIFO or a device, and no file"));
    }
    let mut bytes = Vec::new();
    file.take(MOST + 1)
        .read_to_end(&mut bytes)
        .context(words!("it cannot be read"))?;
    if bytes.len() as u64 > MOST {
        bail!(words!("it has more than 1 MB"));
    }
    text(&bytes).context(words!("it is no plain text: save it as UTF-8"))
}

fn text(bytes: &[u8]) -> Option<String> {
    match bytes {
        [0xff, 0xfe, rest @ ..] => utf_16(rest, u16::from_le_bytes),
        [0xfe, 0xff, rest @ ..] => utf_16(rest, u16::from_be_bytes),
        // Without a mark: the first sign, a digit for one, has a byte that is zero.
        [first, 0, ..] if *first != 0 => utf_16(bytes, u16::from_le_bytes),
        [0, second, ..] if *second != 0 => utf_16(bytes, u16::from_be_bytes),
        [0xef, 0xbb, 0xbf, rest @ ..] => utf_8(rest),
        _ => utf_8(bytes),
    }
}

fn utf_8(bytes: &[u8]) -> Option<String> {
    // Something else, a word processor's file for one, has zeroes.
    (!bytes.contains(&0)).then(|| String::from_utf8_lossy(bytes).into_owned())
}

fn utf_16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> Option<String> {
    let (pairs, rest) = bytes.as_chunks::<2>();
    let units: Vec<_> = pairs.iter().map(|pair| unit(*pair)).collect();
    if rest.is_empty() { String::from_utf16(&units).ok() } else { None }
}

#[cfg(test)]
mod tests {
    use super::text;

    #[test]
    fn a_text_is_read_in_each_of_its_forms() {
        let units =
            |mark: &str| format!("{mark}1: é").encode_utf16().collect::<Vec<_>>();
        let little =
            |mark| units(mark).iter().flat_map(|it| it.to_le_bytes()).collect();
        let big =
            |mark| units(mark).iter().flat_map(|it| it.to_be_bytes()).collect();
        let forms: [Vec<u8>; 6] = [
            "1: é".into(),
            "\u{feff}1: é".into(),
            little("\u{feff}"),
            little(""),
            big("\u{feff}"),
            big(""),
        ];
        for form in forms {
            assert_eq!(text(&form).as_deref(), Some("1: é"), "{form:x?}");
        }
    }

    #[test]
    fn what_is_no_text_is_refused() {
        for bytes in [&b"PK\x03\x04\0\0"[..], b"\xff\xfe1", b"1:\0\0"] {
            assert_eq!(text(bytes), None, "{bytes:x?}");
        }
    }
}
