//! Each solution with one wait spoilt: what changes the outputs is refused, and what is said of
//! it is true.
//!
//! What a spoilt program can print is found by exploring it and listing its texts one by one.
//! The check does not do that: it compares orders. So the one is held against the other.

use std::collections::BTreeSet;
use std::env;
use std::path::Path;
use std::process::Command;

use process_workbook::explore::Exploration;
use regex::Regex;

use crate::at_once;
use crate::exercise::{Exercise, read};
use crate::learner::Learner;
use crate::orders;

/// What is spoilt, and the program then.
type Mutant = (String, String);

/// A call in place of a join, by the name of what is done there.
const CALLS: &[(&str, &str)] = &[
    ("a time-out", "NAME.join_timeout(std::time::Duration::from_secs(1))?;"),
    ("a sleep", "process_workbook::sleep(3.0);"),
    ("a poll", "let _ = NAME.is_alive()?;"),
    ("a poll behind a sleep", "process_workbook::sleep(100.0); NAME.is_alive()?;"),
    ("nothing", ""),
];

/// Only one mutant of so many is tried, unless `WORKBOOK_MUTANTS` says another number.
const SHARE: usize = 6;

// F-01
#[test]
fn what_changes_the_outputs_is_refused_and_the_reason_is_true() {
    let turn = Learner::new("mutants");
    let share = match env::var("WORKBOOK_MUTANTS") {
        Ok(share) => share.parse().expect("WORKBOOK_MUTANTS is a whole number"),
        Err(_) => SHARE,
    };
    let exercises = Exercise::all().into_iter().enumerate();
    at_once::each(exercises, |(place, exercise)| {
        let mutants = mutants(&read(&exercise.solution()));
        let mutants = mutants.iter().skip(place % share).step_by(share);
        let mutants: Vec<_> = mutants.collect();
        if mutants.is_empty() {
            return;
        }
        let learner = Learner::guest(&format!("mutants-{}", exercise.name));
        let wanted = orders::explore(&exercise.solution_command());
        for mutant in mutants {
            holds(&learner, &exercise, &wanted, mutant);
        }
    });
    drop(turn);
}

fn holds(
    learner: &Learner,
    exercise: &Exercise,
    wanted: &Exploration,
    (what, program): &Mutant,
) {
    learner.answers(exercise, program);
    // Enough for a machine that has eight of them to check at a time. One that has too many runs
    // is left open, and nothing is to be waited for.
    let seen = learner.run(&["check", &exercise.name, "--for", "20"]);
    let said = seen.stdout.replace('\n', " ");
    if said.contains("does not compile") {
        return;
    }
    let what = format!("{}, {what}: {said}", exercise.name);
    let is_refused = said.starts_with("not yet: ");
    assert!(is_refused || seen.status == 0, "{what}\n{}", seen.stderr);
    if ["never ends", "panic", "error", "another process"]
        .iter()
        .any(|it| said.starts_with(&format!("not yet: {it}")))
    {
        return;
    }
    let built = Path::new(env!("CARGO_BIN_EXE_workbook"));
    let mut command = Command::new(built.with_file_name(&exercise.number));
    command.env("WORKBOOK_SPEED", "1000");
    let found = orders::explore(&command);
    let (mut can, may) = (found.texts(), wanted.texts());
    if is_refused {
        if !found.cases().is_complete() {
            // What was not searched here may have been found by the check, which shows it.
            can.extend(made_to_happen(&seen.stdout));
        }
        is_true(&what, &said, &can);
        return;
    }
    assert!(found.standstills.is_empty(), "{what}");
    // What is left open is said to be: nobody says that it is right.
    if said.starts_with("right: ") {
        let too_much: Vec<_> = can.difference(&may).collect();
        assert!(too_much.is_empty(), "{what}: {too_much:?}");
        let program = read(&exercise.file()).replace("\n//! ", " ");
        let too_little: Vec<_> = may.difference(&can).collect();
        assert!(
            too_little.is_empty() || program.contains("More order is fine."),
            "{what}: {too_little:?}"
        );
    } else {
        assert!(said.starts_with("nothing wrong found: "), "{what}");
    }
}

