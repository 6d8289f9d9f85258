//! The order model against a model that tries everything, on random small orders.

mod brute;
mod comparison;
mod random;
mod union;

use std::collections::BTreeSet;

use process_order::{EventId, Order, ProcessId, Verdict, Writer, Written};
use proptest::prelude::*;
use rand::SeedableRng;
use rand::rngs::StdRng;
use rand::seq::{IteratorRandom, SliceRandom};

use random::Texts;

/// The lines of these writes.
fn text(order: &Order, writes: &[EventId]) -> Vec<String> {
    let lines = writes.iter().flat_map(|event| order.action(*event).lines());
    lines.map(ToString::to_string).collect()
}

/// The same, each with the position of the process that prints it.
fn signed(order: &Order, writes: &[EventId]) -> Vec<(usize, String)> {
    let lines = writes.iter().flat_map(|event| {
        let lines = order.action(*event).lines();
        lines.map(|line| (event.process().index(), line.to_string()))
    });
    lines.collect()
}

/// The process at this position.
fn process(order: &Order, index: usize) -> ProcessId {
    order.process_at(index).expect("a process")
}

fn check(order: &Order, text: &[String]) -> Verdict {
    order.check(text.iter().map(|text| Written { writer: Writer::Unknown, text }))
}

/// The whole agreement for one order.
fn agree(order: &Order, seed: u64) -> Result<(), TestCaseError> {
    let runs = brute::runs(order);
    let possible: BTreeSet<_> = runs.iter().map(|run| text(order, run)).collect();

    let outputs: Vec<Vec<String>> = order
        .outputs()
        .map(|output| output.iter().map(ToString::to_string).collect())
        .collect();
    let distinct: BTreeSet<_> = outputs.iter().cloned().collect();
    prop_assert_eq!(&distinct, &possible, "outputs()");
    prop_assert_eq!(outputs.len(), distinct.len(), "an output comes twice");

    let census = order.census().expect("a small order");
    prop_assert_eq!(
        census.count().to_string(),
        possible.len().to_string(),
        "count()"
    );
    let count = order.count().expect("a small order");
    prop_assert_eq!(count.to_string(), possible.len().to_string(), "count()");
    let mut rng = StdRng::seed_from_u64(seed);
    let sample = census.sample(&mut rng);
    let sample: Vec<_> = sample.iter().map(ToString::to_string).collect();
    prop_assert!(possible.contains(&sample), "sample() gives {:?}", sample);

    for output in possible.iter().sample(&mut rng, 4) {
        let Verdict::Possible(events) = check(order, output) else {
            return Err(TestCaseError::fail(format!("check() refuses {output:?}")));
        };
        prop_assert_eq!(&text(order, &events), output);
        prop_assert!(runs.contains(&events), "{:?} is no run", events);
        let signed = signed(order, &events);
        let walked = order.check(signed.iter().map(|(index, text)| Written {
            writer: Writer::Process(process(order, *index)),
            text,
        }));
        prop_assert!(walked.is_possible(), "with writers: {:?}", walked);
        for wrong in mutants(output, &mut rng) {
            let verdict = check(order, &wrong);
            let expected = possible.contains(&wrong);
            prop_assert_eq!(
                verdict.is_possible(),
                expected,
                "{:?}: {:?}",
                &wrong,
                &verdict
            );
            if let Some(refusal) = verdict.refusal() {
                let kept = &wrong[..refusal.line - 1];
                let begins = possible.iter().any(|output| output.starts_with(kept));
                prop_assert!(
                    begins,
                    "{:?}: an earlier line is wrong: {}",
                    &wrong,
                    refusal
                );
                if let Some(refused) = wrong.get(refusal.line - 1) {
                    let more: Vec<_> =
                        kept.iter().chain([refused]).cloned().collect();
                    let goes_on =
                        possible.iter().any(|output| output.starts_with(&more));
                    prop_assert!(
                        !goes_on,
                        "{:?}: that line can be there: {}",
                        &wrong,
                        refusal
                    );
                }
            }
        }
    }
    Ok(())
}

