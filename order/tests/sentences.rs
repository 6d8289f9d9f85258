//! What a refused output is told, word for word.

use process_order::{Order, Rule, Writer, Written};

const FAMILY: &str = "\
main
  | ready
  start child
  | parent
  receive child 1
  | heard
  join child
  | joined
  exit 0

child
  | hello
  send 1
  | bye
  exit 0
";

/// A child that is killed while a grandchild of main's lives on.
const ORPHAN: &str = "\
main
  start victim
  receive victim 1
  terminate victim
  join victim
  | over
  exit 0

victim
  start orphan
  | working
  send 1
  | working still
  killed by SIGTERM

orphan
  join victim
  | alone
  exit 0
";

fn order(text: &str) -> Order {
    text.parse().expect("an order")
}

#[track_caller]
fn refused(order_text: &str, output: &[&str], sentence: &str) {
    let verdict = order(order_text).check_text(&output.join("\n"));
    let refusal =
        verdict.refusal().unwrap_or_else(|| panic!("{output:?}: {verdict:?}"));
    assert_eq!(refusal.to_string(), sentence);
}

#[test]
fn the_possible_ones_are_possible() {
    let family = order(FAMILY);
    for output in [
        "ready\nparent\nhello\nheard\nbye\njoined\n",
        "ready\nhello\nparent\nbye\nheard\njoined",
        "ready\nhello\nbye\nparent\nheard\njoined\n",
    ] {
        assert!(family.check_text(output).is_possible(), "{output}");
    }
    assert_eq!(family.count().expect("small").to_string(), "5");
}

#[test]
fn each_rule_is_named() {
    for (output, rule) in [
        (["ready", "parent", "bye", "hello", "heard", "joined"], Rule::ProgramOrder),
        (["hello", "ready", "parent", "heard", "bye", "joined"], Rule::Start),
        (["ready", "parent", "heard", "hello", "bye", "joined"], Rule::Message),
        (["ready", "parent", "hello", "heard", "joined", "bye"], Rule::Join),
    ] {
        let verdict = order(FAMILY).check_text(&output.join("\n"));
        let refusal = verdict.refusal().expect("it is impossible");
        assert_eq!(refusal.rules(), [rule], "{refusal}");
    }
}

#[test]
fn program_order() {
    refused(
        FAMILY,
        &["ready", "bye"],
        "line 2: `bye` cannot come before `hello`: child prints `hello`, then prints `bye`",
    );
}

#[test]
fn a_start() {
    refused(
        FAMILY,
        &["hello"],
        "line 1: `hello` cannot come before `ready`: main prints `ready`, then starts child, \
         which prints `hello`",
    );
}

#[test]
fn a_message() {
    refused(
        FAMILY,
        &["ready", "parent", "heard"],
        "line 3: `heard` cannot come before `hello`: child prints `hello`, then sends a \
         message to main, which receives it and then prints `heard`",
    );
}

#[test]
fn a_join() {
    refused(
        FAMILY,
        &["ready", "hello", "parent", "heard", "joined"],
        "line 5: `joined` cannot come before `bye`: child prints `bye`, main then joins \
         child, then prints `joined`",
    );
}

#[test]
fn lines_that_are_nobodys_or_come_again() {
    refused(FAMILY, &["ready", "Hello"], "line 2: `Hello` is printed by no process");
    refused(
        FAMILY,
        &["ready", "ready"],
        "line 2: `ready` cannot come again: main has printed all of those",
    );
    let family = order(FAMILY);
    let main = family.process("main").expect("main");
    let verdict =
        family.check([Written { writer: Writer::Process(main), text: "hello" }]);
    let refusal = verdict.refusal().expect("it is impossible");
    assert_eq!(refusal.to_string(), "line 1: `hello` is not printed by main");
}

