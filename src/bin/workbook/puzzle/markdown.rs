//! A sheet as Markdown: what the class gets, and what the teacher keeps.

use std::fmt::Write;

use super::question::Question;
use super::sheet::Sheet;
use super::solution::Solution;
use super::{Name, Puzzle};
use crate::words::{self, translated, words};

/// `Puzzles of level 3, in C`
pub(super) fn title(sheet: &Sheet) -> String {
    let Name { level, language, .. } = sheet.name;
    words!(
        "Puzzles of level {level}, in {language}",
        level = level.number(),
        language = language.title()
    )
}

/// What each puzzle is about, and how the sheet is made again.
pub(super) fn about(sheet: &Sheet) -> [String; 2] {
    let Name { level, .. } = sheet.name;
    let (count, name) = (sheet.puzzles.len(), sheet.name.arguments());
    [
        words!(
            "Level {level}: {about}.",
            level = level.number(),
            about = level.about()
        ),
        format!("cargo workbook puzzle --make {count} {name}"),
    ]
}

/// How to understand the questions.
pub(super) const RULES: [&str; 3] = [
    translated!(
        "Each program prints on a terminal, so a line appears as soon as it is printed."
    ),
    translated!(
        "An output is all that has been printed when every process has ended. Two outputs are \
         different when the lines, or their order, are."
    ),
    translated!(
        "How fast a process is does not matter: every run counts that can happen."
    ),
];

/// How to hand in answers.
pub(super) const FORM: &str = translated!(
    "\
Copy this into a plain text file that has your name, ada.txt for one, and write your answer \
after each number."
);

pub(super) fn puzzles(sheet: &Sheet) -> String {
    let mut text = format!("# {}\n\n", title(sheet));
    for rule in RULES {
        let _ = writeln!(text, "- {}", words::of(rule));
    }
    for (number, (puzzle, _)) in (1..).zip(&sheet.puzzles) {
        let _ = write!(text, "\n## {number}\n\n{}", program(puzzle));
        text.push_str(&question(&puzzle.question));
        let form = puzzle.question.form();
        let _ = writeln!(text, "\n{}", words!("Answer ({form}):", form));
    }
    let (title, how) = (words!("Your answers"), words::of(FORM));
    let form = form(sheet);
    let _ = write!(text, "\n## {title}\n\n{how}\n\n```text\n{form}```\n");
    text
}

fn program(puzzle: &Puzzle) -> String {
    format!("```{}\n{}```\n", puzzle.name.language.word(), puzzle.source)
}

/// What is asked, and the lines that it is about.
fn question(question: &Question) -> String {
    let mut text = format!("\n{}\n", question.sentence());
    let lines = question.lines();
    if !lines.is_empty() {
        let lines = lines.iter().map(|(mark, line)| format!("{mark:>2}  {line}\n"));
        let _ = write!(text, "\n```text\n{}```\n", lines.collect::<String>());
    }
    text
}

/// A number a line.
pub(super) fn form(sheet: &Sheet) -> String {
    (1..=sheet.puzzles.len())
        .fold(String::new(), |text, number| text + &format!("{number}:\n"))
}

pub(super) fn answers(sheet: &Sheet) -> String {
    let [level, again] = about(sheet);
    let title = words!("Answers: {title}", title = title(sheet));
    let about = words!("{level} The same sheet again: `{again}`", level, again);
    let mut text = format!("# {title}\n\n{about}\n");
    for (number, (puzzle, Solution { reasons })) in (1..).zip(&sheet.puzzles) {
        let _ = writeln!(text, "\n## {number}: {}", puzzle.reply.told());
        let _ = writeln!(text, "{}", question(&puzzle.question));
        for reason in reasons {
            let _ = writeln!(text, "- {reason}");
        }
        let name = puzzle.name.arguments();
        let alone =
            words!("This puzzle alone: `cargo workbook puzzle {name}`", name);
        let _ = writeln!(text, "\n{alone}");
    }
    text
}
