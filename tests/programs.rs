//! The list of programs in Cargo.toml, which `UPDATE=1 cargo test --test programs` writes: a
//! line for each program in the folders of the lessons, and those that are written by hand.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};

const BEGIN: &str = "\nbin = [\n";
const END: &str = "\n]\n";

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn entries(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).into_iter().flatten();
    entries.map(|entry| entry.expect("an entry").path()).collect()
}

/// The line for the program in `file`, if that is one: `lesson03` for `lesson.rs`, `exercise03a`
/// for `exercise-a.rs`, and `solution03a` for a file of that name among the solutions.
fn line(number: &str, file: &Path) -> Option<String> {
    let stem = file.file_name()?.to_str()?.strip_suffix(".rs")?;
    let is_solution = file.parent()?.ends_with("solutions");
    let name = match stem.strip_prefix("exercise-") {
        Some(letter) if is_solution => format!("solution{number}{letter}"),
        Some(letter) => format!("exercise{number}{letter}"),
        None => format!("{stem}{number}"),
    };
    let path = file.strip_prefix(root()).expect("it is inside").display();
    Some(format!(
        "    {{ name = \"{name}\", path = \"{path}\", test = false, doc = false }},"
    ))
}

/// What the folders of the lessons have.
fn lines_of_the_lessons() -> Vec<String> {
    let lines = entries(&root().join("lessons")).into_iter().flat_map(|folder| {
        let name = folder.file_name().expect("a name").to_string_lossy();
        let number = name.split('-').next().unwrap_or_default().to_owned();
        let files = [entries(&folder), entries(&folder.join("solutions"))].concat();
        files.into_iter().filter_map(move |file| line(&number, &file))
    });
    lines.collect()
}

/// The manifest with the list as it should be.
fn updated(manifest: &str) -> String {
    let (head, rest) = manifest.split_once(BEGIN).expect("the list of programs");
    let (list, tail) = rest.split_once(END).expect("the end of the list");
    let by_hand = list.lines().filter(|line| !line.contains("path = \"lessons/"));
    let mut lines = lines_of_the_lessons();
    lines.extend(by_hand.map(str::to_owned));
    lines.sort();
    format!("{head}{BEGIN}{}{END}{tail}", lines.join("\n"))
}

#[test]
fn cargo_toml_lists_the_programs_of_the_folders_and_no_others() {
    let path = root().join("Cargo.toml");
    let manifest = fs::read_to_string(&path).expect("Cargo.toml");
    let updated = updated(&manifest);
    if manifest == updated {
        return;
    }
    // CI has to see what was committed.
    if env::var_os("UPDATE").is_some() && env::var_os("CI").is_none() {
        fs::write(&path, updated).expect("Cargo.toml");
        return;
    }
    let is_new = |line: &&str| !manifest.contains(*line);
    let is_old = |line: &&str| !updated.contains(*line);
    panic!(
        "Cargo.toml does not list the programs of lessons/ in the order of their names; \
         `UPDATE=1 cargo test --test programs` writes the list.\nMissing: {:#?}\nToo \
         many: {:#?}",
        updated.lines().filter(is_new).collect::<Vec<_>>(),
        manifest.lines().filter(is_old).collect::<Vec<_>>()
    );
}
