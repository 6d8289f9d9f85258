//! What a learner waits for: `cargo bench --bench cli`.
//!
//! A check of a file beside /bin/true, which does nothing, in turn; and how busy the
//! processors are while a lesson is raced.

mod in_turn;
mod median;

use std::process::{Command, Stdio};
use std::thread;
use std::time::Instant;

use in_turn::in_turn;
use median::median;
use nix::sys::resource::{UsageWho, getrusage};

/// How often the race is run.
const ROUNDS: usize = 5;

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

    let processors = thread::available_parallelism().map_or(1, usize::from);
    println!(
        "{:44} {:6.2}   near {processors}",
        "workbook race 3 --runs 200: processor ÷ clock",
        median((0..ROUNDS).map(|_| busy_processors()))
    );
}

fn workbook(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_workbook"));
    command.args(arguments).env_remove("WORKBOOK_SPEED").stdout(Stdio::null());
    command
}

/// How many processors a race keeps busy: the time of all its processes, by the clock.
fn busy_processors() -> f64 {
    let before = seconds_of_children();
    let start = Instant::now();
    let status = workbook(&["race", "3", "--runs", "200"]).status();
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
