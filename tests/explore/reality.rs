//! Random scripts, performed for real: nothing happens that the brute force does not know.

use super::choice;
use super::machine::Kernel;
use super::puppet::Puppet;

/// How often each script is performed.
const RUNS: usize = 25;

#[test]
fn whatever_really_happens_is_in_the_model() {
    let Some(puppet) = Puppet::find("whatever_really_happens_is_in_the_model")
    else {
        return;
    };
    // Nobody could tell from outside that a run stands still, so these always end.
    let all = choice::scripts(Kernel::Linux);
    let ending = all.filter(|(_, outputs)| outputs.stuck.is_empty());
    for (script, outputs) in ending.take(choice::count()) {
        for _ in 0..RUNS {
            let text = puppet.run(&script);
            let shown = String::from_utf8_lossy(&text);
            assert!(
                outputs.ended.contains(&text),
                "{script}\nreally prints:\n{shown}"
            );
        }
    }
}
