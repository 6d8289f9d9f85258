//! `draw`: as text, as SVG, into a file.

use std::fs;
use std::path::Path;

use crate::fixture::{piped, workbook};

#[test]
fn as_text() {
    piped(workbook(&["draw", "8"])).shows("draw-8", 0);
}

#[test]
fn as_svg_into_a_file() {
    let file = Path::new(env!("CARGO_TARGET_TMPDIR")).join("draw-8.svg");
    let path = file.to_str().expect("UTF-8");
    let seen = piped(workbook(&["draw", "8", "--svg", "-o", path]));
    let says = format!("Open it in a browser: {path}\n");
    assert_eq!((seen.status, seen.stdout), (0, says));
    let figure = Path::new(env!("CARGO_MANIFEST_DIR"));
    let figure = figure.join("book/en/figures/08-join.svg");
    let read = |path: &Path| fs::read_to_string(path).expect("UTF-8");
    assert_eq!(read(&file), read(&figure));
}

#[test]
fn what_cannot_be_drawn() {
    piped(workbook(&["draw"])).complains("draw-nothing");
    let seen = piped(workbook(&["draw", "8", "-o", "/no/such/folder/file"]));
    seen.complains("draw-no-folder");
}
