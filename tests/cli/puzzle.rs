//! `puzzle`: asked on a terminal, printed without one, judged, recorded, and made into sheets.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::fixture::{Seen, holds, piped, workbook};
use crate::terminal::{OnTerminal, on_terminal, start};

const CTRL_D: &str = "\u{4}";

/// A learner with a folder of his own, in which nothing is yet.
struct Learner {
    folder: PathBuf,
}

impl Learner {
    fn new(name: &str) -> Self {
        let folder =
            Path::new(env!("CARGO_TARGET_TMPDIR")).join("puzzles").join(name);
        // It need not be there.
        let _ = fs::remove_dir_all(&folder);
        fs::create_dir_all(&folder).expect("a folder");
        Self { folder }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }

    fn read(&self, name: &str) -> String {
        fs::read_to_string(self.path(name)).expect(name)
    }

    /// `puzzle` with these words.
    fn puzzle(&self, words: &str) -> Command {
        let arguments: Vec<_> =
            ["puzzle"].into_iter().chain(words.split(' ')).collect();
        let mut command = workbook(&arguments);
        command.env("WORKBOOK_MY", self.path("my")).env("NO_COLOR", "1");
        command.current_dir(&self.folder);
        command
    }

    fn piped(&self, words: &str) -> Seen {
        piped(self.puzzle(words))
    }

    /// What is on a terminal when these keys are pressed after the question.
    fn types(&self, words: &str, keys: &str) -> Seen {
        let mut terminal = self.asked(words);
        terminal.type_in(keys);
        terminal.finish()
    }

    fn asked(&self, words: &str) -> OnTerminal {
        let mut terminal = start(80, &self.puzzle(words));
        terminal.wait_for("Your answer (");
        terminal
    }

    /// That it shows what the snapshot does, but for where the folder is.
    #[track_caller]
    fn holds(&self, snapshot: &str, text: &str) {
        let folder = self.path("my").display().to_string();
        let root = format!("{}/", env!("CARGO_MANIFEST_DIR"));
        let short = folder.strip_prefix(&root).unwrap_or(&folder);
        holds(snapshot, &text.replace(&folder, "my").replace(short, "my"));
    }
}

#[test]
fn into_a_pipe_in_each_language() {
    let learner = Learner::new("languages");
    for (language, level) in [("c", 3), ("python", 4), ("rust", 5)] {
        let words = format!("7 --level {level} --language {language}");
        learner.piped(&words).shows(&format!("puzzle-{language}"), 0);
    }
    assert!(!learner.path("my").exists(), "nothing is saved that is not asked");
}

#[test]
fn a_seed_that_is_drawn_is_told_and_asks_the_same_again() {
    let learner = Learner::new("seeds");
    let drawn = learner.piped("--level 2").stdout;
    let seed = drawn.strip_prefix("Puzzle ").and_then(|it| it.split_once(' '));
    let (seed, _) = seed.expect("the seed");
    assert_eq!(learner.piped(&format!("{seed} --level 2")).stdout, drawn);
}

#[test]
fn the_answer_on_request_has_its_reason() {
    let learner = Learner::new("answers");
    for (seed, level, what) in
        [(1, 3, "count"), (2, 1, "impossible"), (2, 2, "never"), (2, 5, "still")]
    {
        let seen = learner.piped(&format!("{seed} --level {level} --answer"));
        assert_eq!((seen.status, seen.stderr.as_str()), (0, ""), "{seen:?}");
        learner.holds(&format!("puzzle-answer-{what}"), &seen.stdout);
    }
    // Where one is told where to look, the program is.
    let see = piped({
        let mut command =
            workbook(&["orders", "my/puzzles/puzzle-3-1.c", "-n", "0"]);
        command.current_dir(&learner.folder);
        command
    });
    assert!(see.stdout.contains("has 19 possible outputs in 2 cases"), "{see:?}");
}

