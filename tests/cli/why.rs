//! `why`: always, never, sometimes; and which line is meant.

use crate::fixture::{piped, workbook};
use crate::terminal::on_terminal_of;

#[track_caller]
fn shows(snapshot: &str, arguments: [&str; 3]) {
    let mut command = workbook(&["why"]);
    command.args(arguments);
    piped(command).shows(snapshot, 0);
}

#[test]
fn always() {
    shows("why-always", ["3", "worker_2", "End worker_2"]);
}

#[test]
fn never() {
    shows("why-never", ["5", "main: bread, milk", "Ada"]);
}

#[test]
fn sometimes() {
    shows("why-sometimes", ["3", "worker_3", "End"]);
}

#[test]
fn by_a_message() {
    shows("why-message", ["11", "keeper: the lamp b", "main: I see"]);
}

#[test]
fn by_its_place() {
    shows("why-place", ["3", "main:1", "worker_2"]);
}

#[test]
fn on_a_narrow_terminal() {
    let command = workbook(&["why", "3", "main:1", "worker_2"]);
    on_terminal_of(60, &command).shows("why-60", 0);
}

#[test]
fn which_line_is_meant() {
    for (name, arguments) in [
        ("why-unknown", ["why", "5", "Eve", "Ada"]),
        ("why-many", ["why", "3", "The number", "End"]),
        ("why-the-same", ["why", "5", "Ada", "Ada"]),
    ] {
        piped(workbook(&arguments)).complains(name);
    }
}
