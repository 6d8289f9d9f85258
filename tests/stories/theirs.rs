//! Has `CPython` live stories, in one interpreter after the other.

use std::io::{BufRead, BufReader, Read, Write};
use std::process::{Child, ChildStdout, Stdio};

use crate::support::probe::Seen;
use crate::support::python::Python;

/// Lives stories with `CPython`.
pub(crate) const INTERPRETER: &str =
    concat!(env!("CARGO_MANIFEST_DIR"), "/tests/stories/interpreter.py");

/// `interpreter.py`, waiting for stories.
pub(crate) struct Interpreter {
    child: Child,
    answers: BufReader<ChildStdout>,
}

impl Interpreter {
    pub(crate) fn start(python: &Python) -> Self {
        let mut command = python.command();
        command.arg(INTERPRETER);
        let spawned = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn();
        let mut child = spawned.expect("a CPython that was found");
        let answers = child.stdout.take().expect("it is piped");
        Self { child, answers: BufReader::new(answers) }
    }

    /// Lives the story `text`, and misreports what came of line `lie`. No line is 0.
    pub(crate) fn live(&mut self, text: &str, lie: usize) -> Seen {
        let stdin = self.child.stdin.as_mut().expect("it is piped");
        write!(stdin, "{} {lie}\n{text}", text.len()).expect("it listens");
        let mut header = String::new();
        self.answers.read_line(&mut header).expect("it answers");
        let mut numbers = header.split_whitespace();
        let mut number = || numbers.next()?.parse::<i32>().ok();
        let mut next = || number().expect("a code and two lengths");
        let (exitcode, stdout, stderr) = (next(), next(), next());
        let mut part = |length: i32| {
            let mut bytes = vec![0; length.try_into().expect("a length")];
            self.answers.read_exact(&mut bytes).expect("all of the answer");
            String::from_utf8(bytes).expect("UTF-8")
        };
        Seen { stdout: part(stdout), stderr: part(stderr), exitcode }
    }
}

impl Drop for Interpreter {
    fn drop(&mut self) {
        drop(self.child.stdin.take());
        let _ = self.child.wait();
    }
}
