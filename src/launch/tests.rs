//! What a learner sees while cargo builds the workbook. Cargo and the workbook are scripts here.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::{Mutex, PoisonError};

/// A folder with the program, a workbook beside it, and a cargo that does this.
fn launched(name: &str, cargo: &str) -> Output {
    // A process that another test starts would have these files open while they are written,
    // and nobody can execute them meanwhile.
    static ONE_AT_A_TIME: Mutex<()> = Mutex::new(());
    let _turn = ONE_AT_A_TIME.lock().unwrap_or_else(PoisonError::into_inner);
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    fs::create_dir_all(&folder).expect("a folder");
    let launch = folder.join("workbook-launch");
    let _ = fs::remove_file(&launch);
    fs::copy(env!("CARGO_BIN_EXE_workbook-launch"), &launch).expect("a program");
    script(folder.join("workbook"), "echo \"workbook $@\"; exit 1");
    let cargo = script(folder.join("cargo"), cargo);
    let mut command = Command::new(launch);
    command.args(["orders", "a b"]).env("CARGO", cargo);
    command.output().expect("it starts")
}

fn script(path: PathBuf, text: &str) -> PathBuf {
    fs::write(&path, format!("#!/bin/sh\n{text}\n")).expect("a script");
    fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).expect("a mode");
    path
}

fn texts(output: &Output) -> (String, String) {
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    (text(&output.stdout), text(&output.stderr))
}

#[test]
fn what_is_built_is_run_without_a_word() {
    let output = launched("built", "echo '    Finished `dev` profile in 0.1s' >&2");
    let said = ("workbook orders a b\n".to_owned(), String::new());
    assert_eq!((texts(&output), output.status.code()), (said, Some(1)));
}

// F-32
#[test]
fn what_is_compiled_is_announced_once() {
    let cargo = "printf '   Compiling nix v0.31.3\\n   Compiling clap v4.6.1\\n' >&2
        echo 'warning: unused' >&2; echo '    Finished `dev` profile in 50s' >&2";
    let output = launched("compiled", cargo);
    let announced =
        "The workbook is compiled first, which takes about a minute at most.\n";
    let said = format!("{announced}warning: unused\n");
    assert_eq!(texts(&output), ("workbook orders a b\n".to_owned(), said));
}

#[test]
fn what_cannot_be_built_is_not_run() {
    let output = launched("broken", "echo 'error: no space left' >&2; exit 101");
    let said = (String::new(), "error: no space left\n".to_owned());
    assert_eq!((texts(&output), output.status.code()), (said, Some(2)));
}
