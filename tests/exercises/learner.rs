//! A learner with a folder, who types commands.

use std::env;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::{Mutex, MutexGuard, OnceLock, PoisonError};

use insta::Settings;
use process_workbook::trace::Tracer;
use regex::Regex;

use crate::exercise::{Exercise, read};
use crate::fixture::{Seen, piped, workbook};

/// One after the other: programs of the same name are in the same place of the target folder.
static ONE_AT_A_TIME: Mutex<()> = Mutex::new(());

pub(crate) struct Learner {
    folder: PathBuf,
    /// Nothing when somebody sees to it that the learner has programs of his own.
    _turn: Option<MutexGuard<'static, ()>>,
}

impl Learner {
    /// One whose folder is not there yet.
    pub(crate) fn new(name: &str) -> Self {
        let turn = ONE_AT_A_TIME.lock().unwrap_or_else(PoisonError::into_inner);
        Self { _turn: Some(turn), ..Self::guest(name) }
    }

    /// One who builds nothing, or only what nobody else builds meanwhile.
    pub(crate) fn guest(name: &str) -> Self {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR"))
            .join("exercises")
            .join(format!("my-{name}"));
        match fs::remove_dir_all(&folder) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => {
                panic!("{error}")
            }
            _ => {}
        }
        Self { folder, _turn: None }
    }

    /// What is in the folder.
    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }

    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        let mut command = workbook(arguments);
        command.env("WORKBOOK_MY", &self.folder);
        // Cargo is called, and looks for its own things.
        for name in ["CARGO", "CARGO_HOME", "RUSTUP_HOME", "RUSTUP_TOOLCHAIN"] {
            command.envs(env::var_os(name).map(|value| (name, value)));
        }
        command
    }

    /// What a command says and how it ends, piece by piece.
    pub(crate) fn run(&self, arguments: &[&str]) -> Seen {
        piped(self.command(arguments))
    }

    /// What a command says when it ends with this status.
    #[track_caller]
    pub(crate) fn says(&self, arguments: &[&str], status: i32) -> String {
        let seen = self.run(arguments);
        assert_eq!(seen.status, status, "{arguments:?}: {seen:#?}");
        seen.stdout
    }

    pub(crate) fn file(&self, exercise: &Exercise) -> PathBuf {
        let file = self.path("src/bin").join(&exercise.number);
        file.with_extension(&exercise.extension)
    }

    /// Starts `exercise`, and has `program` for an answer.
    pub(crate) fn answers(&self, exercise: &Exercise, program: &str) {
        self.says(&["start", &exercise.name], 0);
        fs::write(self.file(exercise), program).expect("it is the learner's");
    }

    /// Answers with the solution.
    pub(crate) fn solves(&self, exercise: &Exercise) {
        self.answers(exercise, &read(&exercise.solution()));
    }
}

/// That `text` is what the snapshot says.
#[track_caller]
pub(crate) fn holds(snapshot: &str, text: &str) {
    let mut settings = Settings::new();
    settings.set_snapshot_path("snapshots");
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    let folder =
        Regex::new(r"\S*/exercises/my-[-a-z0-9]+/").expect("a regular expression");
    let mut text = folder.replace_all(text, "my/").into_owned();
    if !can_direct() {
        let happened = "It happened just now, with your processes:";
        text = text.replace(NOT_MADE, happened);
    }
    settings.bind(|| insta::assert_snapshot!(snapshot, text));
}

/// What is said where the system does not let it happen.
const NOT_MADE: &str = "The order that your program keeps allows this output; it was not made to happen:";

/// Whether the system lets anybody direct a program. In CI it has to.
fn can_direct() -> bool {
    static CAN: OnceLock<bool> = OnceLock::new();
    *CAN.get_or_init(|| {
        env::var_os("CI").is_some()
            || Tracer::new(Command::new("true")).trace().is_ok()
    })
}
