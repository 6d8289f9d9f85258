//! What a Chinese page finds in the English book, because the Chinese one has it not.

use std::path::Path;

use crate::source::Pages;

/// The text with paths that lead there: to what it includes among the sources, and to what it
/// loads or links to in the built book. The path of a page stays: every page is in Chinese.
pub(crate) fn with_files(
    text: &str,
    english: &Pages<'_>,
    chinese: &Pages<'_>,
) -> String {
    let is_only_english = |path: &str| {
        english.folder().join(path).is_file()
            && !chinese.folder().join(path).is_file()
    };
    let is_page =
        |path: &str| Path::new(path).extension().is_some_and(|it| it == "md");
    let source = english.folder().file_name().unwrap_or_default().to_string_lossy();
    let mut text = text.to_owned();
    for (start, end, above) in [
        ("{{#include ", "}}", format!("../{source}/")),
        ("](", ")", "../".to_owned()),
        ("src=\"", "\"", "../".to_owned()),
        ("href=\"", "\"", "../".to_owned()),
    ] {
        let mut parts = text.split(start);
        let mut moved = parts.next().unwrap_or_default().to_owned();
        for part in parts {
            moved += start;
            let path = part.split(end).next().unwrap_or_default();
            let path = path.split([':', '#']).next().unwrap_or_default();
            if is_only_english(path) && !is_page(path) {
                moved += &above;
            }
            moved += part;
        }
        text = moved;
    }
    text
}
