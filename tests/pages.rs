//! What the pages of the book say is so: what they name is there, and what they show is
//! what one sees.

#[path = "support/mod.rs"]
mod support;

use std::collections::BTreeSet;
use std::env;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use process_order::Pattern;
use support::lessons;
use support::python::{self, Python};

/// What the last cell of a row of the facts begins with when we decided otherwise.
const DIFFERS: &str = "Differs: ";

/// What `cargo workbook direct` says where ptrace is refused.
const FORBIDDEN: &str = "takes ptrace(2), and this system refuses it";

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn page(name: &str) -> String {
    fs::read_to_string(root().join("book/en").join(name)).expect(name)
}

/// The pages and their names.
fn pages() -> Vec<(String, String)> {
    let files = fs::read_dir(root().join("book/en")).expect("the book");
    let names = files.map(|file| file.expect("a file").file_name());
    let names = names.map(|name| name.into_string().expect("UTF-8"));
    let mut names: Vec<_> =
        names.filter(|name| name.strip_suffix(".md").is_some()).collect();
    names.sort();
    names.into_iter().map(|name| (name.clone(), page(&name))).collect()
}

/// What stands in backticks outside of blocks of code.
fn code_words(text: &str) -> impl Iterator<Item = &str> {
    let blocks = text.split("\n```").step_by(2);
    blocks.flat_map(|prose| prose.split('`').skip(1).step_by(2))
}

/// The numbers of the rows that are named: `S-044`.
fn rows(text: &str) -> BTreeSet<&str> {
    let ids = text.match_indices("S-").filter_map(|(at, _)| text.get(at..at + 5));
    ids.filter(|id| id[2..].parse::<u32>().is_ok()).collect()
}

fn collect_sources(folder: &Path, sources: &mut Vec<String>) {
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("a readable folder").path();
        let is_made_by_a_build = path.ends_with("target");
        if path.is_dir() && !is_made_by_a_build {
            collect_sources(&path, sources);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            sources.push(fs::read_to_string(&path).expect("UTF-8"));
        }
    }
}

#[test]
fn every_deliberate_difference_is_on_its_page_and_no_other_row() {
    let facts = page("facts.md");
    let deliberate = facts.lines().filter_map(|line| {
        let (row, _) = line.split_once(&format!("| {DIFFERS}"))?;
        row.strip_prefix("| <a ")?.split_once('>')?.1.get(..5)
    });
    assert_eq!(rows(&page("differences.md")), deliberate.collect());
}

#[test]
fn every_error_of_the_document_is_on_its_page() {
    let numbers: Vec<_> = (118..=132).map(|number| format!("S-{number}")).collect();
    let page = page("errata.md");
    assert_eq!(rows(&page).into_iter().collect::<Vec<_>>(), numbers);
}

#[test]
fn every_file_that_a_page_names_is_there() {
    let is_path = |word: &&str| {
        let starts = ["src/", "order/", "tests/", "lessons/", "benches/", "book/"];
        starts.iter().any(|start| word.starts_with(start))
            && !word.contains([' ', '*', 'N'])
    };
    let guides = ["README.md", "README.zh-CN.md", "CONTRIBUTING.md"].map(|name| {
        let text = fs::read_to_string(root().join(name)).expect(name);
        (name.to_owned(), text)
    });
    for (name, text) in pages().into_iter().chain(guides) {
        for path in code_words(&text).filter(is_path) {
            assert!(root().join(path).exists(), "{name}: there is no {path}");
        }
    }
}

/// A name of four words or more is a test's.
#[test]
fn every_test_that_a_page_names_is_there() {
    let mut sources = Vec::new();
    for folder in ["tests", "order/tests"] {
        collect_sources(&root().join(folder), &mut sources);
    }
    let is_test = |word: &&str| {
        word.matches('_').count() > 2
            && word.chars().all(|c| c == '_' || c.is_ascii_alphanumeric())
    };
    for (name, text) in pages() {
        for test in code_words(&text).filter(is_test) {
            let (function, probe) = (format!("fn {test}("), format!("\"{test}\""));
            let is_there = sources
                .iter()
                .any(|source| source.contains(&function) || source.contains(&probe));
            assert!(is_there, "{name}: there is no test {test}");
        }
    }
}

