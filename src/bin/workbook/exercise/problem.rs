//! What is wrong with a run of the learner's program.

use process_workbook::order::{Difference, End, Fault, Order};
use process_workbook::record::Recording;

use super::trial::Trial;

/// What is to be explained.
pub(super) enum Problem<'a> {
    /// It runs for longer than anybody waits.
    NeverEnds(&'a Recording),
    /// Main panics, or gives back an error: it ends with this exit code.
    Fails(i32),
    /// What it did does not fit together.
    Unclear(Fault),
    /// A process goes on when main, and all that can print, has ended.
    LeftBehind,
    /// Its order, and in what that differs from the solution's.
    Differs(Box<Order>, Difference),
}

impl Problem<'_> {
    /// The reason, in the words of the hints.
    pub(super) fn reason(&self) -> &'static str {
        match self {
            Self::NeverEnds(_) => "never ends",
            Self::Fails(_) => "panic",
            Self::Unclear(_) => "unclear",
            Self::LeftBehind => "left behind",
            Self::Differs(_, difference) => match difference {
                Difference::Absent { .. } | Difference::Unexpected { .. } => {
                    "another process"
                }
                Difference::Line { .. } => "another line",
                Difference::Unjoined { .. } => "left behind",
                Difference::End { .. } => "another end",
                Difference::Excess { .. } | Difference::Apart { .. } => {
                    "too much order"
                }
                _ => "missing order",
            },
        }
    }

    /// What has the smallest rank is explained first: the rest may be due to it.
    fn rank(&self) -> usize {
        const RANKS: [&str; 8] = [
            "never ends",
            "panic",
            "unclear",
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

/// The first thing that is wrong with these runs, if anything is.
pub(super) fn first<'a>(
    trials: &'a [Trial],
    wanted: &Order,
    more_order_is_fine: bool,
) -> Option<Problem<'a>> {
    let problems =
        trials.iter().filter_map(|trial| of(trial, wanted, more_order_is_fine));
    problems.min_by_key(Problem::rank)
}

fn of<'a>(
    trial: &'a Trial,
    wanted: &Order,
    more_order_is_fine: bool,
) -> Option<Problem<'a>> {
    let Trial { recording, left_behind } = trial;
    if recording.timed_out {
        return Some(Problem::NeverEnds(recording));
    }
    let code = recording.exitcode;
    if matches!(code, PANIC | ERROR) && wanted.histories()[0].end != End::Exit(code)
    {
        return Some(Problem::Fails(code));
    }
    let order = match recording.order() {
        Ok(order) => order.with_lines_of(wanted),
        Err(fault) => return Some(Problem::Unclear(fault)),
    };
    let differences = order.differences(wanted).into_iter();
    let differences = differences.filter(|difference| {
        let is_more = matches!(
            difference,
            Difference::Excess { .. } | Difference::Apart { .. }
        );
        !(is_more && more_order_is_fine)
    });
    let problems = differences
        .map(|difference| Problem::Differs(Box::new(order.clone()), difference));
    let problems = problems.chain(left_behind.then_some(Problem::LeftBehind));
    problems.min_by_key(Problem::rank)
}

/// The exit code of a main that panics.
pub(super) const PANIC: i32 = 101;
/// The exit code of a main that gives back an error.
const ERROR: i32 = 1;
