//! The book shows what is in the repository, and every page of it can be reached.
//!
//! mdBook builds a book whose include names no anchor, whose page is in no summary or
//! whose link leads nowhere, and says nothing. Here each of these is a failure.

use std::collections::{BTreeMap, BTreeSet};
use std::env;
use std::fs;
use std::io::{self, ErrorKind, Write};
use std::ops::RangeInclusive;
use std::path::{Path, PathBuf};
use std::process::Command;

/// How many words of prose a chapter has.
const PROSE: RangeInclusive<usize> = 350..=550;
/// How many of them may stand before its program.
const LEAD: usize = 60;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn sources() -> PathBuf {
    root().join("book/en")
}

/// A page of the book.
struct Page {
    /// Its file name: `01-first-process.md`.
    name: String,
    text: String,
}

impl Page {
    /// Its headings, and no comments in code.
    fn headings(&self) -> impl Iterator<Item = &str> {
        lines(&self.text)
            .filter(|(code, line)| !code && line.starts_with('#'))
            .map(|(_, line)| line)
    }

    /// The ids of its headings.
    fn ids(&self) -> impl Iterator<Item = &str> {
        self.headings().filter_map(|heading| between(heading, "{#", "}").next())
    }

    /// What is between `{{#include ` and `}}`.
    fn includes(&self) -> impl Iterator<Item = &str> {
        between(&self.text, "{{#include ", "}}")
    }

    /// The stem that a chapter shares with its lesson: `01-first-process`.
    fn lesson(&self) -> Option<&str> {
        let stem = self.name.strip_suffix(".md")?;
        stem.starts_with(char::is_numeric).then_some(stem)
    }
}

/// The lines of a text, and for each whether it is code: a fence, or inside one.
fn lines(text: &str) -> impl Iterator<Item = (bool, &str)> {
    let mut fenced = false;
    text.lines().map(move |line| {
        let fence = line.starts_with("```");
        fenced ^= fence;
        (fenced || fence, line)
    })
}

/// A text without its code, its lines of HTML and the ids of its headings.
fn prose(text: &str) -> String {
    let lines = lines(text).filter(|(code, line)| !code && !line.starts_with('<'));
    let lines = lines.map(|(_, line)| line.split(" {#").next().unwrap_or(line));
    lines.collect::<Vec<_>>().join("\n")
}

/// How many words a text has; `|` and `=` are none.
fn words(text: &str) -> usize {
    let words = text.split_whitespace();
    words.filter(|word| word.contains(char::is_alphanumeric)).count()
}

/// Every piece of `text` that stands between `start` and the next `end`.
fn between<'a>(
    text: &'a str,
    start: &'a str,
    end: &'a str,
) -> impl Iterator<Item = &'a str> {
    text.split(start).skip(1).filter_map(move |rest| Some(rest.split_once(end)?.0))
}

/// Every page but the summary.
fn pages() -> Vec<Page> {
    let files = fs::read_dir(sources()).expect("the book");
    let names = files.map(|file| file.expect("a file").file_name());
    let names = names.map(|name| name.into_string().expect("UTF-8"));
    let is_page = |name: &String| name != "SUMMARY.md" && name != "figures";
    let mut names: Vec<_> = names.filter(is_page).collect();
    names.sort();
    let read = |name: &str| fs::read_to_string(sources().join(name)).expect("UTF-8");
    names.into_iter().map(|name| Page { text: read(&name), name }).collect()
}

fn chapters() -> Vec<Page> {
    pages().into_iter().filter(|page| page.lesson().is_some()).collect()
}

/// The pages that the summary names, in its order.
fn summary() -> Vec<String> {
    let path = sources().join("SUMMARY.md");
    let text = fs::read_to_string(path).expect("the summary");
    between(&text, "](", ")").map(str::to_owned).collect()
}

#[track_caller]
fn none(faults: &[String]) {
    assert!(faults.is_empty(), "\n{}", faults.join("\n"));
}

