//! The rules of the house for the book: what each chapter has, in which order, and how
//! long it is. What would be wrong in any book is a fault that `cargo book` finds.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::ops::RangeInclusive;
use std::path::{Path, PathBuf};

use regex::Regex;

/// How many words of prose a chapter has. One with more or with fewer is worth another look.
const PROSE: RangeInclusive<usize> = 350..=2000;
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

    /// What is between `{{#include ` and `}}`; not behind a backslash, where it is shown.
    fn includes(&self) -> impl Iterator<Item = &str> {
        let parts = self.text.split("\\{{");
        parts.flat_map(|part| between(part, "{{#include ", "}}"))
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

/// A text without its code, its lines of HTML and of includes, and the ids of its headings.
fn prose(text: &str) -> String {
    let is_prose = |line: &str| !line.starts_with('<') && !line.starts_with("{{#");
    let lines = lines(text).filter(|(code, line)| !code && is_prose(line));
    let lines = lines.map(|(_, line)| line.split(" {#").next().unwrap_or(line));
    lines.collect::<Vec<_>>().join("\n")
}

/// The words of a text that a reader sees as prose: without code, and without where links
/// lead.
fn said(text: &str) -> String {
    let text: String = prose(text).split('`').step_by(2).collect();
    let parts = text.split("](").enumerate();
    let parts = parts.map(|(place, part)| match part.split_once(')') {
        Some((_, rest)) if place > 0 => rest,
        _ => part,
    });
    parts.collect()
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
    let is_page = |name: &String| {
        name.strip_suffix(".md").is_some_and(|name| name != "SUMMARY")
    };
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
    parts_of_the_summary().into_iter().flatten().collect()
}

/// The pages of each of its parts; first those before any part.
fn parts_of_the_summary() -> Vec<Vec<String>> {
    let path = sources().join("SUMMARY.md");
    let text = fs::read_to_string(path).expect("the summary");
    let parts = text.split("\n# ");
    parts.map(|part| between(part, "](", ")").map(str::to_owned).collect()).collect()
}

#[track_caller]
fn none(faults: &[String]) {
    assert!(faults.is_empty(), "\n{}", faults.join("\n"));
}

#[test]
fn an_included_snapshot_begins_with_its_order() {
    let mut faults = Vec::new();
    for page in pages() {
        for include in page.includes().filter(|include| include.contains(".snap")) {
            let (path, part) = include.split_once(':').unwrap_or((include, ""));
            let text = fs::read_to_string(sources().join(path)).unwrap_or_default();
            // Above its order a snapshot has a header between two rules.
            let rule = text.lines().skip(1).position(|line| line == "---");
            let order = rule.map_or(1, |rule| rule + 3);
            let (first, _) = part.split_once(':').unwrap_or((part, ""));
            if first != order.to_string() {
                let name = &page.name;
                faults.push(format!("{name}: {include}: its order is at {order}:"));
            }
        }
    }
    none(&faults);
}

#[test]
fn the_summary_names_every_page_once() {
    let listed = summary();
    let pages: BTreeSet<_> = pages().into_iter().map(|page| page.name).collect();
    assert_eq!(listed.iter().cloned().collect::<BTreeSet<_>>(), pages);
    assert_eq!(listed.len(), pages.len(), "a page is named twice: {listed:?}");

    // Only a new part may go back to an earlier lesson.
    for part in parts_of_the_summary() {
        let chapters = part.iter().filter(|name| name.starts_with(char::is_numeric));
        assert!(chapters.is_sorted(), "not in the order of their numbers: {part:?}");
    }
}

/// A chapter says the number of its lesson, because mdBook's own numbers are those of pages.
#[test]
fn the_summary_numbers_each_lesson() {
    let text =
        fs::read_to_string(sources().join("SUMMARY.md")).expect("the summary");
    let mut faults = Vec::new();
    for line in text.lines().filter(|line| line.contains("](")) {
        let (_, link) = line.split_once('[').expect("a link");
        let (title, name) = link.split_once("](").expect("a page");
        let title = title.split_once(". ").map_or("", |(number, _)| number);
        let name = name[..2].trim_start_matches('0');
        let is_lesson = name.starts_with(char::is_numeric);
        if title != if is_lesson { name } else { "" } {
            faults.push(line.to_owned());
        }
    }
    none(&faults);
}

#[test]
fn every_part_of_the_summary_has_its_pages() {
    let path = sources().join("SUMMARY.md");
    let text = fs::read_to_string(path).expect("the summary");
    for part in text.split("\n# ").skip(1) {
        assert!(part.contains("\n- ["), "a part without a page: {part}");
    }
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
        let exercises = format!("\n{{{{#include figures/{lesson}.exercises}}}}\n");
        let has_questions = page.text.contains("\n<div class=\"question\" ");
        let answer = if has_questions {
            "\n<summary>Answers</summary>\n"
        } else {
            "\n<summary>Answer</summary>\n"
        };
        // Which opens there at this lesson.
        let explorer = format!("](explorer.md#{lesson})");
        for part in [&*program, &snapshot, &twin, answer, &explorer, &exercises] {
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

/// Names as their owners write them.
const NAMES: [&str; 10] = [
    "Chromium",
    "CPython",
    "GitHub",
    "Linux",
    "mdBook",
    "POSIX",
    "Python",
    "Rust",
    "Unix",
    "WebAssembly",
];

#[test]
fn names_are_written_as_their_owners_write_them() {
    let mut faults = Vec::new();
    for page in pages() {
        for word in said(&page.text).split_whitespace() {
            // `unix(7)` is a page of the manual.
            let word =
                word.trim_matches(|it: char| !it.is_alphanumeric() && it != '(');
            let name = NAMES.iter().find(|name| name.eq_ignore_ascii_case(word));
            if let Some(name) = name.filter(|name| **name != word) {
                faults.push(format!("{}: {word} is {name}", page.name));
            }
        }
    }
    none(&faults);
}

/// A picture takes the colours of the page, so it fits every theme, and says in words what it
/// shows.
#[test]
fn every_picture_has_a_text_and_no_colour_of_its_own() {
    let mut faults = Vec::new();
    let all: String = pages().into_iter().map(|page| page.text).collect();
    let files = fs::read_dir(sources().join("pictures")).expect("the pictures");
    let paths = files.map(|file| file.expect("a file").path());
    for path in paths.filter(|path| path.extension().is_some_and(|it| it == "svg")) {
        let name = path.file_stem().expect("a name").to_string_lossy();
        let picture = fs::read_to_string(&path).expect("UTF-8");
        let needed = ["class=\"picture\"", "role=\"img\"", "<title ", "<desc "];
        let missing = needed.iter().filter(|part| !picture.contains(**part));
        faults.extend(missing.map(|part| format!("{name} is without {part}")));
        let own = ["<style", "style=", "fill=", "stroke=", "\n\n"];
        let own = own.iter().filter(|part| picture.contains(**part));
        faults.extend(own.map(|part| format!("{name} has {part:?}")));
        for kind in ["svg", "txt"] {
            let include = format!("{{{{#include pictures/{name}.{kind}}}}}");
            if all.matches(&include).count() != 1 {
                faults.push(format!("{include} is not in the book once"));
            }
        }
    }
    none(&faults);
}

/// A term of the glossary.
struct Term<'a> {
    english: &'a str,
    chinese: &'a str,
    /// Where a link to it leads: `term-fork`.
    id: &'a str,
    /// The page that shows what is meant: `01-first-process.md`.
    page: &'a str,
}

impl Term<'_> {
    /// Finds it in a text of small letters: also over the end of a line, and with the ending of
    /// a plural or of a verb.
    fn word(&self) -> Regex {
        let english = self.english.to_lowercase();
        let words = english.split(", ").map(|word| {
            let bare = ["to ", "the "].iter().find_map(|it| word.strip_prefix(it));
            bare.unwrap_or(word).replace(' ', r"\s+")
        });
        let words: Vec<_> = words.collect();
        Regex::new(&format!(r"\b({})(e?s|e?d|ing)?\b", words.join("|")))
            .expect("a pattern")
    }
}

/// `to fork <span id="term-fork" lang="zh-CN">派生（fork）</span>`, and below that what it means.
fn terms<'a>(glossary: &'a str) -> Vec<Term<'a>> {
    let term = |entry: &'a str| {
        let (line, meaning) = entry.split_once('\n')?;
        let (english, rest) = line.split_once(" <span id=\"")?;
        let (id, rest) = rest.split_once("\" lang=\"zh-CN\">")?;
        let (page, _) = between(meaning, "](", ")").last()?.split_once('#')?;
        Some(Term { english, chinese: rest.strip_suffix("</span>")?, id, page })
    };
    glossary.split("\n\n").filter_map(term).collect()
}

