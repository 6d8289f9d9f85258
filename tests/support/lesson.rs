//! A lesson's runs, held against the order that is its snapshot.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

use nix::errno::Errno;
use nix::sys::signal::killpg;
use nix::unistd::Pid;
use process_order::{Order, Pattern, Verdict, Writer, Written};
use process_workbook::record::{Recorder, Recording, python};

use super::python::Python;
use super::snapshot;
use super::terminal;

/// What a test knows of a lesson beside its snapshot.
pub struct Lesson {
    /// `03-multiple-functions`, under `lessons/`.
    pub folder: &'static str,
    /// Puts placeholders for what varies beside pids, times and keys.
    pub generalize: fn(&str, &Pattern) -> Pattern,
    /// Whether a run is one of those that the snapshot is derived from: nobody was so slow
    /// that a child had ended before it was asked about.
    pub is_typical: fn(&Recording) -> bool,
    /// Lines that depend on time, put back as they are in a typical run.
    pub undo_time: fn(&mut Vec<Seen>),
    /// Where stderr goes. It does not belong to what the lesson prints.
    pub stderr: fn() -> Stdio,
    /// What a terminal shows when the lesson tears its lines.
    pub torn: Option<Torn>,
}

/// Lines that are the same in every run, and no output: some are of two processes. The
/// recorder puts the pieces of each process together again.
pub struct Torn {
    pub shows: &'static [&'static str],
    /// What the check says, which names the first of the torn lines.
    pub refusal: &'static str,
}

/// A line that was seen, and what is known of its writer.
#[derive(Debug, Clone)]
pub struct Seen {
    pub writer: Writer,
    pub text: String,
}

/// How much faster than in the document the lessons run here. What they print must not
/// depend on it.
const SPEED: &str = "1000";

/// When a lesson is taken to hang.
const PATIENCE: Duration = Duration::from_mins(1);