/// Writers that are known, and writers of whom only the pid is known.
fn agree_with_writers(order: &Order, seed: u64) -> Result<(), TestCaseError> {
    let runs = brute::runs(order);
    let possible: BTreeSet<_> = runs.iter().map(|run| signed(order, run)).collect();
    let mut rng = StdRng::seed_from_u64(seed);
    let processes = order.histories().len();
    for run in possible.iter().sample(&mut rng, 3) {
        let mut wrong = run.clone();
        wrong.shuffle(&mut rng);
        let mut nearly = run.clone();
        if nearly.len() > 1 {
            let at = rng.random_range(1..nearly.len());
            nearly.swap(at - 1, at);
        }
        for lines in [run.clone(), wrong, nearly] {
            let verdict = order.check(lines.iter().map(|(index, text)| Written {
                writer: Writer::Process(process(order, *index)),
                text,
            }));
            let expected = possible.contains(&lines);
            prop_assert_eq!(
                verdict.is_possible(),
                expected,
                "{:?}: {:?}",
                &lines,
                verdict
            );

            let mut pids: Vec<_> = (100..).take(processes).collect();
            pids.shuffle(&mut rng);
            let verdict = order.check(lines.iter().map(|(process, text)| Written {
                writer: Writer::Pid(pids[*process]),
                text,
            }));
            let expected = permutations(processes).iter().any(|who| {
                let renamed = lines
                    .iter()
                    .map(|(process, text)| (who[*process], text.clone()));
                possible.contains(&renamed.collect::<Vec<_>>())
            });
            prop_assert_eq!(
                verdict.is_possible(),
                expected,
                "{:?}: {:?}",
                &lines,
                verdict
            );
        }
    }
    Ok(())
}

fn permutations(count: usize) -> Vec<Vec<usize>> {
    let Some(last) = count.checked_sub(1) else { return vec![vec![]] };
    let shorter = permutations(last).into_iter();
    let all = shorter.flat_map(|shorter| {
        (0..count).map(move |at| {
            let mut longer = shorter.clone();
            longer.insert(at, last);
            longer
        })
    });
    all.collect()
}

/// `output` with a line moved, left out, doubled, or all shuffled.
fn mutants(output: &[String], rng: &mut StdRng) -> Vec<Vec<String>> {
    let mut mutants = Vec::new();
    for _ in 0..4 {
        let mut mutant = output.to_vec();
        mutant.shuffle(rng);
        mutants.push(mutant);
    }
    if !output.is_empty() {
        let at = rng.random_range(0..output.len());
        let mut moved = output.to_vec();
        let line = moved.remove(at);
        mutants.push(moved.clone());
        moved.insert(rng.random_range(0..=moved.len()), line.clone());
        mutants.push(moved.clone());
        moved.push(line);
        mutants.push(moved);
    }
    mutants
}

/// The events that print, each once.
fn events_of_lines(order: &Order) -> Vec<EventId> {
    let mut events: Vec<_> = order.lines().map(|line| line.event).collect();
    events.dedup();
    events
}

/// Whether `a` comes before `b` in every run in which both come; nothing if none has both.
fn always_before(
    runs: &BTreeSet<Vec<EventId>>,
    a: EventId,
    b: EventId,
) -> Option<bool> {
    let place = |run: &Vec<EventId>, id| run.iter().position(|line| *line == id);
    let both: Vec<_> = runs
        .iter()
        .filter_map(|run| Some((place(run, a)?, place(run, b)?)))
        .collect();
    (!both.is_empty()).then(|| both.iter().all(|(a, b)| a < b))
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 5_000,
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn distinct_lines_agree(order in random::orders(Texts::Distinct), seed: u64) {
        agree(&order, seed)?;
    }

    #[test]
    fn equal_lines_of_different_processes_agree(
        order in random::orders(Texts::Few),
        seed: u64,
    ) {
        agree(&order, seed)?;
    }
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 1_000,
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn writers_agree(order in random::orders(Texts::Few), seed: u64) {
        agree_with_writers(&order, seed)?;
    }

    #[test]
    fn happens_before_is_what_holds_in_every_run(order in random::orders(Texts::Distinct)) {
        let runs = brute::runs(&order);
        let lines: Vec<_> = events_of_lines(&order);
        for a in &lines {
            for b in lines.iter().filter(|b| a != *b) {
                let Some(always) = always_before(&runs, *a, *b) else { continue };
                let why = order.why(*a, *b);
                prop_assert_eq!(why.is_some(), always, "{:?} {:?}", a, b);
                let other = always_before(&runs, *b, *a).expect("both occur");
                prop_assert_eq!(order.concurrent(*a, *b), !always && !other);
            }
        }
    }

    #[test]
    fn an_order_is_read_as_it_was_written(order in random::orders(Texts::Few)) {
        let text = order.to_string();
        prop_assert_eq!(text.parse::<Order>().expect("an order"), order);
    }
}