#[test]
fn an_output_that_ends_too_early() {
    refused(
        FAMILY,
        &["ready", "hello", "bye", "parent", "heard"],
        "line 6: the output ends without `joined` of main",
    );
    refused(FAMILY, &[], "line 1: the output ends without `ready` of main");
}

#[test]
fn the_killed_and_the_orphaned() {
    let outputs: Vec<_> = order(ORPHAN)
        .outputs()
        .map(|output| {
            output.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
        })
        .collect();
    assert_eq!(
        outputs,
        [
            "working, over, alone",
            "working, working still, over, alone",
            "working, working still, alone, over",
            "working, alone, over",
        ]
    );
    refused(
        ORPHAN,
        &["alone"],
        "line 1: `alone` cannot come before `working`: victim prints `working`, orphan then \
         joins victim, then prints `alone`",
    );
    refused(
        ORPHAN,
        &["working", "over", "working still"],
        "line 3: `working still` cannot come after the end of victim",
    );
}

/// `a` can have started `c` only before it ended, so only after `b` had ended.
#[test]
fn what_a_killed_process_had_no_time_for_never_comes() {
    let one_after_another = "main\n  start a\n  terminate a\n  join a\n  | gone\n\n\
                             a\n  start b\n  join b\n  start c\n  killed by SIGTERM\n\n\
                             b\n  | b\n\nc\n  | c\n";
    for possible in ["gone\nb", "b\ngone\nc", "b\nc\ngone", "b\ngone", "gone"] {
        let verdict = order(one_after_another).check_text(possible);
        assert!(verdict.is_possible(), "{possible:?}: {verdict:?}");
    }
    refused(
        one_after_another,
        &["gone", "b", "c"],
        "line 3: `c` cannot come when a ended before it joins b",
    );
    refused(
        one_after_another,
        &["gone", "c"],
        "line 2: `c` cannot come when a ended before it joins b",
    );
    refused(
        one_after_another,
        &["c"],
        "line 1: `c` cannot come before `b`: b prints `b`, a then joins b, then starts c, \
         which prints `c`",
    );
}

#[test]
fn a_signal_comes_before_the_end_that_it_brings() {
    let order = order(
        "main\n  start victim\n  | I end you\n  terminate victim\n\n\
         victim\n  start heir\n  killed by SIGTERM\n\n\
         heir\n  join victim\n  | it is over\n",
    );
    let lines: Vec<_> = order.lines().map(|line| line.event).collect();
    let path = order.why(lines[0], lines[1]).expect("the signal");
    assert_eq!(
        path.to_string(),
        "main prints `I end you`, then sends victim a signal, heir then joins victim, then \
         prints `it is over`"
    );
    assert_eq!(path.rules(), [Rule::Signal, Rule::Join]);
}

#[test]
fn what_is_claimed_has_to_be_true() {
    const ASKING: &str = "\
main
  start P
  | pid [pid P], alive: [alive P]
  | the same pid: [pid P]
  exit 0

P
  | one
  | two
  exit 0
";
    let asking = order(ASKING);
    for output in [
        "one\npid 7, alive: True\ntwo\nthe same pid: 7",
        "one\ntwo\npid 7, alive: True\nthe same pid: 7",
        "one\ntwo\npid 7, alive: False\nthe same pid: 7",
    ] {
        assert!(asking.check_text(output).is_possible(), "{output}");
    }
    refused(
        ASKING,
        &["one", "pid 7, alive: False"],
        "line 2: `pid 7, alive: False` says that P has ended, which still has `two` to print",
    );
    refused(
        ASKING,
        &["pid 7, alive: True", "the same pid: 8"],
        "line 2: `the same pid: 8` cannot have the pid of P, which is another one",
    );
}

