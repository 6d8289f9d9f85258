//! Random scripts, performed for real: what they print, and what the brute force says.

use std::env;

use super::generate;
use super::machine::Kernel;
use super::model::{Outputs, outputs};
use super::puppet::Puppet;
use super::script::Script;

/// More is not worth it: each script is to be explored in a moment.
const STATES: usize = 4_000;
const OUTPUTS: usize = 60;

/// How many random scripts are tried. CI tries more.
fn count() -> usize {
    let count = env::var("WORKBOOK_EXPLORED");
    count.map_or(40, |count| count.parse().expect("WORKBOOK_EXPLORED is a number"))
}

/// Random scripts for which it matters who is faster, and what they can print.
fn scripts(kernel: Kernel) -> impl Iterator<Item = (Script, Outputs)> {
    (0..).map(generate::script).filter_map(move |script| {
        let all = outputs(&script, kernel, STATES).ok()?;
        let count = all.ended.len() + all.stuck.len();
        (2..=OUTPUTS).contains(&count).then_some((script, all))
    })
}

#[test]
fn whatever_really_happens_is_in_the_model() {
    let Some(puppet) = Puppet::find("whatever_really_happens_is_in_the_model")
    else {
        return;
    };
    // Nobody could tell from outside that a run stands still.
    let ending = scripts(Kernel::Linux).filter(|(_, all)| all.stuck.is_empty());
    for (script, all) in ending.take(count()) {
        for _ in 0..25 {
            let text = puppet.run(&script);
            let shown = String::from_utf8_lossy(&text);
            assert!(all.ended.contains(&text), "{script}\nreally prints:\n{shown}");
        }
    }
}