#[test]
fn every_include_finds_its_file_and_its_part_of_it() {
    let mut faults = Vec::new();
    for page in pages() {
        let of_page = page.includes().filter_map(|include| {
            let fault = include_fault(include)?;
            Some(format!("{}: {{{{#include {include}}}}}: {fault}", page.name))
        });
        faults.extend(of_page);
        if page.text.matches("{{#").count() != page.includes().count() {
            faults.push(format!("{}: a {{{{# that is no include", page.name));
        }
    }
    none(&faults);
}

/// Why `path`, `path:anchor` or `path:first:last` would not show what it should.
fn include_fault(include: &str) -> Option<String> {
    let (path, part) = include.split_once(':').unwrap_or((include, ""));
    let Ok(file) = fs::read_to_string(sources().join(path)) else {
        return Some("there is no such file".to_owned());
    };
    let has = |mark: String| file.lines().any(|line| line.ends_with(&mark));
    let (first, _) = part.split_once(':').unwrap_or((part, ""));
    match first.parse::<usize>() {
        Err(_) if !part.is_empty() => {
            let marked = has(format!("// ANCHOR: {part}"))
                && has(format!("// ANCHOR_END: {part}"));
            (!marked).then(|| format!("there is no anchor {part}"))
        }
        _ if file.contains("ANCHOR:") => {
            Some("the file's ANCHOR lines would show".to_owned())
        }
        Ok(first) if file.lines().count() < first => {
            Some(format!("there is no line {first}"))
        }
        // Above the order that it holds, a snapshot has a header between two rules.
        first if Path::new(path).extension().is_some_and(|it| it == "snap") => {
            let rule = file.lines().skip(1).position(|line| line == "---");
            let order = rule.map_or(1, |rule| rule + 3);
            (first != Ok(order)).then(|| format!("the order begins at line {order}"))
        }
        _ => None,
    }
}

#[test]
fn the_summary_names_every_page_once() {
    let listed = summary();
    let pages: BTreeSet<_> = pages().into_iter().map(|page| page.name).collect();
    assert_eq!(listed.iter().cloned().collect::<BTreeSet<_>>(), pages);
    assert_eq!(listed.len(), pages.len(), "a page is named twice: {listed:?}");

    let chapters = listed.iter().filter(|name| name.starts_with(char::is_numeric));
    assert!(chapters.is_sorted(), "chapters are not in the order of their lessons");
}

#[test]
fn every_lesson_has_its_chapter_and_every_chapter_its_lesson() {
    let folders = fs::read_dir(root().join("lessons")).expect("the lessons");
    let lessons: BTreeSet<_> = folders
        .map(|folder| folder.expect("a folder").file_name())
        .map(|name| name.into_string().expect("UTF-8"))
        .filter(|name| name.starts_with(char::is_numeric))
        .collect();
    let written: BTreeSet<_> = chapters()
        .iter()
        .filter_map(|page| Some(page.lesson()?.to_owned()))
        .collect();

    let mut faults = Vec::new();
    for lesson in lessons.difference(&written) {
        faults.push(format!("lessons/{lesson} has no chapter book/en/{lesson}.md"));
    }
    for chapter in written.difference(&lessons) {
        faults.push(format!("{chapter}.md is a chapter of no folder of lessons/"));
    }
    none(&faults);
}

#[test]
fn every_chapter_begins_with_its_program_and_has_its_length_and_its_parts() {
    let mut faults = Vec::new();
    for page in chapters() {
        let name = &page.name;
        let lesson = page.lesson().expect("a chapter is a lesson's");
        let [program, snapshot, twin] =
            ["lesson.rs:program", "lesson.snap:4:", "twin.py"].map(|part| {
                format!("\n{{{{#include ../../lessons/{lesson}/{part}}}}}\n```\n")
            });
        for part in [&program, &snapshot, &twin, "\n<summary>Answer</summary>\n"] {
            if !page.text.contains(part) {
                faults.push(format!("{name} is without {part}"));
            }
        }
        let length = words(&prose(&page.text));
        if !PROSE.contains(&length) {
            faults.push(format!("{name} has {length} words, not {PROSE:?}"));
        }
        let lead = page.text.split(&program).next().unwrap_or_default();
        let lead = words(&prose(lead));
        if lead > LEAD {
            faults.push(format!("{name} has {lead} words before its program"));
        }
    }
    none(&faults);
}

