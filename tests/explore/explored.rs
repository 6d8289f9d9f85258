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

/// What is expected of a search. That a call is finished after a signal was sent is not: it
/// happens once in ten thousand runs, and nobody who holds a process at its calls can see it.
const KERNEL: Kernel = Kernel::Gradual;

/// `WORKBOOK_EXPLORED=2000` tries more, and `WORKBOOK_SCRIPT='main: …'` only that one.
#[test]
fn the_explorer_and_brute_force_agree() {
    let Some(puppet) = Puppet::find("the_explorer_and_brute_force_agree") else {
        return;
    };
    let difference = |script: &Script| {
        let expected = outputs(script, KERNEL, Limits::NONE).expect("no limit");
        difference(&expected, &explore(&puppet, script))
    };
    let check = |script: &Script| {
        if difference(script).is_some() {
            let small = script.shrunk(|it| difference(it).is_some());
            let difference = difference(&small).unwrap_or_default();
            panic!("the explorer is wrong of\n\n{small}\n\n{difference}");
        }
    };
    match env::var("WORKBOOK_SCRIPT") {
        Ok(text) => check(&text.parse().expect("WORKBOOK_SCRIPT is a script")),
        Err(_) => {
            let scripts = choice::scripts(KERNEL).take(choice::count());
            scripts.for_each(|(script, _)| check(&script));
        }
    }
}

fn explore(puppet: &Puppet, script: &Script) -> Outputs {
    let locks = puppet::fresh();
    let command = || puppet.command(script, &locks);
    let exploration = Explorer::new(command).explore();
    let exploration =
        exploration.unwrap_or_else(|error| panic!("{script}\n{error}"));
    assert!(exploration.is_complete(), "not complete:\n{script}");
    let mut stuck = BTreeSet::new();
    for standstill in &exploration.standstills {
        stuck.extend(standstill.texts());
    }
    Outputs { ended: exploration.texts(), stuck }
}

/// What is to be found and was not, and what was found and is not.
fn difference(expected: &Outputs, found: &Outputs) -> Option<String> {
    let mut text = String::new();
    let mut list =
        |head: &str, ones: &BTreeSet<Vec<u8>>, others: &BTreeSet<Vec<u8>>| {
            for one in ones.difference(others) {
                let lines = String::from_utf8_lossy(one).replace('\n', " ");
                writeln!(text, "{head}: {lines}").expect("a string");
            }
        };
    list("not found", &expected.ended, &found.ended);
    list("not possible", &found.ended, &expected.ended);
    list("standstill not found", &expected.stuck, &found.stuck);
    list("standstill not possible", &found.stuck, &expected.stuck);
    (!text.is_empty()).then_some(text)
}
