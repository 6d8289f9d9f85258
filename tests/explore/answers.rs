//! The brute force against answers that were worked out by hand.

use std::collections::BTreeSet;

use super::machine::Kernel;
use super::model::{Limits, Outputs, outputs};
use super::script::Script;

fn of(text: &str, kernel: Kernel) -> Outputs {
    let script: Script = text.parse().expect("it is a script");
    assert_eq!(script.to_string().parse(), Ok(script.clone()), "{script}");
    outputs(&script, kernel, Limits::NONE).expect("no limit")
}

/// Texts whose lines are separated by spaces here.
fn texts(all: &[&str]) -> BTreeSet<Vec<u8>> {
    let lines = |text: &&str| {
        let lines = text.split_whitespace().flat_map(|line| [line, "\n"]);
        lines.collect::<String>().into_bytes()
    };
    all.iter().map(lines).collect()
}

/// However finely ends are told, these are the outputs, and these the begun ones.
#[track_caller]
fn always(text: &str, ended: &[&str], stuck: &[&str]) {
    for kernel in [Kernel::AtOnce, Kernel::Gradual, Kernel::Linux] {
        let expected = Outputs { ended: texts(ended), stuck: texts(stuck) };
        assert_eq!(of(text, kernel), expected, "{kernel:?}: {text}");
    }
}

#[test]
fn lines_of_two_processes_come_in_every_order() {
    let orders = ["a b c", "b a c", "b c a"];
    always("main: fork 1, print b, print c \n 1: print a", &orders, &[]);
}

#[test]
fn a_wait_orders() {
    // wait.c: A of the parent is d here.
    let text = "main: fork 1, print d, wait any, print c \n 1: print a, print b";
    always(text, &["d a b c", "a d b c", "a b d c"], &[]);
}

#[test]
fn wait_any_takes_either_child() {
    // any.c: a and b need not have been printed both when `c` is.
    let text = "main: fork 1, fork 2, wait any, print c, wait any, print d
        1: print a
        2: print b";
    always(text, &["a b c d", "b a c d", "a c b d", "b c a d"], &[]);
}

#[test]
fn two_senders_are_received_in_either_order() {
    // senders.c: with nothing waited for, two lines of main's need a byte each.
    let text = "main: pipe 0, fork 1, fork 2, receive 0, print c, receive 0, print d
        1: print a, send 0
        2: print b, send 0";
    always(text, &["a b c d", "b a c d", "a c b d", "b c a d"], &[]);
}

#[test]
fn a_poll_finds_the_child_alive_or_ended() {
    // poll.c
    let text = "main: fork 1, poll 1 print, wait 1, print j \n 1: print a";
    always(text, &["a ended j", "a alive j", "alive a j"], &[]);
}

#[test]
fn a_killed_child_has_printed_any_of_its_lines() {
    // kill.c
    let text = "main: fork 1, terminate 1, wait 1, print j \n 1: print a, print b";
    always(text, &["j", "a j", "a b j"], &[]);
}

#[test]
fn each_reads_what_the_other_would_write_next() {
    // two-pipes.c
    let text = "main: pipe 0, pipe 1, fork 1, receive 1, print p, send 0
        1: receive 0, print c, send 1";
    always(text, &[], &[""]);
}

#[test]
fn a_byte_orders() {
    // byte.c
    always(
        "main: pipe 0, fork 1, receive 0, print g \n 1: print h, send 0",
        &["h g"],
        &[],
    );
}

#[test]
fn a_reader_that_can_write_waits_for_itself() {
    let text =
        |close| format!("main: pipe 0, fork 1, {close}, receive 0 print \n 1:");
    always(&text("print a"), &[], &["a"]);
    always(&text("close-write 0"), &["eof"], &[]);
    always("main: pipe 0, close-read 0, receive 0 print", &["error"], &[]);
}

#[test]
fn a_write_without_a_reader_kills() {
    always("main: pipe 0, print a, close-read 0, send 0, print b", &["a"], &[]);
    always("main: pipe 0, print a, close-write 0, send 0, print b", &["a b"], &[]);
    let text = "main: pipe 0, fork 1, close-read 0, send 0, print b
        1: receive 0 print";
    // The child has its end from its birth on, so there is a reader.
    always(text, &["b m", "m b"], &[]);
}

#[test]
fn the_oldest_ended_child_is_taken() {
    // The second child has ended for certain; the first may have.
    let text = "main: fork 1, fork 2, wait 2, wait any, poll 1 print \n 1: \n 2:";
    always(text, &["none"], &[]);
    let text = "main: fork 1, fork 2, wait any, poll 1 print, poll 2 print
        1: print a
        2:";
    let expected = [
        "a none alive", // The first was taken, and the second still runs,
        "a none ended", // or has ended since, or before.
        "a alive none", // The second was taken before the first had ended,
        "alive a none", // which may print late,
        "alive none a",
        "a ended none", // or has ended since.
    ];
    always(text, &expected, &[]);
}

