//! How many outputs are possible: figures that were worked out elsewhere.

use std::collections::HashMap;

use num_bigint::BigUint;
use process_order::{
    Action, End, History, Order, Pattern, Verdict, Writer, Written,
};

type Deed = Action<String>;
use rand::SeedableRng;
use rand::rngs::StdRng;

fn line(text: &str) -> Deed {
    Action::line(Pattern::literal(text))
}

/// Main does what `main` says, and the children, which it starts first, print their lines.
fn program(children: Vec<Vec<Deed>>, main: Vec<Deed>) -> Order {
    let history =
        |name: String, actions| History { name, actions, end: End::Exit(0) };
    let starts =
        (1..=children.len()).map(|child| Action::Start(format!("P{child}")));
    let mut histories =
        vec![history("main".to_owned(), starts.chain(main).collect())];
    let children = (1..).zip(children);
    histories.extend(
        children.map(|(child, events)| history(format!("P{child}"), events)),
    );
    Order::new(&histories).expect("an order")
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
        (1..=children).map(|child| Action::Join(format!("P{child}"))).collect();
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

/// Numbers of more than 38 digits, of processes that have nothing to do with each other.
/// // F-66, F-68
#[test]
fn processes_by_themselves_are_counted_by_themselves() {
    let factorial =
        |number: u32| (1..=number).map(BigUint::from).product::<BigUint>();
    let own = |child, lines| -> Vec<_> {
        (0..lines).map(|n| line(&format!("{n} of {child}"))).collect()
    };
    let order = program((0..40).map(|child| own(child, 1)).collect(), vec![]);
    count(&order, &factorial(40).to_string());
    // 132,651 cuts, and 150! / 50!³ outputs.
    let order = program((0..3).map(|child| own(child, 50)).collect(), vec![]);
    let expected = factorial(150) / factorial(50).pow(3);
    count(&order, &expected.to_string());
    let census = order.census().expect("fewer than four million cuts");
    assert_eq!(*census.count(), expected);
    assert_eq!(census.sample(&mut StdRng::seed_from_u64(1)).len(), 150);
    // A join in between: the line of main comes after all of one child.
    let order = "main\n  start a\n  start b\n  join a\n  | m\n\na\n  | 1\n  + 2\n\nb\n  | 3\n";
    count(&order.parse().expect("an order"), "3");
}

#[test]
fn too_many_to_count_is_said() {
    // All have the same line, and each another one before it.
    let lines = |child: usize| vec![line(&child.to_string()), line("over")];
    let order = program((0..40).map(lines).collect(), vec![]);
    assert!(order.count().is_err());
    // What does not count them can still be done.
    let first = order.outputs().next().expect("there are some");
    let text: Vec<_> = first.iter().map(ToString::to_string).collect();
    assert!(order.check_text(&text.join("\n")).is_possible());
}

#[test]
fn what_comes_after_each_beginning_is_counted() {
    for order in [
        fan_out(2, 2, 1, own),
        fan_out(3, 2, 1, alike),
        FREE.parse().expect("an order"),
        KILLED.parse().expect("an order"),
    ] {
        let census = order.census().expect("a small order");
        let outputs: Vec<_> = order.outputs().collect();
        let begin = |lines: &[&Pattern]| {
            let begin = outputs.iter().filter(|output| output.starts_with(lines));
            begin.count().to_string()
        };
        for output in &outputs {
            for length in 0..=output.len() {
                let beginning = &output[..length];
                let after = census.after(beginning.iter().copied());
                assert_eq!(after.count().to_string(), begin(beginning));
                assert_eq!(after.may_end, outputs.iter().any(|it| it == beginning));
                for (line, count) in after.next {
                    let longer = [beginning, &[line]].concat();
                    assert_eq!(count.to_string(), begin(&longer));
                }
            }
        }
        let strange = Pattern::literal("nobody prints this");
        assert_eq!(census.after([&strange]).count().to_string(), "0");
    }
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

/// What the chapters say of their lessons, changed by a line.
#[test]
fn the_figures_of_the_first_chapters() {
    let own = |count, name: &str| -> Vec<_> {
        (1..=count).map(|n| line(&format!("{name} {n}"))).collect()
    };
    let start = || Action::Start("P1".to_owned());
    let join = || Action::Join("P1".to_owned());
    // Main's lines, with the start of one child before line `start` of them, and its join
    // before line `join`.
    let with_one_child = |main, start_at, join_at, child| {
        let mut actions = own(main, "main");
        actions.insert(join_at, join());
        actions.insert(start_at, start());
        let main = History { name: "main".into(), actions, end: End::Exit(0) };
        let child = History {
            name: "P1".into(),
            actions: own(child, "child"),
            end: End::Exit(0),
        };
        Order::new(&[main, child]).expect("an order")
    };
    // Lesson 1: as it is; the start below the first line; below the fifth.
    count(&with_one_child(5, 0, 5, 5), "252");
    count(&with_one_child(5, 1, 5, 5), "126");
    count(&with_one_child(5, 5, 5, 5), "1");
    // Lesson 2: as it is; with a join before the last line; with a sixth turn.
    count(&with_one_child(4, 0, 4, 5), "126");
    count(&with_one_child(4, 0, 3, 5), "56");
    count(&with_one_child(4, 0, 4, 6), "210");
    // Lesson 3: two workers; each `cpu` line above its start.
    count(&workers(2, false), "540");
    count(&workers(3, false), "73710");
    count(&workers(3, true), "35640");
    // Lesson 4, of two children and three lines: with pids, without, all telling, fewer.
    let child = |lines: [&str; 3], n: usize| -> Vec<_> {
        lines.iter().map(|text| line(&text.replace('N', &n.to_string()))).collect()
    };
    let two = |lines| program(vec![child(lines, 1), child(lines, 2)], vec![]);
    count(&two(["pid N", "hello world", "end"]), "10");
    count(&two(["pid N", "hello world N", "end N"]), "20");
    let without_pids = || vec![line("hello world"), line("end")];
    count(&program(vec![without_pids(), without_pids()], vec![]), "2");
    let fewer = |n| vec![line(&format!("pid {n}")), line("end")];
    count(&program(vec![fewer(1), fewer(2)], vec![]), "4");
}

/// Lesson 3 with so many workers, and main's `cpu` lines below or above the starts.
fn workers(count: usize, above: bool) -> Order {
    let mut main = Vec::new();
    for worker in 1..=count {
        main.extend([Action::Start(format!("P{worker}")), line("cpu")]);
        if above {
            let last = main.len() - 1;
            main.swap(last, last - 1);
        }
    }
    main.extend((1..=count).map(|worker| line(&format!("child {worker}"))));
    main.push(line("End"));
    let mut histories =
        vec![History { name: "main".into(), actions: main, end: End::Exit(0) }];
    histories.extend((1..=count).map(|worker| History {
        name: format!("P{worker}"),
        actions: vec![
            line(&format!("worker_{worker}")),
            line(&format!("End worker_{worker}")),
        ],
        end: End::Exit(0),
    }));
    Order::new(&histories).expect("an order")
}

/// `for i in 1 2 3 4 5 6 7 8 9 10 11 12; do echo hi & done; wait`, with the pids of those who
/// wrote. // F-67
#[test]
fn pids_of_processes_that_print_the_same_are_no_obstacle() {
    let order = program(vec![vec![line("hi")]; 12], vec![]);
    let said = |pids: &[u32]| {
        let lines =
            pids.iter().map(|pid| Written { writer: Writer::Pid(*pid), text: "hi" });
        order.check(lines.collect::<Vec<_>>())
    };
    let pids: Vec<_> = (701..713).collect();
    assert!(said(&pids).is_possible());
    let twice: Vec<_> = (701..712).chain([705]).collect();
    assert!(!said(&twice).is_possible());
    assert!(matches!(said(&twice), Verdict::Impossible(_)), "{:?}", said(&twice));
}
