//! A lesson's runs, held against its snapshot and against what orders its lines.

use std::borrow::Cow;
use std::collections::HashMap;
use std::env;
use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::LazyLock;

use regex::{Captures, Regex};

use super::python::Python;
use super::recording::{Recording, record};

/// What a test knows of a lesson beside its snapshot.
pub struct Lesson {
    /// `03-multiple-functions`, under `lessons/`.
    pub folder: &'static str,
    /// The processes other than main, in the order of what they print.
    pub children: &'static [&'static str],
    /// `(parent, n, child)`: the parent had printed `n` lines when it started the child.
    pub starts: &'static [(&'static str, usize, &'static str)],
    /// `(child, parent, n)`: the parent had printed `n` lines when it saw the child ended.
    pub joins: &'static [(&'static str, &'static str, usize)],
    /// Words that depend on time: a pattern and its placeholder.
    pub varies: &'static [(&'static str, &'static str)],
    /// Where stderr goes. It does not belong to what the lesson prints.
    pub stderr: fn() -> Stdio,
    /// Lines that depend on time, put back as they are when no child hurries.
    pub undo_time: fn(&mut Recording),
    /// What Python leaves open and this crate does not, put in this crate's order.
    pub undo_python: fn(&mut Recording),
}

/// How much faster than in the document the lessons run here. What they print must not
/// depend on it.
const SPEED: &str = "1000";

/// How often each lesson is run. `LESSON_RUNS` in the environment says otherwise.
pub fn runs() -> usize {
    match env::var("LESSON_RUNS") {
        Ok(runs) => runs.parse().expect("LESSON_RUNS is a whole number"),
        Err(_) => 20,
    }
}

/// The folders of all lessons, in order.
pub fn folders() -> Vec<String> {
    let entries = fs::read_dir(lessons()).expect("the lessons are beside the tests");
    let names = entries.map(|entry| entry.expect("a folder").file_name());
    let mut folders: Vec<_> =
        names.map(|name| name.into_string().expect("UTF-8")).collect();
    folders.sort();
    folders
}

pub fn lessons() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("lessons")
}

impl Lesson {
    /// One without children, edges or surprises.
    pub const PLAIN: Self = Self {
        folder: "",
        children: &[],
        starts: &[],
        joins: &[],
        varies: &[],
        stderr: Stdio::inherit,
        undo_time: |_| (),
        undo_python: |_| (),
    };

    pub fn folder(&self) -> PathBuf {
        lessons().join(self.folder)
    }

    /// The lesson's program, told to hurry.
    pub fn command(&self) -> Command {
        let bin = format!("CARGO_BIN_EXE_lesson{}", &self.folder[..2]);
        let path =
            env::var(&bin).unwrap_or_else(|_| panic!("cargo test sets {bin}"));
        let mut command = Command::new(path);
        command.env("WORKBOOK_SPEED", SPEED);
        command
    }

    /// One run of the lesson.
    pub fn run(&self) -> Recording {
        let mut run = record(self.command().stderr((self.stderr)()));
        assert_eq!(run.exitcode, 0, "{} fails", self.folder);
        (self.undo_time)(&mut run);
        run
    }

    /// One run of the same program in Python.
    pub fn run_twin(&self, python: &Python) -> Recording {
        let mut command = python.command();
        command.arg(self.folder().join("twin.py")).env("WORKBOOK_SPEED", SPEED);
        let mut run = record(command.stderr((self.stderr)()));
        assert_eq!(run.exitcode, 0, "the twin of {} fails", self.folder);
        (self.undo_python)(&mut run);
        (self.undo_time)(&mut run);
        run
    }

    /// What the snapshot says, without the header that insta puts before it.
    pub fn snapshot(&self) -> String {
        let file = fs::read_to_string(self.folder().join("lesson.snap"));
        let file = file.expect("cargo insta review makes it");
        let (_, form) = file[4..].split_once("---\n").expect("insta's header");
        form.to_owned()
    }

