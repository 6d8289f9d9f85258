//! `orders`: how many, and a few of them.

use crate::fixture::{piped, workbook};
use crate::stage::Stage;
use crate::terminal::on_terminal;

#[test]
fn all_of_few() {
    piped(workbook(&["orders", "7"])).shows("orders-7", 0);
}

#[test]
fn the_only_one() {
    on_terminal(&workbook(&["orders", "9"])).shows("orders-9", 0);
}

#[test]
fn some_of_many() {
    let arguments = ["orders", "3", "-n", "2", "--seed", "7"];
    piped(workbook(&arguments)).shows("orders-3", 0);
    let twin = ["orders", "3", "-n", "0", "--for", "1", "--twin"];
    let seen = piped(workbook(&twin));
    assert_eq!((seen.status, seen.stderr.as_str()), (0, ""), "{seen:?}");
    assert!(seen.stdout.contains("there may be others"), "{seen:?}");
}

#[test]
fn as_json() {
    let arguments = ["orders", "3", "-n", "1", "--seed", "7", "--json"];
    piped(workbook(&arguments)).shows("orders-json", 0);
}

/// Main joins each worker before it goes on.
// F-17
#[test]
fn a_changed_lesson() {
    let stage = Stage::new("orders-changed").with("lesson03", "fast.sh");
    let seen = piped(stage.workbook(&["orders", "3", "-n", "0"]));
    seen.shows("orders-changed", 0);
}
