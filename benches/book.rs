//! What the book costs to build: `cargo bench --bench book`.
//!
//! `cargo book` on this book, beside `cargo book` on the one that `mdbook init` makes: one
//! chapter, no text. They run in turn.

mod in_turn;
mod median;

use std::env;
use std::fs;
use std::path::Path;
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
    let of_ours = || build(ours, &folder.join("of-ours"));
    let of_empty = || build(&empty, &folder.join("of-empty"));
    let found = in_turn(1, &of_ours, &of_empty);
    println!("cargo book on this book ÷ on an empty one");
    println!(
        "{:.2}   ({:.0} and {:.0} ms; bar ≤ 5)",
        found.ratio,
        found.ours / 1e3,
        found.theirs / 1e3
    );
}

/// Builds the book of the folder `of`, and checks it.
fn build(of: &Path, dest: &Path) {
    let mut book = Command::new(env!("CARGO_BIN_EXE_book"));
    book.current_dir(of).arg("--dest").arg(dest).stdout(Stdio::null());
    assert!(book.status().expect("it runs").success(), "{}", of.display());
}
