//! The learner's pace, which `CPython` does not have.

use std::env;

use process_workbook::Process;

use crate::support::probe::{self, Probe};

pub(crate) const PROBES: &[Probe] = &[Probe::inside(REFUSED, is_refused)];

const REFUSED: &str = "a_pace_that_is_no_positive_number_is_refused";
const SPEED: &str = "WORKBOOK_SPEED";

fn is_refused() {
    if env::var_os(SPEED).is_some() {
        let mut child = Process::new(|| ());
        return match child.start() {
            Ok(()) => println!("started"),
            Err(error) => println!("{error}"),
        };
    }
    let answer = |speed: &str| {
        let run =
            probe::command(REFUSED).env(SPEED, speed).output().expect("it runs");
        assert!(run.status.success());
        String::from_utf8(run.stdout).expect("UTF-8")
    };
    for speed in ["50", "0.5", " 2\n", "1e18"] {
        assert_eq!(answer(speed), "started\n", "{speed:?}");
    }
    for speed in ["0", "-1", "inf", "NaN", "fast", ""] {
        let must = "must be a positive number such as 50";
        assert_eq!(answer(speed), format!("{SPEED} {must}, not {speed:?}\n"));
    }
}
