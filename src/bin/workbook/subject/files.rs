//! The files of the workbook.

use std::fs;
use std::path::Path;
use std::str::FromStr;

use anyhow::{Context, Result, bail};
use process_order::ParseError;

use crate::installed;
use crate::words::words;

/// The folder of the workbook.
pub(crate) fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// `path` from the folder of the workbook on, where it is in there, for whoever works in it.
pub(crate) fn shown(path: &Path) -> String {
    if installed::is_installed() {
        return path.display().to_string();
    }
    path.strip_prefix(root()).unwrap_or(path).display().to_string()
}

/// The text in a file.
pub(crate) fn read(path: &Path) -> Result<String> {
    fs::read_to_string(path)
        .with_context(|| words!("cannot read {path}", path = path.display()))
}

/// The order, or all the cases, in a snapshot.
pub(crate) fn snapshot<T: FromStr<Err = ParseError>>(path: &Path) -> Result<T> {
    let (file, name) = (read(path)?, path.display());
    // Above the order stands what insta notes for itself, between two rules.
    let Some((_, text)) =
        file.split_once("---\n").and_then(|(_, rest)| rest.split_once("---\n"))
    else {
        bail!(words!("{name} is no snapshot", name));
    };
    text.parse::<T>().with_context(|| words!("in {name}", name))
}
