//! One exercise, as its files lie in the folder of its lesson.

use std::collections::BTreeSet;
use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use process_order::Cases;
use process_workbook::record::{Recorder, Recording};

use crate::snapshot;

/// When a program is taken to hang.
const PATIENCE: Duration = Duration::from_secs(5);

/// How much faster than in a lesson time passes here.
const SPEED: &str = "1000";

#[derive(Debug)]
pub(crate) struct Exercise {
    /// `3a`
    pub(crate) name: String,
    /// `03a`, as in `exercise03a`.
    pub(crate) number: String,
    /// The folder of its lesson.
    pub(crate) folder: PathBuf,
    letter: String,
    /// `rs`, or `c`
    pub(crate) extension: String,
}

impl Exercise {
    /// All of them, in order.
    pub(crate) fn all() -> Vec<Self> {
        let mut all: Vec<_> =
            folders().into_iter().flat_map(|folder| of_folder(&folder)).collect();
        all.sort_by(|a, b| a.number.cmp(&b.number));
        all
    }

    /// The one of this name.
    pub(crate) fn named(name: &str) -> Self {
        let found = Self::all().into_iter().find(|exercise| exercise.name == name);
        found.unwrap_or_else(|| panic!("there is no exercise {name}"))
    }

    /// As it is given.
    pub(crate) fn file(&self) -> PathBuf {
        self.folder.join(self.file_name())
    }

    pub(crate) fn hints(&self) -> PathBuf {
        self.folder.join(format!("exercise-{}.hints.md", self.letter))
    }

    pub(crate) fn solution(&self) -> PathBuf {
        self.folder.join("solutions").join(self.file_name())
    }

    fn file_name(&self) -> String {
        format!("exercise-{}.{}", self.letter, self.extension)
    }

    pub(crate) fn is_in_c(&self) -> bool {
        self.extension == "c"
    }

    /// The program as it is given.
    pub(crate) fn command(&self) -> Command {
        self.binary("exercise", &self.file())
    }

    /// The program of the solution.
    pub(crate) fn solution_command(&self) -> Command {
        self.binary("solution", &self.solution())
    }

    fn binary(&self, kind: &str, source: &Path) -> Command {
        let bin = format!("CARGO_BIN_EXE_{kind}{}", self.number);
        let mut command = if self.is_in_c() {
            Command::new(compiled(&format!("{kind}{}", self.number), source))
        } else {
            let path = env::var(&bin);
            Command::new(path.unwrap_or_else(|_| panic!("Cargo.toml lacks {bin}")))
        };
        command.env("WORKBOOK_SPEED", SPEED).env_remove("RUST_BACKTRACE");
        command.stderr(Stdio::null());
        command
    }

    /// The snapshot of all runs as given, or of the solution's; nothing when there is none.
    pub(crate) fn snapshot(&self, folder: &Path) -> Option<Cases> {
        let file = folder.join(self.snapshot_name()).with_extension("snap");
        let text = snapshot::text(&file)?;
        Some(text.parse().unwrap_or_else(|error| panic!("{}: {error}", self.name)))
    }

    /// `exercise-a`
    pub(crate) fn snapshot_name(&self) -> String {
        format!("exercise-{}", self.letter)
    }
}

/// The program `name` that `source` is compiled to, once for all tests. Where Rust is linked,
/// there is a `cc`.
fn compiled(name: &str, source: &Path) -> PathBuf {
    static DONE: Mutex<BTreeSet<PathBuf>> = Mutex::new(BTreeSet::new());
    let program = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let mut done = DONE.lock().unwrap_or_else(PoisonError::into_inner);
    if done.insert(program.clone()) {
        let mut cc = Command::new("cc");
        cc.args(["-O0", "-Wall", "-Wextra", "-Werror", "-o"]);
        let status = cc.args([&program, source]).status().expect("cc");
        assert!(status.success(), "{} does not compile", source.display());
    }
    program
}

/// One run of `command`.
pub(crate) fn record(command: Command) -> Recording {
    let recording = Recorder::new(command).whole_writes().timeout(PATIENCE).record();
    recording.expect("it can be run")
}

pub(crate) fn read(path: &Path) -> String {
    fs::read_to_string(path)
        .unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn of_folder(folder: &Path) -> Vec<Exercise> {
    let lesson =
        folder.file_name().expect("a name").to_string_lossy()[..2].to_owned();
    let entries = fs::read_dir(folder).expect("a folder of a lesson");
    let names = entries.map(|entry| entry.expect("an entry").file_name());
    let letters = names.filter_map(|name| {
        let name = name.into_string().expect("UTF-8");
        let (letter, extension) = name.strip_prefix("exercise-")?.split_once('.')?;
        let is_program = ["rs", "c"].contains(&extension);
        is_program.then(|| (letter.to_owned(), extension.to_owned()))
    });
    let exercises = letters.map(|(letter, extension)| Exercise {
        name: format!("{}{letter}", lesson.trim_start_matches('0')),
        number: format!("{lesson}{letter}"),
        folder: folder.to_owned(),
        letter,
        extension,
    });
    exercises.collect()
}

pub(crate) fn folders() -> Vec<PathBuf> {
    let lessons = Path::new(env!("CARGO_MANIFEST_DIR")).join("lessons");
    let entries = fs::read_dir(lessons).expect("the lessons are beside the tests");
    entries.map(|entry| entry.expect("a folder").path()).collect()
}