fn glossary() -> String {
    fs::read_to_string(sources().join("glossary.md")).expect("the glossary")
}

#[test]
fn the_terms_of_the_glossary_are_in_alphabetical_order() {
    let text = glossary();
    let terms = terms(&text);
    assert!(terms.len() > 50, "{} terms", terms.len());
    let key = |term: &Term<'_>| {
        let english = term.english.to_lowercase();
        let bare = ["to ", "the "].iter().find_map(|it| english.strip_prefix(it));
        bare.unwrap_or(&english).to_owned()
    };
    let keys: Vec<_> = terms.iter().map(key).collect();
    for pair in keys.windows(2) {
        assert!(pair[0] < pair[1], "{} comes after {}", pair[0], pair[1]);
    }
}

/// A comment after each letter has the pinyin of its terms.
#[test]
fn the_chinese_terms_of_the_glossary_are_in_the_order_of_pinyin() {
    let text = glossary();
    let (_, list) = text.split_once("{#glossary-chinese}").expect("the list");
    let mut faults = Vec::new();
    let mut pinyin: Vec<Vec<&str>> = Vec::new();
    for part in list.split("\n- **").skip(1) {
        let (letter, rest) = part.split_once("** <!-- ").expect("a letter");
        let (keys, links) = rest.split_once(" -->").expect("pinyin");
        let keys: Vec<_> = keys.split(", ").collect();
        if keys.len() != links.matches("](#").count() {
            faults
                .push(format!("{letter} has not as many terms as pinyin: {keys:?}"));
        }
        for key in keys {
            if !key.starts_with(&letter.to_lowercase()) {
                faults.push(format!("{key} is below {letter}"));
            }
            pinyin.push(key.split(' ').collect());
        }
    }
    for pair in pinyin.windows(2).filter(|pair| pair[0] >= pair[1]) {
        faults.push(format!(
            "{} comes after {}",
            pair[0].join(" "),
            pair[1].join(" ")
        ));
    }
    let links = terms(&text);
    for Term { english, chinese, id, .. } in &links {
        if !list.contains(&format!("[{chinese}](#{id})")) {
            faults.push(format!("{english} is not among the Chinese terms"));
        }
    }
    assert_eq!(pinyin.len(), links.len(), "a term has no pinyin, or none is left");
    none(&faults);
}