#[test]
fn every_heading_has_an_id_of_its_own_in_the_whole_book() {
    let pages = pages();
    let mut faults = Vec::new();
    let mut seen = BTreeMap::new();
    for page in &pages {
        for heading in page.headings().filter(|heading| !heading.ends_with('}')) {
            faults.push(format!("{}: {heading}: no {{#id}}", page.name));
        }
        for id in page.ids() {
            if let Some(other) = seen.insert(id, &page.name) {
                faults.push(format!("#{id} is in {other} and in {}", page.name));
            }
        }
    }
    none(&faults);
}

#[test]
fn every_link_leads_somewhere() {
    let pages = pages();
    let ids: BTreeMap<&str, BTreeSet<&str>> = pages
        .iter()
        .map(|page| (page.name.as_str(), page.ids().collect()))
        .collect();
    let mut faults = Vec::new();
    for page in &pages {
        // What is in backticks is no link.
        let prose: String = prose(&page.text).split('`').step_by(2).collect();
        for link in between(&prose, "](", ")") {
            let (file, id) = link.split_once('#').unwrap_or((link, ""));
            let file = if file.is_empty() { &page.name } else { file };
            let found = file.starts_with("https://")
                || ids
                    .get(file)
                    .is_some_and(|ids| id.is_empty() || ids.contains(id));
            if !found {
                faults.push(format!("{}: ({link}) leads nowhere", page.name));
            }
        }
    }
    none(&faults);
}

#[test]
fn mdbook_builds_it_without_a_warning() {
    let out = Path::new(env!("CARGO_TARGET_TMPDIR")).join("book");
    let mut mdbook = Command::new("mdbook");
    mdbook.arg("build").arg(root().join("book")).arg("--dest-dir").arg(&out);
    // They would change the book, or silence the log.
    for (name, _) in env::vars_os().filter(|(name, _)| {
        name.to_string_lossy().starts_with("MDBOOK_") || name == "RUST_LOG"
    }) {
        mdbook.env_remove(name);
    }
    let built = match mdbook.output() {
        Err(error) if error.kind() == ErrorKind::NotFound => {
            assert!(env::var_os("CI").is_none(), "CI must have mdbook on the path");
            // Written past the harness, which keeps print! to itself when a test passes.
            let _ = writeln!(io::stderr(), "book: SKIPPED, no mdbook on the path");
            return;
        }
        built => built.expect("mdbook runs"),
    };

    let log = String::from_utf8_lossy(&built.stderr);
    let warned = log.lines().any(|line| {
        let level = line.split_whitespace().next();
        matches!(level, Some("WARN" | "ERROR"))
    });
    assert!(built.status.success() && !warned, "mdbook says\n{log}");
    let faults = summary().into_iter().filter_map(|page| {
        let page = page.replace(".md", ".html");
        let fault = html_fault(&out.join(&page))?;
        Some(format!("{page}: {fault}"))
    });
    none(&faults.collect::<Vec<_>>());
}

/// What a reader would miss on the page at `path`, of which mdBook says nothing.
fn html_fault(path: &Path) -> Option<&'static str> {
    let Ok(html) = fs::read_to_string(path) else {
        // For example a page below a part title, and in no list.
        return Some("mdBook has left it out");
    };
    let empty = |code: &str| {
        let text = code.split_once('>').map_or("", |(_, text)| text);
        text.trim().is_empty()
    };
    if html.contains("{{#") {
        Some("it shows an include")
    } else if html.contains("ANCHOR") {
        Some("it shows an anchor")
    } else if between(&html, "<code", "</code>").any(empty) {
        Some("it has an empty code block")
    } else if html.contains("class=\"playground\"") || html.contains("src=\"http") {
        Some("it asks another site")
    } else {
        None
    }
}
