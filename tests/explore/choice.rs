//! Which random scripts are tried.

use std::env;

use super::generate::{self, Size};
use super::machine::Kernel;
use super::model::{Limits, Outputs, outputs};
use super::script::Script;

/// More is not worth it: each script is to be explored in a moment.
const LIMITS: Limits = Limits { states: 1_500, outputs: 60 };

/// For larger scripts.
const LARGER: Limits = Limits { states: 10_000, outputs: 200 };

/// How many scripts: 40, or as many as the environment asks for.
pub(crate) fn count() -> usize {
    let count = env::var("WORKBOOK_EXPLORED");
    count.map_or(40, |count| count.parse().expect("WORKBOOK_EXPLORED is a number"))
}

/// Where the seeds begin: `WORKBOOK_SEED=1000000` tries scripts that nobody has tried.
fn first_seed() -> u64 {
    let seed = env::var("WORKBOOK_SEED");
    seed.map_or(0, |seed| seed.parse().expect("WORKBOOK_SEED is a number"))
}

/// Random scripts, most of which can print several texts, and what they can print.
pub(crate) fn scripts(kernel: Kernel) -> impl Iterator<Item = (Script, Outputs)> {
    // `WORKBOOK_LARGER=1`: more processes, each of which does more.
    let (size, limits) = match env::var_os("WORKBOOK_LARGER") {
        Some(_) => (Size::Large, LARGER),
        None => (Size::Small, LIMITS),
    };
    (first_seed()..).filter_map(move |seed| {
        let script = generate::script(seed, size);
        let all = outputs(&script, kernel, limits).ok()?;
        (all.count() > 1 || seed % 4 == 0).then_some((script, all))
    })
}