/// The crate of the order stands alone, so that it can only name what explains it.
#[test]
fn every_section_that_the_order_names_is_on_its_page() {
    let mut sources = Vec::new();
    for folder in ["cuts", "relation", "answers", "model"] {
        collect_sources(&root().join("order/src").join(folder), &mut sources);
    }
    let page = page("order-is-known.md");
    assert!(page.starts_with("# How the order is known {"));
    let named = sources.iter().filter_map(|source| {
        source.lines().find_map(|line| line.strip_prefix("//! section \""))
    });
    let named: Vec<_> = named.filter_map(|it| Some(it.split_once('"')?.0)).collect();
    assert!(named.len() > 15, "{named:?}");
    for section in named {
        assert!(page.contains(&format!("\n## {section} {{#")), "{section}");
    }
}

/// The pages that tell how the library is made.
fn pages_inside() -> impl Iterator<Item = (String, String)> {
    pages().into_iter().filter(|(name, _)| name.starts_with("inside-"))
}

/// What the pages inside show of the library: the page, the file and the anchor of each
/// `{{#include ../../src/process/FILE:ANCHOR}}`.
fn shown_of_the_library() -> Vec<(String, String, String)> {
    let shown = pages_inside().flat_map(|(name, text)| {
        let includes = text.split("{{#include ../../src/process/").skip(1);
        let includes = includes.filter_map(|rest| {
            let (file, anchor) = rest.split_once("}}")?.0.split_once(':')?;
            Some((name.clone(), file.to_owned(), anchor.to_owned()))
        });
        includes.collect::<Vec<_>>()
    });
    shown.collect()
}

/// The anchors of the library, each with its file.
fn anchors_of_the_library() -> BTreeSet<(String, String)> {
    let folder = root().join("src/process");
    let files = fs::read_dir(&folder).expect("the library");
    let files = files.map(|file| file.expect("a file").file_name());
    let anchors = files.flat_map(|file| {
        let text = fs::read_to_string(folder.join(&file)).expect("UTF-8");
        let file = file.into_string().expect("UTF-8");
        let names = text.lines().filter_map(|line| {
            line.trim_start().strip_prefix("// ANCHOR: ").map(str::to_owned)
        });
        names.map(|name| (file.clone(), name)).collect::<Vec<_>>()
    });
    anchors.collect()
}

/// A file may be moved, split or added without a page, as long as its anchors are shown.
#[test]
fn every_anchor_of_the_library_is_shown_and_no_other() {
    let shown = shown_of_the_library();
    let shown: BTreeSet<_> =
        shown.into_iter().map(|(_, file, anchor)| (file, anchor)).collect();
    assert_eq!(shown, anchors_of_the_library());
}

#[test]
fn every_page_inside_shows_some_of_the_library() {
    let shown = shown_of_the_library();
    for (name, _) in pages_inside() {
        let is_shown = shown.iter().any(|(page, ..)| *page == name);
        assert!(is_shown, "{name} shows nothing of src/process");
    }
}

#[test]
fn every_file_of_the_library_is_told_of_inside() {
    let told: String = pages_inside().map(|(_, text)| text).collect();
    for file in fs::read_dir(root().join("src/process")).expect("the library") {
        let name = file.expect("a file").file_name().into_string().expect("UTF-8");
        assert!(told.contains(&format!("src/process/{name}")), "{name}");
    }
}

/// A box asks which test fails without a line. That is answered by hand; that the line and
/// the tests are still there is seen here and in [`every_test_that_a_page_names_is_there`].
#[test]
fn every_line_that_a_page_would_delete_is_in_the_file_that_it_names() {
    for (name, text) in pages_inside() {
        let boxes: Vec<_> = text.split("which test fails?** ").skip(1).collect();
        assert!(!boxes.is_empty(), "{name} has no box");
        for asked in boxes {
            let path = asked.split('`').find(|word| word.starts_with("src/"));
            let path = path.unwrap_or_else(|| panic!("{name}: no file: {asked}"));
            let file = fs::read_to_string(root().join(path)).expect(path);
            let (_, code) = asked.split_once("\n> ```rust\n> ").expect("a line");
            let (line, answer) = code.split_once("\n> ```\n").expect("an answer");
            let is_there = file.lines().any(|other| other.trim() == line);
            assert!(is_there, "{name}: {path} has no line {line}");
            let (answer, _) = answer.split_once("\n> </details>").expect("its end");
            let answer = answer.replace("\n> ", "\n");
            let has_test = code_words(&answer).any(|word| word.contains('_'));
            assert!(has_test, "{name}: no test for {line}");
        }
    }
}

