//! The questions of the chapters, judged by the engine of the explorer: the choice that says
//! it is right is right, and no other one is.

#[path = "support/mod.rs"]
mod support;

use std::fs;
use std::path::Path;

use process_order::{Asked, Cases, Order};
use support::lesson::Lesson;
use support::lessons;

/// So many questions a chapter has, when it has any.
const EACH: usize = 3;

/// A question of a chapter, as its source has it.
struct Question<'a> {
    /// What its `<div>` says of it: `data-count`.
    attributes: &'a str,
    text: &'a str,
}

/// An answer that can be chosen.
struct Choice<'a> {
    is_right: bool,
    summary: &'a str,
    reason: &'a str,
}

impl Question<'_> {
    fn attribute(&self, name: &str) -> Option<&str> {
        let (_, rest) = self.attributes.split_once(&format!("{name}=\""))?;
        rest.split('"').next()
    }

    fn choices(&self) -> Vec<Choice<'_>> {
        let parts = self.text.split("<details class=\"choice").skip(1);
        let choices = parts.map(|part| {
            let (class, rest) =
                part.split_once("\">\n<summary>").expect("a summary");
            let (summary, rest) = rest.split_once("</summary>\n").expect("its end");
            let (reason, _) = rest.split_once("</details>").expect("its end");
            Choice { is_right: class == " is-right", summary, reason }
        });
        choices.collect()
    }

    /// The output that it asks about.
    fn output(&self) -> &str {
        let (_, rest) = self.text.split_once("```text\n").expect("an output");
        rest.split_once("```").expect("its end").0
    }

    /// What is wrong with what it takes for right.
    fn fault(&self, cases: &Cases) -> Option<String> {
        let says = |said: &str, engine: &str| {
            (said != engine).then(|| format!("it says {said}, the engine {engine}"))
        };
        if let Some(lines) = self.attribute("data-why") {
            let (a, b) = lines.split_once(" | ").expect("two lines");
            let together = cases.why(Asked::line(a), Asked::line(b));
            let together = together.expect("few pairs").to_string();
            return says(
                self.attribute("data-verdict").unwrap_or_default(),
                &together,
            );
        }
        if let Some(said) = self.attribute("data-output") {
            let is_possible = cases.check_text(self.output()).is_possible();
            assert!(is_possible || cases.is_complete(), "nothing is impossible");
            return says(said, if is_possible { "possible" } else { "impossible" });
        }
        if let Some(line) = self.attribute("data-prints") {
            let mut lines = cases.orders().iter().flat_map(Order::lines);
            let is_printed = lines.any(|it| it.pattern.to_string() == line);
            return (!is_printed).then(|| format!("no case prints {line}"));
        }
        if self.attributes.contains("data-count") {
            let count = cases.count().expect("few").to_string();
            let choices = self.choices();
            let right = choices.iter().find(|it| it.is_right)?;
            return says(&right.summary.replace(',', ""), &count);
        }
        Some("it says nothing that the engine could judge".to_owned())
    }
}

fn questions(chapter: &str) -> Vec<Question<'_>> {
    let parts = chapter.split("<div class=\"question\"").skip(1);
    let questions = parts.map(|part| {
        let (attributes, rest) = part.split_once(">\n").expect("an end");
        let (text, _) = rest.split_once("\n</div>").expect("an end");
        Question { attributes, text }
    });
    questions.collect()
}

/// A language of the book, and how its questions begin.
struct Language {
    folder: &'static str,
    question: &'static str,
    right: &'static str,
    /// The shortest reason.
    least: usize,
    /// How long a text is.
    length: fn(&str) -> usize,
}

const LANGUAGES: [Language; 2] = [
    Language {
        folder: "en",
        question: "\n**Question {}.** ",
        right: "\n**Right.** ",
        least: 10,
        length: |text| text.split_whitespace().count(),
    },
    Language {
        folder: "zh-CN",
        question: "\n**问题 {}。**",
        right: "\n**正确。**",
        least: 15,
        length: |text| text.chars().count(),
    },
];

impl Language {
    /// The chapters of the lessons that are there, each with its file.
    fn chapters(&self) -> impl Iterator<Item = (&'static Lesson, String, String)> {
        let book = Path::new(env!("CARGO_MANIFEST_DIR")).join("book");
        lessons::ALL.iter().filter_map(move |lesson| {
            let name = format!("{}/{}.md", self.folder, lesson.folder);
            let text = fs::read_to_string(book.join(&name)).ok()?;
            Some((*lesson, name, text))
        })
    }
}

#[test]
fn every_lesson_has_a_chapter_in_each_language() {
    for language in LANGUAGES {
        let chapters = language.chapters().count();
        assert_eq!(chapters, lessons::ALL.len(), "{}", language.folder);
    }
}

#[test]
fn the_engine_agrees_with_what_is_right() {
    let mut faults = Vec::new();
    for (lesson, name, chapter) in LANGUAGES.iter().flat_map(Language::chapters) {
        for (number, question) in questions(&chapter).iter().enumerate() {
            let fault = question.fault(&lesson.cases());
            faults.extend(
                fault.map(|it| format!("{name}, question {}: {it}", number + 1)),
            );
        }
    }
    assert!(faults.is_empty(), "\n{}", faults.join("\n"));
}

#[test]
fn a_question_has_one_right_choice_and_a_reason_for_each() {
    let mut faults = Vec::new();
    let all = LANGUAGES.iter().flat_map(|language| {
        language.chapters().map(move |(_, name, text)| (language, name, text))
    });
    for (language, name, chapter) in all {
        let questions = questions(&chapter);
        if ![0, EACH].contains(&questions.len()) {
            faults.push(format!("{name} has {} questions", questions.len()));
        }
        for (place, question) in questions.iter().enumerate() {
            let number = place + 1;
            let begin = language.question.replace("{}", &number.to_string());
            if !question.text.contains(&begin) {
                faults.push(format!("{name}: question {number} is not numbered"));
            }
            let choices = question.choices();
            let right = choices.iter().filter(|it| it.is_right).count();
            if right != 1 || choices.len() < 3 {
                faults.push(format!("{name}: question {number} has {right} right"));
            }
            for choice in choices {
                // A summary is HTML, where a backtick is shown as it is.
                if choice.summary.contains('`') {
                    faults.push(format!("{name}: code in {}", choice.summary));
                }
                let begin = if choice.is_right { language.right } else { "\n**" };
                let length = (language.length)(choice.reason);
                if !choice.reason.starts_with(begin) || length < language.least {
                    faults.push(format!("{name}: no reason for {}", choice.summary));
                }
            }
        }
    }
    assert!(faults.is_empty(), "\n{}", faults.join("\n"));
}
