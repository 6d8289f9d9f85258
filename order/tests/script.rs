//! A script does what it says: held against a machine that does one step of one process at a
//! time, in every order, and shares nothing with the library but the text of the script.

use std::collections::{BTreeSet, HashSet};
use std::fmt::Write;

use process_order::script::Script;
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};

/// What a process is written as, and how far it has come.
#[derive(Clone, PartialEq, Eq, Hash)]
struct State {
    done: Vec<usize>,
    started: Vec<bool>,
    ended: Vec<bool>,
    holder: Option<usize>,
    mail: Vec<(usize, usize)>,
    output: String,
}

/// The outputs, and the texts at which it stands still.
fn brute_force(text: &str) -> [BTreeSet<String>; 2] {
    let mut names = Vec::new();
    let mut steps: Vec<Vec<&str>> = Vec::new();
    for line in text.lines().filter(|line| !line.is_empty()) {
        match line.strip_prefix("  ") {
            Some(step) => steps.last_mut().expect("a process").push(step),
            None => {
                names.push(line);
                steps.push(Vec::new());
            }
        }
    }
    let count = names.len();
    let first = State {
        done: vec![0; count],
        started: (0..count).map(|it| it == 0).collect(),
        ended: vec![false; count],
        holder: None,
        mail: Vec::new(),
        output: String::new(),
    };
    let (mut seen, mut open) = (HashSet::from([first.clone()]), vec![first]);
    let [mut outputs, mut stuck] = [BTreeSet::new(), BTreeSet::new()];
    while let Some(state) = open.pop() {
        let mut goes_on = false;
        for process in
            (0..count).filter(|it| state.started[*it] && !state.ended[*it])
        {
            let mut next = state.clone();
            let Some(step) = steps[process].get(state.done[process]) else {
                next.ended[process] = true;
                goes_on = true;
                if seen.insert(next.clone()) {
                    open.push(next);
                }
                continue;
            };
            let (verb, object) = step.split_once(' ').unwrap_or((step, ""));
            let other = names.iter().position(|name| *name == object);
            let is_done = match (verb, other) {
                ("|", _) => {
                    writeln!(next.output, "{object}").expect("a String takes it");
                    true
                }
                ("start", Some(other)) => {
                    next.started[other] = true;
                    true
                }
                ("join", Some(other)) => state.ended[other],
                ("poll", Some(other)) => {
                    let found =
                        if state.ended[other] { "has ended" } else { "is alive" };
                    writeln!(next.output, "{object} {found}").expect("it takes it");
                    true
                }
                ("lock", None) => {
                    next.holder = Some(process);
                    state.holder.is_none()
                }
                ("unlock", None) => {
                    next.holder = None;
                    true
                }
                ("send", Some(other)) => {
                    next.mail.push((process, other));
                    next.mail.sort_unstable();
                    true
                }
                ("receive", Some(other)) => {
                    let place =
                        state.mail.iter().position(|it| *it == (other, process));
                    place.map(|place| next.mail.remove(place)).is_some()
                }
                _ => panic!("{step}"),
            };
            if is_done {
                goes_on = true;
                next.done[process] += 1;
                if seen.insert(next.clone()) {
                    open.push(next);
                }
            }
        }
        if !goes_on {
            let is_over = state.ended.iter().all(|it| *it);
            let texts = if is_over { &mut outputs } else { &mut stuck };
            texts.insert(state.output);
        }
    }
    [outputs, stuck]
}

