//! The learner's own folder: nothing of it is lost, and an editor works there.

use std::fs;
use std::process::Command;

use crate::exercise::{Exercise, read};
use crate::fixture::piped;
use crate::learner::{Learner, holds};

#[test]
fn the_first_start_makes_a_package_and_the_second_leaves_it_alone() {
    let learner = Learner::new("start");
    let exercise = Exercise::named("3a");
    let said = learner.says(&["start", "3a"], 0);
    holds("start", &said);
    assert_eq!(read(&learner.file(&exercise)), read(&exercise.file()));

    for name in ["Cargo.toml", ".cargo/config.toml", "Cargo.lock", "src/bin/03a.rs"]
    {
        fs::write(learner.path(name), format!("my own {name}")).expect("mine");
    }
    let said = learner.says(&["start", "exercise03a"], 0);
    assert!(said.contains("Your copy, as you left it: "), "{said}");
    learner.says(&["start", "8a"], 0);
    for name in ["Cargo.toml", ".cargo/config.toml", "Cargo.lock", "src/bin/03a.rs"]
    {
        assert_eq!(read(&learner.path(name)), format!("my own {name}"));
    }
}

#[test]
fn a_reset_keeps_the_old_file_and_every_older_one() {
    let learner = Learner::new("reset");
    let exercise = Exercise::named("3b");
    for number in 1..=3 {
        learner.answers(&exercise, &format!("attempt {number}"));
        let said = learner.says(&["reset", "3b"], 0);
        assert!(said.contains(&format!("03b.{number}.bak")), "{said}");
        assert_eq!(read(&learner.file(&exercise)), read(&exercise.file()));
    }
    for number in 1..=3 {
        let kept = read(&learner.path(&format!("src/bin/03b.{number}.bak")));
        assert_eq!(kept, format!("attempt {number}"));
    }
}

/// Cargo goes by the time of the last change, which a file takes along when it is renamed.
#[test]
fn a_backup_that_is_put_back_is_checked() {
    let learner = Learner::new("backup");
    let exercise = Exercise::named("3a");
    learner.solves(&exercise);
    learner.says(&["reset", "3a"], 0);
    learner.says(&["check", "3a"], 1);
    let backup = learner.path("src/bin/03a.1.bak");
    fs::rename(backup, learner.file(&exercise)).expect("mine");
    learner.says(&["check", "3a"], 0);
}

#[test]
fn the_originals_are_never_written_to() {
    let learner = Learner::new("originals");
    let exercise = Exercise::named("3a");
    let before = [read(&exercise.file()), read(&exercise.solution())];
    learner.answers(&exercise, "fn main() {}");
    for arguments in
        [["check", "3a"], ["reset", "3a"], ["skip", "3a"], ["hint", "3a"]]
    {
        learner.run(&arguments);
    }
    assert_eq!([read(&exercise.file()), read(&exercise.solution())], before);
}

#[test]
fn the_folder_is_a_package_with_what_a_lesson_depends_on() {
    let learner = Learner::new("package");
    let exercise = Exercise::named("3a");
    learner.solves(&exercise);
    let package = |folder: &std::path::Path| {
        let metadata = Command::new(env!("CARGO"))
            .args(["metadata", "--no-deps", "--offline", "--format-version", "1"])
            .current_dir(folder)
            .output()
            .expect("cargo");
        let text = String::from_utf8(metadata.stdout).expect("UTF-8");
        let metadata: serde_json::Value = serde_json::from_str(&text).expect("JSON");
        let manifest = folder.join("Cargo.toml");
        let packages = metadata["packages"].as_array().expect("packages");
        let is_of_folder = |it: &&serde_json::Value| {
            it["manifest_path"] == *manifest.display().to_string()
        };
        packages
            .iter()
            .find(is_of_folder)
            .expect("the package of the folder")
            .clone()
    };
    let mine = package(&learner.path(""));
    let ours = package(env!("CARGO_MANIFEST_DIR").as_ref());
    let dependencies = |package: &serde_json::Value| -> Vec<String> {
        let all = package["dependencies"].as_array().expect("dependencies");
        let of_lessons = all.iter().filter(|dependency| {
            dependency["kind"].is_null()
                && dependency["optional"] == false
                && dependency["name"] != "process-workbook"
        });
        let one = |it: &serde_json::Value| {
            format!("{} {} {}", it["name"], it["req"], it["features"])
        };
        let mut all: Vec<_> = of_lessons.map(one).collect();
        all.sort();
        all
    };
    assert_eq!(dependencies(&mine), dependencies(&ours));
    let bins = mine["targets"].as_array().expect("programs");
    assert_eq!(bins.len(), 1);
    assert_eq!(bins[0]["name"], "03a");
}

#[test]
fn the_file_is_opened_by_the_editors_command() {
    let learner = Learner::new("editor");
    let exercise = Exercise::named("3a");
    let said = learner.says(&["start", "3a", "--edit-cmd", "cat -n"], 0);
    assert!(said.contains("     1\t//! Exercise 3a: "), "{said}");
    assert!(
        said.ends_with(&read(&exercise.file())[read(&exercise.file()).len() - 2..])
    );
    let seen = learner.run(&["start", "3a", "--edit-cmd", "false"]);
    assert_eq!(seen.status, 2);
    assert!(
        seen.stderr.starts_with("error: `false` fails; open"),
        "{}",
        seen.stderr
    );
}