#[test]
fn writers_known_by_pid_are_found_out() {
    let twins =
        order("main\n  start a\n  start b\n\na\n  | x\n  | y\n\nb\n  | x\n  | y\n");
    let check = |writers: [u32; 4], texts: [&'static str; 4]| {
        twins.check(
            writers
                .into_iter()
                .zip(texts)
                .map(|(pid, text)| Written { writer: Writer::Pid(pid), text }),
        )
    };
    assert!(check([7, 8, 8, 7], ["x", "x", "y", "y"]).is_possible());
    assert!(!check([7, 7, 8, 8], ["x", "x", "y", "y"]).is_possible());
    assert!(!check([7, 8, 9, 7], ["x", "x", "y", "y"]).is_possible());
}

#[test]
fn a_free_group_comes_in_any_order_and_in_its_place() {
    let order = order("main\n  | a\n  ~ b\n  ~ c\n  | d\n");
    let outputs: Vec<_> = order.outputs().map(|output| output.len()).collect();
    assert_eq!(outputs, [4, 4]);
    assert!(order.check_text("a\nc\nb\nd").is_possible());
    let verdict = order.check_text("a\nb\nd\nc");
    assert_eq!(
        verdict.refusal().expect("it is impossible").to_string(),
        "line 3: `d` cannot come before `c`: main prints `c`, then prints `d`"
    );
}

#[test]
fn relaxing_opens_only_what_is_named() {
    let order = order("main\n  | a 1\n  | a 2\n  | b\n");
    let relaxed = order.relax(|process, line| {
        process == "main" && line.to_string().starts_with('a')
    });
    assert_eq!(relaxed.to_string(), "main\n  ~ a 1\n  ~ a 2\n  | b\n");
    assert_eq!(relaxed.count().expect("small").to_string(), "2");
    assert_eq!(order.count().expect("small").to_string(), "1");
}

/// An end comes after what it waits for, also if that is a line of another process. // F-64
#[test]
fn a_process_ends_after_what_it_waits_for() {
    let text = "\
main
  start a
  | [alive a]

a
  start b
  join b

b
  | x
";
    assert!(order(text).check_text("x\nFalse\n").is_possible());
    assert!(order(text).check_text("True\nx\n").is_possible());
    refused(
        text,
        &["False", "x"],
        "line 1: `False` says that a has ended, which waits for `x` of b",
    );
}

/// Two processes alike, of which only one has to end before a line. // F-64
#[test]
fn an_end_makes_a_difference_between_processes_that_print_the_same() {
    let text = "\
main
  start a
  start c
  | [alive a]

a
  start b
  join b

b
  | x

c
  | x
  | y
";
    assert!(order(text).check_text("x\nFalse\nx\ny\n").is_possible());
    assert!(order(text).check_text("x\ny\nTrue\nx\n").is_possible());
    refused(
        text,
        &["x", "y", "False", "x"],
        "line 3: `False` says that a has ended, which waits for `x` of b",
    );
}

/// What is missing is what the rest cannot do without, also if it is a free write. // F-61
#[test]
fn a_free_write_is_missing_before_what_need_not_come() {
    let text = "\
main
  receive c 1

c
  ~ a
  send 1
  | b
  killed by SIGTERM
";
    refused(text, &[], "line 1: the output ends without `a` of c");
    assert!(order(text).check_text("a\n").is_possible());
}

/// The line that the end waits for is main's, and is said to be main's. // F-61
#[test]
fn a_line_of_main_is_not_said_to_be_of_the_child() {
    let text = "\
main
  start c
  | [alive c]
  send 1
  receive c 1

c
  receive main 1
  send 1
  killed by SIGTERM
";
    refused(
        text,
        &["False"],
        "line 1: `False` says that c has ended, which waits for `[alive c]` of main",
    );
}

