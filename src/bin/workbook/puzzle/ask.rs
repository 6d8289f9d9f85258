//! Asks a puzzle: shows it at once, finds its answer, and judges what somebody answers.

use std::io::{self, Write};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

use super::explain::Unsure;
use super::place::Place;
use super::question::{Question, Reply};
use super::solution::{NO_LUCK, Solution, TRIES};
use super::{Language, Name, Puzzle, record};
use crate::exercise::desk::Desk;
use crate::installed;
use crate::outcome::{Finding, Outcome};
use crate::terminal::keyboard::{self, Key, Keyboard};
use crate::terminal::progress;
use crate::terminal::screen::{Screen, failure, note, success};

/// What is to come of the question.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Wanted<'a> {
    /// Somebody answers, if somebody is there.
    Prompt,
    /// The answer is told.
    Answer,
    /// This answer is judged.
    Judged(&'a str),
}

/// Asks the puzzle of this name.
pub(crate) fn ask(name: Name, wanted: Wanted<'_>, screen: &mut Screen) -> Outcome {
    if matches!(wanted, Wanted::Prompt) && !keyboard::somebody_is_there() {
        return print(name, screen);
    }
    name.language.need(name)?;
    let solved = solved(name, screen)?;
    let question = &solved.puzzle.question;
    match wanted {
        Wanted::Answer => {
            screen.say(&format!("\nThe answer is {}.", solved.puzzle.reply))?;
            solved.explain(screen)?;
            Ok(Finding::Right)
        }
        Wanted::Judged(answer) => {
            let reply = question.parse(answer).with_context(|| {
                format!("{answer:?} is no answer here: it is {}", question.form())
            })?;
            solved.judge(reply, screen)
        }
        Wanted::Prompt => match prompt(question, screen)? {
            Some(reply) => solved.judge(reply, screen),
            None => {
                screen.say("No answer.")?;
                Ok(Finding::Right)
            }
        },
    }
}

/// The program and the question, for nobody in particular.
fn print(name: Name, screen: &mut Screen) -> Outcome {
    let puzzle = Puzzle::new(name);
    show(&puzzle, screen)?;
    let (form, name) = (puzzle.question.form(), name.arguments());
    screen.say(&format!(
        "\nThe answer is {form}. `cargo workbook puzzle {name} --answer` tells it."
    ))?;
    Ok(Finding::Right)
}

/// A puzzle that is shown, and whose answer is known.
struct Solved {
    desk: Desk,
    puzzle: Puzzle,
    place: Place,
    solution: Solution,
}

/// Shows a puzzle at once, and then finds its answer; the next one when that is not sure.
fn solved(name: Name, screen: &mut Screen) -> Result<Solved> {
    let desk = Desk::find();
    let mut puzzle = Puzzle::new(name);
    for _ in 0..TRIES {
        show(&puzzle, screen)?;
        screen.flush()?;
        let start = Instant::now();
        if name.language == Language::Rust {
            progress::spinner("The program is being compiled".to_owned());
        }
        let place = puzzle.save(&desk)?;
        let command = puzzle.command(&desk, &place);
        drop(progress::clear());
        let command = command?;
        let solution = Solution::find(&puzzle, &place.file, &command, |runs| {
            if start.elapsed() > Duration::from_secs(1) {
                progress::say(format!("All its runs are being made: {runs} so far"));
            }
        });
        drop(progress::clear());
        match solution {
            Ok(solution) => return Ok(Solved { desk, puzzle, place, solution }),
            Err(why) if why.is::<Unsure>() => {
                note(&format!("This puzzle is not asked, because {why:#}."));
                puzzle = puzzle.next();
            }
            Err(why) => return Err(why),
        }
    }
    bail!(NO_LUCK)
}

fn show(puzzle: &Puzzle, screen: &mut Screen) -> io::Result<()> {
    let Name { seed, level, language } = puzzle.name;
    screen.say(&format!(
        "Puzzle {seed} of level {} ({}), in {}.",
        level.number(),
        level.about(),
        language.title()
    ))?;
    writeln!(screen, "\n{}", puzzle.source)?;
    screen.say(puzzle.question.sentence())?;
    for (mark, line) in puzzle.question.lines() {
        screen.hang(&format!("  {mark}  "), line)?;
    }
    Ok(())
}

impl Solved {
    fn judge(&self, reply: Reply, screen: &mut Screen) -> Outcome {
        let Name { level, language, .. } = self.puzzle.name;
        let answer = self.puzzle.reply;
        let is_right = reply == answer;
        let verdict = if is_right { success("right") } else { failure("wrong") };
        screen.say(&format!("\n{verdict}: the answer is {answer}."))?;
        self.explain(screen)?;
        record::keep(&self.desk, &self.puzzle, reply)?;
        let (level, language) = (level.number(), language.word());
        writeln!(
            screen,
            "The next puzzle:   {} puzzle --level {level} --language {language}",
            installed::name()
        )?;
        Ok(Finding::right_if(is_right))
    }

    /// The reasons, and how to see for oneself.
    fn explain(&self, screen: &mut Screen) -> io::Result<()> {
        for reason in &self.solution.reasons {
            screen.hang("  - ", reason)?;
        }
        let name = &self.place.name;
        // Not broken, so that they can be copied.
        let workbook = installed::name();
        writeln!(screen, "\nSee all outputs:   {workbook} orders {name}")?;
        writeln!(screen, "Be the scheduler:  {workbook} direct {name}")?;
        let again = self.puzzle.name.arguments();
        writeln!(screen, "This puzzle again: {workbook} puzzle {again}")
    }
}

/// The answer that somebody gives; nothing when that is to stop.
fn prompt(question: &Question, screen: &mut Screen) -> Result<Option<Reply>> {
    writeln!(screen)?;
    if question.choices().is_empty() {
        by_line(question, screen)
    } else {
        by_key(question, screen)
    }
}

/// A number, and Enter.
fn by_line(question: &Question, screen: &mut Screen) -> Result<Option<Reply>> {
    loop {
        write!(screen, "Your answer (a number, q quits): ")?;
        screen.flush()?;
        let mut line = String::new();
        if io::stdin().read_line(&mut line)? == 0 {
            writeln!(screen)?;
            return Ok(None);
        }
        if let Some(reply) = question.parse(&line) {
            return Ok(Some(reply));
        }
        if line.trim().to_lowercase().starts_with('q') {
            return Ok(None);
        }
        writeln!(screen, "Type a number, then Enter.")?;
    }
}

/// One key.
fn by_key(question: &Question, screen: &mut Screen) -> Result<Option<Reply>> {
    let words = question.choices().iter().map(ToString::to_string);
    let offered = words.map(|word| format!("{} {word}", &word[..1]));
    write!(
        screen,
        "Your answer ({}, q quits): ",
        offered.collect::<Vec<_>>().join(", ")
    )?;
    // Before somebody sees that a key is asked for.
    let keyboard = Keyboard::new()?;
    screen.flush()?;
    loop {
        let key = match keyboard.key_within(Duration::MAX)? {
            None => continue,
            Some(Key::Of('q' | 'Q') | Key::End) => {
                writeln!(screen)?;
                return Ok(None);
            }
            Some(Key::Of(key)) => key,
        };
        if let Some(reply) = question.parse(&key.to_string()) {
            writeln!(screen, "{reply}")?;
            return Ok(Some(reply));
        }
    }
}