#[test]
fn what_does_not_compile_is_told_as_cargo_tells_it() {
    let learner = Learner::new("compile");
    let exercise = Exercise::named("3a");
    learner.answers(&exercise, "fn main() { 1 + }");
    let seen = learner.run(&["check", "3a"]);
    assert_eq!(seen.status, 1);
    assert!(
        seen.stderr.contains("expected expression, found `}`"),
        "{}",
        seen.stderr
    );
    holds("compile", &seen.stdout);
}

#[test]
fn an_exercise_in_c_is_compiled_by_cc() {
    let learner = Learner::new("in-c");
    let exercise = Exercise::named("26d");
    let said = learner.says(&["start", "26d"], 0);
    assert!(said.ends_with("src/bin/26d.c\n"), "{said}");
    assert_eq!(read(&learner.file(&exercise)), read(&exercise.file()));

    learner.answers(&exercise, "int main(void) { return 1 +; }");
    let seen = learner.run(&["check", "26d"]);
    let verdict = "not yet: 26d does not compile: see above.\n";
    assert!(seen.status == 1 && seen.stdout.starts_with(verdict), "{seen:?}");
    assert!(seen.stderr.contains("26d.c:1:"), "{seen:?}");

    learner.solves(&exercise);
    let mut check = learner.command(&["check", "26d"]);
    check.env("PATH", learner.path("no-such-folder"));
    let seen = piped(check);
    assert_eq!((seen.status, seen.stdout.as_str()), (2, ""), "{seen:?}");
    let complaint = "error: cannot run the C compiler cc: ";
    assert!(seen.stderr.starts_with(complaint), "{seen:?}");
    let said = learner.says(&["check", "26d"], 0);
    assert!(said.starts_with("right: 26d. "), "{said}");
}

#[test]
fn what_is_not_there_is_said_with_a_next_step() {
    let learner = Learner::new("usage");
    for (arguments, complaint) in [
        (
            &["check", "3a"][..],
            "error: 3a is not started: `cargo workbook start 3a`\n",
        ),
        (&["watch", "3a"], "error: to watch takes a terminal: "),
        (
            &["start", "99z"],
            "error: invalid value '99z' for '[EXERCISE]': there is no exercise",
        ),
        (&["check", "3a", "--json"], "error: --twin and --json are for an output"),
        (
            &["check", "3", "--given"],
            "error: --given and --solution are for exercises",
        ),
    ] {
        let seen = learner.run(arguments);
        assert_eq!((seen.status, seen.stdout.as_str()), (2, ""), "{arguments:?}");
        assert!(seen.stderr.starts_with(complaint), "{}", seen.stderr);
    }
}

// F-24
#[test]
fn the_command_works_in_every_folder_below() {
    let learner = Learner::new("with blanks");
    learner.says(&["start", "3a"], 0);
    for folder in ["", "src", "src/bin"] {
        let output = Command::new(env!("CARGO"))
            .args(["workbook", "next"])
            .current_dir(learner.path(folder))
            // Cargo finds the package, and does not get to compile it.
            .env("RUSTC", "/no/such/compiler")
            .output();
        let output = output.expect("cargo");
        let said = String::from_utf8(output.stderr).expect("UTF-8");
        assert!(
            said.contains("could not execute process `/no/such/compiler"),
            "{said}"
        );
    }
}

// F-24
#[test]
fn a_workbook_that_was_moved_is_found_again() {
    let learner = Learner::guest("moved");
    learner.says(&["start", "3a"], 0);
    let name = ".cargo/config.toml";
    let here = read(&learner.path(name));
    let there = here.replace(env!("CARGO_MANIFEST_DIR"), "/where-it-was");
    assert_ne!(here, there);
    fs::write(learner.path(name), &there).expect("mine");
    learner.says(&["start", "3a"], 0);
    assert_eq!(read(&learner.path(name)), here);
    let mine = there + "# my own\n";
    fs::write(learner.path(name), &mine).expect("mine");
    learner.says(&["start", "3a"], 0);
    assert_eq!(read(&learner.path(name)), mine);
}

// F-87
#[test]
fn what_keeps_cargo_from_building_is_not_the_exercises_fault() {
    let learner = Learner::new("manifest");
    learner.says(&["start", "3a"], 0);
    fs::write(learner.path("Cargo.toml"), "[package").expect("mine");
    let seen = learner.run(&["check", "3a"]);
    assert_eq!((seen.status, seen.stdout.as_str()), (2, ""), "{seen:?}");
    let complaint = "error: cargo cannot build 03a: see above\n";
    assert!(seen.stderr.ends_with(complaint), "{seen:?}");
}

#[test]
fn a_program_of_ones_own_is_made_once_and_run() {
    let learner = Learner::new("own");
    let made = learner.says(&["new", "mine"], 0);
    assert!(made.contains("is a program of your own"), "{made}");
    let outputs = "mine has 2 possible outputs.\nHere they are.\n\n1.\n";
    assert!(made.contains(outputs), "{made}");
    assert!(made.contains("What to try:\n  - Take `child.join()?` out."), "{made}");
    let again = learner.says(&["new", "mine"], 0);
    assert!(again.contains("is there already, as you left it"), "{again}");
    let seen = learner.run(&["run", "mine"]);
    assert_eq!(seen.status, 0, "{seen:?}");
    assert!(seen.stdout.contains("main         starts Process-1\n"), "{seen:?}");
    assert!(seen.stdout.contains("one of 2 possible outputs of mine"), "{seen:?}");
}
