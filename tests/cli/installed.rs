//! `workbook`, as it is after `cargo install`: in no folder of cargo's, called from anywhere.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::fixture::{Seen, clean, piped, workbook};

/// A folder of programs and a home folder, both new, and the command in the one.
struct Installation {
    folder: PathBuf,
}

impl Installation {
    fn new(name: &str) -> Self {
        // Cargo marks its folders, and this must be in none of them.
        let folder = std::env::temp_dir();
        let folder = folder.join(format!("workbook-{name}-{}", std::process::id()));
        fs::create_dir_all(folder.join("home")).expect("a folder");
        fs::create_dir_all(folder.join("bin")).expect("a folder");
        fs::copy(env!("CARGO_BIN_EXE_workbook"), folder.join("bin/workbook"))
            .expect("the command");
        Self { folder }
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let program = self.folder.join("bin/workbook");
        let mut command = clean(program.to_str().expect("UTF-8"), arguments);
        let home = self.folder.join("home");
        command.current_dir(&home).env("HOME", &home);
        command
    }

    fn says(&self, arguments: &[&str]) -> Seen {
        piped(self.command(arguments))
    }
}

impl Drop for Installation {
    fn drop(&mut self) {
        // What is left is in the system's folder for such things.
        let _ = fs::remove_dir_all(&self.folder);
    }
}

#[test]
fn a_file_in_any_folder_is_answered_and_the_answer_is_kept() {
    let installation = Installation::new("file");
    let home = installation.folder.join("home");
    let puzzle = "#include <stdio.h>\n#include <unistd.h>\n\
        int main(void) { fork(); puts(\"hello\"); }\n";
    fs::write(home.join("puzzle.c"), puzzle).expect("a file");
    let seen = installation.says(&["orders", "puzzle.c"]);
    assert_eq!(seen.status, 0, "{seen:?}");
    assert!(seen.stdout.contains("puzzle.c has 1 possible output"), "{seen:?}");
    assert!(!seen.stdout.contains("cargo workbook"), "{seen:?}");
    let cache = home.join(".cache/process-workbook");
    let count = |name| fs::read_dir(cache.join(name)).expect("kept").count();
    assert_eq!((count("programs"), count("explored")), (1, 1));
    let bin = installation.folder.join("bin");
    let beside: Vec<_> = fs::read_dir(bin).expect("a folder").collect();
    assert_eq!(
        beside.len(),
        1,
        "nothing comes to lie beside the command: {beside:?}"
    );
}

#[test]
fn it_names_itself_as_it_is_called() {
    let installation = Installation::new("name");
    for arguments in [
        &["--help"][..],
        &["check", "--help"],
        &["orders", "nobody"],
        &["check", "nobody"],
    ] {
        let seen = installation.says(arguments);
        let said = format!("{}{}", seen.stdout, seen.stderr);
        assert!(said.contains("workbook"), "{said}");
        assert!(!said.contains("cargo workbook"), "{said}");
    }
}

#[test]
fn the_lessons_are_those_of_the_checkout() {
    let installation = Installation::new("lessons");
    let seen = installation.says(&[]);
    assert_eq!(seen.status, 0, "{seen:?}");
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("lessons/01-first-process/lesson.rs");
    assert!(seen.stdout.contains(path.to_str().expect("UTF-8")), "{seen:?}");
    assert!(seen.stdout.contains("`workbook run 1`"), "{seen:?}");
}

#[test]
fn a_shell_gets_what_completes_it() {
    for (shell, word) in [
        ("bash", "_workbook()"),
        ("zsh", "#compdef workbook"),
        ("fish", "complete -c workbook"),
    ] {
        let seen = piped(workbook(&["completions", shell]));
        assert_eq!((seen.status, seen.stderr.as_str()), (0, ""));
        assert!(seen.stdout.contains(word), "{shell}");
        assert!(seen.stdout.contains("orders"), "{shell}");
    }
}

#[test]
fn the_manual_has_a_page_for_each_command() {
    let installation = Installation::new("man");
    let folder = installation.folder.join("man1");
    let seen = installation.says(&["man", folder.to_str().expect("UTF-8")]);
    assert_eq!(seen.status, 0, "{seen:?}");
    let page = |name: &str| fs::read_to_string(folder.join(name)).expect(name);
    assert!(page("workbook.1").contains("workbook\\-orders(1)"));
    assert!(page("workbook-check.1").contains("| workbook check 3"));
    for file in fs::read_dir(&folder).expect("a folder") {
        let text = fs::read_to_string(file.expect("a file").path()).expect("UTF-8");
        assert!(text.starts_with(".ie") || text.contains(".TH"), "{text}");
        assert!(!text.contains("cargo workbook"), "{text}");
    }
    let main = piped(workbook(&["man"]));
    assert_eq!(main.stdout, page("workbook.1"));
}

/// As the page on one's own programs has it.
#[test]
fn a_package_of_ones_own_uses_the_crate() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let example = root.join("book/en/examples/rocket");
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("rocket");
    fs::create_dir_all(folder.join("src")).expect("a folder");
    let read = |path: &Path| fs::read_to_string(path).expect("UTF-8");
    let manifest = read(&example.join("Cargo.toml"));
    let here = format!("path = \"{}\"", root.display());
    let manifest = manifest.replace("path = \"../process-workbook\"", &here);
    assert!(manifest.contains(&here), "{manifest}");
    // It lies below the workbook's own package here.
    fs::write(folder.join("Cargo.toml"), manifest + "\n[workspace]\n")
        .expect("a file");
    fs::write(folder.join("src/main.rs"), read(&example.join("src/main.rs")))
        .expect("a file");
    fs::write(folder.join("Cargo.lock"), read(&root.join("Cargo.lock")))
        .expect("a file");
    let built =
        Path::new(env!("CARGO_BIN_EXE_workbook")).parent().expect("a folder");
    let cargo = Command::new(env!("CARGO"))
        .args(["build", "--quiet", "--offline", "--target-dir"])
        .arg(built.parent().expect("a folder"))
        .current_dir(&folder)
        .output();
    let cargo = cargo.expect("cargo runs");
    assert!(cargo.status.success(), "{}", String::from_utf8_lossy(&cargo.stderr));
    let rocket = built.with_file_name("debug").join("rocket");
    let seen = piped(workbook(&["orders", rocket.to_str().expect("UTF-8")]));
    let output = "has 1 possible output.\nHere it is.\n\n1.\n  three\n  two\n  one\n  lift-off\n";
    assert!(seen.stdout.contains(output), "{seen:?}");
}
