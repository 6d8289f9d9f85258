//! Sets of orders against the texts of all their runs.

use std::collections::{BTreeMap, BTreeSet};
use std::convert::Infallible;

use num_bigint::BigUint;
use process_order::{
    Action, Answer, Asked, Case, Cases, EventId, History, Order, Pattern, ProcessId,
    Relation,
};
use proptest::collection::vec;
use proptest::prelude::*;
use rand::SeedableRng;
use rand::rngs::StdRng;
use rand::seq::{IteratorRandom, SliceRandom};

use crate::brute;
use crate::random::{self, Texts};

/// What is done to an order, to get another one of the same program.
type Change = (u8, prop::sample::Index);

fn named(order: &Order) -> Vec<History<String>> {
    let name =
        |process: &ProcessId| Ok::<_, Infallible>(order.name(*process).to_owned());
    let histories = order.histories().iter().map(|history| History {
        name: history.name.clone(),
        actions: history
            .actions
            .iter()
            .map(|action| {
                let Ok(action) = action.rename(name);
                action
            })
            .collect(),
        end: history.end.clone(),
    });
    histories.collect()
}

/// `order` without a join, a receipt or a line, with two lines of a process exchanged, or with
/// a line that its write does not end.
fn changed(order: &Order, (what, which): Change, torn: bool) -> Option<Order> {
    let mut histories = named(order);
    let is_meant = |action: &Action<String>| match what % 4 {
        0 => matches!(action, Action::Join(_) | Action::Receive { .. }),
        _ => action.printed().is_some(),
    };
    let places: Vec<_> = (0..histories.len())
        .flat_map(|process| {
            let actions = histories[process].actions.iter().enumerate();
            let meant = actions.filter(|(_, action)| is_meant(action));
            meant.map(move |(place, _)| (process, place)).collect::<Vec<_>>()
        })
        .collect();
    let (process, place) = *(!places.is_empty()).then(|| which.get(&places))?;
    let actions = &mut histories[process].actions;
    match what % 4 {
        0 | 1 => {
            actions.remove(place);
        }
        2 => {
            let other = (0..actions.len()).rfind(|other| {
                *other != place && actions[*other].printed().is_some()
            })?;
            actions.swap(place, other);
        }
        _ if torn => {
            actions[place] = match actions[place].clone() {
                Action::Print(lines) => Action::Print(lines.without_end()),
                Action::FreePrint(lines) => Action::FreePrint(lines.without_end()),
                action => action,
            };
        }
        _ => return None,
    }
    Order::new(&histories).ok()
}

/// Up to five orders: changes of one, and sometimes one of another program.
fn sets(texts: Texts, torn: bool) -> impl Strategy<Value = Vec<Order>> {
    let changes =
        vec((0..5_usize, (any::<u8>(), any::<prop::sample::Index>())), 0..8);
    (random::orders(texts), random::orders(texts), any::<u8>(), changes).prop_map(
        move |(first, other, with_other, changes)| {
            let mut orders = vec![first];
            if with_other % 4 == 0 {
                orders.push(other);
            }
            for (of, change) in changes {
                let order = &orders[of % orders.len()];
                let Some(order) = changed(order, change, torn) else { continue };
                if change.0 >= 128 {
                    orders.push(order);
                } else {
                    // Changed again by a later change.
                    let place = of % orders.len();
                    orders[place] = order;
                }
                if orders.len() == 5 {
                    break;
                }
            }
            orders
        },
    )
}

/// What these writes print.
fn text(order: &Order, writes: &[EventId]) -> String {
    let mut text = String::new();
    for event in writes {
        let lines = order.action(*event).printed().expect("a write");
        let last = lines.len() - 1;
        for (at, line) in lines.iter().enumerate() {
            text += &line.to_string();
            if at < last || lines.is_ended() {
                text.push('\n');
            }
        }
    }
    text
}

fn texts(orders: &[Order]) -> BTreeSet<String> {
    let runs = orders.iter().flat_map(|order| {
        let runs = brute::runs(order).into_iter();
        runs.map(|run| text(order, &run)).collect::<Vec<_>>()
    });
    runs.collect()
}

fn is_torn(orders: &[Order]) -> bool {
    orders.iter().any(Order::prints_in_pieces)
}

