//! How many outputs are possible: figures that were worked out elsewhere.

use std::collections::HashMap;

use process_workbook::order::{End, Event, History, Order, Pattern};
use rand::SeedableRng;
use rand::rngs::StdRng;

fn line(text: &str) -> Event {
    Event::Line(Pattern::literal(text))
}

/// Main does what `main` says, and the children, which it starts first, print their lines.
fn program(children: Vec<Vec<Event>>, main: Vec<Event>) -> Order {
    let history = |name: String, events| History { name, events, end: End::Exit(0) };
    let starts = (1..=children.len()).map(|child| Event::Start(format!("P{child}")));
    let mut histories =
        vec![history("main".to_owned(), starts.chain(main).collect())];
    let children = (1..).zip(children);
    histories.extend(
        children.map(|(child, events)| history(format!("P{child}"), events)),
    );
    Order::new(histories).expect("an order")
}

/// Main prints `between` and `after`, and joins all children before the first of them, the
/// second, or at the end.
fn fan_out(
    children: usize,
    lines: usize,
    join: usize,
    text: fn(usize, usize) -> String,
) -> Order {
    let joins: Vec<_> =
        (1..=children).map(|child| Event::Join(format!("P{child}"))).collect();
    let mut main = vec![line("between"), line("after")];
    main.splice(join..join, joins);
    let lines =
        |child| (1..=lines).map(|number| line(&text(child, number))).collect();
    program((1..=children).map(lines).collect(), main)
}

fn own(child: usize, line: usize) -> String {
    format!("line {line} of {child}")
}

fn alike(_: usize, line: usize) -> String {
    format!("line {line}")
}

#[track_caller]
fn count(order: &Order, expected: &str) {
    assert_eq!(order.count().expect("it can be counted").to_string(), expected);
    if expected.len() < 6 {
        assert_eq!(order.outputs().count().to_string(), expected);
    }
}

#[test]
fn one_after_the_other_leaves_one() {
    let order = "main\n  start a\n  join a\n  start b\n  join b\n\na\n  | 1\n  | 2\n\nb\n  | 3\n";
    count(&order.parse().expect("an order"), "1");
}

#[test]
fn a_join_and_where_it_stands() {
    count(&fan_out(2, 2, 0, own), "6");
    count(&fan_out(2, 2, 1, own), "30");
    count(&fan_out(2, 2, 2, own), "90");
}

#[test]
fn more_children() {
    count(&fan_out(3, 3, 1, own), "16800");
    count(&fan_out(6, 3, 1, own), "2607276672000");
}

#[test]
fn equal_lines_leave_fewer_texts() {
    count(&fan_out(3, 2, 1, own), "630");
    count(&fan_out(3, 2, 1, alike), "35");
}

#[test]
fn a_number_that_fits_no_machine_word_is_exact() {
    let children = (0..12)
        .map(|child| vec![line(&format!("a{child}")), line(&format!("b{child}"))]);
    let order = program(children.collect(), vec![]);
    // 24! / 2^12
    count(&order, "151476660579404160000");
}

#[test]
fn too_many_to_count_is_said() {
    let order = program(
        (0..40).map(|child| vec![line(&child.to_string())]).collect(),
        vec![],
    );
    assert!(order.count().is_err());
    // What does not count them can still be done.
    let first = order.outputs().next().expect("there are some");
    let text: Vec<_> = first.iter().map(ToString::to_string).collect();
    assert!(order.check_text(&text.join("\n")).is_possible());
}

/// Chi-square with a fixed seed: each text is as likely as any other.
#[test]
fn samples_are_uniform() {
    // The values above which one in a thousand uniform samples would come.
    for (order, critical) in [
        (fan_out(2, 2, 0, own), 20.5),
        (fan_out(2, 2, 1, own), 58.3),
        (fan_out(3, 2, 1, alike), 65.2),
        (FREE.parse().expect("an order"), 24.3),
        (KILLED.parse().expect("an order"), 20.5),
    ] {
        let texts = order.outputs().count();
        let census = order.census().expect("a small order");
        let mut rng = StdRng::seed_from_u64(7);
        let mut seen: HashMap<String, u32> = HashMap::new();
        for _ in 0..1000 * texts {
            let text: Vec<_> =
                census.sample(&mut rng).iter().map(ToString::to_string).collect();
            *seen.entry(text.join("\n")).or_default() += 1;
        }
        assert_eq!(seen.len(), texts, "every text comes");
        let chi_square: f64 = seen
            .values()
            .map(|count| (f64::from(*count) - 1000.0).powi(2) / 1000.0)
            .sum();
        assert!(
            chi_square < critical,
            "{texts} texts: {chi_square} is not below {critical}"
        );
    }
}

const FREE: &str = "main\n  start a\n  ~ one\n  ~ two\n  | three\n\na\n  | one\n";
const KILLED: &str = "\
main
  start a
  receive a 1
  | heard
  terminate a
  join a
  | over

a
  | 1
  send 1
  | 2
  | 3
  killed by SIGTERM
";
