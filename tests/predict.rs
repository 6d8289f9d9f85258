//! `cargo workbook predict` on a terminal and without one.

#[path = "support/mod.rs"]
mod support;

use std::env;
use std::process::{Command, ExitStatus, Stdio};
use std::time::Duration;

use support::terminal;

const PATIENCE: Duration = Duration::from_mins(1);

/// What a terminal takes for the end of the input.
const CTRL_D: &str = "\u{4}";

/// Three questions about lesson 3, always the same.
fn predict() -> Command {
    let mut command = Command::new(
        env::var("CARGO_BIN_EXE_workbook").expect("cargo test sets it"),
    );
    command.args(["predict", "3", "-n", "3", "--seed", "1"]);
    command.env("NO_COLOR", "1").env_remove("CI");
    command
}

/// What is printed where nobody is asked.
fn listed(mut command: Command) -> String {
    let output = command.stdin(Stdio::null()).output().expect("it can be run");
    assert!(output.status.success());
    String::from_utf8(output.stdout).expect("UTF-8")
}

/// The right answers, as `predict` lists them: `always`, `no`.
fn answers() -> Vec<String> {
    let text = listed(predict());
    let (_, answers) = text.split_once("\nAnswers\n\n").expect("answers");
    let answers = answers.lines().map(|line| {
        let (_, answer) = line.split_once(". ").expect("a number");
        answer.split(':').next().expect("an answer").to_owned()
    });
    answers.collect()
}

/// What is on the terminal when these are typed, one a line.
fn talk(typed: &[&str]) -> (String, ExitStatus) {
    terminal::talk(predict(), &(typed.join("\n") + "\n"), PATIENCE)
}

#[track_caller]
fn assert_says(screen: &str, part: &str) {
    assert!(screen.contains(part), "no {part:?} in\n{screen}");
}

#[test]
fn without_a_terminal_the_answers_stand_below_the_questions() {
    let text = listed(predict());
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
    let (screen, status) = terminal::talk(command, "", PATIENCE);
    assert!(status.success());
    assert_says(&screen, "Answers");
}

#[test]
fn right_answers_are_counted_and_lead_on() {
    let answers = answers();
    let letters: Vec<_> = answers.iter().map(|answer| &answer[..1]).collect();
    let (screen, status) = talk(&letters);
    assert_eq!(status.code(), Some(0), "{screen}");
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
    let (screen, status) = talk(&letters);
    assert_eq!(status.code(), Some(1), "{screen}");
    assert_says(&screen, &format!("wrong: {}: ", answers[0]));
    assert_says(&screen, "2 of 3 right.");
    assert_says(&screen, "book/en/happens-before.md");
}

#[test]
fn q_stops_and_so_does_the_end_of_the_input() {
    let (screen, status) = talk(&["q"]);
    assert_eq!(status.code(), Some(0), "{screen}");
    assert_says(&screen, "No answer.");

    let answers = answers();
    let first = &answers[0][..1];
    let (screen, status) = talk(&[first, "q"]);
    assert_eq!(status.code(), Some(0), "{screen}");
    assert_says(&screen, "1 of 1 right.");

    let typed = format!("{first}\n{CTRL_D}");
    let (screen, status) = terminal::talk(predict(), &typed, PATIENCE);
    assert_eq!(status.code(), Some(0), "{screen}");
    assert_says(&screen, "1 of 1 right.");
}

#[test]
fn words_are_answers_and_anything_else_is_asked_again() {
    let answers = answers();
    let (screen, status) = talk(&["", "what?", &answers[0].to_uppercase(), "quit"]);
    assert_eq!(status.code(), Some(0), "{screen}");
    assert_eq!(screen.matches("Type one of the letters").count(), 2, "{screen}");
    assert_says(&screen, "1 of 1 right.");
}