    /// Each process's lines in its order, with a placeholder for everything that varies.
    /// It is the same for every run.
    pub fn form(&self, run: &Recording) -> String {
        let run = self.placeholders(run);
        let names = self.names(&run);
        let mut form = String::new();
        for pid in [run.main].into_iter().chain(run.children()) {
            let gap = if form.is_empty() { "" } else { "\n" };
            let _ = writeln!(form, "{gap}{}", names[&pid]);
            for line in run.of(pid) {
                let _ = writeln!(form, "  | {}", pids(line, &names));
            }
        }
        form
    }

    /// Whether the run is one that this lesson can have; if not, why.
    pub fn check(&self, run: &Recording, form: &str) -> Result<(), String> {
        let found = self.form(run);
        if found != form {
            return Err(format!(
                "the lines of its processes are\n{found}\nnot\n{form}"
            ));
        }
        let names = self.names(&self.placeholders(run));
        let positions = |process: &str| {
            let lines = run.lines.iter().enumerate();
            let own = lines.filter(|(_, line)| names[&line.pid] == process);
            own.map(|(position, _)| position).collect::<Vec<_>>()
        };
        for (parent, printed, child) in self.starts {
            let before = printed.checked_sub(1).map(|last| positions(parent)[last]);
            if positions(child).first().is_some_and(|first| before > Some(*first)) {
                return Err(format!("{child} printed before {parent} started it"));
            }
        }
        for (child, parent, printed) in self.joins {
            let after = positions(parent).get(*printed).copied();
            let last = positions(child).last().copied();
            if after.is_some_and(|after| last > Some(after)) {
                return Err(format!("{child} printed after {parent} had joined it"));
            }
        }
        Ok(())
    }

    /// Who is who: the children are told apart by what they print.
    fn names(&self, run: &Recording) -> HashMap<i32, &'static str> {
        let children = run.children().into_iter().zip(self.children.iter().copied());
        children.chain([(run.main, "main")]).collect()
    }

    /// The run with a placeholder for everything that varies, but for the pids.
    fn placeholders(&self, run: &Recording) -> Recording {
        static TIMES_AND_KEYS: LazyLock<Vec<(Regex, &str)>> = LazyLock::new(|| {
            [
                (r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(\.\d{6})?", "[datetime]"),
                (
                    r"[A-Z][a-z]{2} [A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d \d{4}",
                    "[ctime]",
                ),
                (r"b'([^'\\]|\\x..|\\[^x]){32}'", "[bytes 32]"),
                (r#"b"([^"\\]|\\x..|\\[^x]){32}""#, "[bytes 32]"),
                (r"(The number of cpu is) \d+", "$1 [cpus]"),
            ]
            .map(|(pattern, placeholder)| (regex(pattern), placeholder))
            .into()
        });
        let own: Vec<_> = self
            .varies
            .iter()
            .map(|(pattern, placeholder)| (regex(pattern), *placeholder))
            .collect();
        let mut run = run.clone();
        for line in &mut run.lines {
            for (pattern, placeholder) in TIMES_AND_KEYS.iter().chain(&own) {
                if let Cow::Owned(text) =
                    pattern.replace_all(&line.text, *placeholder)
                {
                    line.text = text;
                }
            }
        }
        run
    }
}

/// The line with a placeholder for each number that is the pid of one of `names`.
fn pids(line: &str, names: &HashMap<i32, &str>) -> String {
    static NUMBER: LazyLock<Regex> = LazyLock::new(|| regex(r"\b\d{2,}\b"));
    let placeholder = |number: &Captures<'_>| {
        let name = number[0].parse().ok().and_then(|pid: i32| names.get(&pid));
        name.map_or_else(|| number[0].to_owned(), |name| format!("[pid {name}]"))
    };
    NUMBER.replace_all(line, placeholder).into_owned()
}

fn regex(pattern: &str) -> Regex {
    Regex::new(pattern).expect("a pattern that was tried")
}
