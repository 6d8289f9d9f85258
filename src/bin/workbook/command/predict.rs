//! `predict 3`: questions about all runs.

use std::ffi::OsString;
use std::io::{self, Write};

use anyhow::{Result, bail};
use clap::Args;
use process_order::quiz::{Answer, Question};

use crate::outcome::{Finding, Outcome};
use crate::subject::explored::How;
use crate::subject::possible::Knowledge;
use crate::subject::questions::{Posed, posed};
use crate::subject::twin::Side;
use crate::subject::{Subject, named};
use crate::terminal::harmless::harmless;
use crate::terminal::keyboard::{self, Keyboard};
use crate::terminal::screen::{Screen, failure, success};
use crate::view::known;
use crate::view::score::Score;
use crate::words::{self, language, translated, words};

/// Asks what a program can print, over all its runs, and says at once why that is so.
///
/// An answer is a key: its first letter. On no terminal, or with CI set, nothing is asked: the
/// questions are printed, and the answers below them.
#[derive(Args)]
#[command(after_help = EXAMPLES, override_usage = USAGE)]
pub(crate) struct Arguments {
    /// A lesson (3), an exercise (3a), a program in `my`, or a file: puzzle.c, script.py.
    program: Option<String>,
    /// A command in place of PROGRAM.
    #[arg(last = true, value_name = "COMMAND")]
    command: Vec<OsString>,
    /// How many questions, unless you stop before.
    #[arg(short = 'n', long, default_value_t = 5, value_name = "N")]
    questions: usize,
    /// Ask the same ones again.
    #[arg(long)]
    seed: Option<u64>,
    #[command(flatten)]
    side: Side,
    #[command(flatten)]
    how: How,
}

pub(crate) fn run(arguments: &Arguments, screen: &mut Screen) -> Outcome {
    let Arguments { program, command, questions, seed, side, how } = arguments;
    let subject = named::subject(program.as_deref(), command, side)?;
    subject.say_meaning();
    let knowledge = Knowledge::of(&subject, &how.to_begin_with())?;
    let seed = seed.unwrap_or_else(|| rand::random::<u16>().into());
    let cases = match (&knowledge.explored, &knowledge.snapshot) {
        (Some(explored), _) => explored.cases.clone(),
        (None, Some(snapshot)) => snapshot.clone(),
        (None, None) => {
            bail!(words!("nothing is known of {name}", name = subject.name()))
        }
    };
    let posed = posed(&cases, seed, *questions);
    let name = harmless(&known::capitalized(&subject.name())).into_owned();
    screen.say(&words!(
        "{name}. For the same questions again: --seed {seed}.",
        name,
        seed
    ))?;
    match &knowledge.explored {
        None => screen.say(words::of(known::REFUSED))?,
        Some(explored) if !cases.is_complete() => {
            screen.say(words::of(NOT_ALL))?;
            known::list(&explored.unfinished, screen)?;
        }
        Some(_) => {}
    }
    if posed.is_empty() {
        screen.say(words::of(NO_QUESTION))?;
        return Ok(Finding::Right);
    }
    if keyboard::somebody_is_there() {
        ask(&subject, &posed, screen)
    } else {
        list(&posed, screen)
    }
}

/// The questions, and all answers below them.
fn list(posed: &[Posed<'_>], screen: &mut Screen) -> Outcome {
    let mut answers = Vec::new();
    for (place, Posed { order, question }) in (1..).zip(posed) {
        let Question { about, answer, reason, .. } = question;
        tell_question(place, &about.told(order, language()), screen)?;
        let (answer, why) = (answer.told(language()), reason.told(language()));
        let answer = words!("{answer}: {why}.", answer, why);
        answers.push((format!("{place}. "), answer));
    }
    writeln!(screen, "{}", words!("\nAnswers\n"))?;
    for (place, answer) in answers {
        screen.hang(&place, &harmless(&answer))?;
    }
    Ok(Finding::Right)
}

/// Each line of a question on lines of its own.
fn tell_question(place: usize, text: &str, screen: &mut Screen) -> io::Result<()> {
    let mut margin = format!("{place}. ");
    writeln!(screen)?;
    for line in text.lines() {
        let indent = line.len() - line.trim_start().len();
        let (blanks, line) = line.split_at(indent);
        screen.hang(&format!("{margin}{blanks}"), &harmless(line))?;
        margin.clear();
    }
    Ok(())
}

fn ask(subject: &Subject, posed: &[Posed<'_>], screen: &mut Screen) -> Outcome {
    let keyboard = Keyboard::new()?;
    let mut score = Score::default();
    for (place, Posed { order, question }) in (1..).zip(posed) {
        tell_question(place, &question.about.told(order, language()), screen)?;
        let Some(answer) = prompt(question, &keyboard, screen)? else { break };
        let is_right = answer == question.answer;
        score.count(question, is_right);
        let verdict = if is_right {
            success(words!("right"))
        } else {
            failure(words!("wrong"))
        };
        let Question { answer, reason, .. } = question;
        screen.say(&words!(
            "{verdict}: {answer}: {why}.",
            verdict,
            answer = answer.told(language()),
            why = harmless(reason.told(language()))
        ))?;
    }
    score.tell(subject, screen)?;
    Ok(Finding::right_if(score.is_full()))
}

/// The answer that the learner gives; nothing when that is to stop.
fn prompt(
    question: &Question,
    keyboard: &Keyboard,
    screen: &mut Screen,
) -> Result<Option<Answer>> {
    let choices = question.about.choices();
    // The keys are the same in every language.
    let key = |word: &str| word.chars().next().unwrap_or_default();
    let mut offered: Vec<_> = choices
        .iter()
        .map(|it| (key(&it.to_string()), it.told(language())))
        .collect();
    offered.push(('q', words!("quit").to_owned()));
    let keys: Vec<_> = offered.iter().map(|(key, _)| *key).collect();
    let offered: Vec<_> =
        offered.iter().map(|(key, word)| format!("{key} {word}")).collect();
    let offered = offered.join(words!(", "));
    let place = keyboard.choice(&keys, &offered, screen)?;
    Ok(place.and_then(|place| choices.get(place).copied()))
}

const EXAMPLES: &str = "\
Examples:
  cargo workbook predict 3
  cargo workbook predict 3 --seed 7      the same questions for everybody
  cargo workbook predict puzzle.c";

const NOT_ALL: &str = translated!(
    "\
Not all runs are known, so it is only asked about what is possible, and what comes either way:"
);

const NO_QUESTION: &str = translated!(
    "\
There is nothing to ask: it prints nothing, one line, or lines in pieces, and a question is about \
two lines or more."
);

const USAGE: &str = "\
cargo workbook predict [OPTIONS] <PROGRAM>
       cargo workbook predict [OPTIONS] -- <COMMAND>...";