#[test]
fn who_has_no_child_does_not_wait() {
    let text =
        "main: wait any, wait 1, poll 1 print, fork 1, wait 1, wait 1, poll 1 print
        1: print a, wait 1, poll 1 print";
    always(text, &["none a none none"], &[]);
}

#[test]
fn a_lock_keeps_two_lines_together() {
    // lock.py, with two children.
    let text = "main: fork 1, fork 2
        1: lock 0, print a, print b, unlock 0
        2: lock 0, print c, print d, unlock 0";
    always(text, &["a b c d", "c d a b"], &[]);
}

#[test]
fn a_lock_is_given_back_by_the_end() {
    always(
        "main: fork 1, lock 0, print a, print b \n 1: lock 0, print c",
        &["a b c", "c a b"],
        &[],
    );
}

#[test]
fn a_lock_taken_before_a_fork_is_held_by_both() {
    // The child opens the file once more, and waits for its own copy to be closed.
    let text = "main: lock 0, fork 1, print a \n 1: lock 0, print b";
    always(text, &[], &["a"]);
    let text = "main: lock 0, fork 1, print a, unlock 0 \n 1: lock 0, print b";
    always(text, &["a b"], &[]);
    // What the child has not taken it does not give back.
    let text = "main: lock 0, fork 1, wait 1, print a \n 1: unlock 0, try 0 print";
    always(text, &["busy a"], &[]);
}

#[test]
fn a_lock_is_not_taken_twice() {
    always("main: lock 0, try 0 print, print a, lock 0, print b", &[], &["busy a"]);
}

#[test]
fn an_answer_decides_what_is_skipped() {
    let text = "main: fork 1, poll 1 skip 2, print a, exit, print b \n 1:";
    always(text, &["a", "b"], &[]);
    let text = "main: pipe 0, send 0, close-write 0, receive 0 skip 1, print a, \
        receive 0 skip 1, print b";
    always(text, &["a"], &[]);
    let text = "main: try 0 skip 1, print a, try 0 skip 1, print b, print c";
    always(text, &["a c"], &[]);
}

#[test]
fn only_who_is_known_is_killed() {
    let text = "main: kill 1, fork 1, wait 1, fork 2, wait 2, print c
        1: print a, kill 2, print b
        2: kill 1, kill 0, exit";
    // The first child does not know the second, and the second ends main before it ends.
    always(text, &["a b"], &[]);
    always("main: print a, kill 0, print b", &["a"], &[]);
}

#[test]
fn an_orphan_goes_on() {
    always(
        "main: fork 1, print a, exit, print b \n 1: print c",
        &["a c", "c a"],
        &[],
    );
}

#[test]
fn a_killed_child_is_alive_for_a_moment() {
    let text = "main: fork 1, kill 1, poll 1 print \n 1: wait 1";
    assert_eq!(of(text, Kernel::AtOnce).ended, texts(&["ended"]));
    assert_eq!(of(text, Kernel::Gradual).ended, texts(&["alive", "ended"]));
    assert_eq!(of(text, Kernel::Linux).ended, texts(&["alive", "ended"]));
}

#[test]
fn a_child_whose_pipe_has_ended_is_alive_for_a_moment() {
    // S-022
    let text =
        "main: pipe 0, fork 1, close-write 0, receive 0 print, poll 1 print \n 1:";
    assert_eq!(of(text, Kernel::AtOnce).ended, texts(&["eof ended"]));
    let both = texts(&["eof alive", "eof ended"]);
    assert_eq!(of(text, Kernel::Gradual).ended, both);
    assert_eq!(of(text, Kernel::Linux).ended, both);
}

#[test]
fn what_a_child_has_open_is_closed_in_any_order() {
    let text =
        "main: pipe 0, fork 1, close-write 0, receive 0 print, receive 0 print, \
        try 0 print, try 1 print
        1: lock 0, lock 1, send 0";
    assert_eq!(of(text, Kernel::AtOnce).ended, texts(&["1 eof got got"]));
    let expected = ["busy busy", "busy got", "got busy", "got got"];
    let expected = expected.map(|it| format!("1 eof {it}"));
    let expected = expected.each_ref().map(String::as_str);
    assert_eq!(of(text, Kernel::Gradual).ended, texts(&expected));
}

#[test]
fn a_signal_lets_a_call_be_finished() {
    let text = "main: fork 1, kill 1, print k \n 1: print a, print b";
    let at_once = ["k", "a k", "a b k"];
    assert_eq!(of(text, Kernel::AtOnce).ended, texts(&at_once));
    assert_eq!(of(text, Kernel::Gradual).ended, texts(&at_once));
    let linux = ["k", "a k", "a b k", "k a", "a k b"];
    assert_eq!(of(text, Kernel::Linux).ended, texts(&linux));
    // No child is born after its parent was killed.
    let text =
        "main: fork 1, kill 1, wait 1, print k \n 1: fork 2, print a \n 2: print b";
    let expected = ["k", "b k", "k b", "a b k", "b a k", "a k b"];
    assert_eq!(of(text, Kernel::Linux).ended, texts(&expected));
}