/// How often each lesson is run. `LESSON_RUNS` in the environment says otherwise.
pub fn runs() -> usize {
    match env::var("LESSON_RUNS") {
        Ok(runs) => runs.parse().expect("LESSON_RUNS is a whole number"),
        Err(_) => 200,
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
    /// One without surprises.
    pub const PLAIN: Self = Self {
        folder: "",
        generalize: |_, line| line.clone(),
        is_typical: |_| true,
        undo_time: |_| (),
        stderr: Stdio::inherit,
        torn: None,
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
        command.env("WORKBOOK_SPEED", SPEED).env_remove("RUST_BACKTRACE");
        command.stderr((self.stderr)());
        command
    }

    /// The same program in Python, told to hurry.
    pub fn twin(&self, python: &Python) -> Command {
        let mut command = python.command();
        command.arg(self.folder().join("twin.py"));
        command.env("WORKBOOK_SPEED", SPEED).stderr((self.stderr)());
        command
    }

    /// One run of the lesson, as it was.
    pub fn record(&self) -> Recording {
        self.run(self.command())
    }

    /// One run of `command`, which succeeds, ends, and leaves nobody behind.
    pub fn run(&self, command: Command) -> Recording {
        let recording =
            Recorder::new(command).whole_writes().timeout(PATIENCE).record();
        let recording = recording.expect("it can be run");
        assert!(!recording.timed_out, "{} hangs: {recording:#?}", self.folder);
        assert_eq!(recording.exitcode, 0, "{} fails", self.folder);
        let group = Pid::from_raw(recording.main.cast_signed());
        let left = killpg(group, None);
        assert_eq!(left, Err(Errno::ESRCH), "{} leaves a process", self.folder);
        recording
    }

    /// The order of a run, with a placeholder for everything that varies. What is the pid of
    /// a process by chance is none in `other`, another run or its order.
    pub fn order_of(&self, recording: &Recording, other: &Order) -> Order {
        let order = recording.order_like(other).expect("an order");
        order.map_lines(self.generalize)
    }

    /// What the snapshot says, without the header that insta puts before it.
    pub fn snapshot(&self) -> Order {
        let text = snapshot::text(&self.folder().join("lesson.snap"));
        let text = text.expect("cargo insta review makes it");
        text.parse().unwrap_or_else(|error| panic!("{}: {error}", self.folder))
    }

    /// The numbers of outputs that the header of the lesson names, as in `count 630`.
    pub fn counts(&self) -> Vec<String> {
        let program = fs::read_to_string(self.folder().join("lesson.rs"));
        let program = program.expect("every lesson has its program");
        let header = program.lines().map_while(|line| line.strip_prefix("//!"));
        let words =
            header.flat_map(|line| line.split(|c: char| !c.is_alphanumeric()));
        let words: Vec<_> = words.filter(|word| !word.is_empty()).collect();
        let counts = words
            .windows(2)
            .filter(|pair| pair[0] == "count" && pair[1].parse::<u64>().is_ok());
        counts.map(|pair| pair[1].to_owned()).collect()
    }

    /// The order that a Python twin obeys.
    pub fn python_order(&self) -> Order {
        let twin = fs::read_to_string(self.folder().join("twin.py"));
        python::relaxed(&self.snapshot(), &twin.expect("the twin"))
    }

    /// Whether a run of the lesson is possible, given who wrote which line.
    pub fn check(&self, order: &Order, recording: &Recording) -> Verdict {
        self.judge(order, seen(order, recording))
    }

    /// Whether a run of the twin is possible under [`Self::python_order`].
    pub fn check_twin(&self, order: &Order, recording: &Recording) -> Verdict {
        let mut lines = seen(order, recording);
        for line in &mut lines {
            line.text = python::as_in_3_6(&line.text).into_owned();
        }
        self.judge(order, lines)
    }

    /// `command` ends when nobody reads more than its first line.
    #[track_caller]
    pub fn ends_behind_head(&self, command: &Command) {
        let mut shell = Command::new("sh");
        // The shell waits for both.
        shell.args(["-c", "\"$@\" 2>/dev/null | head -1", "sh"]);
        shell.arg(command.get_program()).args(command.get_args());
        let run = Recorder::new(shell).timeout(PATIENCE).record();
        let run = run.expect("it can be run");
        assert!(!run.timed_out, "{} hangs", self.folder);
        assert_eq!(run.lines().count(), 1, "{}", self.folder);
    }

    /// What `command` prints on a terminal is possible, where only the text is known; or it
    /// is [`Torn`] as it shall be.
    #[track_caller]
    pub fn holds_on_terminal(&self, order: &Order, command: Command) {
        let program = format!("{command:?}");
        let shown = terminal::run(command, PATIENCE);
        let lines = shown.iter().map(|text| Seen {
            writer: Writer::Unknown,
            text: python::as_in_3_6(text).into_owned(),
        });
        let verdict = self.judge(order, lines.collect());
        let Some(Torn { shows, refusal }) = &self.torn else {
            let shown = shown.join("\n");
            assert!(verdict.is_possible(), "{program}: {verdict:?}\n{shown}");
            return;
        };
        assert_eq!(shown, *shows, "{program}");
        let said = verdict.refusal().map(ToString::to_string);
        assert_eq!(said.as_deref(), Some(*refusal), "{program}");
    }

    fn judge(&self, order: &Order, mut lines: Vec<Seen>) -> Verdict {
        (self.undo_time)(&mut lines);
        order.check(
            lines
                .iter()
                .map(|Seen { writer, text }| Written { writer: *writer, text }),
        )
    }
}

fn seen(order: &Order, recording: &Recording) -> Vec<Seen> {
    let texts: Vec<_> =
        recording.lines().map(|line| line.text().into_owned()).collect();
    let written = recording.written(order, &texts).into_iter();
    written
        .map(|line| Seen { writer: line.writer, text: line.text.to_owned() })
        .collect()
}
