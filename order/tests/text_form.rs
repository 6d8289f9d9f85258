//! The text of an order: where it is wrong, it is said by line and column.

use process_order::{Action, End, History, Lines, Order, Pattern};

#[track_caller]
fn wrong(text: &str, message: &str) {
    let error = text.parse::<Order>().expect_err("it is wrong");
    assert_eq!(error.to_string(), message);
}

#[test]
fn an_event_that_is_none() {
    wrong(
        "main\n  starts a\n",
        "line 2, column 3: \"starts\" is no event: one of | LINE, + LINE, ~ LINE, start, \
         join, terminate, send, receive, exit, killed by, ended by",
    );
    wrong(
        "  | x\n",
        "line 1, column 1: an event of no process: its name comes first",
    );
    wrong(
        "main\n | x\n",
        "line 2, column 1: the name of a process has no margin, an event two blanks",
    );
}

#[test]
fn an_event_without_its_object() {
    wrong("main\n  start\n", "line 2, column 8: start whom?");
    wrong(
        "main\n  send \u{e4}\n",
        "line 2, column 8: \"\u{e4}\" is not a number, or too large",
    );
    wrong(
        "main\n  send 99999999999\n",
        "line 2, column 8: \"99999999999\" is not a number, or too large",
    );
    wrong(
        "main\n  receive a\n",
        "line 2, column 11: receive NAME NUMBER: which message of whom?",
    );
    wrong(
        "main\n  receive \u{e4} b x\n",
        "line 2, column 15: \"x\" is not a number, or too large",
    );
    wrong(
        "main\n  exit nought\n",
        "line 2, column 8: \"nought\" is not a number, or too large",
    );
    wrong(
        "main\n  killed SIGTERM\n",
        "line 2, column 10: killed by SIGNAL: which one?",
    );
}

#[test]
fn an_event_after_the_end() {
    wrong("main\n  exit 0\n  | x\n", "line 3, column 3: main has ended already");
}

#[test]
fn what_no_program_can_do() {
    wrong("main\n\nmain\n", "line 3, column 1: two processes are named main");
    wrong("main\n  start a\n", "line 2, column 3: no process is named a");
    wrong(
        "main\n  | a\n  start a\n  start a\n\na\n",
        "line 4, column 3: a is started twice",
    );
    wrong(
        "main\n  join a\n  start a\n\na\n",
        "line 2, column 3: main waits for something that waits for it",
    );
    wrong(
        "main\n  send 1\n  send 1\n",
        "line 3, column 3: main sends two messages 1",
    );
    wrong(
        "main\n  receive a 2\n\na\n  send 1\n",
        "line 2, column 3: a never sends the message 2 that is received",
    );
    wrong(
        "main\n  receive a 1\n  receive a 1\n\na\n  send 1\n",
        "line 3, column 3: message 1 of a is received twice",
    );
    wrong(
        "a[0]\n",
        "line 1, column 1: \"a[0]\" cannot name a process: a name is not empty, has no blank \
         at an end, and contains no bracket and no control character",
    );
}

#[test]
fn what_it_says_is_what_it_was_made_of() {
    let line = |text| Action::line(Pattern::parse(text));
    let order = Order::new(&[
        History {
            name: "main".into(),
            actions: vec![
                Action::Start("two words".into()),
                line(""),
                line("| pid [pid two words]"),
                Action::Receive { from: "two words".into(), number: 7 },
                Action::Terminate("two words".into()),
                Action::Join("two words".into()),
            ],
            end: End::Exit(3),
        },
        History {
            name: "two words".into(),
            actions: vec![
                Action::Send(7),
                Action::FreePrint(Lines::new(
                    Pattern::literal("[cpus]"),
                    vec![Pattern::parse("more of it")],
                )),
            ],
            end: End::Killed("SIGRTMIN+1".into()),
        },
        History { name: "nobody's".into(), actions: vec![], end: End::Unknown },
    ])
    .expect("an order");
    let text = "\
main
  start two words
  | 
  | | pid [pid two words]
  receive two words 7
  terminate two words
  join two words
  exit 3

two words
  send 7
  ~ [[cpus]
  + more of it
  killed by SIGRTMIN+1

nobody's
";
    assert_eq!(order.to_string(), text);
    assert_eq!(text.parse::<Order>().expect("an order"), order);
    // An editor may take away blanks at the ends of lines, and make line ends of its own.
    let other: Order =
        text.replace("| \n", "|\n").replace('\n', "\r\n").parse().expect("it");
    assert_eq!(other, order);
}