/// The output that a check says it has made happen with the learner's processes.
fn made_to_happen(said: &str) -> Option<Vec<u8>> {
    let (_, shown) =
        said.split_once("It happened just now, with your processes:\n")?;
    let lines = shown.trim_start_matches('\n').lines();
    let lines = lines.map_while(|line| {
        line.strip_prefix("    ").or_else(|| line.strip_prefix("  > "))
    });
    Some(lines.flat_map(|line| [line, "\n"]).collect::<String>().into_bytes())
}

/// That what is said of two lines is true of the texts that there are.
fn is_true(what: &str, said: &str, texts: &BTreeSet<Vec<u8>>) {
    let texts: Vec<_> =
        texts.iter().map(|text| String::from_utf8_lossy(text)).collect();
    let is_before = |text: &str, first: &str, second: &str| {
        let place = |line: &str| text.lines().position(|it| it == line);
        place(first).zip(place(second)).is_some_and(|(first, second)| first < second)
    };
    let pair = |pattern: &str| {
        let pattern = Regex::new(pattern).expect("a pattern");
        let found = pattern.captures(said)?;
        Some((found[1].to_owned(), found[2].to_owned()))
    };
    if let Some((early, late)) = pair("`([^`]*)` can come before `([^`]*)`") {
        assert!(texts.iter().any(|it| is_before(it, &early, &late)), "{what}");
    }
    if let Some((late, early)) = pair("`([^`]*)` always waits for `([^`]*)`") {
        assert!(!texts.iter().any(|it| is_before(it, &late, &early)), "{what}");
    }
}

/// The `solution` with each of its joins spoilt in each way.
fn mutants(solution: &str) -> Vec<Mutant> {
    let lines: Vec<_> = solution.lines().collect();
    let join =
        Regex::new(r"^( *)(.*?)(\w+)\.join\(\)\?(.*;.*)$").expect("a pattern");
    let each =
        Regex::new(r"^ *for (\w+) in &(?:mut )?(\w+) \{$").expect("a pattern");
    let with = |at: usize, line: &str| {
        let mut changed = lines.clone();
        changed[at] = line;
        changed.join("\n")
    };
    let mut mutants = Vec::new();
    for (at, line) in lines.iter().enumerate() {
        if line.contains(", None)?") {
            let late = "Some(std::time::Duration::from_secs(1)))?";
            let changed = line.replace("None)?", late);
            mutants
                .push((format!("line {}: a time-out", at + 1), with(at, &changed)));
        }
        let Some(found) = join.captures(line) else { continue };
        let (before, name) = (&found[2], &found[3]);
        if !before.is_empty() {
            let call = format!(
                "{}{before}{name}.join_timeout(std::time::Duration::from_secs(1))?\
                 .unwrap_or_default(){}",
                &found[1], &found[4]
            );
            mutants.push((format!("line {}: a time-out", at + 1), with(at, &call)));
            continue;
        }
        for (what, call) in CALLS {
            let call = call.replace("NAME", name);
            mutants.push((format!("line {}: {what}", at + 1), with(at, &call)));
        }
        let of_all = lines[..at].iter().rev().find_map(|line| each.captures(line));
        if let Some(all) = of_all.filter(|all| all[1] == *name) {
            let any = format!(
                "process_workbook::wait(&{}.iter().collect::<Vec<_>>(), None)?;",
                &all[2]
            );
            mutants.push((format!("line {}: any", at + 1), with(at, &any)));
        }
        for other in [at.wrapping_sub(1), at + 1] {
            if lines.get(other).is_some_and(|line| line.trim_end().ends_with(';')) {
                let mut moved = lines.clone();
                moved.swap(at, other);
                let way = if other < at { "earlier" } else { "later" };
                mutants.push((format!("line {}: {way}", at + 1), moved.join("\n")));
            }
        }
    }
    mutants
}
