//! What a learner waits for: `cargo bench --bench cli`.
//!
//! The map, and a check of a file, beside /bin/true, which does nothing, in turn; the
//! feedback after a save beside the build of that file alone; and how busy the processors
//! are while a lesson is raced.

mod in_turn;
mod median;

use std::cell::Cell;
use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::thread;
use std::time::Instant;

use in_turn::in_turn;
use median::median;
use nix::sys::resource::{UsageWho, getrusage};

/// How often each race is run.
const ROUNDS: usize = 5;

/// The short race that is the default, and a longer one.
const RACES: [[&str; 4]; 2] =
    [["race", "3", "--runs", "200"], ["race", "3", "--runs", "2000"]];

/// The result that the document prints.
const DOCUMENT: &str = concat!(
    env!("CARGO_MANIFEST_DIR"),
    "/lessons/03-multiple-functions/document.txt"
);

fn main() {
    let check = || {
        let status = workbook(&["check", "3", DOCUMENT]).status();
        // In Python it is possible, in Rust it is not.
        assert_eq!(status.expect("it runs").code(), Some(1));
    };
    let nothing = || {
        let status = Command::new("/bin/true").status();
        assert!(status.expect("it runs").success());
    };
    let found = in_turn(1, &check, &nothing);
    println!("{:44} {:>6}   bar", "", "ratio");
    println!(
        "{:44} {:6.2}   ≤ 30   ({:.0} and {:.0} µs)",
        "workbook check 3 FILE ÷ /bin/true", found.ratio, found.ours, found.theirs
    );

    let map = || assert!(workbook(&[]).status().expect("it runs").success());
    let found = in_turn(1, &map, &nothing);
    println!(
        "{:44} {:6.2}   ≤ 30   ({:.0} and {:.0} µs)",
        "workbook ÷ /bin/true", found.ratio, found.ours, found.theirs
    );
    let saved = Saved::new();
    let found = in_turn(1, &|| saved.check(), &|| saved.build());
    println!(
        "{:44} {:6.2}   ≤ 2    ({:.0} and {:.0} µs)",
        "workbook check 3a, saved ÷ cargo build",
        found.ratio,
        found.ours,
        found.theirs
    );

    let processors = thread::available_parallelism().map_or(1, usize::from);
    for race in RACES {
        println!(
            "{:44} {:6.2}   near {processors}",
            format!("workbook {}: processor ÷ clock", race.join(" ")),
            median((0..ROUNDS).map(|_| busy_processors(&race)))
        );
    }
}

fn workbook(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_workbook"));
    command.args(arguments).env_remove("WORKBOOK_SPEED").stdout(Stdio::null());
    command
}

/// An exercise in a folder of its own, which is saved before every step.
struct Saved {
    folder: PathBuf,
    saves: Cell<u32>,
}

impl Saved {
    fn new() -> Self {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("my-bench");
        // It need not be there.
        let _ = fs::remove_dir_all(&folder);
        let saved = Self { folder, saves: Cell::new(0) };
        let started =
            workbook(&["start", "3a"]).env("WORKBOOK_MY", &saved.folder).status();
        assert!(started.expect("it runs").success());
        saved.check();
        saved
    }

    fn save(&self) {
        self.saves.set(self.saves.get() + 1);
        let program = concat!(
            env!("CARGO_MANIFEST_DIR"),
            "/lessons/03-multiple-functions/exercise-a.rs"
        );
        let program = fs::read_to_string(program).expect("the exercise");
        let program = format!("{program}\n// Saved {} times.\n", self.saves.get());
        fs::write(self.folder.join("src/bin/03a.rs"), program).expect("a folder");
    }

    /// The check says that it is not right yet, and shows why with the learner's processes.
    fn check(&self) {
        self.save();
        let mut check = workbook(&["check", "3a"]);
        let status = check.env("WORKBOOK_MY", &self.folder).status();
        assert_eq!(status.expect("it runs").code(), Some(1));
    }

    fn build(&self) {
        self.save();
        let cargo = env::var_os("CARGO").expect("cargo bench sets it");
        let mut build = Command::new(cargo);
        build.args(["build", "--quiet", "--bin", "03a"]).current_dir(&self.folder);
        assert!(build.status().expect("it runs").success());
    }
}

/// How many processors a race keeps busy: the time of all its processes, by the clock.
fn busy_processors(race: &[&str]) -> f64 {
    let before = seconds_of_children();
    let start = Instant::now();
    let status = workbook(race).status();
    assert!(status.expect("it runs").success());
    (seconds_of_children() - before) / start.elapsed().as_secs_f64()
}

/// The processor time of all children that have ended, and of theirs.
#[expect(clippy::cast_precision_loss, reason = "2^52 microseconds are 142 years")]
fn seconds_of_children() -> f64 {
    let usage = getrusage(UsageWho::RUSAGE_CHILDREN).expect("getrusage");
    let times = [usage.user_time(), usage.system_time()];
    let microseconds =
        times.map(|time| time.tv_sec() as f64 * 1e6 + time.tv_usec() as f64);
    microseconds.iter().sum::<f64>() / 1e6
}
