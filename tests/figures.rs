//! The book's figures are those of the snapshots, and fit to stand inline on its pages.

#[path = "support/mod.rs"]
mod support;

use std::collections::{BTreeMap, BTreeSet};
use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use roxmltree::{Document, Node};
use support::lesson::Lesson;
use support::lessons;

/// What draws them all.
const DRAW: &str = "cargo workbook draw --book";

/// The languages of the book.
const LANGUAGES: [&str; 2] = ["en", "zh-CN"];

fn figures(language: &str) -> PathBuf {
    let book = Path::new(env!("CARGO_MANIFEST_DIR")).join("book");
    book.join(language).join("figures")
}

/// The files of `folder`, by their names.
fn files(folder: &Path) -> BTreeMap<String, String> {
    let entries = fs::read_dir(folder).expect("a folder");
    let paths = entries.map(|entry| entry.expect("a file").path());
    let files = paths.filter(|path| path.is_file()).map(|path| {
        let name = path.file_name().expect("a name").to_string_lossy().into_owned();
        (name, fs::read_to_string(&path).expect("UTF-8"))
    });
    files.collect()
}

/// The drawings of each lesson, in every language.
fn all_drawings(ending: &str) -> impl Iterator<Item = (&'static Lesson, String)> {
    LANGUAGES.into_iter().flat_map(move |language| drawings(language, ending))
}

/// The drawings of each lesson, with a name.
fn drawings(
    language: &str,
    ending: &str,
) -> impl Iterator<Item = (&'static Lesson, String)> {
    let folder = figures(language);
    lessons::ALL.iter().map(move |lesson| {
        let file = folder.join(format!("{}.{ending}", lesson.folder));
        (
            *lesson,
            fs::read_to_string(&file)
                .unwrap_or_else(|_| panic!("{}", file.display())),
        )
    })
}

#[test]
fn they_are_those_of_the_snapshots() {
    for language in LANGUAGES {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("figures");
        let folder = folder.join(language);
        // Files of an earlier run would be taken for drawn ones.
        let _ = fs::remove_dir_all(&folder);
        let workbook =
            env::var("CARGO_BIN_EXE_workbook").expect("cargo test sets it");
        let mut draw = Command::new(workbook);
        draw.args(["--lang", language, "draw", "--book", "-o"]).arg(&folder);
        assert!(draw.output().expect("it can be run").status.success());

        let (committed, drawn) = (files(&figures(language)), files(&folder));
        let names: BTreeSet<_> = committed.keys().chain(drawn.keys()).collect();
        let stale = names
            .into_iter()
            .filter(|name| committed.get(*name) != drawn.get(*name));
        let stale: Vec<_> = stale.map(String::as_str).collect();
        assert!(
            stale.is_empty(),
            "run `{DRAW}`, and remove what no lesson draws; stale in \
             book/{language}/figures: {}",
            stale.join(", ")
        );
    }
}

/// So many columns: a Han character takes two.
fn width(text: &str) -> usize {
    text.chars().map(|it| if it >= '\u{2e80}' { 2 } else { 1 }).sum()
}

#[test]
fn an_svg_can_stand_in_a_page_of_mdbook() {
    LANGUAGES.into_iter().for_each(svgs_can_stand_in_a_page);
}

fn svgs_can_stand_in_a_page(language: &str) {
    let mut ids = BTreeMap::new();
    for (lesson, svg) in drawings(language, "svg") {
        let name = lesson.folder;
        let mut lines = svg.lines();
        let first = lines.next().expect("a line");
        assert!(
            first.starts_with("<svg ") && first.ends_with('>'),
            "{name}: {first}"
        );
        assert_eq!(first.matches('>').count(), 1, "{name}: {first}");
        assert!(lines.all(|line| !line.trim().is_empty()), "{name}: a blank line");

        let document = Document::parse(&svg).expect("well-formed");
        for element in document.descendants().filter(Node::is_element) {
            assert_ne!(element.tag_name().name(), "script", "{name}");
            if let Some(id) = element.attribute("id") {
                let other = ids.insert(id.to_owned(), name);
                assert_eq!(other, None, "{name}: {id} is taken");
            }
        }
    }
}

