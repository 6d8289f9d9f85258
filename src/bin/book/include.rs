//! What a page includes: mdBook shows an empty block where a part of a file is not found,
//! and says nothing.

use std::fs;
use std::path::Path;

use crate::fault::Fault;
use crate::source::Pages;

/// The faults of all that pages include.
pub(crate) fn faults(pages: &Pages<'_>) -> Vec<Fault> {
    let mut faults = Vec::new();
    for (page, text) in pages.iter() {
        let folder = pages.folder().join(page);
        let folder = folder.parent().unwrap_or(pages.folder());
        for (number, line) in (1..).zip(text.lines()) {
            let of_line =
                commands(line).filter_map(|command| command_fault(folder, command));
            faults.extend(of_line.map(|what| pages.fault(page, Some(number), what)));
            if shows_anchor(line) {
                let what = "the page shows this ANCHOR comment: take it out";
                faults.push(pages.fault(page, Some(number), what));
            }
        }
    }
    faults
}

/// What follows each `{{#` of a line that no backslash escapes.
fn commands(line: &str) -> impl Iterator<Item = &str> {
    line.match_indices("{{#")
        .filter(|(at, _)| !line[..*at].ends_with('\\'))
        .map(|(at, mark)| &line[at + mark.len()..])
}

fn command_fault(folder: &Path, command: &str) -> Option<String> {
    let Some((command, _)) = command.split_once("}}") else {
        return Some(format!("{{{{#{command} has no }}}} on its line: add it"));
    };
    let mut words = command.split_whitespace();
    let what = match (words.next(), words.next()) {
        (Some("include" | "rustdoc_include"), Some(part)) => {
            part_fault(folder, part)?
        }
        (Some("title" | "playground"), Some(_)) => return None,
        _ => "mdBook has no such command: write {{#include FILE:ANCHOR}}".to_owned(),
    };
    Some(format!("{{{{#{command}}}}}: {what}"))
}

/// Why `path`, `path:anchor` or `path:first:last` would not show what it should.
fn part_fault(folder: &Path, part: &str) -> Option<String> {
    let (path, part) = part.split_once(':').unwrap_or((part, ""));
    let Ok(text) = fs::read_to_string(folder.join(path)) else {
        return Some(format!("there is no file {path}: correct the path"));
    };
    let (first, last) = match part.split_once(':') {
        Some((first, last)) => (first, Some(last)),
        None => (part, None),
    };
    match first.parse() {
        Ok(first) => range_fault(&text, first, last),
        Err(_) if first.is_empty() => range_fault(&text, 1, last.or(Some(""))),
        Err(_) => anchor_fault(&text, first),
    }
}

fn anchor_fault(text: &str, name: &str) -> Option<String> {
    let mut lines = text.lines();
    if !lines.any(|line| anchor(line, "ANCHOR:") == Some(name)) {
        return Some(format!(
            "the file has no ANCHOR: {name}: add it, or correct it"
        ));
    }
    let mut shown = String::new();
    for line in lines {
        match anchor(line, "ANCHOR_END:") {
            Some(end) if end == name => {
                let empty = shown.trim().is_empty();
                return empty.then(|| format!("ANCHOR: {name} has nothing in it"));
            }
            Some(_) => {}
            None if anchor(line, "ANCHOR:").is_some() => {}
            None => shown += line,
        }
    }
    Some(format!(
        "the file has no ANCHOR_END: {name} after its ANCHOR: {name}: add it"
    ))
}

/// Without a `last` it is one line. A `last` that is no number is the end of the file.
fn range_fault(text: &str, first: usize, last: Option<&str>) -> Option<String> {
    let last = last.map_or(first, |last| last.parse().unwrap_or(usize::MAX));
    let shown = (1..).zip(text.lines());
    let shown = shown.filter(|(number, _)| (first..=last).contains(number));
    let shown: Vec<_> = shown.map(|(_, line)| line).collect();
    if shown.iter().all(|line| line.trim().is_empty()) {
        let lines = text.lines().count();
        Some(format!("nothing is there: the file has {lines} lines"))
    } else if shown.iter().any(|line| shows_anchor(line)) {
        Some("the page would show the file's ANCHOR comments: name an ANCHOR".into())
    } else {
        None
    }
}

fn shows_anchor(line: &str) -> bool {
    anchor(line, "ANCHOR:").or(anchor(line, "ANCHOR_END:")).is_some()
}

/// The name after `ANCHOR:` or `ANCHOR_END:`, as mdBook reads it.
fn anchor<'a>(line: &'a str, mark: &str) -> Option<&'a str> {
    let (_, name) = line.split_once(mark)?;
    let is_name = |c: char| c.is_alphanumeric() || c == '_' || c == '-';
    let name = name.trim_start().split(|c| !is_name(c)).next()?;
    (!name.is_empty()).then_some(name)
}
