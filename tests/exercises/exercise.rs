//! One exercise, as its files lie in the folder of its lesson.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
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
        self.folder.join(format!("exercise-{}.rs", self.letter))
    }

    pub(crate) fn hints(&self) -> PathBuf {
        self.folder.join(format!("exercise-{}.hints.md", self.letter))
    }

    pub(crate) fn solution(&self) -> PathBuf {
        self.folder.join("solutions").join(format!("exercise-{}.rs", self.letter))
    }

    /// The program as it is given.
    pub(crate) fn command(&self) -> Command {
        self.binary("exercise")
    }

    /// The program of the solution.
    pub(crate) fn solution_command(&self) -> Command {
        self.binary("solution")
    }

    fn binary(&self, kind: &str) -> Command {
        let bin = format!("CARGO_BIN_EXE_{kind}{}", self.number);
        let path = env::var(&bin)
            .unwrap_or_else(|_| panic!("Cargo.toml has no line for {bin}"));
        let mut command = Command::new(path);
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
        Some(name.strip_prefix("exercise-")?.strip_suffix(".rs")?.to_owned())
    });
    let exercises = letters.map(|letter| Exercise {
        name: format!("{}{letter}", lesson.trim_start_matches('0')),
        number: format!("{lesson}{letter}"),
        folder: folder.to_owned(),
        letter,
    });
    exercises.collect()
}

pub(crate) fn folders() -> Vec<PathBuf> {
    let lessons = Path::new(env!("CARGO_MANIFEST_DIR")).join("lessons");
    let entries = fs::read_dir(lessons).expect("the lessons are beside the tests");
    entries.map(|entry| entry.expect("a folder").path()).collect()
}
