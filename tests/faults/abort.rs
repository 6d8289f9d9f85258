//! A program that is built with `panic = "abort"`.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::succeeded_or_said_why_not;
use crate::support::probe::Probe;

pub(crate) const PROBES: &[Probe] = &[Probe::outside(
    "a_panic_that_aborts_ends_a_child_in_order",
    a_panic_that_aborts_ends_a_child_in_order,
    succeeded_or_said_why_not,
)];

/// Names a part of what the program does in its own lines.
const PROGRAM: &str = r#"
use std::io::{self, Read, Write};
use std::os::fd::AsFd;
use std::{panic, thread};

use process_workbook::{Process, exit, sleep};

struct Bell;

impl Drop for Bell {
    fn drop(&mut self) {
        println!("a destructor");
    }
}

fn code_of(run: impl FnOnce() + 'static) -> i32 {
    let mut child = Process::new(run);
    child.start().unwrap();
    child.join().unwrap()
}

fn main() {
    let (mut reader, mut writer) = io::pipe().unwrap();
    let code = code_of(move || {
        let mut grandchild = Process::new(move || {
            sleep(0.1);
            writer.write_all(b"waited for").unwrap();
        });
        grandchild.start().unwrap();
        let _bell = Bell;
        print!("buffered, ");
        panic!("boom");
    });
    // It has ended, so it has waited: nobody else can write.
    let mut said = String::new();
    let is_there = nix_poll(reader.as_fd());
    reader.read_to_string(&mut said).unwrap();
    println!("{code}, {said}, {is_there}");
    println!("{}", code_of(|| drop(panic::catch_unwind(|| panic!("caught")))));
    println!("{}", code_of(|| exit(5)));
    println!("{}", code_of(|| drop(thread::spawn(|| panic!("thread")).join())));
}

/// Whether there is something to read, or nothing more to come.
fn nix_poll(pipe: std::os::fd::BorrowedFd<'_>) -> bool {
    use nix::poll::{PollFd, PollFlags, PollTimeout, poll};
    poll(&mut [PollFd::new(pipe, PollFlags::POLLIN)], PollTimeout::ZERO).unwrap() == 1
}
"#;

// F-44
fn a_panic_that_aborts_ends_a_child_in_order() {
    let Some(program) = built() else { return };
    let output =
        Command::new(program).stdin(Stdio::null()).output().expect("it runs");
    let stdout = String::from_utf8_lossy(&output.stdout);
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert_eq!(stdout, "buffered, 1, waited for, true\n1\n5\n-6\n", "{stderr}");
    assert!(stderr.contains("\nProcess Process-1: ended by a panic\n"), "{stderr}");
    assert_eq!(stderr.matches("ended by a panic").count(), 2, "{stderr}");
}

/// The program, built in a folder of its own, which is kept for the next run.
fn built() -> Option<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("abort");
    fs::create_dir_all(folder.join("src")).expect("a folder");
    let manifest = format!(
        "[package]\nname = \"aborts\"\nedition = \"2024\"\n\
         [dependencies]\nprocess-workbook = {{ path = \"{}\" }}\n\
         nix = {{ version = \"0.31\", features = [\"poll\"] }}\n\
         [profile.dev]\npanic = \"abort\"\n\
         [workspace]\n",
        root.display()
    );
    fs::write(folder.join("Cargo.toml"), manifest).expect("a file");
    fs::write(folder.join("src/main.rs"), PROGRAM).expect("a file");
    // The same versions, so that nothing needs to be fetched.
    fs::copy(root.join("Cargo.lock"), folder.join("Cargo.lock")).expect("a file");
    let cargo = env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let build = Command::new(cargo)
        .args(["build", "--quiet", "--offline"])
        .env("CARGO_TARGET_DIR", folder.join("target"))
        .current_dir(&folder)
        .output();
    match build {
        Ok(build) if build.status.success() => {
            Some(folder.join("target/debug/aborts"))
        }
        build => {
            println!("SKIPPED: no program that aborts could be built: {build:?}");
            None
        }
    }
}
