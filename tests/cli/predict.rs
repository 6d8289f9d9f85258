//! `predict`: on a terminal and without one.

use std::process::Command;

use crate::fixture::{Seen, piped, workbook};
use crate::terminal::{on_terminal, start};

/// What a terminal takes for the end of the input.
const CTRL_D: &str = "\u{4}";

/// Three questions about lesson 3, always the same.
fn predict() -> Command {
    workbook(&["predict", "3", "-n", "3", "--seed", "1"])
}

/// The right answers, as `predict` lists them: `always`, `no`.
fn answers() -> Vec<String> {
    let text = piped(predict()).stdout;
    let (_, answers) = text.split_once("\nAnswers\n\n").expect("answers");
    let first_lines =
        answers.lines().filter(|line| line.starts_with(char::is_numeric));
    let answers = first_lines.map(|line| {
        let (_, answer) = line.split_once(". ").expect("a number");
        answer.split(':').next().expect("an answer").to_owned()
    });
    answers.collect()
}

/// What is on the terminal when these keys are pressed.
fn talk(typed: &[&str]) -> Seen {
    type_all(&typed.concat())
}

fn type_all(typed: &str) -> Seen {
    let mut command = predict();
    command.env("NO_COLOR", "1");
    let mut terminal = start(80, &command);
    // A key that is pressed before anybody asks for one comes with its line.
    terminal.wait_for(" quit > ");
    terminal.type_in(typed);
    terminal.finish()
}

#[track_caller]
fn assert_says(screen: &str, part: &str) {
    assert!(screen.contains(part), "no {part:?} in\n{screen}");
}

#[test]
fn into_a_pipe() {
    piped(predict()).shows("predict-3", 0);
}

#[test]
fn without_a_terminal_the_answers_stand_below_the_questions() {
    let text = piped(predict()).stdout;
    let (questions, answers) = text.split_once("\nAnswers\n").expect("answers");
    for number in 1..=3 {
        assert_says(questions, &format!("\n{number}. "));
        assert_says(answers, &format!("\n{number}. "));
    }
}

#[test]
fn with_ci_set_a_terminal_is_not_asked() {
    let mut command = predict();
    command.env("CI", "true");
    let seen = on_terminal(&command);
    assert_eq!(seen.status, 0);
    assert_says(&seen.stdout, "Answers");
}

#[test]
fn right_answers_are_counted_and_lead_on() {
    let answers = answers();
    let letters: Vec<_> = answers.iter().map(|answer| &answer[..1]).collect();
    let Seen { stdout: screen, status, .. } = talk(&letters);
    assert_eq!(status, 0, "{screen}");
    assert_eq!(screen.matches("right: ").count(), 3, "{screen}");
    assert_says(&screen, "3 of 3 right.");
    assert_says(&screen, "cargo workbook run 3");
}

#[test]
fn a_wrong_answer_is_told_why_and_what_to_read() {
    let answers = answers();
    let mut letters: Vec<_> = answers.iter().map(|answer| &answer[..1]).collect();
    letters[0] = match letters[0] {
        "a" | "s" => "n",
        "n" if answers[0] == "never" => "a",
        "n" => "y",
        _ => "n",
    };
    let Seen { stdout: screen, status, .. } = talk(&letters);
    assert_eq!(status, 1, "{screen}");
    assert_says(&screen, &format!("wrong: {}: ", answers[0]));
    assert_says(&screen, "2 of 3 right.");
    assert_says(&screen, "book/en/happens-before.md");
}

#[test]
fn q_stops_and_so_does_the_end_of_the_input() {
    let Seen { stdout: screen, status, .. } = talk(&["q"]);
    assert_eq!(status, 0, "{screen}");
    assert_says(&screen, "No answer.");

    let answers = answers();
    let first = &answers[0][..1];
    let Seen { stdout: screen, status, .. } = talk(&[first, "q"]);
    assert_eq!(status, 0, "{screen}");
    assert_says(&screen, "1 of 1 right.");

    let typed = format!("{first}{CTRL_D}");
    let Seen { stdout: screen, status, .. } = type_all(&typed);
    assert_eq!(status, 0, "{screen}");
    assert_says(&screen, "1 of 1 right.");
}

#[test]
fn a_key_answers_and_anything_else_is_asked_again() {
    let answers = answers();
    let first = answers[0][..1].to_uppercase();
    // No Enter is needed, and none is in the way. // F-34
    let Seen { stdout: screen, status, .. } = type_all(&format!("\nx?{first}\nq"));
    assert_eq!(status, 0, "{screen}");
    assert_eq!(screen.matches("Press one of the letters").count(), 2, "{screen}");
    assert_says(&screen, "1 of 1 right.");
}