/// Which files of the library each file imports from.
#[test]
fn no_two_files_of_the_library_import_each_other() {
    let folder = root().join("src/process");
    let files = fs::read_dir(&folder).expect("the library");
    let stems = files.map(|file| file.expect("a file").path());
    let stems =
        stems.filter_map(|path| Some(path.file_stem()?.to_str()?.to_owned()));
    // mod.rs imports nothing: it lists the modules, and gives their names to the outside.
    let stems: BTreeSet<_> = stems.filter(|stem| stem != "mod").collect();
    let imports = |stem: &String| -> BTreeSet<String> {
        let text =
            fs::read_to_string(folder.join(format!("{stem}.rs"))).expect("UTF-8");
        let uses = text.split("\nuse super::").skip(1);
        let uses = uses.filter_map(|rest| Some(rest.split_once(';')?.0));
        let words = uses.flat_map(|list| {
            let list = list.strip_prefix('{').unwrap_or(list);
            list.split(',').map(|path| path.split("::").next().unwrap_or(path))
        });
        let words = words.map(|word| word.trim_matches([' ', '\n', '}']).to_owned());
        words.filter(|word| stems.contains(word)).collect()
    };
    let mut left: Vec<_> = stems.iter().map(|stem| (stem, imports(stem))).collect();
    // Those that import nothing that is left are no part of a circle.
    while let Some(place) = left.iter().position(|(_, imports)| {
        !left.iter().any(|(other, _)| imports.contains(*other))
    }) {
        left.remove(place);
    }
    assert!(left.is_empty(), "these import each other: {left:?}");
}

/// A word, its Chinese, one sentence, a link.
#[test]
fn every_word_of_the_glossary_is_explained_once_and_has_a_place() {
    let text = page("glossary.md");
    let mut words = BTreeSet::new();
    for entry in text.split("\n\n").filter(|entry| entry.contains("\n: ")) {
        let (term, definition) = entry.split_once("\n: ").expect("both");
        let (english, chinese) =
            term.split_once(" <span id=\"term-").expect("an id and a Chinese term");
        assert!(words.insert(english), "{english} is there twice");
        assert!(chinese.chars().any(|c| ('一'..='鿿').contains(&c)), "{term}");
        let definition = definition.trim_end();
        assert!(definition.ends_with(")."), "{english} has a link at its end");
        let (sentence, _) = definition.rsplit_once('[').expect("a link");
        let sentence = sentence.trim_end();
        let is_one = sentence.ends_with('.') && !sentence.contains(". ");
        assert!(is_one, "{english} has one sentence: {sentence}");
    }
    assert!(words.len() > 50, "{} words", words.len());
}

/// The bars that a bench prints: `≤ 1.15`.
fn bars(bench: &str) -> BTreeSet<String> {
    let found = bench.match_indices(['≤', '≥']).map(|(at, sign)| {
        let number = bench[at + sign.len()..].trim_start();
        let is_outside = |c: char| !c.is_ascii_digit() && c != '.';
        let number = number.split(is_outside).next().unwrap_or_default();
        format!("{sign} {number}")
    });
    found.collect()
}

#[test]
fn every_bar_is_that_of_its_bench_and_none_is_missing() {
    let text = page("costs.md");
    let mut files = BTreeSet::new();
    for part in text.split("<!-- bars of ").skip(1) {
        let (path, part) = part.split_once(" -->").expect("a comment");
        let bench = fs::read_to_string(root().join(path)).expect(path);
        let mut listed = BTreeSet::new();
        for line in part.lines().filter_map(|line| line.strip_prefix("- **")) {
            let (row, _) = line.split_once("**").expect("a name and a bar");
            let (name, bar) = row.split_once(": ").expect("a bar");
            let printed = format!("\"{name}");
            assert!(bench.contains(&printed), "{path} prints no {name:?}");
            listed.insert(bar.replace("&nbsp;", " "));
        }
        assert_eq!(listed, bars(&bench), "{path}");
        files.insert(bench);
    }
    let mut benches = Vec::new();
    collect_sources(&root().join("benches"), &mut benches);
    let with_bars = benches.into_iter().filter(|bench| !bars(bench).is_empty());
    assert_eq!(
        with_bars.count(),
        files.len(),
        "a bench with bars is not on the page"
    );
}

/// One more than there are lines, for each process.
#[test]
fn lesson_3_has_as_many_cuts_as_the_page_says() {
    let counts = lessons::MULTIPLE_FUNCTIONS.order();
    let counts =
        counts.histories().iter().map(|history| 1 + history.lines().count());
    let counts: Vec<_> = counts.collect();
    let factors: Vec<_> = counts.iter().map(ToString::to_string).collect();
    let cuts = counts.iter().product::<usize>();
    let sentence = format!("{} = {cuts} cuts", factors.join(" × "));
    let text = page("order-is-known.md");
    let text: Vec<_> = text.split_whitespace().collect();
    assert!(text.join(" ").contains(&sentence), "{sentence}");
}

