//! A lesson's runs, held against its snapshot: all that its program can do.

use std::env;
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use nix::errno::Errno;
use nix::sys::signal::killpg;
use nix::unistd::Pid;
use process_order::{Answer, Cases, Order, Pattern, Written};
use process_workbook::explore::Explorer;
use process_workbook::record::{Group, Recorder, Recording, python};
use process_workbook::trace::Error;

use super::python::Python;
use super::snapshot;
use super::terminal;

/// What a test knows of a lesson beside its snapshot.
pub struct Lesson {
    /// `03-multiple-functions`, under `lessons/`.
    pub folder: &'static str,
    /// Puts placeholders for what varies beside pids, times and keys.
    pub generalize: fn(&str, &Pattern) -> Pattern,
    /// Whether a run is one of those whose order comes first in the snapshot: nobody was so
    /// slow that a child had ended before it was asked about.
    pub is_typical: fn(&Recording) -> bool,
    /// Whether it has too many runs to make them all.
    pub has_too_many_runs: bool,
    /// Whether a recorder does not see all that orders its lines, so that only tracing tells:
    /// processes that are no `Process`, or locks. Its runs are held against their text.
    pub is_only_traced: bool,
    /// Whether its twin has processes that `CPython` starts for itself and that end after main:
    /// the server of `forkserver`, and the tracker of what is shared.
    pub has_helpers: bool,
    /// Where stderr goes. It does not belong to what the lesson prints.
    pub stderr: fn() -> Stdio,
    /// The lines that a terminal shows in every run when the lesson tears them: some are of
    /// two processes.
    pub torn: Option<&'static [&'static str]>,
}

/// How much faster than in the document the lessons run here. What they can print must not
/// depend on it.
const SPEED: &str = "1000";

/// So many runs are made of a lesson that [has too many](Lesson::has_too_many_runs).
const BEGINNING: usize = 20;

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
        has_too_many_runs: false,
        is_only_traced: false,
        has_helpers: false,
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
        let recording = self.succeed(command);
        let group = Pid::from_raw(recording.main.cast_signed());
        let left = killpg(group, None);
        assert_eq!(left, Err(Errno::ESRCH), "{} leaves a process", self.folder);
        recording
    }

    /// One run of the twin. Helpers of `CPython` notice that main has ended, and end as well.
    pub fn run_twin(&self, python: &Python) -> Recording {
        if !self.has_helpers {
            return self.run(self.twin(python));
        }
        let recording = self.succeed(self.twin(python));
        let (group, start) = (Group::from(recording.main), Instant::now());
        while group.is_alive() {
            assert!(start.elapsed() < PATIENCE, "{} leaves a process", self.folder);
            thread::yield_now();
        }
        recording
    }

    /// One run of `command`, which succeeds and ends.
    fn succeed(&self, command: Command) -> Recording {
        let recording =
            Recorder::new(command).whole_writes().timeout(PATIENCE).record();
        let recording = recording.expect("it can be run");
        assert!(!recording.timed_out, "{} hangs: {recording:#?}", self.folder);
        assert_eq!(recording.exitcode, 0, "{} fails", self.folder);
        recording
    }

    /// The order of a run, with a placeholder for everything that varies. What is the pid of
    /// a process by chance is none in `other`, another run or its order.
    pub fn order_of(&self, recording: &Recording, other: &Order) -> Order {
        let order = recording.order_like(other).expect("an order");
        order.map_lines(self.generalize)
    }

    /// All that the program can do, by making its runs. The order of the `typical` run, where
    /// one can be recorded, comes first: it tells of every signal and message, where that of
    /// an explored run has only what puts one line before another.
    ///
    /// Says on stderr that the snapshot is not derived anew where the system forbids to trace,
    /// which fails the test in CI.
    pub fn explored(&self, typical: Option<&Order>) -> Cases {
        let mut explorer = Explorer::new(|| self.command());
        if self.has_too_many_runs {
            explorer = explorer.most_runs(BEGINNING);
        }
        match explorer.explore() {
            Err(error @ Error::Refused { .. }) if env::var_os("CI").is_none() => {
                // Written past the harness, which keeps print! to itself when a test passes.
                let _ =
                    writeln!(io::stderr(), "{}: NOT DERIVED, {error}", self.folder);
                self.cases()
            }
            explored => {
                let exploration = explored.expect("it can be traced");
                match typical {
                    Some(typical) => exploration.cases_like(typical).led_by(typical),
                    None => exploration.cases(),
                }
            }
        }
    }

    /// What the snapshot says, without the header that insta puts before it; nothing before it
    /// is made.
    pub fn known(&self) -> Option<Cases> {
        let text = snapshot::text(&self.folder().join("lesson.snap"))?;
        let cases = text.parse();
        Some(cases.unwrap_or_else(|error| panic!("{}: {error}", self.folder)))
    }

    /// All that the program can do: its snapshot.
    pub fn cases(&self) -> Cases {
        self.known().expect("cargo insta review makes it")
    }

    /// The order of a typical run, which is the first in the snapshot.
    pub fn order(&self) -> Order {
        self.cases().orders()[0].with_whole_lines()
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

    /// The order of a typical run of the Python twin.
    pub fn python_order(&self) -> Order {
        python::relaxed(&self.order(), &self.python())
    }

    /// What the Python twin can do, as far as the lesson can do the same.
    pub fn python_cases(&self) -> Cases {
        python::relaxed_cases(&self.cases(), &self.python())
    }

    fn python(&self) -> String {
        fs::read_to_string(self.folder().join("twin.py")).expect("the twin")
    }

    /// Whether a run is possible, of the lesson or of its twin, given who wrote which line. Only
    /// the text is asked where that is not known, and of lines in pieces, which can be of two
    /// processes.
    pub fn check(&self, cases: &Cases, recording: &Recording) -> Answer {
        if self.torn.is_some() || self.is_only_traced {
            return cases.check_text(&String::from_utf8_lossy(&recording.output));
        }
        let lines = recording.lines().map(|line| line.text().into_owned());
        let texts: Vec<_> =
            lines.map(|line| python::as_in_3_6(&line).into_owned()).collect();
        let lines: Vec<Written<'_>> = recording.written(&cases.orders()[0], &texts);
        cases.check(&lines)
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

    /// What `command` prints on a terminal is possible, where only the text is known.
    #[track_caller]
    pub fn holds_on_terminal(&self, cases: &Cases, command: Command) {
        let program = format!("{command:?}");
        let shown = terminal::run(command, PATIENCE);
        let lines = shown.iter().map(|line| python::as_in_3_6(line).into_owned());
        let text = lines.collect::<Vec<_>>().join("\n");
        let answer = cases.check_text(&text);
        assert!(answer.is_possible(), "{program}: {answer:?}\n{text}");
        if let Some(torn) = self.torn {
            assert_eq!(shown, torn, "{program}");
        }
    }
}
