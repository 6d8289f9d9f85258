//! Every lesson's twin, run by a real `CPython`, prints the same lines per process as the
//! Rust lesson, in an order that one of the lesson's cases allows.

#[path = "support/mod.rs"]
mod support;

use support::lesson::{self, Lesson};
use support::{at_once, lessons, python};

#[test]
fn twin01() {
    agrees(&lessons::FIRST_PROCESS);
}

#[test]
fn twin02() {
    agrees(&lessons::SINGLE_FUNCTION);
}

#[test]
fn twin03() {
    agrees(&lessons::MULTIPLE_FUNCTIONS);
}

#[test]
fn twin04() {
    agrees(&lessons::SUBCLASS);
}

#[test]
fn twin05() {
    agrees(&lessons::ARGUMENTS);
}

#[test]
fn twin06() {
    agrees(&lessons::NAMES);
}

#[test]
fn twin07() {
    agrees(&lessons::LIFE_CYCLE);
}

#[test]
fn twin08() {
    agrees(&lessons::JOIN);
}

#[test]
fn twin09() {
    agrees(&lessons::EXITCODE);
}

#[test]
fn twin10() {
    agrees(&lessons::TERMINATE);
}

#[test]
fn twin11() {
    agrees(&lessons::DAEMON);
}

#[test]
fn twin12() {
    agrees(&lessons::AUTHKEY);
}

#[test]
fn twin13() {
    agrees(&lessons::SENTINEL);
}

#[test]
fn twin14() {
    agrees(&lessons::FAMILY);
}

#[test]
fn twin15() {
    agrees(&lessons::BOOTSTRAP);
}

#[test]
fn twin16() {
    agrees(&lessons::RACES);
}

#[test]
fn twin17() {
    agrees(&lessons::BUFFERS);
}

#[test]
fn twin18() {
    agrees(&lessons::TORN_LINES);
}

#[test]
fn twin19() {
    agrees(&lessons::RANDOMNESS);
}

#[test]
fn twin20() {
    agrees(&lessons::MAKING_ORDER);
}

#[test]
fn twin21() {
    agrees(&lessons::START_METHODS);
}

#[test]
fn twin22() {
    agrees(&lessons::LOCKS);
}

#[test]
fn twin23() {
    agrees(&lessons::FULL_PIPES);
}

#[test]
fn twin24() {
    agrees(&lessons::THREADS_AND_FORK);
}

#[test]
fn twin25() {
    agrees(&lessons::CTRL_C);
}

#[test]
fn twin26() {
    agrees(&lessons::FORK_PUZZLES);
}

#[test]
fn twin13_ends_when_main_fails_before_it_rings() {
    let lesson = &lessons::SENTINEL;
    let Some(python) = python::find(lesson.folder) else { return };
    lesson.ends_behind_head(&lesson.twin(python));
}

fn agrees(lesson: &Lesson) {
    let Some(python) = python::find(lesson.folder) else { return };
    let cases = lesson.python_cases();
    // An interpreter takes long to start: fewer runs than of the lesson.
    at_once::each(0..lesson::runs().div_ceil(50), |_| {
        let run = lesson.run_twin(python);
        let answer = lesson.check(&cases, &run);
        let (version, seen) = (python.version, String::from_utf8_lossy(&run.output));
        assert!(answer.is_possible(), "Python {version:?}: {answer:?}\n{seen}");
        lesson.holds_on_terminal(&cases, lesson.twin(python));
    });
}