#[test]
fn an_answer_that_is_given_is_judged() {
    let learner = Learner::new("judged");
    let right = learner.piped("1 --level 3 --answer 19");
    assert_eq!(right.status, 0, "{right:?}");
    assert!(right.stdout.contains("\nright: the answer is 19.\n"), "{right:?}");
    let wrong = learner.piped("1 --level 3 --answer 18");
    assert_eq!(wrong.status, 1, "{wrong:?}");
    assert!(wrong.stdout.contains("\nwrong: the answer is 19.\n"), "{wrong:?}");
    let none = learner.piped("1 --level 3 --answer maybe");
    assert_eq!(none.status, 2, "{none:?}");
    assert_eq!(none.stderr, "error: \"maybe\" is no answer here: it is a number\n");
    let record = learner.read("my/puzzles/record.txt");
    let verdicts: Vec<_> = record
        .lines()
        .map(|line| line.split_once(" | ").expect("a date").1)
        .collect();
    assert_eq!(
        verdicts,
        [
            "seed 1 | level 3 | c | count | 19 | right",
            "seed 1 | level 3 | c | count | 18 | wrong, it is 19",
        ]
    );
}

#[test]
fn one_key_answers_on_a_terminal() {
    let learner = Learner::new("keys");
    // Another key is no answer.
    let seen = learner.types("3 --level 3", "xy");
    assert_eq!(seen.status, 0, "{seen:?}");
    // Before that there may be a sign that it takes a while.
    let from = seen.stdout.find("Your answer (").expect("the question");
    learner.holds("puzzle-right", &seen.stdout[from..]);
    let seen = learner.types("3 --level 3", "N");
    assert_eq!(seen.status, 1, "{seen:?}");
    assert!(seen.stdout.contains("wrong: the answer is yes."), "{seen:?}");
    let seen = learner.types("2 --level 2", "n");
    assert_eq!(seen.status, 0, "{seen:?}");
    learner.piped("--record").status_is(0);
    let seen = learner.piped("--record").stdout;
    assert!(seen.contains("level 2 (wait for a child): 1 of 1 right\n"), "{seen}");
    assert!(seen.contains("poll): 1 of 2 right\n"), "{seen}");
}

#[test]
fn a_number_takes_enter_and_anything_else_is_asked_again() {
    let learner = Learner::new("numbers");
    let seen = learner.types("1 --level 3", "\nmany\n19\n");
    assert_eq!(seen.status, 0, "{seen:?}");
    assert_eq!(seen.stdout.matches("Type a number").count(), 2, "{seen:?}");
    assert!(seen.stdout.contains("right: the answer is 19."), "{seen:?}");
}

#[test]
fn q_and_the_end_of_the_input_are_no_answer_and_nothing_is_recorded() {
    let learner = Learner::new("quits");
    for (words, keys) in [
        ("3 --level 3", "q"),
        ("3 --level 3", CTRL_D),
        ("1 --level 3", "q\n"),
        ("1 --level 3", CTRL_D),
    ] {
        let seen = learner.types(words, keys);
        assert_eq!(seen.status, 0, "{seen:?}");
        assert!(seen.stdout.contains("No answer."), "{seen:?}");
    }
    let seen = learner.piped("--record");
    assert!(seen.stdout.starts_with("No puzzle is answered yet"), "{seen:?}");
}

#[test]
fn an_end_of_the_input_before_the_question_is_no_answer() {
    let learner = Learner::new("early");
    let mut terminal = start(80, &learner.puzzle("3 --level 3"));
    terminal.type_in(CTRL_D);
    let seen = terminal.finish();
    assert_eq!(seen.status, 0, "{seen:?}");
    assert!(seen.stdout.contains("No answer."), "{seen:?}");
}

#[test]
fn with_ci_set_a_terminal_is_not_asked() {
    let learner = Learner::new("ci");
    let mut command = learner.puzzle("3 --level 3");
    command.env("CI", "true");
    let seen = on_terminal(&command);
    assert_eq!(seen.status, 0, "{seen:?}");
    assert!(seen.stdout.contains("--answer` tells it."), "{seen:?}");
}

#[test]
fn without_a_compiler_another_language_is_offered() {
    let learner = Learner::new("tools");
    for language in ["c", "python"] {
        let mut command =
            learner.puzzle(&format!("7 --language {language} --answer"));
        command.env("PATH", &learner.folder);
        piped(command).complains(&format!("puzzle-no-{language}"));
    }
}

