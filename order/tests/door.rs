//! What cannot be is refused where it comes in.

use process_order::{Action, End, Fault, FaultKind, History, Order, Where};

fn history(name: &str, actions: Vec<Action<String>>, end: End) -> History<String> {
    History { name: name.to_owned(), actions, end }
}

fn fault(histories: &[History<String>]) -> Fault {
    Order::new(histories).expect_err("no program can do that")
}

#[test]
fn an_order_has_a_process() {
    let nothing = fault(&[]);
    assert_eq!((nothing.at, nothing.kind), (Where::Everywhere, FaultKind::Empty));
    for text in ["", "\n", "\u{feff}"] {
        let error = text.parse::<Order>().expect_err("it is empty").to_string();
        assert_eq!(
            error,
            "line 1, column 1: there is no process: the first one is main"
        );
    }
}

/// The position is that of what is wrong, however often the name is there before. // F-28
#[test]
fn every_fault_has_its_position() {
    let start = |name: &str| Action::Start(name.to_owned());
    let join = |name: &str| Action::Join(name.to_owned());
    let main = history("main", vec![start("b"), join("a")], End::Unknown);
    let wrong = fault(&[main, history("b", vec![], End::Unknown)]);
    assert_eq!(wrong.at, Where::Action { process: 0, action: 1 });
    assert_eq!(wrong.kind, FaultKind::Unknown("a".into()));

    let error = "main\n  join a\n  start b\n\nb\n".parse::<Order>();
    let error = error.expect_err("there is no a").to_string();
    assert_eq!(error, "line 2, column 3: no process is named a");
    // `a` is a part of both other names, and of a line.
    let error = "main\n  | a\n  start ba\n  start a\n\nba\n".parse::<Order>();
    let error = error.expect_err("there is no a").to_string();
    assert_eq!(error, "line 4, column 3: no process is named a");
}

#[test]
fn a_signal_has_a_name_that_can_be_written() {
    for bad in ["", " ", "SIG\nTERM"] {
        let main = history("main", vec![], End::Killed(bad.to_owned()));
        let wrong = fault(&[main]);
        assert_eq!(wrong.at, Where::End(0));
        assert_eq!(wrong.kind, FaultKind::BadSignal(bad.to_owned()));
    }
}

#[test]
fn more_of_a_write_follows_a_line() {
    for (text, place) in [
        ("main\n  + x\n", "line 2, column 3"),
        ("main\n  start a\n  + x\n\na\n", "line 3, column 3"),
    ] {
        let error = text.parse::<Order>().expect_err("more of what?").to_string();
        let expected = "+ LINE is one more line of a write: it follows | LINE, ~ LINE or \
                        another one";
        assert_eq!(error, format!("{place}: {expected}"));
    }
}

/// What editors put before a text is no part of the first name.
#[test]
fn a_mark_of_the_encoding_is_no_name() {
    let order: Order = "\u{feff}main\n  | x\n".parse().expect("an order");
    assert_eq!(order.main().name, "main");
}

/// With equal numbers of processes and events, an id would be taken for another event.
#[test]
#[should_panic(expected = "is of another order")]
fn an_event_of_another_order_is_found_out() {
    let one: Order = "main\n  | x\n".parse().expect("an order");
    let other: Order = "main\n  | y\n".parse().expect("an order");
    let line = one.lines().next().expect("a line");
    let _ = other.action(line.event);
}

#[test]
fn an_event_is_good_for_an_order_that_says_the_same() {
    let one: Order = "main\n  | x\n".parse().expect("an order");
    let line = one.lines().next().expect("a line");
    assert_eq!(one.clone().action(line.event).lines().next(), Some(line.pattern));
    let again: Order = one.to_string().parse().expect("an order");
    assert_eq!(again.action(line.event).lines().next(), Some(line.pattern));
}

/// Signals are found through a map, whose order is not the same in every run. // F-29
#[test]
fn edges_come_in_the_same_order_every_time() {
    let starts = (0..20).map(|n| format!("  start c{n}\n  terminate c{n}\n"));
    let children = (0..20).map(|n| format!("\nc{n}\n  killed by SIGTERM\n"));
    let text: String =
        ["main\n".to_owned()].into_iter().chain(starts).chain(children).collect();
    let order: Order = text.parse().expect("an order");
    let victims = |order: &Order| -> Vec<_> {
        order.edges().map(|edge| edge.to.process().index()).collect()
    };
    let expected: Vec<_> = (1..=20).chain(1..=20).collect();
    assert_eq!(victims(&order), expected);
}
