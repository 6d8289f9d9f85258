//! The command, its environment, and what is seen of it.

use std::collections::BTreeMap;
use std::env;
use std::io::{ErrorKind, Write};
use std::path::Path;
use std::process::{Command, Output, Stdio};
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use insta::Settings;
use regex::Regex;
use serde_json::Value;

/// When a test is taken to hang.
pub(crate) const PATIENCE: Duration = Duration::from_mins(1);

/// What was seen of one run of the command.
#[derive(Debug)]
pub(crate) struct Seen {
    /// The exit status.
    pub(crate) status: i32,
    /// All of a terminal.
    pub(crate) stdout: String,
    /// Nothing when it was a terminal.
    pub(crate) stderr: String,
}

/// `cargo workbook` with these arguments, once built.
pub(crate) fn workbook(arguments: &[&str]) -> Command {
    clean(env!("CARGO_BIN_EXE_workbook"), arguments)
}

/// A command without what the environment may say about colours, widths and speeds.
pub(crate) fn clean(program: &str, arguments: &[&str]) -> Command {
    let mut command = Command::new(program);
    command.args(arguments).env_clear();
    for name in ["PATH", "HOME"] {
        command.envs(env::var_os(name).map(|value| (name, value)));
    }
    // Whoever tests may have exercises of their own.
    command.env("WORKBOOK_MY", concat!(env!("CARGO_TARGET_TMPDIR"), "/nobody"));
    command.current_dir(env!("CARGO_MANIFEST_DIR")).stdin(Stdio::null());
    command
}

/// Runs `command` into pipes.
pub(crate) fn piped(mut command: Command) -> Seen {
    let output = within_patience(move || command.output());
    seen(&output.expect("it can be run"))
}

/// Runs `command` into pipes, with `input` on its stdin.
pub(crate) fn fed(mut command: Command, input: &str) -> Seen {
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().expect("it can be run");
    let mut stdin = child.stdin.take().expect("it is piped");
    // Whoever has something to complain of need not read to the end.
    match stdin.write_all(input.as_bytes()) {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => panic!("{error}"),
        _ => drop(stdin),
    }
    let output = within_patience(move || child.wait_with_output());
    seen(&output.expect("it is a child"))
}

pub(crate) fn seen(output: &Output) -> Seen {
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).expect("UTF-8");
    Seen {
        status: output.status.code().expect("no signal ends it"),
        stdout: text(&output.stdout),
        stderr: text(&output.stderr),
    }
}

/// What `work` gives back; a panic when it hangs.
pub(crate) fn within_patience<T: Send + 'static>(
    work: impl FnOnce() -> T + Send + 'static,
) -> T {
    let (sender, done) = mpsc::channel();
    // Nobody listens after the time is up.
    thread::spawn(move || drop(sender.send(work())));
    done.recv_timeout(PATIENCE).expect("it ends")
}

impl Seen {
    /// That it says on stdout what the snapshot says, and nothing on stderr.
    #[track_caller]
    pub(crate) fn shows(&self, snapshot: &str, status: i32) {
        assert_eq!((self.status, self.stderr.as_str()), (status, ""), "{self:?}");
        holds(snapshot, &self.stdout);
    }

    /// That it says on stderr what the snapshot says, and nothing on stdout: it cannot do
    /// what was asked for.
    #[track_caller]
    pub(crate) fn complains(&self, snapshot: &str) {
        assert_eq!((self.status, self.stdout.as_str()), (2, ""), "{self:?}");
        holds(snapshot, &self.stderr);
    }
}

/// That `text` is what the snapshot says, but for what varies.
#[track_caller]
pub(crate) fn holds(snapshot: &str, text: &str) {
    let mut settings = Settings::new();
    settings.set_snapshot_path("snapshots");
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| insta::assert_snapshot!(snapshot, normalised(text)));
}

/// `text` without what differs from run to run and from machine to machine.
pub(crate) fn normalised(text: &str) -> String {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).display().to_string();
    let text = match serde_json::from_str(text) {
        Ok(json) => format!("{:#}\n", sorted(json)),
        Err(_) => text.to_owned(),
    };
    let mut text = text.replace(&root, "ROOT").replace("\r\n", "\n");
    for (varying, instead) in [
        (r"(?m)^ +\d+\.\d{3}  ", "  0.000  "),
        (r"pid \d+ +", "pid N  "),
        // How many of the explored runs are redundant may change.
        (r#""runs": (9\d|\d{3,})"#, r#""runs": N"#),
        (r"CPython 3\.\d+", "CPython 3.N"),
        // The map grows with every exercise.
        (r"(?m)^(  \d\d  .*).{8}  lessons/", "${1}a b c...  lessons/"),
        (r"(?m) +$", ""),
        ("\x1b", "^["),
    ] {
        let varying = Regex::new(varying).expect("a regular expression");
        text = varying.replace_all(&text, instead).into_owned();
    }
    text
}

/// The same with its keys in the order of the alphabet. A feature of a dependency decides
/// whether they are.
fn sorted(json: Value) -> Value {
    match json {
        Value::Object(members) => {
            let members =
                members.into_iter().map(|(key, value)| (key, sorted(value)));
            Value::Object(members.collect::<BTreeMap<_, _>>().into_iter().collect())
        }
        Value::Array(members) => members.into_iter().map(sorted).collect(),
        value => value,
    }
}
