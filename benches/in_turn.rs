//! Two sides of a comparison, measured in turn in one run.

use std::time::Instant;

use crate::median::median;

/// How often each side is measured.
const ROUNDS: usize = 51;

/// Microseconds an operation on both sides, and the median of their ratios.
#[derive(Debug)]
pub(crate) struct Comparison {
    pub(crate) ours: f64,
    pub(crate) theirs: f64,
    pub(crate) ratio: f64,
}

/// Runs `ours` and `theirs` in turn; each does `operations` of what is compared.
pub(crate) fn in_turn(
    operations: u32,
    ours: &dyn Fn(),
    theirs: &dyn Fn(),
) -> Comparison {
    let time = |side: &dyn Fn()| {
        let start = Instant::now();
        side();
        start.elapsed().as_secs_f64() * 1e6 / f64::from(operations)
    };
    time(ours);
    time(theirs);
    let rounds: Vec<_> = (0..ROUNDS).map(|_| (time(ours), time(theirs))).collect();
    Comparison {
        ours: median(rounds.iter().map(|round| round.0)),
        theirs: median(rounds.iter().map(|round| round.1)),
        ratio: median(rounds.iter().map(|round| round.0 / round.1)),
    }
}