#[test]
fn a_program_that_was_changed_is_kept_beside_the_puzzle() {
    let learner = Learner::new("changed");
    learner.piped("1 --level 3 --answer").status_is(0);
    let file = "my/puzzles/puzzle-3-1.c";
    let original = learner.read(file);
    fs::write(learner.path(file), "int main(void) {}\n").expect("a file");
    let seen = learner.piped("1 --level 3 --answer 19");
    assert_eq!(seen.status, 0, "{seen:?}");
    assert_eq!(learner.read(file), original);
    assert_eq!(learner.read("my/puzzles/puzzle-3-1.1.bak"), "int main(void) {}\n");
}

#[test]
fn what_is_asked_for_wrongly() {
    let learner = Learner::new("usage");
    for words in
        ["--level 6", "--level 0", "--language go", "--make 0", "--to x", "x"]
    {
        let seen = learner.piped(words);
        assert_eq!(
            (seen.status, seen.stdout.as_str()),
            (2, ""),
            "{words}: {seen:?}"
        );
    }
}

#[test]
fn a_sheet_is_the_same_for_the_same_seed_and_never_written_over() {
    let learner = Learner::new("sheets");
    let make = "5 --make 4 --level 4 --to";
    let seen = learner.piped(&format!("{make} one"));
    seen.shows("puzzle-make", 0);
    learner.piped(&format!("{make} two")).status_is(0);
    for file in ["sheet.md", "sheet.html", "answers.md", "answers.html", "key.json"]
    {
        let [one, two] =
            ["one", "two"].map(|it| learner.read(&format!("{it}/{file}")));
        assert_eq!(one, two, "{file}");
    }
    holds("puzzle-sheet", &learner.read("one/sheet.md"));
    holds("puzzle-answers", &learner.read("one/answers.md"));
    // Other puzzles would come.
    let refused = learner.piped("6 --make 1 --to one");
    refused.complains("puzzle-make-again");
    assert_eq!(learner.read("one/key.json"), learner.read("two/key.json"));
    learner.piped("6 --make 1 --to one --force").status_is(0);
    assert_ne!(learner.read("one/key.json"), learner.read("two/key.json"));
}

#[test]
fn a_page_of_a_sheet_needs_nothing_else_and_shows_programs_as_they_are() {
    let learner = Learner::new("pages");
    learner.piped("5 --make 3 --level 5 --to sheet").status_is(0);
    for file in ["sheet.html", "answers.html"] {
        let page = learner.read(&format!("sheet/{file}"));
        for part in ["http", "src=", "<link", "<script", "url("] {
            assert!(!page.contains(part), "{file} has {part}");
        }
        let opened = page.matches("<section>").count();
        assert_eq!(opened, page.matches("</section>").count());
        // It is well-formed but for the three tags that have no end.
        let empty = page.replace("<!DOCTYPE html>\n", "");
        let empty: Vec<_> =
            empty.lines().filter(|it| !it.starts_with("<meta")).collect();
        roxmltree::Document::parse(&empty.join("\n")).expect("tags that match");
    }
    let page = learner.read("sheet/sheet.html");
    assert!(page.contains("#include &lt;stdio.h&gt;"), "{page}");
    assert!(page.contains("prefers-color-scheme: dark"), "{page}");
}

#[test]
fn ctrl_c_leaves_no_part_of_a_sheet() {
    let learner = Learner::new("ctrl-c");
    let command =
        learner.puzzle("1 --make 60 --level 3 --language python --to sheet");
    let mut terminal = start(80, &command);
    terminal.wait_for("puzzles are explored");
    terminal.type_ctrl_c();
    let seen = terminal.finish();
    assert_eq!(seen.status, 130, "{seen:?}");
    assert!(!learner.path("sheet").exists());
}

impl Seen {
    #[track_caller]
    fn status_is(&self, status: i32) {
        assert_eq!(self.status, status, "{self:?}");
    }
}
