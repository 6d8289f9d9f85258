//! `orders`: how many, and a few of them.

use crate::fixture::{piped, workbook};
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
    let twin = [arguments.as_slice(), &["--twin"]].concat();
    piped(workbook(&twin)).shows("orders-3-twin", 0);
}

#[test]
fn as_json() {
    let arguments = ["orders", "3", "-n", "1", "--seed", "7", "--json"];
    piped(workbook(&arguments)).shows("orders-json", 0);
}
