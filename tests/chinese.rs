//! The Chinese pages have what the English ones have, and are in Chinese.
//!
//! That each block is a translation of the block as it is now, `cargo book` says.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

fn book() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("book")
}

/// A page in both languages.
struct Page {
    /// Its file name: `08-join.md`.
    name: String,
    english: String,
    chinese: String,
}

/// The pages that are there in Chinese.
fn pages() -> Vec<Page> {
    let files = fs::read_dir(book().join("zh-CN")).expect("the Chinese book");
    let names = files.map(|file| file.expect("a file").file_name());
    let names = names.map(|name| name.into_string().expect("UTF-8"));
    let is_markdown = |name: &String| name.strip_suffix(".md").is_some();
    let mut names: Vec<_> = names.filter(is_markdown).collect();
    names.sort();
    let read = |language: &str, name: &str| {
        let path = book().join(language).join(name);
        fs::read_to_string(&path).unwrap_or_else(|_| panic!("{}", path.display()))
    };
    let page = |name: String| Page {
        english: read("en", &name),
        chinese: read("zh-CN", &name),
        name,
    };
    names.into_iter().map(page).collect()
}

#[track_caller]
fn none(faults: &[String]) {
    assert!(faults.is_empty(), "\n{}", faults.join("\n"));
}

/// Every piece of `text` that stands between `start` and the next `end`.
fn between<'a>(
    text: &'a str,
    start: &'a str,
    end: &'a str,
) -> impl Iterator<Item = &'a str> {
    text.split(start).skip(1).filter_map(move |rest| Some(rest.split_once(end)?.0))
}

/// The text without what is between `start` and the next `end`.
fn without(text: &str, start: &str, end: &str) -> String {
    without_those(text, start, end, |_| true)
}

/// What both pages must have the same of, in one order or in any.
fn compare(of: impl Fn(&str) -> Vec<String>) {
    let mut faults = Vec::new();
    for Page { name, english, chinese } in pages() {
        let (english, chinese) = (of(&english), of(&chinese));
        for it in english.iter().filter(|it| !chinese.contains(it)) {
            faults.push(format!("{name}: only in English: {it}"));
        }
        for it in chinese.iter().filter(|it| !english.contains(it)) {
            faults.push(format!("{name}: only in Chinese: {it}"));
        }
        if faults.is_empty() && english != chinese {
            faults.push(format!("{name}: {english:?} in English, {chinese:?}"));
        }
    }
    none(&faults);
}

fn sorted(parts: impl Iterator<Item = String>) -> Vec<String> {
    let mut parts: Vec<_> = parts.collect();
    parts.sort();
    parts
}

#[test]
fn the_headings_have_the_same_ids() {
    let of = |page: &str| {
        let headings = page.lines().filter(|line| line.starts_with('#'));
        let ids = headings.filter_map(|line| between(line, "{#", "}").next());
        ids.map(str::to_owned).collect()
    };
    compare(of);
}

#[test]
fn the_same_is_included() {
    compare(|page| between(page, "{{#include ", "}}").map(str::to_owned).collect());
}

#[test]
fn the_links_lead_to_the_same_places() {
    // Within a sentence they may be in another order.
    compare(|page| sorted(between(page, "](", ")").map(str::to_owned)));
}

/// What scripts and tests read: `data-verdict="always"`, and the class of a right choice; and
/// the scripts themselves.
#[test]
fn the_tags_have_the_same_data() {
    const DATA: [&str; 3] = [" data-", "class=\"choice", "script src="];
    compare(|page| {
        let tags = between(page, "<", ">")
            .filter(|tag| DATA.iter().any(|data| tag.contains(data)));
        tags.map(str::to_owned).collect()
    });
}

/// What one types is the same in both, and so is what a program prints. Comments may differ.
#[test]
fn the_blocks_of_code_have_the_same_lines() {
    compare(|page| {
        let fences = page.split("\n```").skip(1).step_by(2);
        let lines = fences.flat_map(str::lines);
        let lines =
            lines.map(|line| line.split([OUTSIDE, '#']).next().unwrap_or_default());
        let is_code = |line: &&str| line.is_ascii() && !line.trim().is_empty();
        lines.filter(is_code).map(|line| line.trim_end().to_owned()).collect()
    });
}

/// The slash of a comment.
const OUTSIDE: char = '/';

