//! What insta keeps.

use std::fs;
use std::path::Path;

/// What is in the snapshot `file`, below insta's header; nothing when there is no such file.
pub fn text(file: &Path) -> Option<String> {
    let text = fs::read_to_string(file).ok()?;
    let below = text.splitn(3, "---\n").nth(2).expect("insta's header");
    Some(below.to_owned())
}
