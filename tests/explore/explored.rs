//! What the explorer finds of a script, and how that differs from what there is.

use std::collections::BTreeSet;
use std::env;
use std::fmt::Write as _;

use process_workbook::explore::Explorer;

use super::choice;
use super::machine::Kernel;
use super::model::{Limits, Outputs, outputs};
use super::puppet::{self, Puppet};
use super::script::Script;

/// A signal stops its victim before the victim's next call, and an end takes time.
const KERNEL: Kernel = Kernel::Gradual;

/// `WORKBOOK_EXPLORED=2000` tries more, and `WORKBOOK_SCRIPT='main: …'` only that one.
#[test]
fn the_explorer_and_brute_force_agree() {
    let Some(puppet) = Puppet::find("the_explorer_and_brute_force_agree") else {
        return;
    };
    let mut scripts = Vec::new();
    match env::var("WORKBOOK_SCRIPT") {
        Ok(text) => scripts.push(text.parse().expect("WORKBOOK_SCRIPT is a script")),
        Err(_) => {
            let all = choice::scripts(KERNEL).take(choice::count());
            scripts.extend(all.map(|(script, _)| script));
        }
    }
    let is_wrong = |script: &Script| difference(&puppet, script).0.is_some();
    let mut complete = 0;
    for script in &scripts {
        let (text, is_complete) = difference(&puppet, script);
        if let Some(text) = text {
            let small = script.shrunk(is_wrong);
            let less = difference(&puppet, &small).0.unwrap_or_default();
            panic!("wrong of\n\n{script}\n\n{text}\nand of\n\n{small}\n\n{less}");
        }
        complete += usize::from(is_complete);
    }
    // A search that always gives up is never wrong, but of no use. Many scripts have a signal
    // or an end that takes its time, of which the explorer does not claim to know all.
    assert!(complete * 2 >= scripts.len(), "{complete} of {}", scripts.len());
}

/// How the explorer is wrong of `script`, and whether it says that it has found all. If it
/// does not, it may have missed something.
fn difference(puppet: &Puppet, script: &Script) -> (Option<String>, bool) {
    let expected = outputs(script, KERNEL, Limits::NONE).expect("no limit");
    let (found, is_complete) = explore(puppet, script);
    let mut text = String::new();
    let mut list =
        |head: &str, ones: &BTreeSet<Vec<u8>>, others: &BTreeSet<Vec<u8>>| {
            for one in ones.difference(others) {
                let lines = String::from_utf8_lossy(one).replace('\n', " ");
                writeln!(text, "{head}: {lines}").expect("a string");
            }
        };
    list("not possible", &found.ended, &expected.ended);
    list("standstill not possible", &found.stuck, &expected.stuck);
    if is_complete {
        list("not found", &expected.ended, &found.ended);
        list("standstill not found", &expected.stuck, &found.stuck);
    }
    ((!text.is_empty()).then_some(text), is_complete)
}

fn explore(puppet: &Puppet, script: &Script) -> (Outputs, bool) {
    let locks = puppet::fresh();
    let command = || puppet.command(script, &locks);
    let exploration = Explorer::new(command).explore();
    let exploration =
        exploration.unwrap_or_else(|error| panic!("{script}\n{error}"));
    let mut stuck = BTreeSet::new();
    for standstill in &exploration.standstills {
        stuck.extend(standstill.texts());
    }
    let ended = exploration.texts();
    (Outputs { ended, stuck }, exploration.is_complete())
}