fn agree(orders: &[Order], seed: u64) -> Result<(), TestCaseError> {
    let possible = texts(orders);
    let program = Cases::new(orders.to_vec(), true);
    let mut rng = StdRng::seed_from_u64(seed);

    let outputs: Vec<_> =
        program.outputs().expect("small").map(|output| output.to_string()).collect();
    let distinct: BTreeSet<_> = outputs.iter().cloned().collect();
    prop_assert_eq!(&distinct, &possible, "outputs()");
    prop_assert_eq!(outputs.len(), distinct.len(), "an output comes twice");
    let tally = program.tally().expect("small");
    prop_assert_eq!(tally.count().to_string(), possible.len().to_string());
    let sample = tally.sample(&mut rng).map(|output| output.to_string());
    prop_assert_eq!(sample.is_some(), !possible.is_empty());
    prop_assert!(sample.is_none_or(|sample| possible.contains(&sample)), "sample()");

    if let Some(output) = possible.iter().choose(&mut rng)
        && !is_torn(orders)
    {
        let lines: Vec<_> = output.lines().map(Pattern::literal).collect();
        let beginning = &lines[..rng.random_range(0..=lines.len())];
        let after = tally.after(beginning);
        let text: String = beginning
            .iter()
            .flat_map(|line| [line.to_string(), "\n".into()])
            .collect();
        prop_assert_eq!(after.may_end, possible.contains(&text));
        let all: usize = possible.iter().filter(|it| it.starts_with(&text)).count();
        let longer: BigUint = after.next.iter().map(|(_, count)| count).sum();
        prop_assert_eq!(
            (longer + u8::from(after.may_end)).to_string(),
            all.to_string()
        );
        for (line, count) in after.next {
            let text = format!("{text}{line}\n");
            let all = possible.iter().filter(|it| it.starts_with(&text)).count();
            prop_assert_eq!(count.to_string(), all.to_string());
        }
    }

    for order in 0..program.orders().len() {
        let case = program.case_of(order);
        prop_assert!(program.cases()[case].orders().contains(&order));
    }
    let names: BTreeSet<_> = program.cases().iter().map(Case::name).collect();
    prop_assert_eq!(names.len(), program.cases().len(), "names: {:?}", names);

    let written = program.to_string();
    let again: Cases = written.parse().expect("it was written");
    prop_assert_eq!(again.to_string(), written, "read and written again");
    prop_assert_eq!(again.count().expect("small"), tally.count().clone());
    let mut shuffled = orders.to_vec();
    shuffled.shuffle(&mut rng);
    prop_assert_eq!(Cases::new(shuffled, true).to_string(), program.to_string());

    for output in possible.iter().sample(&mut rng, 3) {
        let Answer::Possible(way) = program.check_text(output) else {
            return Err(TestCaseError::fail(format!("check refuses {output:?}")));
        };
        let order = &program.orders()[way.order];
        prop_assert_eq!(&text(order, &way.events), output);
        prop_assert!(brute::runs(order).contains(&way.events), "no run");
        for wrong in wrong_texts(output, &mut rng) {
            let answer = program.check_text(&wrong);
            let lenient = format!("{wrong}\n");
            let expected = possible.contains(&wrong)
                || !wrong.ends_with('\n') && possible.contains(&lenient);
            prop_assert_eq!(
                answer.is_possible(),
                expected,
                "{:?}: {:?}",
                wrong,
                answer
            );
            if let Some(refusal) = answer.refusal()
                && !is_torn(orders)
            {
                let lines: Vec<_> = wrong.lines().collect();
                let begins = |count: usize| {
                    possible.iter().any(|output| {
                        let output: Vec<_> = output.lines().collect();
                        output.starts_with(&lines[..count])
                    })
                };
                prop_assert!(begins(refusal.line - 1), "{:?}: {}", wrong, refusal);
                if refusal.line <= lines.len() {
                    prop_assert!(!begins(refusal.line), "{:?}: {}", wrong, refusal);
                }
            }
        }
    }
    Ok(())
}

/// `output` with characters or lines at other places.
fn wrong_texts(output: &str, rng: &mut StdRng) -> Vec<String> {
    let mut lines: Vec<_> = output.split_inclusive('\n').collect();
    let mut wrong = Vec::new();
    for _ in 0..2 {
        lines.shuffle(rng);
        wrong.push(lines.concat());
    }
    if lines.len() > 1 {
        let at = rng.random_range(1..lines.len());
        lines.swap(at - 1, at);
        wrong.push(lines.concat());
        lines.pop();
        wrong.push(lines.concat());
        lines.push(lines[0]);
        wrong.push(lines.concat());
    }
    let mut characters: Vec<_> = output.chars().collect();
    if characters.len() > 1 {
        let at = rng.random_range(1..characters.len());
        characters.swap(at - 1, at);
        wrong.push(characters.into_iter().collect());
    }
    wrong
}