/// The cells of the table in the section with this id, row by row.
fn rows_of_table<'a>(page: &'a str, section: &str) -> Vec<Vec<&'a str>> {
    let (_, text) = page.split_once(&format!("{{#{section}}}")).expect(section);
    let text = text.split("\n## ").next().unwrap_or(text);
    let rows = text.lines().filter(|line| line.starts_with('|')).skip(2);
    rows.map(|row| row.trim_matches('|').split(" | ").map(str::trim).collect())
        .collect()
}

/// The number of a lesson and its folder.
fn folders_of_lessons() -> Vec<(u32, PathBuf)> {
    let folders = fs::read_dir(root().join("lessons")).expect("the lessons");
    let folders = folders.map(|folder| folder.expect("a folder").path());
    let numbered = folders.filter_map(|folder| {
        let name = folder.file_name()?.to_str()?;
        Some((name.split('-').next()?.parse().ok()?, folder))
    });
    numbered.collect()
}

#[test]
fn the_course_for_teachers_has_every_lesson_and_exercises_that_are_there() {
    let page = page("teachers.md");
    let minutes = rows_of_table(&page, "teachers-hour");
    let minutes = minutes.iter().map(|row| row[0].parse::<u32>().expect("minutes"));
    assert_eq!(minutes.sum::<u32>(), 60, "an hour");

    let hours = rows_of_table(&page, "teachers-course");
    let numbers = hours.iter().map(|row| row[0].parse().expect("an hour"));
    assert_eq!(numbers.collect::<Vec<u32>>(), (1..=12).collect::<Vec<_>>());

    let folders = folders_of_lessons();
    let in_class = hours.iter().flat_map(|row| row[1].split("](").skip(1));
    let in_class = in_class.map(|link| link[..2].parse().expect("a lesson"));
    let left_out = "Lessons 12 and 15 are for those who are ahead";
    assert!(page.contains(left_out), "it says which lessons are left out");
    let named: BTreeSet<u32> = in_class.chain([12, 15]).collect();
    assert_eq!(named, folders.iter().map(|(number, _)| *number).collect());

    let exercises = hours.iter().flat_map(|row| row[3].split(", "));
    // The last hour has a sheet.
    for exercise in exercises.filter(|it| it.starts_with(char::is_numeric)) {
        let (number, letter) = exercise.split_at(exercise.len() - 1);
        let number: u32 = number.parse().expect("a lesson");
        let folder = folders.iter().find(|(it, _)| *it == number);
        let file = folder.map(|(_, it)| it.join(format!("exercise-{letter}.rs")));
        assert!(file.is_some_and(|it| it.exists()), "no exercise {exercise}");
    }
}

/// The words that follow `start` in any page: `check` in `cargo workbook check 3`.
fn words_behind(start: &str) -> BTreeSet<String> {
    let is_inside = |c: char| c == '_' || c.is_ascii_alphanumeric();
    let pages = pages();
    let words = pages.iter().flat_map(|(_, text)| text.split(start).skip(1));
    let words = words.map(|rest| rest.split(|c| !is_inside(c)).next().unwrap_or(""));
    words.filter(|word| !word.is_empty()).map(str::to_owned).collect()
}

#[test]
fn every_command_that_a_page_names_is_there() {
    let workbook = env::var("CARGO_BIN_EXE_workbook").expect("cargo test sets it");
    for command in words_behind("cargo workbook ") {
        let help = Command::new(&workbook).args([&*command, "--help"]).output();
        let status = help.expect("it runs").status;
        assert!(status.success(), "there is no `cargo workbook {command}`");
    }
    let manifest = include_str!("../Cargo.toml");
    for (option, before, behind) in [
        (" --bin ", "    { name = ", ", "),
        (" --test ", "[[test]]\nname = ", "\n"),
        (" --bench ", "[[bench]]\nname = ", "\n"),
    ] {
        // N is any number, and 99 is the number of the templates.
        let is_one = |name: &&String| !name.contains('N') && !name.contains("99");
        for name in words_behind(option).iter().filter(is_one) {
            let target = format!("{before}\"{name}\"{behind}");
            assert!(manifest.contains(&target), "there is no {option}{name}");
        }
    }
}

/// A command of a page, and what the page shows below it.
#[derive(Debug, Default)]
struct Shown {
    command: String,
    output: Vec<String>,
}

