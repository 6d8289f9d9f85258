//! Nothing of the learner's is lost: not by two commands at once, not by a full disk, and
//! not by a folder, a link or a FIFO that is named by accident.

use std::env;
use std::fs;
use std::os::unix::fs::symlink;
use std::process::Command;
use std::thread;

use nix::sys::stat::Mode;
use nix::unistd::mkfifo;

use crate::exercise::{Exercise, read};
use crate::fixture::{clean, piped};
use crate::learner::Learner;

// F-80
#[test]
fn two_commands_at_once_lose_no_note() {
    let learner = Learner::guest("at-once");
    learner.says(&["start", "1a"], 0);
    fs::write(learner.path("progress.txt"), "my own note\n").expect("mine");
    let all = Exercise::all();
    let (halves, _) = all.as_chunks::<2>();
    thread::scope(|scope| {
        for half in 0..2 {
            let learner = &learner;
            scope.spawn(move || {
                for exercises in halves {
                    learner.says(&["skip", &exercises[half].name], 0);
                    learner.says(&["start", &exercises[half].name], 0);
                }
            });
        }
    });
    let progress = read(&learner.path("progress.txt"));
    assert_eq!(progress.lines().next(), Some("my own note"));
    assert_eq!(progress.lines().count(), 1 + 2 * halves.len(), "{progress}");
    for exercise in halves.iter().flatten() {
        let started = format!("{} started ", exercise.name);
        assert!(progress.contains(&started), "{started} is not in {progress}");
    }
}

/// `start` of this exercise where no file can be made longer than so many blocks of 512
/// bytes, as on a disk that is full.
fn start_on_a_full_disk(learner: &Learner, exercise: &str, blocks: u32) -> Command {
    let start = learner.command(&["start", exercise]);
    let limited = format!("trap '' XFSZ; ulimit -f {blocks}; exec \"$0\" \"$@\"");
    let mut command = clean("sh", &["-c", &limited]);
    command.arg(start.get_program()).args(start.get_args());
    for (name, value) in start.get_envs() {
        command.envs(value.map(|value| (name, value)));
    }
    command
}

// F-82
#[test]
fn a_full_disk_leaves_nothing_that_is_incomplete() {
    let exercise = Exercise::named("8b");
    for (name, blocks) in [("full-at-once", 1), ("full-later", 40)] {
        let learner = Learner::guest(name);
        let seen = piped(start_on_a_full_disk(&learner, "8b", blocks));
        assert_eq!(seen.status, 2, "{seen:?}");
        assert!(seen.stderr.starts_with("error: cannot write"), "{seen:?}");
        let said = learner.says(&["start", "8b"], 0);
        assert!(said.contains("\nYour copy: "), "{said}");
        assert_eq!(read(&learner.file(&exercise)), read(&exercise.file()));
        for name in ["Cargo.toml", "Cargo.lock", ".cargo/config.toml"] {
            assert!(read(&learner.path(name)).ends_with('\n'), "{name}");
        }
        let files = fs::read_dir(learner.path("")).expect("it is there");
        let new = files.filter(|file| {
            let name = file.as_ref().expect("a file").file_name();
            name.to_string_lossy().ends_with(".new")
        });
        assert_eq!(new.count(), 0, "{name}");
    }
    // The package is there, and there is no room for the exercise.
    let learner = Learner::guest("full-in-the-end");
    learner.says(&["start", "3a"], 0);
    let before = read(&learner.path("progress.txt"));
    let seen = piped(start_on_a_full_disk(&learner, "8b", 1));
    assert_eq!(seen.status, 2, "{seen:?}");
    assert!(!learner.file(&exercise).exists());
    assert_eq!(read(&learner.path("progress.txt")), before);
}

