//! Placeholder.

#[path = "../support/mod.rs"]
mod support;

use std::process::ExitCode;

use process_workbook::Process;
use support::probe::{self, Probe};

fn main() -> ExitCode {
    probe::main(PROBES)
}

const PROBES: &[Probe] =
    &[Probe::inside("a_child_that_returns_has_exitcode_0", || {
        let mut process = Process::new(|| ());
        process.start().expect("start");
        assert_eq!(process.join().expect("join"), 0); // S-032
    })];
