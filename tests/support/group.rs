//! A program that does not outlive its test, however the test ends.

use std::io::{BufRead, BufReader, Lines};
use std::os::unix::process::CommandExt;
use std::process::{Child, ChildStdout, Command, Stdio};

/// Waits for the end of its stdin, which comes with the end of the test, also of one that
/// is killed. Then it kills its process group: itself, the program and all its children.
const GUARD: &str = r#""$@" & cat >/dev/null; kill -KILL 0"#;

/// A program and all that it starts, in a process group of their own.
#[derive(Debug)]
pub struct Group {
    guard: Child,
    stdout: Lines<BufReader<ChildStdout>>,
}

impl Group {
    /// Runs `command`: its program, arguments, variables and folder.
    pub fn start(command: &Command) -> Self {
        let mut guard = Command::new("sh");
        guard.args(["-c", GUARD, "sh"]).arg(command.get_program());
        guard.args(command.get_args()).process_group(0);
        for (name, value) in command.get_envs() {
            match value {
                Some(value) => guard.env(name, value),
                None => guard.env_remove(name),
            };
        }
        if let Some(folder) = command.get_current_dir() {
            guard.current_dir(folder);
        }
        guard.stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut guard = guard.spawn().expect("there is a shell");
        let stdout = guard.stdout.take().expect("a pipe");
        Self { guard, stdout: BufReader::new(stdout).lines() }
    }

    /// Waits for a line of its stdout in which `start` stands, and gives what follows.
    pub fn wait_for(&mut self, start: &str) -> String {
        for line in self.stdout.by_ref() {
            let line = line.expect("UTF-8");
            if let Some((_, rest)) = line.split_once(start) {
                return rest.to_owned();
            }
        }
        panic!("it ended without a line with {start:?}")
    }
}

impl Drop for Group {
    fn drop(&mut self) {
        drop(self.guard.stdin.take());
        // It has killed itself.
        let _ = self.guard.wait();
    }
}
