//! Tests that fork, each in a process of its own.
//!
//! The harness of `#[test]` has two threads, and `Process::start` refuses to fork there.
//! A test binary with `harness = false` lists its probes and gives them to [`main`], which
//! runs the binary once more for each of them. Such a process has one thread, its first
//! `Process` is `Process-1`, and its end is the end of main.

use std::env;
use std::fs;
use std::os::unix::process::{CommandExt, ExitStatusExt};
use std::path::Path;
use std::process::{Command, ExitCode, Stdio};
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use libtest_mimic::{Arguments, Failed, Trial};
use nix::sys::signal::{Signal, killpg};
use nix::unistd::Pid;

/// Names the probe to run in a process that [`main`] started.
const PROBE: &str = "WORKBOOK_PROBE";

/// When a probe, or a process that it left behind, is taken to hang. No probe asserts how
/// long it takes, so this is far more than any needs on a machine that has much else to do.
const PATIENCE: Duration = Duration::from_mins(10); // F-85

/// One test.
pub struct Probe {
    /// Unique in its binary; a sentence with underscores.
    pub name: &'static str,
    /// The program: what its own process does, and asserts.
    pub program: fn(),
    /// What is asserted of that process from outside, beside that nothing is left of it.
    pub check: fn(&Seen),
}

impl Probe {
    /// A probe that asserts all it has to inside.
    pub const fn inside(name: &'static str, program: fn()) -> Self {
        Self { name, program, check: Seen::succeeded }
    }

    /// A probe of what a user sees: its output and its exit code.
    pub const fn outside(
        name: &'static str,
        program: fn(),
        check: fn(&Seen),
    ) -> Self {
        Self { name, program, check }
    }
}

/// What was seen of a probe's process and all that wrote to its stdout and stderr.
#[derive(Debug)]
pub struct Seen {
    pub stdout: String,
    pub stderr: String,
    /// As Python writes it: `-N` for signal `N`.
    pub exitcode: i32,
}

impl Seen {
    /// The program's assertions held.
    #[track_caller]
    pub fn succeeded(&self) {
        assert_eq!(self.exitcode, 0, "it failed:\n{}{}", self.stdout, self.stderr);
    }
}

/// The main function of a test binary with `harness = false`.
pub fn main(probes: impl IntoIterator<Item = &'static Probe>) -> ExitCode {
    let mut probes = probes.into_iter();
    if let Ok(name) = env::var(PROBE) {
        let probe = probes.find(|probe| probe.name == name);
        let before = open_files();
        (probe.expect("the runner names a probe of its own").program)();
        assert_eq!(open_files(), before, "file descriptors leaked, or lost");
        return ExitCode::SUCCESS;
    }
    let trials = probes.map(|probe| Trial::test(probe.name, move || run(probe)));
    libtest_mimic::run(&Arguments::from_args(), trials.collect()).exit_code()
}

/// A command that runs the probe `name` of this binary.
pub fn command(name: &str) -> Command {
    let mut command =
        Command::new(env::current_exe().expect("a path to this binary"));
    command.env(PROBE, name).stdin(Stdio::null());
    // A backtrace takes long, and every panicking child would print one.
    command.env_remove("WORKBOOK_SPEED").env_remove("RUST_BACKTRACE");
    command
}

fn run(probe: &'static Probe) -> Result<(), Failed> {
    let seen = observe(command(probe.name))?;
    // libtest-mimic catches the panic and reports it.
    (probe.check)(&seen);
    Ok(())
}

/// Runs `command` and everything that it starts to the end.
///
/// The end is when the last process that holds its stdout or stderr has ended, so that a
/// process that is left behind is noticed.
pub fn observe(mut command: Command) -> Result<Seen, Failed> {
    let child = command
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .process_group(0)
        .spawn()
        .map_err(|error| format!("cannot run {command:?}: {error}"))?;
    let group = Pid::from_raw(child.id().cast_signed());
    let (ended, end) = mpsc::channel();
    let waiter = thread::spawn(move || {
        let output = child.wait_with_output();
        // Nobody listens after the time is up.
        let _ = ended.send(output);
    });
    let output = end.recv_timeout(PATIENCE);
    // Nothing that is still in the group may outlive the probe, whatever came of it.
    let left = killpg(group, Signal::SIGKILL).is_ok();
    let Ok(output) = output else {
        return Err(format!(
            "{command:?} or a process of its runs after {PATIENCE:?}"
        )
        .into());
    };
    let output =
        output.map_err(|error| format!("cannot read {command:?}: {error}"))?;
    waiter.join().expect("the waiter has sent its last word");
    if left {
        let stderr = String::from_utf8_lossy(&output.stderr);
        return Err(format!("{command:?} left a process behind\n{stderr}").into());
    }
    let exitcode =
        output.status.code().or(output.status.signal().map(|signal| -signal));
    Ok(Seen {
        stdout: String::from_utf8_lossy(&output.stdout).into_owned(),
        stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
        exitcode: exitcode.expect("it has exited or was killed"),
    })
}

/// The descriptors that this process has open, but for the one of /dev/null that the first
/// start opens and keeps.
fn open_files() -> Vec<String> {
    let listing = fs::read_dir("/proc/self/fd").expect("procfs");
    let files =
        listing.filter_map(|file| file.ok()?.path().to_str().map(str::to_owned));
    let mut files: Vec<_> = files.collect();
    files.retain(|path| match fs::read_link(path) {
        Ok(file) => file != Path::new("/dev/null"),
        Err(_) => false, // the one of the listing itself
    });
    files.sort();
    files
}
