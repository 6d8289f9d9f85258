//! Every sentence has a translation, and each translation is of a sentence and keeps the form.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use super::{is_wide, zh_cn};

/// What begins a sentence in the sources.
const MARKS: [&str; 2] = ["words!(", "translated!("];

/// Words that the book does not use.
const REJECTED: [&str; 10] = [
    "僵死进程",
    "守护程序",
    "竞争条件",
    "互斥量",
    "缓存区",
    "退出代码",
    "线程锁",
    "文件句柄",
    "孤立进程",
    "系统呼叫",
];

fn sources(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).unwrap().map(|it| it.unwrap().path());
    let mut files: Vec<_> = entries
        .flat_map(|it| if it.is_dir() { sources(&it) } else { vec![it] })
        .filter(|it| it.extension().is_some_and(|it| it == "rs"))
        .collect();
    files.sort();
    files
}

/// The sentences of the sources, each with its file. The help texts are those that clap has.
fn sentences() -> BTreeMap<String, String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/bin/workbook");
    let mut found = BTreeMap::new();
    for file in sources(&folder) {
        if file.starts_with(folder.join("words")) {
            continue;
        }
        let source = fs::read_to_string(&file).unwrap();
        let name = file.strip_prefix(&folder).unwrap().display().to_string();
        let begins = MARKS.iter().flat_map(|mark| {
            source.match_indices(mark).map(|(at, it)| at + it.len())
        });
        for begin in begins {
            if let Some(rest) = source[begin..].trim_start().strip_prefix('"') {
                found.insert(literal(rest), name.clone());
            }
        }
    }
    found
}

/// The string of which `source` is the literal, without the first quotation mark.
fn literal(source: &str) -> String {
    let mut text = String::new();
    let mut characters = source.chars().peekable();
    while let Some(character) = characters.next() {
        match (character, characters.peek()) {
            ('"', _) => break,
            ('\\', Some('\n')) => {
                while characters.next_if(|it| it.is_whitespace()).is_some() {}
            }
            ('\\', Some('n')) => {
                characters.next();
                text.push('\n');
            }
            ('\\', Some('u')) => {
                let digits: String = characters
                    .by_ref()
                    .skip(2)
                    .take_while(|it| *it != '}')
                    .collect();
                let code = u32::from_str_radix(&digits, 16).unwrap();
                text.push(char::from_u32(code).unwrap());
            }
            ('\\', Some(_)) => text.extend(characters.next()),
            _ => text.push(character),
        }
    }
    text
}

/// The names of the places.
fn places(sentence: &str) -> BTreeSet<String> {
    let sentence = sentence.replace("{{", "").replace("}}", "");
    let places = sentence.split('{').skip(1).filter_map(|it| it.split_once('}'));
    let names = places.flat_map(|(place, _)| {
        let (name, format) = place.split_once(':').unwrap_or((place, ""));
        let width = format.trim_start_matches(['<', '>']).strip_suffix('$');
        [Some(name.to_owned()), width.map(str::to_owned)]
    });
    names.flatten().collect()
}

fn assert_none(wrong: &[String], what: &str) {
    assert!(wrong.is_empty(), "{what}:\n{}", wrong.join("\n"));
}

#[test]
fn every_sentence_has_a_translation() {
    let translated: BTreeSet<_> = zh_cn::sentences().map(|(it, _)| it).collect();
    let mut all = sentences();
    all.extend(super::help::sentences().into_iter().map(|it| (it, "--help".into())));
    let missing = all.iter().filter(|(it, _)| !translated.contains(it.as_str()));
    let missing: Vec<_> =
        missing.map(|(sentence, file)| format!("{file}: {sentence:?}")).collect();
    assert_none(&missing, "no translation");
}

#[test]
fn every_translation_is_of_a_sentence() {
    let mut all: BTreeSet<_> = sentences().into_keys().collect();
    all.extend(super::help::sentences());
    all.extend(super::named());
    let unused = zh_cn::sentences().filter(|(it, _)| !all.contains(*it));
    let unused: Vec<_> = unused.map(|(it, _)| format!("{it:?}")).collect();
    assert_none(&unused, "no such sentence");
}

#[test]
fn a_sentence_has_one_translation() {
    let mut known = BTreeMap::new();
    let twice = zh_cn::sentences().filter(|(english, chinese)| {
        known.insert(*english, *chinese).is_some_and(|it| it != *chinese)
    });
    let twice: Vec<_> = twice.map(|(it, _)| format!("{it:?}")).collect();
    assert_none(&twice, "two translations");
}

#[test]
fn the_places_are_the_same() {
    let help = super::help::sentences();
    let differ = zh_cn::sentences()
        .filter(|(a, b)| !help.contains(*a) && places(a) != places(b));
    let differ: Vec<_> = differ.map(|(a, b)| format!("{a:?}\n    {b:?}")).collect();
    assert_none(&differ, "other places");
}

#[test]
fn chinese_keeps_the_form() {
    let mut wrong = Vec::new();
    for (_, sentence) in zh_cn::sentences() {
        let mut complain = |what: &str| wrong.push(format!("{what}: {sentence:?}"));
        for word in REJECTED {
            if sentence.contains(word) {
                complain(word);
            }
        }
        let seen: Vec<char> = without_code(sentence).chars().collect();
        for pair in seen.windows(2) {
            let [before, after] = [pair[0], pair[1]];
            let is_mark = |it: char| "，。：；？！、（）".contains(it);
            let is_han = |it: char| is_wide(it) && !is_mark(it);
            let is_latin = |it: char| it.is_ascii_alphanumeric() || it == '`';
            if is_han(before) && ",.;:?!".contains(after) {
                complain("a half-width mark");
            }
            if is_han(before) && is_latin(after) || is_latin(before) && is_han(after)
            {
                complain("no blank between Han and Latin");
            }
            if is_han(before) && "()".contains(after)
                || "()".contains(before) && is_han(after)
            {
                complain("a half-width bracket");
            }
        }
        for window in seen.windows(3) {
            let is_mark = |it: char| "，。：；？！、（）".contains(it);
            let is_inside = |it: char| !it.is_whitespace();
            if window[1] == ' '
                && (is_mark(window[0]) && is_inside(window[2])
                    || is_inside(window[0]) && is_mark(window[2]))
            {
                complain("a blank beside a full-width mark");
            }
            if window[1] == ' ' && is_wide(window[0]) && is_wide(window[2]) {
                complain("a blank between Han");
            }
        }
    }
    assert_none(&wrong, "not the form");
}

/// The sentence with `x` in place of what is in backticks and in braces.
fn without_code(sentence: &str) -> String {
    let parts = sentence.split('`').enumerate();
    let plain = parts.map(|(place, part)| if place % 2 == 1 { "x" } else { part });
    let plain = plain.collect::<Vec<_>>().join("`");
    let mut text = String::new();
    let mut rest = plain.as_str();
    // A place has the blanks that its value needs.
    while let Some((before, after)) = rest.split_once('{') {
        text.push_str(before);
        text.push('\u{fffc}');
        rest = after.split_once('}').map_or("", |(_, rest)| rest);
    }
    text + rest
}
