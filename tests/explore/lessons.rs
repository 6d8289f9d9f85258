//! The lessons, each beside a script that does the same: the brute force says how many outputs
//! that script has, and the explorer, which runs the lesson itself, has to find as many.

use std::collections::BTreeSet;

use process_order::Cases;
use process_workbook::explore::{Explorer, Unfinished};

use super::asked::again;
use super::machine::Kernel;
use super::model::{Limits, outputs};
use super::script::Script;
use crate::support::lesson::Lesson;
use crate::support::lessons as known;

/// All runs of a lesson, and what is left open.
fn cases(lesson: &Lesson) -> (Cases, BTreeSet<Unfinished>) {
    let command = lesson.command();
    let exploration = Explorer::new(|| again(&command)).explore();
    let exploration = exploration.expect("it can be explored");
    assert!(exploration.standstills.is_empty(), "{}", lesson.folder);
    (exploration.cases(), exploration.unfinished)
}

/// The lesson has `count` outputs, and so has the script, by brute force.
#[track_caller]
fn has(
    lesson: &Lesson,
    count: usize,
    script: &str,
) -> (Cases, BTreeSet<Unfinished>) {
    let script: Script = script.parse().expect("it is a script");
    let all = outputs(&script, Kernel::Linux, Limits::NONE).expect("no limit");
    assert!(all.stuck.is_empty(), "{script}");
    assert_eq!(all.ended.len(), count, "by brute force: {script}");
    let (cases, unfinished) = cases(lesson);
    assert_eq!(cases.count().expect("few"), count.into(), "{}", lesson.folder);
    (cases, unfinished)
}

#[track_caller]
fn has_in_all(lesson: &Lesson, count: usize, script: &str) {
    let (_, unfinished) = has(lesson, count, script);
    assert_eq!(unfinished, BTreeSet::new(), "{}", lesson.folder);
}

#[test]
fn the_first_process() {
    let text = "main: fork 1, print a, print b, print c, print d, poll 1 print
        1: print p, print q, print r, print s, print t";
    has_in_all(&known::FIRST_PROCESS, 378, text);
}

#[test]
fn a_single_function() {
    let text = "main: fork 1, print a, print b, poll 1 print, poll 1 print
        1: print p, print q, print r, print s, print t";
    has_in_all(&known::SINGLE_FUNCTION, 203, text);
}

#[test]
fn multiple_functions() {
    // Who was found ended is not listed, which is a skip here.
    let text = "main: fork 1, print n, fork 2, print n, fork 3, print n,
SKIPS
        1: print a, print b
        2: print c, print d
        3: print e, print f";
    // `poll` skips unless it finds an end, so the branches for ends come first, each up to its
    // `exit`.
    let text = text.replace(",\nSKIPS", &format!(", {}", listing(1, "")));
    let (cases, unfinished) = has(&known::MULTIPLE_FUNCTIONS, 110_866, &text);
    assert_eq!(unfinished, BTreeSet::new());
    let counts = (0..cases.cases().len()).map(|case| cases.only(case).count());
    let counts: Vec<_> = counts.map(|it| it.expect("few").to_string()).collect();
    let expected =
        ["73710", "10860", "9306", "7128", "3118", "2649", "2475", "1620"];
    let mut sorted = counts.clone();
    sorted.sort_by_key(|it| std::cmp::Reverse(it.parse::<u32>().unwrap_or(0)));
    assert_eq!(sorted, expected);
}

/// Main's list of its children, from `child` on; the list has begun with `listed`.
fn listing(child: usize, listed: &str) -> String {
    if child > 3 {
        return format!("{listed}print z, exit");
    }
    let ended = listing(child + 1, listed);
    let letter = ['x', 'y', 'w'][child - 1];
    let alive = listing(child + 1, &format!("{listed}print {letter}, "));
    let skipped = ended.split(',').count();
    format!("poll {child} skip {skipped}, {ended}, {alive}")
}

#[test]
fn arguments() {
    let text = "main: print a, fork 1, fork 2, wait 1, wait 2, print b
        1: print x
        2: print y";
    has_in_all(&known::ARGUMENTS, 2, text);
}

#[test]
fn names() {
    let text =
        "main: pipe 0, fork 1, fork 2, fork 3, print m, send 0, wait 1, print n
        1: receive 0, print a, print b, fork 4, wait 4
        2: print e
        3: print l
        4: print f";
    has_in_all(&known::NAMES, 42, text);
}

#[test]
fn the_life_cycle() {
    let text =
        "main: pipe 0, print a, fork 1, print b, print c, send 0, wait 1, print d,\
        pipe 1, fork 2, terminate 2, wait 2, print e, fork 3
        1: print m, receive 0
        2: receive 1
        3: print o";
    has_in_all(&known::LIFE_CYCLE, 3, text);
}

#[test]
fn join() {
    let text =
        "main: pipe 0, fork 1, fork 2, print a, print b, send 0, wait 1, print c,\
        print d, wait 2, print e
        1: print k, receive 0, print l
        2: print t";
    has_in_all(&known::JOIN, 21, text);
}

#[test]
fn the_exit_code() {
    // Everybody is waited for before main prints anything more.
    has_in_all(&known::EXITCODE, 1, "main: print a, fork 1, wait 1, print b \n 1:");
}

#[test]
fn terminate() {
    let text = "main: pipe 0, pipe 1, fork 1, receive 1, terminate 1, wait 1, print m, send 0
        1: print s, fork 2, send 1, wait 2
        2: print l, receive 0, print p, print q";
    has_in_all(&known::TERMINATE, 2, text);
}

#[test]
fn a_daemon() {
    let text = "main: pipe 0, fork 1, fork 2, receive 0, print m, terminate 1, wait 1, wait 2
        1: print a, print b, print c, send 0, print d, print e
        2: print s";
    has_in_all(&known::DAEMON, 38, text);
}

#[test]
fn the_authorization_key() {
    let text = "main: print a, print b, print c, fork 1, fork 2, wait 1, wait 2
        1: print e
        2: print l, fork 3, wait 3
        3: print g";
    has_in_all(&known::AUTHKEY, 3, text);
}

#[test]
fn the_sentinel() {
    // Whoever was rung for is the only one who can have ended.
    let text =
        "main: pipe 0, fork 1, pipe 1, fork 2, pipe 2, fork 3, send 2, wait any,\
        print x, send 0, wait any, print y, send 1, wait any, print z
        1: print a, receive 0
        2: print b, receive 1
        3: print c, receive 2";
    has_in_all(&known::SENTINEL, 15, text);
}

#[test]
fn the_bootstrap() {
    let text = "main: print a, fork 1, wait 1, print b, print c
        1: print d, print e, fork 2, print f, wait 2
        2: print g";
    has_in_all(&known::BOOTSTRAP, 2, text);
}

#[test]
fn races() {
    let text = "main: print m, fork 1, fork 2, fork 3, print o, wait 1, wait 2, wait 3, print h
        1: print a, print b
        2: print c, print d
        3: print e, print f";
    has_in_all(&known::RACES, 630, text);
}

#[test]
fn making_order() {
    let text =
        "main: pipe 0, fork 1, fork 2, print t, wait 2, print p, wait 1, print s
        1: print w, send 0, print c
        2: print r, receive 0, print o";
    has_in_all(&known::MAKING_ORDER, 33, text);
}
