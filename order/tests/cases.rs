//! A program as a set of orders: the runs that stand still, the sets that are not complete,
//! its text, and the names of its cases.

use std::fmt::Write;

use num_bigint::BigUint;
use process_order::{Answer, Case, Cases, GaveUp, Order};

fn order(text: &str) -> Order {
    text.parse().expect("an order")
}

const DONE: &str = "main\n  start a\n  | one\n  join a\n  | two\n\na\n  | in a\n";
/// Main waits, and so does the child.
const STUCK: &str = "main\n  start a\n  | one\n\na\n  | in a\n";
/// The first line of main has no end.
const PIECES: &str = "main\n  start a\n  | pid [pid a]\\\n  | of [cpus]\n\na\n  | x\\\n  killed by SIGKILL\n";
const SHORT: &str = "main\n  start a\n  | one\n\na\n";

fn program(complete: bool) -> Cases {
    let cases = Cases::new(vec![order(DONE)], complete);
    cases.with_deadlocks(vec![order(STUCK), order(SHORT)])
}

#[test]
fn texts_at_which_it_stands_still_are_counted_once() {
    let program = program(true);
    // `one, in a`, `in a, one` and `one`.
    assert_eq!(program.count_deadlocks().expect("few").to_string(), "3");
    assert_eq!(program.count().expect("few").to_string(), "2");
    let twice = Cases::new(vec![order(DONE)], true)
        .with_deadlocks(vec![order(STUCK), order(STUCK)]);
    assert_eq!(twice.count_deadlocks().expect("few").to_string(), "2");
    let never = Cases::from(order(DONE));
    assert_eq!(never.count_deadlocks().expect("none").to_string(), "0");
}

#[test]
fn what_is_printed_before_it_stands_still_is_no_output() {
    let program = program(true);
    let answer = program.check_text("in a\none\n");
    let Answer::StandsStill { deadlock, events } = &answer else {
        panic!("{answer:?}");
    };
    assert!(!answer.is_possible());
    let stuck = &program.deadlocks()[*deadlock];
    assert_eq!(stuck, &order(STUCK));
    let writers = events.iter().map(|event| stuck.name(event.process()));
    assert_eq!(writers.collect::<Vec<_>>(), ["a", "main"]);
    assert!(matches!(program.check_text("one\n"), Answer::StandsStill { .. }));
    assert!(program.check_text("one\nin a\ntwo\n").is_possible());
    assert!(matches!(program.check_text("in a\n"), Answer::Impossible(_)));
}

#[test]
fn an_incomplete_set_calls_nothing_impossible() {
    let text = "two\none\nin a\n";
    let Answer::NotFound(found) = program(false).check_text(text) else {
        panic!("there may be other orders");
    };
    let Answer::Impossible(all) = program(true).check_text(text) else {
        panic!("these are all orders");
    };
    assert_eq!(found, all);
    assert_eq!(found.case, Some(0));
    let refusal = found.refusal.expect("a reason");
    assert_eq!(refusal.line, 1);
    assert!(program(false).check_text("one\nin a\ntwo\n").is_possible());
    let none = Cases::new(vec![], false);
    assert!(matches!(none.check_text("x\n"), Answer::NotFound(_)));
}

/// Twelve children of nine lines, of which nobody waits for another: 108! / 9!^12 outputs.
#[test]
fn one_order_is_counted_part_by_part() {
    let mut text = "main\n".to_owned();
    for child in 0..12 {
        writeln!(text, "  start c{child}").expect("a String");
    }
    for child in 0..12 {
        writeln!(text, "\nc{child}").expect("a String");
        for line in 0..9 {
            writeln!(text, "  | {child}.{line}").expect("a String");
        }
    }
    let (mut expected, mut lines) = (BigUint::from(1_u8), 0_u32);
    for _ in 0..12 {
        for line in 1..=9_u32 {
            lines += 1;
            expected = expected * lines / line;
        }
    }
    let program = Cases::from(order(&text));
    assert_eq!(program.count(), Ok(expected));
}

#[track_caller]
fn is_read_as_written(program: &Cases) {
    let text = program.to_string();
    let again: Cases = text.parse().unwrap_or_else(|it| panic!("{it}\n{text}"));
    assert_eq!(again.to_string(), text);
    assert_eq!(again.orders(), program.orders(), "{text}");
    assert_eq!(again.deadlocks(), program.deadlocks(), "{text}");
    assert_eq!(again.is_complete(), program.is_complete(), "{text}");
    assert_eq!(again.cases(), program.cases(), "{text}");
}