/// The commands in the blocks ` ```console `. One with `<<'END'` goes on to that line.
fn shown(text: &str) -> Vec<Shown> {
    let mut shown: Vec<Shown> = Vec::new();
    let blocks = text.split("\n```console\n").skip(1);
    for block in blocks.filter_map(|rest| Some(rest.split_once("\n```")?.0)) {
        let mut is_input = false;
        for line in block.lines() {
            if let Some(command) = line.strip_prefix("$ ") {
                is_input = command.contains("<<'END'");
                shown.push(Shown { command: command.to_owned(), output: vec![] });
                continue;
            }
            let last = shown.last_mut().expect("a block begins with a command");
            if is_input {
                last.command.push('\n');
                last.command.push_str(line);
                is_input = line != "END";
            } else {
                last.output.push(line.to_owned());
            }
        }
    }
    shown
}

/// A folder with a `cargo` that runs what cargo has built, and the `python3` of the tests.
fn commands(python: Option<&Python>) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("pages");
    fs::create_dir_all(&folder).expect("a folder");
    let workbook = env::var("CARGO_BIN_EXE_workbook").expect("cargo test sets it");
    let built = Path::new(&workbook).parent().expect("a folder").display();
    let cargo = format!(
        "case $1 in\n\
         workbook) shift; exec {workbook} \"$@\" ;;\n\
         run) program={built}/$3; shift 3; [ \"$1\" = -- ] && shift\n\
         exec $program \"$@\" ;;\n\
         *) echo \"no shim for cargo $*\" >&2; exit 2 ;;\n\
         esac"
    );
    put(&folder.join("cargo"), &cargo);
    if let Some(python) = python {
        let python = python.command();
        let path = Path::new(python.get_program()).display().to_string();
        put(&folder.join("python3"), &format!("exec {path} \"$@\""));
    }
    folder
}

fn put(path: &Path, script: &str) {
    fs::write(path, format!("#!/bin/sh\n{script}\n")).expect("a file");
    fs::set_permissions(path, fs::Permissions::from_mode(0o755)).expect("a mode");
}

/// Whether this system lets anybody have pids of their own. Many containers do not.
fn has_namespaces() -> bool {
    let probe =
        Command::new("unshare").args(["-Urpf", "--mount-proc", "true"]).output();
    probe.is_ok_and(|probe| probe.status.success())
}

#[test]
fn every_command_prints_what_its_page_shows() {
    // From 3.14 on another start method is the default.
    let python = python::find("pages").filter(|python| python.version < (3, 14));
    let folder = commands(python);
    let path = env::var("PATH").unwrap_or_default();
    let path = format!("{}:{path}", folder.display());
    let readmes = ["README.md", "README.zh-CN.md"].map(|name| {
        let text = fs::read_to_string(root().join(name)).expect(name);
        (name.to_owned(), text)
    });
    let pages = pages().into_iter().chain(readmes);
    for (name, text) in pages {
        for Shown { command, output } in shown(&text) {
            let needs_python = ["python3", ".py", "--twin"];
            if python.is_none() && needs_python.iter().any(|it| command.contains(it))
            {
                continue;
            }
            if command.contains("unshare ") && !has_namespaces() {
                eprintln!("skipped: no user namespaces for {command}");
                continue;
            }
            let has_cc = Command::new("cc").arg("--version").output().is_ok();
            if command.contains(".c") && !has_cc {
                assert!(env::var_os("CI").is_none(), "CI has cc");
                eprintln!("skipped: there is no cc for {command}");
                continue;
            }
            let run = Command::new("bash")
                .args(["-c", &format!("exec 2>&1\n{command}")])
                .current_dir(root())
                .env("PATH", &path)
                .env("WORKBOOK_SPEED", "1000")
                .env("NO_COLOR", "1")
                .env_remove("LANG")
                .env_remove("LC_ALL")
                .env_remove("LC_MESSAGES")
                .env_remove("PYTHONUNBUFFERED")
                .stdin(Stdio::null())
                .output()
                .expect("bash runs");
            let printed = String::from_utf8_lossy(&run.stdout);
            if printed.contains(FORBIDDEN) && env::var_os("CI").is_none() {
                continue; // tests/direct.rs says so.
            }
            let is_shown = printed.lines().count() == output.len()
                && printed
                    .lines()
                    .zip(&output)
                    .all(|(printed, shown)| Pattern::parse(shown).matches(printed));
            assert!(
                is_shown,
                "{name}: {command}\nprints\n{printed}\nnot\n{output:#?}"
            );
        }
    }
}
