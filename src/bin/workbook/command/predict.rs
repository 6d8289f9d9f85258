//! `predict 3`: questions made from the order.

use std::env;
use std::io::{self, BufRead, IsTerminal, Write};

use anyhow::Result;
use clap::Args;
use process_order::Order;
use process_order::quiz::{Answer, Question, Questions};

use crate::outcome::{Finding, Outcome};
use crate::subject::lesson::Lesson;
use crate::terminal::screen::{Screen, failure, success};
use crate::view::score::Score;

/// Asks what the lesson can print, and says at once why that is so.
///
/// An answer is its first letter. On no terminal, or with CI set, nothing is asked: the
/// questions are printed, and the answers below them.
#[derive(Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Arguments {
    /// The lesson: 3, 03 or lesson03.
    lesson: Lesson,
    /// How many questions, unless you stop before.
    #[arg(short = 'n', long, default_value_t = 5, value_name = "N")]
    questions: usize,
    /// Ask the same ones again.
    #[arg(long)]
    seed: Option<u64>,
}

pub(crate) fn run(arguments: &Arguments, screen: &mut Screen) -> Outcome {
    let Arguments { lesson, questions, seed } = arguments;
    let order = lesson.order()?;
    let seed = seed.unwrap_or_else(|| rand::random::<u16>().into());
    let census = order.census().ok();
    let questions = Questions::new(&order, census.as_ref(), seed).take(*questions);
    writeln!(
        screen,
        "Lesson {}. For the same questions again: --seed {seed}.",
        lesson.number
    )?;
    if may_ask() {
        ask(lesson, &order, questions, screen)
    } else {
        list(&order, questions, screen)
    }
}

/// Whether somebody is there to answer.
fn may_ask() -> bool {
    let is_terminal = io::stdin().is_terminal() && io::stdout().is_terminal();
    is_terminal && env::var_os("CI").is_none()
}

/// The questions, and all answers below them.
fn list(
    order: &Order,
    questions: impl Iterator<Item = Question>,
    screen: &mut Screen,
) -> Outcome {
    let mut answers = Vec::new();
    for (place, Question { about, answer, reason, .. }) in (1..).zip(questions) {
        writeln!(screen, "\n{place}. {}", about.text(order))?;
        answers.push((format!("{place}. "), format!("{answer}: {reason}.")));
    }
    writeln!(screen, "\nAnswers\n")?;
    for (place, answer) in answers {
        screen.hang(&place, &answer)?;
    }
    Ok(Finding::Right)
}

fn ask(
    lesson: &Lesson,
    order: &Order,
    questions: impl Iterator<Item = Question>,
    screen: &mut Screen,
) -> Outcome {
    let mut score = Score::default();
    for (place, question) in (1..).zip(questions) {
        writeln!(screen, "\n{place}. {}", question.about.text(order))?;
        let Some(answer) = prompt(&question, screen)? else { break };
        let is_right = answer == question.answer;
        score.count(&question, is_right);
        let verdict = if is_right { success("right") } else { failure("wrong") };
        let Question { answer, reason, .. } = question;
        screen.say(&format!("{verdict}: {answer}: {reason}."))?;
    }
    score.tell(lesson.number, screen)?;
    Ok(Finding::right_if(score.is_full()))
}

/// The answer that the learner gives; nothing when that is to stop.
fn prompt(question: &Question, screen: &mut Screen) -> Result<Option<Answer>> {
    let choices = question.about.choices();
    let mut words: Vec<_> = choices.iter().map(ToString::to_string).collect();
    words.push("quit".to_owned());
    let offered: Vec<_> =
        words.iter().map(|word| format!("{} {word}", &word[..1])).collect();
    loop {
        write!(screen, "{} > ", offered.join(", "))?;
        screen.flush()?;
        let mut line = Vec::new();
        if io::stdin().lock().read_until(b'\n', &mut line)? == 0 {
            writeln!(screen)?;
            return Ok(None);
        }
        let typed = String::from_utf8_lossy(&line).trim().to_lowercase();
        let begins = |word: &String| !typed.is_empty() && word.starts_with(&typed);
        if let Some(place) = words.iter().position(begins) {
            return Ok(choices.get(place).copied());
        }
        writeln!(screen, "Type one of the letters, then Enter.")?;
    }
}

const EXAMPLES: &str = "\
Examples:
  cargo workbook predict 3
  cargo workbook predict 3 --seed 7      the same questions for everybody";