/// The workbook keeps its answers in this form.
#[test]
fn the_text_is_the_whole_program() {
    let late = order("main\n  start b\n  | late\n\nb\n  killed by SIGTERM\n");
    for complete in [true, false] {
        is_read_as_written(&program(complete));
        is_read_as_written(&Cases::new(vec![], complete));
        let both = Cases::new(vec![order(DONE), late.clone()], complete);
        is_read_as_written(&both);
        is_read_as_written(&both.with_deadlocks(vec![order(STUCK), late.clone()]));
        let never = Cases::new(vec![], complete);
        is_read_as_written(&never.with_deadlocks(vec![
            order(STUCK),
            order(SHORT),
            late.clone(),
        ]));
    }
}

#[test]
fn the_text_has_pieces_and_placeholders() {
    let pieces = order(PIECES);
    assert!(pieces.prints_in_pieces());
    let whole = order("main\n  start a\n  | pid [pid a] of [cpus]\n\na\n  | x\n");
    let program = Cases::new(vec![pieces, whole.clone()], false);
    assert_eq!(program.orders().len(), 2);
    is_read_as_written(&program);
    is_read_as_written(&program.with_deadlocks(vec![order(PIECES), whole]));
}

#[test]
fn giving_up_says_what_there_was_too_much_of() {
    for (why, expected) in [
        (
            GaveUp::Cuts(7),
            "the processes can have got so far and so far in more than 7 ways",
        ),
        (
            GaveUp::States(7),
            "more than 7 states are needed to tell one output from another",
        ),
        (
            GaveUp::Ways(7),
            "there are more than 7 ways to tell which process has printed which line",
        ),
        (
            GaveUp::Pieces,
            "lines are printed in pieces, so that a line has no single writer",
        ),
        (GaveUp::Pairs(7), "there are more than 7 pairs of lines to compare"),
    ] {
        let expected = format!("I give up, because {expected}");
        assert_eq!(why.to_string(), expected);
    }
}

fn names(orders: [&str; 2]) -> Vec<String> {
    let program = Cases::new(orders.map(order).to_vec(), true);
    program.cases().iter().map(|case| case.name().to_owned()).collect()
}

#[test]
fn a_long_line_is_named_without_its_middle() {
    let with = "main\n  start a\n  | child p.name: Process-1, p.id: [pid a]\n\na\n";
    let without = "main\n  start a\n\na\n";
    assert_eq!(
        names([with, without]),
        ["main prints `child p.name: … p.id: [pid a]`", "main prints nothing"]
    );
    let one_word =
        "main\n  | abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyz\n";
    assert_eq!(
        names([one_word, "main\n"])[0],
        "main prints `abcdefghijklmnop…klmnopqrstuvwxyz`"
    );
}

#[test]
fn lines_that_would_look_the_same_are_named_in_full() {
    let [one, two] = ["Process-1", "Process-2"].map(|name| {
        format!("main\n  | child p.name: {name}, and its number is unknown\n")
    });
    let names = names([&one, &two]);
    assert!(
        names[0].contains("`child p.name: Process-1, and its number"),
        "{names:?}"
    );
    assert!(
        names[1].contains("`child p.name: Process-2, and its number"),
        "{names:?}"
    );
    assert!(!names.concat().contains('…'), "{names:?}");
}

const ALIVE: &str = "main\n  start a\n  | one\n  | alive\n\na\n  | in a\n";
const ENDED: &str = "main\n  start a\n  join a\n  | one\n\na\n  | in a\n";
/// The same outputs as `ENDED`, and more to read.
const SENT: &str =
    "main\n  start a\n  receive a 1\n  | one\n  join a\n\na\n  | in a\n  send 1\n";

#[test]
fn the_order_that_leads_is_read_first_and_what_says_the_same_is_left_out() {
    let program = Cases::new(vec![order(ALIVE), order(ENDED)], true);
    let led = program.clone().led_by(&order(SENT));
    assert_eq!(led.orders(), [order(SENT), order(ALIVE)]);
    assert!(program.compare(&led).expect("small").is_same());
    let names: Vec<_> = led.cases().iter().map(Case::name).collect();
    assert_eq!(names[1], "main also prints `alive`");
    let again: Cases = led.to_string().parse().expect("it is written so");
    assert_eq!(again.to_string(), led.to_string());
    assert_eq!(again.orders(), led.orders());
}

#[test]
fn no_order_leads_that_the_program_does_not_have() {
    let program = Cases::new(vec![order(ALIVE)], true);
    assert_eq!(program.clone().led_by(&order(ENDED)).orders(), program.orders());
    let part = Cases::new(vec![order(ALIVE)], false);
    assert_eq!(part.led_by(&order(ENDED)).orders(), [order(ENDED), order(ALIVE)]);
}