// F-82
#[test]
fn what_an_earlier_version_has_left_incomplete_is_repaired() {
    let learner = Learner::guest("repaired");
    let exercise = Exercise::named("8b");
    learner.says(&["start", "8b"], 0);
    let manifest = read(&learner.path("Cargo.toml"));
    for (name, left) in [
        ("src/bin/08b.rs", ""),
        ("src/bin/08b.rs", &read(&exercise.file())[..500]),
        ("Cargo.toml", &manifest[..100]),
    ] {
        fs::write(learner.path(name), left).expect("mine");
        learner.says(&["start", "8b"], 0);
        assert_eq!(read(&learner.file(&exercise)), read(&exercise.file()));
        assert_eq!(read(&learner.path("Cargo.toml")), manifest);
    }
    assert_eq!(
        read(&learner.path("src/bin/08b.2.bak")),
        read(&exercise.file())[..500]
    );
    // Whole lines are what a learner leaves who takes something out.
    let given = read(&exercise.file());
    let shorter = given.lines().take(5).map(|line| format!("{line}\n"));
    let shorter: String = shorter.collect();
    fs::write(learner.file(&exercise), &shorter).expect("mine");
    let said = learner.says(&["start", "8b"], 0);
    assert!(said.contains("Your copy, as you left it: "), "{said}");
    assert_eq!(read(&learner.file(&exercise)), shorter);
}

// F-86
#[test]
fn a_folder_is_never_named_by_accident() {
    let learner = Learner::guest("accident");
    fs::create_dir_all(learner.path("")).expect("a folder");
    let folder = learner.path("");
    for (named, complaint) in [
        ("", "error: WORKBOOK_MY is empty: "),
        (".", "which holds other things"),
        (env!("CARGO_MANIFEST_DIR"), "which holds other things"),
    ] {
        for words in [&["start", "3a"][..], &["skip", "3a"], &["reset", "3a"], &[]] {
            let mut command = learner.command(words);
            command.env("WORKBOOK_MY", named).env("HOME", &folder);
            let seen = piped(in_folder(command, &folder));
            assert_eq!(seen.status, 2, "{seen:?}");
            assert!(seen.stderr.replace('\n', " ").contains(complaint), "{seen:?}");
        }
    }
    assert_eq!(fs::read_dir(&folder).expect("it is there").count(), 0);
}

fn in_folder(mut command: Command, folder: &std::path::Path) -> Command {
    command.current_dir(folder);
    command
}

// F-86
#[test]
fn a_fifo_is_refused_and_not_waited_for() {
    let learner = Learner::guest("fifo");
    let exercise = Exercise::named("3a");
    learner.says(&["start", "3a"], 0);
    let is_refused = |words: &[&str], name: &str| {
        let seen = learner.run(words);
        assert_eq!(seen.status, 2, "{seen:?}");
        let said = seen.stderr.replace('\n', " ");
        assert!(said.contains(name) && said.contains("is a FIFO"), "{said}");
    };
    fs::remove_file(learner.file(&exercise)).expect("mine");
    mkfifo(&learner.file(&exercise), Mode::S_IRWXU).expect("a FIFO");
    is_refused(&["check", "3a"], "03a.rs");
    is_refused(&["start", "3a"], "03a.rs");
    fs::remove_file(learner.path("progress.txt")).expect("mine");
    mkfifo(&learner.path("progress.txt"), Mode::S_IRWXU).expect("a FIFO");
    is_refused(&["check", "3a"], "progress.txt");
    is_refused(&["skip"], "progress.txt");
    is_refused(&[], "progress.txt");
}

// F-86
#[test]
fn a_symlink_to_the_progress_is_followed() {
    let learner = Learner::guest("symlink");
    fs::create_dir_all(learner.path("elsewhere")).expect("a folder");
    let there = learner.path("elsewhere/progress.txt");
    let link = learner.path("progress.txt");
    symlink("elsewhere/progress.txt", &link).expect("a link");
    for exercise in ["3a", "3b"] {
        // The first time there is nothing where it points to.
        learner.says(&["skip", exercise], 0);
        assert!(link.is_symlink());
        assert!(read(&there).contains(exercise), "{}", read(&there));
    }
    assert_eq!(read(&there).lines().count(), 2);
}