/// A number of three digits or more is written in digits in both languages.
#[test]
fn the_numbers_are_the_same() {
    compare(|page| {
        let is_part = |c: char| c.is_ascii_alphanumeric() || ",._#-".contains(c);
        let words = page.split(|c: char| !is_part(c));
        let words = words.map(|word| word.trim_matches([',', '.']));
        let is_number = |word: &&str| {
            word.chars().all(|c| c.is_ascii_digit() || c == ',')
                && word.chars().filter(char::is_ascii_digit).count() >= 3
        };
        let numbers: BTreeSet<_> =
            words.filter(is_number).map(str::to_owned).collect();
        numbers.into_iter().collect()
    });
}

/// Terms that this book does not use, each with the one that it uses: its glossary has one for
/// each thing.
const REJECTED: [(&str, &str); 14] = [
    ("僵死进程", "僵尸进程"),
    ("守护程序", "守护进程"),
    ("竞争条件", "竞态条件"),
    ("竞争状态", "竞态条件"),
    ("互斥量", "互斥锁"),
    ("缓存区", "缓冲区"),
    ("退出代码", "退出码"),
    ("退出状态码", "退出码"),
    ("线程锁", "锁"),
    ("文件句柄", "文件描述符"),
    ("孤立进程", "孤儿进程"),
    ("系统呼叫", "系统调用"),
    ("命令列", "命令行"),
    ("进程间通讯", "进程间通信"),
];

#[test]
fn each_thing_has_one_name() {
    let mut faults = Vec::new();
    for path in files(&book().join("zh-CN")) {
        let text = fs::read_to_string(&path).expect("UTF-8");
        for (number, line) in (1..).zip(text.lines()) {
            let found = REJECTED.iter().filter(|(word, _)| line.contains(word));
            faults.extend(found.map(|(word, other)| {
                format!("{}:{number}: {word} is {other}", path.display())
            }));
        }
    }
    none(&faults);
}

/// Every file below `folder`.
fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).expect("a folder");
    let paths = entries.map(|entry| entry.expect("a file").path());
    let paths =
        paths.flat_map(|path| if path.is_dir() { files(&path) } else { vec![path] });
    paths.collect()
}

/// What is called the same in Chinese: names, and words of a language or a tool that one types.
const NAMES: [&str; 100] = [
    "Abdulla",
    "abort",
    "ACM",
    "actor",
    "Ada",
    "Ann",
    "API",
    "args",
    "ASCII",
    "ascii",
    "bash",
    "Ben",
    "Bob",
    "bootstrap",
    "Cleo",
    "clone",
    "CPU",
    "CPython",
    "crate",
    "Crouch",
    "Ctrl",
    "daemon",
    "DEBUG",
    "dict",
    "dresser",
    "drop",
    "Enter",
    "Eve",
    "eventfd",
    "exec",
    "fcntl",
    "feature",
    "feeder",
    "FIFO",
    "Flanagan",
    "flock",
    "fork",
    "forkserver",
    "GiB",
    "git",
    "glibc",
    "Godefroid",
    "Haussler",
    "id",
    "init",
    "JavaScript",
    "join",
    "KB",
    "kB",
    "KiB",
    "kill",
    "kwargs",
    "lambda",
    "Lamport",
    "Leslie",
    "libc",
    "lint",
    "Linux",
    "lock",
    "Mac",
    "macOS",
    "main",
    "manager",
    "Markdown",
    "mdBook",
    "nix",
    "NOTE",
    "NP",
    "panic",
    "parrot",
    "pickle",
    "PID",
    "pid",
    "pidfd",
    "poll",
    "POSIX",
    "ptrace",
    "Python",
    "repr",
    "Rust",
    "select",
    "shell",
    "SIGABRT",
    "spawn",
    "stderr",
    "stdin",
    "stdout",
    "termios",
    "trait",
    "Unix",
    "unpickle",
    "unsafe",
    "vfork",
    "waitid",
    "waitpid",
    "Warmuth",
    "WebAssembly",
    "Windows",
    "worker",
    "WSL",
];

/// What is cited in a sentence.
const CITED: [&str; 5] = [
    "Communications of the ACM",
    "其中 to 和 the 不计",
    "close-on-exec",
    "dynamic partial-order reduction",
    "f-string",
];

/// Words of a page in Latin letters that are neither code nor names. A quotation has marks, or
/// is the text of a link.
#[test]
fn no_english_is_left() {
    let mut faults = Vec::new();
    for page in pages() {
        let code = code_words(&page);
        let prose = prose(&page.chinese);
        // A page of a manual is `signal-safety(7)`.
        let words =
            prose.split(|c: char| !c.is_ascii_alphabetic() && !"-()7".contains(c));
        let words = words.filter(|word| !word.ends_with("(7)"));
        let words =
            words.flat_map(|word| word.split(|c: char| !c.is_ascii_alphabetic()));
        let is_english = |word: &&str| {
            word.len() > 1 && !NAMES.contains(word) && !code.contains(*word)
        };
        let words: BTreeSet<_> = words.filter(is_english).collect();
        faults
            .extend(words.into_iter().map(|word| format!("{}: {word}", page.name)));
    }
    none(&faults);
}

