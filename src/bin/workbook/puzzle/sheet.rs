//! A sheet of puzzles for a class, with its answers.

use std::num::NonZero;
use std::sync::Mutex;
use std::sync::PoisonError;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use anyhow::{Result, bail};

use super::explain::Unsure;
use super::solution::{NO_LUCK, Solution, TRIES};
use super::{Name, Puzzle};
use crate::exercise::desk::Desk;
use crate::words::{self, words};

/// Puzzles with their answers, all of one level and in one language.
#[derive(Debug)]
pub(crate) struct Sheet {
    /// That of the first puzzle.
    pub(crate) name: Name,
    pub(crate) puzzles: Vec<(Puzzle, Solution)>,
}

impl Sheet {
    /// So many puzzles from `name` on, no two alike. `watch` is told how many are finished.
    pub(crate) fn make(
        name: Name,
        count: usize,
        desk: &Desk,
        watch: impl Fn(usize) + Sync,
    ) -> Result<Self> {
        let puzzles = different(name, count)?;
        let solved: Vec<_> = puzzles.iter().map(|_| Mutex::new(None)).collect();
        let (next, finished) = (AtomicUsize::new(0), AtomicUsize::new(0));
        let work = || {
            loop {
                let place = next.fetch_add(1, Ordering::Relaxed);
                let Some(puzzle) = puzzles.get(place) else { break };
                let result = solve(puzzle, desk);
                let is_wrong = result.is_err();
                *solved[place].lock().unwrap_or_else(PoisonError::into_inner) =
                    Some(result);
                if is_wrong {
                    // Nobody needs the rest.
                    next.store(puzzles.len(), Ordering::Relaxed);
                }
                watch(finished.fetch_add(1, Ordering::Relaxed) + 1);
            }
        };
        let workers = thread::available_parallelism().map_or(1, NonZero::get);
        thread::scope(|scope| (0..workers).for_each(|_| drop(scope.spawn(work))));
        let solved = solved.into_iter().filter_map(|it| {
            it.into_inner().unwrap_or_else(PoisonError::into_inner)
        });
        Ok(Self { name, puzzles: solved.collect::<Result<_>>()? })
    }
}

/// So many puzzles with other programs or other questions.
fn different(name: Name, count: usize) -> Result<Vec<Puzzle>> {
    let mut puzzles: Vec<Puzzle> = Vec::new();
    // A level has only so many puzzles.
    for more in 0..50 * count as u64 {
        let name = Name { seed: name.seed.wrapping_add(more), ..name };
        let puzzle = Puzzle::new(name);
        let is_alike = |it: &Puzzle| {
            (&it.source, &it.question) == (&puzzle.source, &puzzle.question)
        };
        if !puzzles.iter().any(is_alike) {
            puzzles.push(puzzle);
        }
        if puzzles.len() == count {
            return Ok(puzzles);
        }
    }
    bail!(words!(
        "there are not so many different puzzles of level {level}: ask for {count} or fewer",
        level = name.level.number(),
        count = puzzles.len()
    ))
}

/// The puzzle with its answer; the next one of its name if the answer is not sure.
fn solve(puzzle: &Puzzle, desk: &Desk) -> Result<(Puzzle, Solution)> {
    let mut puzzle = puzzle.clone();
    for _ in 0..TRIES {
        let place = puzzle.save(desk)?;
        let command = puzzle.command(desk, &place)?;
        match Solution::find(&puzzle, &place.file, &command, |_| ()) {
            Err(why) if why.is::<Unsure>() => puzzle = puzzle.next(),
            solution => return Ok((puzzle, solution?)),
        }
    }
    bail!(words!(
        "{no_luck}: puzzle {name}",
        no_luck = words::of(NO_LUCK),
        name = puzzle.name.arguments()
    ))
}
