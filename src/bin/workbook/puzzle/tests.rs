//! What the model says of many puzzles, held against exploring the real programs.
//!
//! `WORKBOOK_PUZZLES=N` takes N seeds of each level and language in place of a few.

use std::collections::BTreeMap;
use std::env;
use std::io::{self, Write as _};

use crate::exercise::desk::Desk;
use crate::subject::explored::Explored;
use crate::words::Both;

use super::{Language, Level, Name, Puzzle, Question, explain};

fn seeds(few: u64) -> std::ops::Range<u64> {
    let many = env::var("WORKBOOK_PUZZLES").ok();
    0..many.map_or(few, |many| many.parse().expect("a number"))
}

fn names(few: u64, language: Language) -> impl Iterator<Item = Name> {
    let levels = (1..=5).filter_map(Level::of);
    levels.flat_map(move |level| {
        seeds(few).map(move |seed| Name { seed, level, language })
    })
}

/// All runs of the real program are those of the model, and what exploring says of the question
/// is the answer.
fn hold(few: u64, language: Language) {
    if language.missing().is_some() {
        assert!(env::var_os("CI").is_none(), "CI must have {language:?}");
        let _ = writeln!(io::stderr(), "{language:?}: SKIPPED, it is not here");
        return;
    }
    let this = env::current_exe().expect("this program");
    let desk = Desk::at(this.with_file_name("puzzles-of-tests"));
    for name in names(few, language) {
        let puzzle = Puzzle::new(name);
        let place = puzzle.save(&desk).expect("a file");
        let command = puzzle.command(&desk, &place).expect("it compiles");
        let explored =
            explain::explored(&command, |_| {}).expect("it can be explored");
        let is_held = puzzle.hold(&explored);
        assert!(
            is_held.is_ok(),
            "{name:?}: {is_held:?}\n{}\nexpected {:#?}\nfound {:?} {:?}",
            puzzle.source,
            puzzle.runs,
            explored.cases,
            explored.standstills
        );
        puzzle.reasons(&explored, &place.file, &command).expect("reasons");
    }
}

#[test]
fn the_model_is_what_c_does() {
    hold(4, Language::C);
}

#[test]
fn the_model_is_what_python_does() {
    hold(1, Language::Python);
}

#[test]
fn the_model_is_what_rust_does() {
    hold(1, Language::Rust);
}

#[test]
fn every_question_and_every_answer_occurs_at_the_levels_that_have_it() {
    let mut found = BTreeMap::new();
    for level in (1..=5).filter_map(Level::of) {
        for seed in 0..60 {
            let puzzle = Puzzle::new(Name { seed, level, language: Language::C });
            let kind = match puzzle.question {
                Question::Count => "count".to_owned(),
                Question::Output(_) => format!("output {}", puzzle.reply),
                Question::Pair(..) => puzzle.reply.to_string(),
                Question::Stillness => format!("still {}", puzzle.reply),
            };
            *found.entry((level.number(), kind)).or_insert(0) += 1;
        }
    }
    for level in 1..=5 {
        for kind in
            ["count", "output yes", "output no", "always", "never", "sometimes"]
        {
            assert!(found.contains_key(&(level, kind.to_owned())), "{level} {kind}");
        }
        for kind in ["still yes", "still no"] {
            assert_eq!(
                found.contains_key(&(level, kind.to_owned())),
                level >= 4,
                "{kind}"
            );
        }
    }
}

#[test]
fn a_program_is_short_and_narrow() {
    for language in Language::ALL {
        for puzzle in names(20, language).map(Puzzle::new) {
            let lines = puzzle.source.lines();
            assert!(lines.clone().count() <= super::LONGEST, "{}", puzzle.source);
            assert!(lines.map(str::len).all(|it| it <= 80), "{}", puzzle.source);
        }
    }
}

#[test]
fn the_same_name_is_the_same_puzzle_and_another_seed_another_one() {
    let name = |seed| Name { seed, level: Level::Any, language: Language::Python };
    let [one, again, other] = [1, 1, 2].map(|it| Puzzle::new(name(it)));
    assert_eq!((&one.source, &one.question), (&again.source, &again.question));
    assert_ne!(one.source, other.source);
    let next = one.next();
    assert_ne!((one.source, one.question), (next.source, next.question));
}

#[test]
fn what_was_not_all_explored_or_is_not_expected_is_not_asked() {
    let puzzle =
        Puzzle::new(Name { seed: 1, level: Level::Any, language: Language::C });
    let found = |unfinished: &[&str]| {
        let both = |it: &&str| Both::of([it.to_string(), it.to_string()]);
        let unfinished = unfinished.iter().map(both).collect();
        let known = Explored { unfinished, ..Explored::default() };
        let why = puzzle.hold(&known).expect_err("nothing is known");
        why.downcast::<explain::Unsure>().expect("that is why").to_string()
    };
    assert_eq!(found(&["no time"]), "not all of its runs can be made: no time");
    assert!(found(&[]).starts_with("its runs are not those that were expected"));
}