/// A killed process that is joined by another than its parent. // F-60
#[test]
fn a_signal_is_before_what_a_stranger_does_after_the_join() {
    let text = "\
main
  | x
  start a
  terminate a

a
  | l
  killed by SIGTERM

b
  join a
  | y
";
    let order = order(text);
    let line = |wanted: &str| {
        let mut lines = order.lines();
        lines.find(|line| line.pattern.to_string() == wanted).expect("a line").event
    };
    let [x, y] = ["x", "y"].map(line);
    assert_eq!(
        order.why(x, y).expect("the signal orders them").to_string(),
        "main prints `x`, then sends a a signal, b then joins a, then prints `y`"
    );
    assert_eq!(order.output_with(y, x), None);
    refused(
        text,
        &["y", "x", "l"],
        "line 1: `y` cannot come before `x`: main prints `x`, then sends a a signal, \
         b then joins a, then prints `y`",
    );
}

/// Whichever of two signals it was, the first of them had been sent. // F-64
#[test]
fn a_second_signal_takes_nothing_back() {
    let text = "\
main
  start a
  | x
  terminate a
  | y
  terminate a
  join a
  | z

a
  | l
  killed by SIGTERM

b
  join a
  | w
";
    assert!(order(text).check_text("x\nw\ny\nz\n").is_possible());
    refused(
        text,
        &["w", "x", "y", "z"],
        "line 1: `w` cannot come before `x`: main prints `x`, then sends a a signal, \
         b then joins a, then prints `w`",
    );
}

/// Two signals of two processes: what comes before both is before the end. // F-64
#[test]
fn what_precedes_every_signal_precedes_the_end() {
    let text = "\
main
  start a
  | x
  start b
  start c

a
  | l
  killed by SIGTERM

b
  | b
  terminate a

c
  | c
  terminate a

d
  join a
  | w
";
    assert!(order(text).check_text("x\nb\nw\nc\n").is_possible());
    assert!(order(text).check_text("x\nc\nw\nb\n").is_possible());
    let verdict = order(text).check_text("w\nx\nb\nc\n");
    let refusal = verdict.refusal().expect("x comes first").to_string();
    assert!(
        refusal.starts_with("line 1: `w` cannot come before `x`: main prints `x`")
    );
}

/// What is one number, or different numbers, or rises, is so in the output too. // F-16
#[test]
fn placeholders_that_must_agree_are_held_to_it() {
    let text = "\
main
  start a
  start b
  | it is [ctime]
  | a is [pid a]
  | b is [pid b]
  | cpu is [cpus]
  | it is [ctime]

a
  | a has [cpus]

b
  | at [datetime]
  | at [datetime]
";
    let right = [
        "at 2026-11-22 10:45:52",
        "at 2026-11-22 10:45:52.000001",
        "it is Sun Nov 22 10:45:52 2026",
        "a is 7",
        "b is 8",
        "cpu is 4",
        "it is Sun Nov 22 10:45:52 2026",
        "a has 4",
    ];
    assert!(order(text).check_text(&right.join("\n")).is_possible());
    for (at, wrong, sentence) in [
        (4, "b is 7", "line 5: `b is 7` cannot give b the pid of another process"),
        (
            7,
            "a has 2",
            "line 8: `a has 2` cannot say another number of processors than a line before it",
        ),
        (
            6,
            "it is Sun Nov 22 10:45:51 2026",
            "line 7: `it is Sun Nov 22 10:45:51 2026` cannot say an earlier time than main \
             has said before",
        ),
        (
            1,
            "at 2026-11-22 10:45:51.999999",
            "line 2: `at 2026-11-22 10:45:51.999999` cannot say an earlier time than b has \
             said before",
        ),
    ] {
        let mut output = right;
        output[at] = wrong;
        refused(text, &output, sentence);
    }
    // As the snapshot writes it, everything is what it must be.
    let snapshot = order(text);
    let written = snapshot.outputs().next().expect("one");
    let written: Vec<_> = written.into_iter().map(ToString::to_string).collect();
    assert!(order(text).check_text(&written.join("\n")).is_possible());
    // A pid can come again when the process that had it has ended.
    let again =
        "main\n  start a\n  join a\n  start b\n\na\n  | [pid a]\n\nb\n  | [pid b]\n";
    assert!(order(again).check_text("7\n7\n").is_possible());
}
