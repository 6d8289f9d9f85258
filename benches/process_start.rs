//! What `Process` adds to fork(2) and waitpid(2): `cargo bench --bench process_start`, and
//! the same with `--profile lto`.
//!
//! Both sides run in turn in one process, which never makes a thread: after the first
//! thread glibc's `fork` takes locks, and both sides become slower. Where the kernel puts
//! its stack and its code decides about some page faults, so each row is measured in
//! several processes. The ratio is what counts; the microseconds are of this machine,
//! today.

mod in_turn;
mod median;
mod sides;

use std::env;
use std::process::Command;

use in_turn::{Comparison, in_turn};
use median::median;
use sides::{CHILDREN, capturing_closure, empty_closure, join_with_timeout, raw};

const ROWS: [(&str, fn(), &str); 3] = [
    ("empty closure", empty_closure, "≤ 1.15, with LTO ≤ 1.10"),
    ("capturing 64 bytes", capturing_closure, "≤ 1.20"),
    ("join_timeout", join_with_timeout, "≤ 1.25"),
];

/// In how many processes each row is measured.
const PROCESSES: usize = 9;

/// Names the row that a process of the bench is to measure.
const ROW: &str = "PROCESS_START_ROW";

fn main() {
    if let Ok(row) = env::var(ROW) {
        let (_, ours, _) = ROWS[row.parse::<usize>().expect("a row")];
        let Comparison { ratio, ours, theirs } = in_turn(CHILDREN, &ours, &raw);
        println!("{ratio} {ours} {theirs}");
        return;
    }
    println!("start + join ÷ raw fork + waitpid, median of {PROCESSES} processes");
    for (row, (name, _, bar)) in ROWS.iter().enumerate() {
        let found: Vec<_> =
            (0..PROCESSES).map(|_| measured_elsewhere(row)).collect();
        let middle =
            |column: usize| median(found.iter().map(|columns| columns[column]));
        println!(
            "{name:20} {:5.3}   ({:5.1} ÷ {:5.1} µs; bar {bar})",
            middle(0),
            middle(1),
            middle(2)
        );
    }
}

/// The ratio of `row` and its two sides, in a process of its own.
fn measured_elsewhere(row: usize) -> Vec<f64> {
    let this = env::current_exe().expect("a path to this binary");
    let output = Command::new(this).env(ROW, row.to_string()).output();
    let text = String::from_utf8(output.expect("it runs").stdout).expect("UTF-8");
    text.split_whitespace().map(|word| word.parse().expect("a number")).collect()
}