/// Main and two or three children, each with a few steps.
fn random(rng: &mut StdRng) -> String {
    let children = rng.random_range(2..=3);
    let names = ["main", "a", "b", "c"];
    let mut text = String::from("main\n");
    let mut started = Vec::new();
    let mut rest: Vec<_> = (1..=children).collect();
    while !rest.is_empty() || rng.random_bool(0.6) {
        let step = match rng.random_range(0..6) {
            0..3 if !rest.is_empty() => {
                started.push(rest[0]);
                format!("start {}", names[rest.remove(0)])
            }
            3 if !started.is_empty() => {
                let child = started[rng.random_range(0..started.len())];
                let verb = if rng.random() { "join" } else { "poll" };
                format!("{verb} {}", names[child])
            }
            4 => step(rng, 0, children, &mut false),
            _ => continue,
        };
        writeln!(text, "  {step}").expect("a String takes it");
    }
    for (child, name) in names.iter().enumerate().take(children + 1).skip(1) {
        writeln!(text, "\n{name}").expect("a String takes it");
        let mut has_lock = false;
        for _ in 0..rng.random_range(1..5) {
            let step = step(rng, child, children, &mut has_lock);
            writeln!(text, "  {step}").expect("a String takes it");
        }
        if has_lock && rng.random_bool(0.9) {
            text.push_str("  unlock\n");
        }
    }
    text
}

fn step(
    rng: &mut StdRng,
    process: usize,
    children: usize,
    has_lock: &mut bool,
) -> String {
    let names = ["main", "a", "b", "c"];
    let mut other = rng.random_range(0..=children);
    if other == process {
        other = (other + 1) % (children + 1);
    }
    match rng.random_range(0..8) {
        0 if *has_lock => {
            *has_lock = false;
            "unlock".to_owned()
        }
        0..3 if !*has_lock && process > 0 => {
            *has_lock = true;
            "lock".to_owned()
        }
        3 => format!("send {}", names[other]),
        4 => format!("receive {}", names[other]),
        // Sometimes the line of another process, too.
        number => format!("| {}{}", names[process], number % 2),
    }
}

#[test]
fn random_scripts_do_what_brute_force_does() {
    let mut rng = StdRng::seed_from_u64(20);
    let (mut with_outputs, mut with_stuck) = (0, 0);
    for _ in 0..400 {
        let text = random(&mut rng);
        let script: Script =
            text.parse().unwrap_or_else(|error| panic!("{error}\n{text}"));
        let cases = script.cases().expect("few runs");
        let [outputs, stuck] = brute_force(&text);
        let count = cases.count().expect("few").to_string();
        assert_eq!(count, outputs.len().to_string(), "{text}\n{cases}");
        for output in &outputs {
            assert!(cases.check_text(output).is_possible(), "{text}\n{output}");
        }
        let count = cases.count_deadlocks().expect("few").to_string();
        assert_eq!(count, stuck.len().to_string(), "{text}\n{cases}");
        with_outputs += usize::from(outputs.len() > 1);
        with_stuck += usize::from(!stuck.is_empty());
    }
    assert!(with_outputs > 100 && with_stuck > 100, "{with_outputs} {with_stuck}");
}

#[test]
fn what_it_is_written_as_is_read_again() {
    let mut rng = StdRng::seed_from_u64(4);
    for _ in 0..50 {
        let text = random(&mut rng);
        let script: Script = text.parse().expect("a script");
        assert_eq!(script.to_string(), text);
    }
}

#[test]
fn what_no_script_is_is_refused() {
    let refusal = |text: &str| {
        let error = text.parse::<Script>().expect_err("it is none");
        error.to_string()
    };
    assert_eq!(refusal(""), "line 1, column 1: there is no process");
    assert_eq!(
        refusal("  lock"),
        "line 1, column 1: a step of no process: its name comes first"
    );
    assert_eq!(
        refusal("main\n  start a\n"),
        "line 2, column 3: there is no process `a`"
    );
    assert!(
        refusal("main\n  sleep\n")
            .starts_with("line 2, column 3: a step is `| LINE`")
    );
    assert_eq!(refusal("main\n\na\n"), "line 1, column 1: nobody starts a");
    assert_eq!(
        refusal("main\n  unlock\n"),
        "line 1, column 1: main unlocks what it has not locked"
    );
    let too_early = "main\n  join a\n  start a\n\na\n";
    assert_eq!(
        refusal(too_early),
        "line 1, column 1: main has not started a by then"
    );
}