/// What of a page is text: no code, no tags, no targets, and no quotation of English.
fn prose(page: &str) -> String {
    let blocks = page.split("\n```").step_by(2);
    let text = blocks.collect::<Vec<_>>().join("\n");
    // `[pages]: https://docs.python.org/`
    let is_target = |line: &&str| line.starts_with('[') && line.contains("]: http");
    let lines: Vec<_> = text.lines().filter(|line| !is_target(line)).collect();
    let mut text = lines.join("\n");
    for (start, end) in [
        ("<!--", "-->"),
        ("``", "``"),
        ("`", "`"),
        ("<code>", "</code>"),
        ("lang=\"en\">", "</span>"),
        ("<", ">"),
        ("{{#include ", "}}"),
        ("{#", "}"),
        ("][", "]"),
    ] {
        text = without(&text, start, end);
    }
    for cited in CITED {
        text = text.replace(cited, " ");
    }
    // The title of a link, a quotation, what the command says, and the English word of a term.
    // A ratio, such as one that a bench prints, has its sign.
    let is_english = |text: &str| {
        text.chars().all(|c| c.is_ascii() || ['÷', '≤', '≥'].contains(&c))
    };
    text = without_those(&text, "[", "]", |text| text.is_ascii() && text.len() > 20);
    for (start, end) in [("(http", ")"), ("](", ")")] {
        text = without(&text, start, end);
    }
    for (start, end) in [("“", "”"), ("**", "**"), ("*", "*"), ("（", "）")] {
        text = without_those(&text, start, end, is_english);
    }
    text
}

/// The text without those pieces between `start` and the next `end` that are so.
fn without_those(
    text: &str,
    start: &str,
    end: &str,
    is_so: impl Fn(&str) -> bool,
) -> String {
    let mut rest = text;
    let mut kept = String::new();
    while let Some((before, after)) = rest.split_once(start) {
        kept += before;
        rest = match after.split_once(end) {
            Some((piece, after)) if is_so(piece) => {
                kept.push(' ');
                after
            }
            _ => {
                kept += start;
                after
            }
        };
    }
    kept + rest
}

/// The words in the code of a page, and in what it includes.
fn code_words(page: &Page) -> BTreeSet<String> {
    let Page { english, chinese, .. } = page;
    let mut code = String::new();
    for text in [english, chinese] {
        let blocks = text.split("\n```").skip(1).step_by(2);
        let spans = text.split('`').skip(1).step_by(2);
        let tags = between(text, "<code>", "</code>");
        for part in blocks.chain(spans).chain(tags) {
            code += part;
            code.push(' ');
        }
    }
    for include in between(english, "{{#include ", "}}") {
        let path = include.split(':').next().unwrap_or_default();
        code +=
            &fs::read_to_string(book().join("en").join(path)).unwrap_or_default();
    }
    let words = code.split(|c: char| !c.is_ascii_alphabetic());
    words.map(str::to_owned).collect()
}

/// What a picture shows is the same, whatever its words are: so many shapes of each kind.
#[test]
fn the_pictures_have_the_same_shapes() {
    let mut faults = Vec::new();
    let pictures = fs::read_dir(book().join("zh-CN/pictures")).expect("pictures");
    for picture in pictures {
        let path = picture.expect("a file").path();
        let name = path.file_name().expect("a name").to_owned();
        if path.extension().is_none_or(|it| it != "svg") {
            continue;
        }
        let [chinese, english] = ["zh-CN", "en"].map(|language| {
            let path = book().join(language).join("pictures").join(&name);
            let svg = fs::read_to_string(path).expect("a picture");
            let mut shapes = BTreeMap::new();
            for tag in between(&svg, "<", ">").filter(|tag| !tag.starts_with('/')) {
                let tag = tag.split([' ', '/', '\n']).next().unwrap_or_default();
                // A line of text may be broken in another place.
                if !["text", "tspan"].contains(&tag) {
                    *shapes.entry(tag.to_owned()).or_insert(0) += 1;
                }
            }
            shapes
        });
        if chinese != english {
            faults.push(format!("{}: {english:?}, {chinese:?}", name.display()));
        }
    }
    none(&faults);
}