#[test]
fn every_term_of_the_glossary_is_linked_to_from_a_page() {
    let text = glossary();
    let others = pages().into_iter().filter(|page| page.name != "glossary.md");
    let others: String = others.map(|page| page.text).collect();
    let is_linked = |id: &str| others.contains(&format!("](glossary.md#{id})"));
    let terms = terms(&text).into_iter().filter(|term| !is_linked(term.id));
    let faults = terms.map(|term| format!("no page links to {}", term.id));
    none(&faults.collect::<Vec<_>>());
}

/// Terms that the reader first meets as words of every day, and not in the glossary's sense.
const EVERYDAY: [&str; 4] = [
    "bar",     // Two bars are around the parameters of a closure.
    "cut",     // Bits of a number are cut off.
    "to kill", // Something is killed by whichever signal.
    "write",   // It is a verb.
];

/// The first page with the word has to link it, to its entry or to the page that the entry names.
#[test]
fn a_term_is_linked_on_the_page_where_the_reader_first_meets_it() {
    let text = glossary();
    let pages: BTreeMap<_, _> =
        pages().into_iter().map(|page| (page.name, page.text)).collect();
    let in_order = summary().into_iter().filter(|name| name != "glossary.md");
    let without_headings = |text: &str| {
        let lines = text.lines().filter(|line| !line.starts_with('#'));
        lines.collect::<Vec<_>>().join("\n")
    };
    let in_order: Vec<_> = in_order
        .map(|name| (without_headings(&said(&pages[&name])).to_lowercase(), name))
        .collect();
    let link = Regex::new(r"\[([^\]]*)\]\(([^)#]*)#?([^)]*)\)").expect("a pattern");

    let mut faults = Vec::new();
    for term in terms(&text) {
        let word = term.word();
        let mut has_it = in_order.iter().filter(|(said, _)| word.is_match(said));
        let Some((_, name)) = has_it.next() else { continue };
        let is_linked = link.captures_iter(&pages[name]).any(|link| {
            &link[3] == term.id
                || &link[2] == term.page && word.is_match(&link[1].to_lowercase())
        });
        match (is_linked, EVERYDAY.contains(&term.english)) {
            (false, false) => {
                faults.push(format!("{name} links no {}", term.english));
            }
            (true, true) => {
                faults.push(format!("{name} links {}: no exception", term.english));
            }
            _ => {}
        }
    }
    none(&faults);
}

/// A symptom is explained by a lesson, and can be seen by a command.
#[test]
fn every_symptom_has_a_reason_a_lesson_and_a_command() {
    let text = fs::read_to_string(sources().join("i-see.md")).expect("the page");
    let (symptoms, _) = text.split_once("{#i-see-answers}").expect("answers, too");
    let mut faults = Vec::new();
    let mut count = 0;
    for entry in symptoms.split("\n\n").filter(|entry| entry.contains("\n: ")) {
        count += 1;
        let (symptom, answer) = entry.split_once("\n: ").expect("both");
        let lessons = between(answer, "](", ")")
            .filter(|link| link.starts_with(char::is_numeric));
        let commands = between(answer, "\n  ```sh\n  ", "\n  ```");
        let reason = answer.split("[Lesson").next().unwrap_or_default();
        if lessons.count() == 0 || commands.count() != 1 || words(reason) < 10 {
            faults.push(symptom.to_owned());
        }
    }
    assert!(count >= 30, "{count} symptoms");
    none(&faults);
}
