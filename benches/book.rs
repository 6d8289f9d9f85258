//! What the book costs to build: `cargo bench --bench book`.
//!
//! `cargo book` on this book in English, beside `cargo book` on the one that `mdbook init` makes:
//! one chapter, no text. Then this book in both languages beside the English one. They run in
//! turn.

mod in_turn;
mod median;

use std::env;
use std::fs;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use in_turn::in_turn;

fn main() {
    let ours = Path::new(env!("CARGO_MANIFEST_DIR"));
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("bench-book");
    let empty = folder.join("empty");
    for (name, text) in [
        ("book/book.toml", "[book]\n"),
        ("book/src/SUMMARY.md", "# Summary\n\n- [Chapter 1](./chapter_1.md)\n"),
        ("book/src/chapter_1.md", "# Chapter 1\n"),
    ] {
        let path = empty.join(name);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        fs::write(path, text).expect("a file");
    }
    let english = english_alone(ours, &folder);
    let of_ours = || assert!(build(ours, &folder.join("of-ours")), "a fault");
    let of_empty = || assert!(build(&empty, &folder.join("of-empty")), "a fault");
    // Its links to the Chinese pages lead nowhere, which is a fault.
    let of_english = || assert!(!build(&english, &folder.join("of-english")));
    let found = in_turn(1, &of_english, &of_empty);
    println!("cargo book on this book, in English alone ÷ on an empty one");
    println!(
        "{:.2}   ({:.0} and {:.0} ms; bar ≤ 5)",
        found.ratio,
        found.ours / 1e3,
        found.theirs / 1e3
    );
    let found = in_turn(1, &of_ours, &of_english);
    println!("cargo book in both languages ÷ in English alone");
    println!(
        "{:.2}   ({:.0} and {:.0} ms; bar ≤ 2.2)",
        found.ratio,
        found.ours / 1e3,
        found.theirs / 1e3
    );
}

/// This book without its Chinese pages, as links to all else.
fn english_alone(ours: &Path, folder: &Path) -> PathBuf {
    let english = folder.join("english");
    // An older one may lack a link.
    let _ = fs::remove_dir_all(&english);
    fs::create_dir_all(english.join("book")).expect("a folder");
    for below in ["", "book"] {
        for entry in fs::read_dir(ours.join(below)).expect("a folder") {
            let entry = entry.expect("a file");
            let name = entry.file_name();
            if !["book", "zh-CN", "out", "target"].iter().any(|it| name == *it) {
                let link = english.join(below).join(&name);
                symlink(entry.path(), link).expect("a link");
            }
        }
    }
    english
}

/// Builds the book of the folder `of`, and checks it: whether it has no fault.
fn build(of: &Path, dest: &Path) -> bool {
    let mut book = Command::new(env!("CARGO_BIN_EXE_book"));
    book.current_dir(of).arg("--dest").arg(dest);
    // What is not translated yet is told there.
    book.stdout(Stdio::null()).stderr(Stdio::null());
    book.status().expect("it runs").success()
}