/// The one program against the other.
fn compare(one: &[Order], other: &[Order]) -> Result<(), TestCaseError> {
    let (possible, others) = (texts(one), texts(other));
    let (one, other) =
        (Cases::new(one.to_vec(), true), Cases::new(other.to_vec(), false));
    let comparison = one.compare(&other).expect("small");
    prop_assert!(!comparison.is_complete);
    let pairs = [
        (&comparison.first_only, &possible, &others),
        (&comparison.second_only, &others, &possible),
    ];
    for (witness, mine, theirs) in pairs {
        prop_assert_eq!(witness.is_none(), mine.is_subset(theirs));
        let Some(witness) = witness else { continue };
        let output = witness.output.to_string();
        prop_assert!(mine.contains(&output), "{:?} is not possible", output);
        prop_assert!(!theirs.contains(&output), "{:?} is possible in both", output);
    }
    Ok(())
}

/// Over all pairs of lines: what comes first.
fn why(orders: &[Order]) -> Result<(), TestCaseError> {
    let program = Cases::new(orders.to_vec(), true);
    // Of each two lines whether the first can come first.
    let mut seen: BTreeMap<(String, String), bool> = BTreeMap::new();
    for order in program.orders() {
        for run in brute::runs(order) {
            let lines: Vec<String> =
                text(order, &run).lines().map(Into::into).collect();
            for (at, first) in lines.iter().enumerate() {
                for second in &lines[at + 1..] {
                    seen.insert((first.clone(), second.clone()), true);
                }
            }
        }
    }
    let lines: BTreeSet<_> = program
        .orders()
        .iter()
        .flat_map(|order| order.lines().map(|line| line.pattern.to_string()))
        .collect();
    for a in &lines {
        for b in lines.iter().filter(|b| *b != a) {
            let before = seen.contains_key(&(a.clone(), b.clone()));
            let after = seen.contains_key(&(b.clone(), a.clone()));
            let together =
                program.why(Asked::line(a), Asked::line(b)).expect("small");
            match &together.relation {
                Relation::Always { .. } => {
                    prop_assert!(!after, "{} always {}", a, b);
                }
                Relation::Never { .. } => prop_assert!(!before, "{} never {}", a, b),
                Relation::Sometimes { before: first, after: second } => {
                    prop_assert!(before && after, "{} sometimes {}", a, b);
                    for ((order, run), x, y) in [(first, a, b), (second, b, a)] {
                        let order = &program.orders()[*order];
                        prop_assert!(brute::runs(order).contains(run), "no run");
                        let text = text(order, run);
                        let lines: Vec<_> = text.lines().collect();
                        let first = lines.iter().position(|line| line == x);
                        let last = lines.iter().rposition(|line| line == y);
                        prop_assert!(first.is_some() && first < last, "{:?}", text);
                    }
                }
                Relation::Apart => prop_assert!(!before && !after, "{} {}", a, b),
                Relation::NoSuchLine { .. } => prop_assert!(false, "{} {}", a, b),
            }
        }
    }
    Ok(())
}

/// A few hundred sets, or as many as `ORDER_SETS` says: the long form is 20000.
fn config() -> ProptestConfig {
    let sets = std::env::var("ORDER_SETS").ok();
    ProptestConfig {
        cases: sets.map_or(300, |sets| sets.parse().expect("a number of sets")),
        failure_persistence: None,
        ..ProptestConfig::default()
    }
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn sets_with_distinct_lines_agree(
        orders in sets(Texts::Distinct, false),
        seed: u64,
    ) {
        agree(&orders, seed)?;
    }

    #[test]
    fn sets_with_equal_lines_agree(orders in sets(Texts::Few, false), seed: u64) {
        agree(&orders, seed)?;
    }

    #[test]
    fn sets_with_lines_in_pieces_agree(orders in sets(Texts::Few, true), seed: u64) {
        agree(&orders, seed)?;
    }

    #[test]
    fn programs_differ_as_their_runs_do(
        one in sets(Texts::Few, true),
        other in sets(Texts::Few, false),
        is_another: bool,
    ) {
        let mut changed = one.clone();
        changed.truncate(2);
        compare(&one, if is_another { &other } else { &changed })?;
    }

    #[test]
    fn lines_come_as_in_all_runs(orders in sets(Texts::Few, false)) {
        why(&orders)?;
    }

    #[test]
    fn distinct_lines_come_as_in_all_runs(orders in sets(Texts::Distinct, false)) {
        why(&orders)?;
    }
}
