//! What is wrong with the learner's program.

use process_order::{Action, Difference, End, Order};
use process_workbook::record::Recording;

use super::failure::{Failure, How};
use super::trial::Trial;
use crate::subject::watchdog::Halt;
use crate::words::{Both, translated};

/// What is to be explained.
pub(crate) enum Problem<'a> {
    /// It prints more than anybody reads.
    Floods,
    /// It runs for longer than anybody waits.
    NeverEnds(&'a Recording),
    /// Each of its processes waits for another one.
    StandsStill(&'a Recording),
    /// Main does not come to its end.
    Fails(Failure<'a>),
    /// A process goes on when main, and all that can print, has ended.
    LeftBehind,
    /// Nobody can go on in one of its runs, for this reason.
    CanStandStill(Both),
    /// How one of its orders differs from the solution's.
    Differs(Box<Order>, Difference),
    /// These lines are an output, and none of the solution.
    CanPrint(Vec<String>),
    /// These lines are an output of the solution, and of none of its runs.
    Impossible(Vec<String>),
}

impl Problem<'_> {
    /// The reason, in the words of the hints.
    pub(crate) fn reason(&self) -> &'static str {
        match self {
            Self::Floods => translated!("too much output"),
            Self::NeverEnds(_) => translated!("never ends"),
            Self::StandsStill(_) | Self::CanStandStill(_) => {
                translated!("stands still")
            }
            Self::Fails(Failure { how, .. }) => match how {
                How::Panic => translated!("panic"),
                How::Error => translated!("error"),
                How::Exit => translated!("another end"),
            },
            Self::LeftBehind => translated!("left behind"),
            Self::CanPrint(_) => translated!("missing order"),
            Self::Impossible(_) => translated!("too much order"),
            Self::Differs(_, difference) => match difference {
                Difference::Absent { .. } | Difference::Unexpected { .. } => {
                    translated!("another process")
                }
                Difference::Line { .. } => translated!("another line"),
                Difference::Unjoined { .. } => translated!("left behind"),
                Difference::End { .. } => translated!("another end"),
                Difference::Excess { .. }
                | Difference::Apart { .. }
                | Difference::Write { wanted: false, .. } => {
                    translated!("too much order")
                }
                _ => translated!("missing order"),
            },
        }
    }

    /// What has the smallest rank is explained first: the rest may be due to it.
    pub(super) fn rank(&self) -> usize {
        const RANKS: [&str; 10] = [
            "too much output",
            "stands still",
            "never ends",
            "panic",
            "error",
            "another process",
            "another line",
            "left behind",
            "another end",
            "missing order",
        ];
        let rank = RANKS.iter().position(|reason| *reason == self.reason());
        rank.unwrap_or(RANKS.len())
    }
}

/// The first thing that is wrong with these runs, whatever their order.
pub(crate) fn first<'a>(trials: &'a [Trial], wanted: &Order) -> Option<Problem<'a>> {
    let problems = trials.iter().filter_map(|trial| of(trial, wanted));
    problems.min_by_key(Problem::rank)
}

fn of<'a>(trial: &'a Trial, wanted: &Order) -> Option<Problem<'a>> {
    let Trial { recording, floods, halt, left_behind, stderr } = trial;
    if *floods {
        return Some(Problem::Floods);
    }
    match halt {
        Some(Halt::StandsStill) => return Some(Problem::StandsStill(recording)),
        Some(Halt::NeverEnds) => return Some(Problem::NeverEnds(recording)),
        None => {}
    }
    let code = recording.exitcode;
    if code > 0 && wanted.main().end != End::Exit(code) {
        let how = How::of(code, stderr);
        return Some(Problem::Fails(Failure { code, how, trial }));
    }
    // An orphan that is wanted may still be there, as a zombie that init has not reaped.
    let is_left = *left_behind && everybody_is_joined(wanted);
    is_left.then_some(Problem::LeftBehind)
}

fn everybody_is_joined(order: &Order) -> bool {
    let mut children = order.processes().skip(1).map(|(child, _)| child);
    children.all(|child| {
        let joins = |action: &Action| *action == Action::Join(child);
        order.histories().iter().any(|history| history.actions.iter().any(joins))
    })
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use process_order::Order;
    use process_workbook::record::{Recording, Report, Seen, Step};

    use super::{Halt, Problem, Trial, first};

    const MAIN: u32 = 10;
    const CHILD: u32 = 11;

    /// Main starts a child, joins it, and prints a line.
    fn run() -> Trial {
        let steps = [
            (MAIN, Seen::Report(Report::Start { pid: CHILD, name: "child".into() })),
            (CHILD, Seen::Lines(vec![b"hello".to_vec()])),
            (CHILD, Seen::Report(Report::Exit { code: 0 })),
            (MAIN, Seen::Report(Report::Join { pid: CHILD, code: Some(0) })),
            (MAIN, Seen::Lines(vec![b"bye".to_vec()])),
        ];
        let step = |(pid, seen)| Step { pid, at: Duration::ZERO, seen };
        let recording = Recording {
            main: MAIN,
            exitcode: 0,
            timed_out: false,
            steps: steps.into_iter().map(step).collect(),
            output: Vec::new(),
        };
        let stderr = String::new();
        Trial { recording, floods: false, halt: None, left_behind: false, stderr }
    }

    const WANTED: &str = "main\n  start child\n  join child\n  | bye\n  exit 0\n\n\
        child\n  | hello\n  exit 0\n";

    #[track_caller]
    fn reason(trials: &[Trial], wanted: &str) -> Option<&'static str> {
        let wanted: Order = wanted.parse().expect("an order");
        first(trials, &wanted).as_ref().map(Problem::reason)
    }

    #[test]
    fn how_main_fails_is_told_apart() {
        for (code, stderr, expected) in [
            (101, "thread 'main' (7) panicked at x.rs:1:1:\nno plates", "panic"),
            (1, "Error: StartedTwice", "error"),
            (1, "Process soup:\nError: Burnt\nError: Burnt", "error"),
            (1, "Process soup:\nError: Burnt", "another end"),
            (1, "", "another end"),
            (101, "", "another end"),
            (3, "Error: none of std", "another end"),
        ] {
            let mut failing = run();
            failing.recording.exitcode = code;
            failing.stderr = stderr.to_owned();
            assert_eq!(reason(&[failing], WANTED), Some(expected), "{stderr}");
        }
        let mut exits = run();
        exits.recording.exitcode = 3;
        let wanted = WANTED.replacen("exit 0", "exit 3", 1);
        assert_eq!(reason(&[exits], &wanted), None);
    }

    #[test]
    fn one_run_that_is_wrong_is_enough_and_what_explains_the_rest_comes_first() {
        let mut failing = run();
        failing.recording.exitcode = 101;
        failing.stderr = "thread 'main' panicked at x.rs:1:1:".to_owned();
        let mut hanging = run();
        hanging.halt = Some(Halt::NeverEnds);
        let mut still = run();
        still.halt = Some(Halt::StandsStill);
        let mut lingering = run();
        lingering.left_behind = true;
        let trials = [run(), lingering, failing, hanging, still];
        assert_eq!(reason(&trials[..1], WANTED), None);
        assert_eq!(reason(&trials[..2], WANTED), Some("left behind"));
        let orphan = WANTED.replace("  join child\n", "");
        assert_eq!(reason(&trials[..2], &orphan), None);
        assert_eq!(reason(&trials[..3], WANTED), Some("panic"));
        assert_eq!(reason(&trials[..4], WANTED), Some("never ends"));
        assert_eq!(reason(&trials, WANTED), Some("stands still"));
    }
}
