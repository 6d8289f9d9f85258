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
use crate::words::{self, chain, words};

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
            let answer = solved.puzzle.reply.told();
            screen.say(&words!("\nThe answer is {answer}.", answer))?;
            solved.explain(screen)?;
            Ok(Finding::Right)
        }
        Wanted::Judged(answer) => {
            let reply = question.parse(answer).with_context(|| {
                words!(
                    "{answer} is no answer here: it is {form}",
                    answer = words::quoted(answer),
                    form = question.form()
                )
            })?;
            solved.judge(reply, screen)
        }
        Wanted::Prompt => match prompt(question, screen)? {
            Some(reply) => solved.judge(reply, screen),
            None => {
                screen.say(words!("No answer."))?;
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
    screen.say(&words!(
        "\nThe answer is {form}. `cargo workbook puzzle {name} --answer` tells it.",
        form,
        name
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
            progress::spinner(words!("The program is being compiled").to_owned());
        }
        let place = puzzle.save(&desk)?;
        let command = puzzle.command(&desk, &place);
        drop(progress::clear());
        let command = command?;
        let solution = Solution::find(&puzzle, &place.file, &command, |runs| {
            if start.elapsed() > Duration::from_secs(1) {
                progress::say(words!(
                    "All its runs are being made: {runs} so far",
                    runs
                ));
            }
        });
        drop(progress::clear());
        match solution {
            Ok(solution) => return Ok(Solved { desk, puzzle, place, solution }),
            Err(why) if why.is::<Unsure>() => {
                note(&words!(
                    "This puzzle is not asked, because {why}.",
                    why = chain(&why)
                ));
                puzzle = puzzle.next();
            }
            Err(why) => return Err(why),
        }
    }
    bail!(words::of(NO_LUCK))
}

fn show(puzzle: &Puzzle, screen: &mut Screen) -> io::Result<()> {
    let Name { seed, level, language } = puzzle.name;
    screen.say(&words!(
        "Puzzle {seed} of level {level} ({about}), in {language}.",
        seed,
        level = level.number(),
        about = level.about(),
        language = language.title()
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
        let verdict = if is_right {
            success(words!("right"))
        } else {
            failure(words!("wrong"))
        };
        screen.say(&words!(
            "\n{verdict}: the answer is {answer}.",
            verdict,
            answer = answer.told()
        ))?;
        self.explain(screen)?;
        record::keep(&self.desk, &self.puzzle, reply)?;
        let next = words!(
            "The next puzzle:   {workbook} puzzle --level {level} --language {language}",
            workbook = installed::name(),
            level = level.number(),
            language = language.word()
        );
        writeln!(screen, "{next}")?;
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
        let again = self.puzzle.name.arguments();
        for line in [
            words!("\nSee all outputs:   {workbook} orders {name}", workbook, name),
            words!("Be the scheduler:  {workbook} direct {name}", workbook, name),
            words!("This puzzle again: {workbook} puzzle {again}", workbook, again),
        ] {
            writeln!(screen, "{line}")?;
        }
        Ok(())
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
        write!(screen, "{}", words!("Your answer (a number, q quits): "))?;
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
        writeln!(screen, "{}", words!("Type a number, then Enter."))?;
    }
}

/// One key.
fn by_key(question: &Question, screen: &mut Screen) -> Result<Option<Reply>> {
    // The key is the English one.
    let offered = question.choices().iter().map(|reply| {
        words!("{key} {reply}", key = &reply.to_string()[..1], reply = reply.told())
    });
    let offered = offered.collect::<Vec<_>>().join(words!(", "));
    write!(screen, "{}", words!("Your answer ({offered}, q quits): ", offered))?;
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
            writeln!(screen, "{}", reply.told())?;
            return Ok(Some(reply));
        }
    }
}