/// Its ids would come twice on the page that is printed, which is the whole book.
#[test]
fn an_svg_stands_on_one_page_only() {
    for language in LANGUAGES {
        let book = figures(language).join("..");
        let pages = files(&book);
        for (lesson, _) in drawings(language, "svg") {
            let include = format!("{{{{#include figures/{}.svg}}}}", lesson.folder);
            let count: usize =
                pages.values().map(|page| page.matches(&include).count()).sum();
            assert!(count <= 1, "{include} stands {count} times");
        }
    }
}

#[test]
fn an_svg_says_what_it_shows() {
    for (lesson, svg) in all_drawings("svg") {
        let document = Document::parse(&svg).expect("well-formed");
        let svg = document.root_element();
        assert_eq!(svg.attribute("role"), Some("img"));
        assert!(svg.attribute("viewBox").is_some());
        let labels = svg.attribute("aria-labelledby").expect("labels").split(' ');
        let said: Vec<_> = labels
            .map(|id| {
                let mut children = svg.children();
                let label = children.find(|node| node.attribute("id") == Some(id));
                label.unwrap_or_else(|| panic!("{id}"))
            })
            .collect();
        assert_eq!(said.len(), 2, "a title and a description");
        assert!(said[0].has_tag_name(("http://www.w3.org/2000/svg", "title")));
        assert!(said[1].has_tag_name(("http://www.w3.org/2000/svg", "desc")));

        let order = lesson.order();
        let description = said[1].text().expect("a description");
        for history in order.histories() {
            assert!(description.contains(&history.name), "{}", lesson.folder);
        }
        // Long ones are broken: blanks do not count.
        let whole = |text: &str| text.split_whitespace().collect::<String>();
        let texts = svg.descendants().filter(|node| {
            node.has_tag_name(("http://www.w3.org/2000/svg", "text"))
        });
        let shown: String =
            texts.filter_map(|node| node.text()).map(whole).collect();
        for line in order.lines() {
            let line = line.pattern.to_string();
            assert!(description.contains(&line), "{}: {line}", lesson.folder);
            assert!(shown.contains(&whole(&line)), "{}: {line}", lesson.folder);
        }
    }
}

#[test]
fn a_text_names_every_line_in_80_columns() {
    for (lesson, text) in all_drawings("txt") {
        let order = lesson.order();
        for line in text.lines() {
            assert!(width(line) <= 80, "{}: {line}", lesson.folder);
        }
        // What is behind each mark.
        let mut shown: Vec<_> =
            text.lines().flat_map(|row| row.split("| ").skip(1)).collect();
        let mut lines: Vec<_> =
            order.lines().map(|line| line.pattern.to_string()).collect();
        // One line can be the beginning of another.
        lines.sort_by_key(|line| std::cmp::Reverse(line.len()));
        for line in lines {
            let found = shown.iter().position(|shown| {
                let cut = shown.split_once('…').map(|(start, _)| start);
                shown.starts_with(&line)
                    || cut.is_some_and(|cut| cut.len() >= 5 && line.starts_with(cut))
            });
            let found = found.unwrap_or_else(|| panic!("{}: {line}", lesson.folder));
            shown.swap_remove(found);
        }
        assert!(shown.is_empty(), "{}: {shown:?}", lesson.folder);
    }
}

#[test]
fn a_number_is_that_of_the_possible_outputs() {
    let digits = |number: &str| number.replace(',', "");
    for (lesson, number) in all_drawings("count") {
        let cases = lesson.cases();
        let count = cases.count().expect("it can be counted");
        assert_eq!(digits(&number), count.to_string(), "{}", lesson.folder);
        let file = figures("en").join(format!("{}.case.count", lesson.folder));
        let typical = fs::read_to_string(file).ok().map(|number| digits(&number));
        let count = cases.only(0).count().expect("it can be counted").to_string();
        let expected = (cases.cases().len() > 1).then_some(count);
        assert_eq!(typical, expected, "{}", lesson.folder);
    }
    let twin = figures("en").join("03-multiple-functions.python.count");
    let count = lessons::MULTIPLE_FUNCTIONS.python_order().count();
    let number = fs::read_to_string(twin).expect("what Python leaves open");
    assert_eq!(digits(&number), count.expect("it can be counted").to_string());
}
