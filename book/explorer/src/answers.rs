//! What the page asks, and what it is answered.
//!
//! A request is a verb, and what it is about from the second line on:
//!
//! | verb | about | answer |
//! | --- | --- | --- |
//! | `open` | a snapshot's order; behind a form feed that of the twin, if it has one | its processes and their lines |
//! | `count` | | how many outputs there are; `next` has numbers from then on |
//! | `next` | who has printed, by position, one a line | who can print next, or why not |
//! | `judge` | an output | possible, and why without some lines; or the first line that cannot be there and why, and whether the twin can print it |
//! | `questions` | a seed, then how many | questions, answers and reasons |
//! | `language` | the `lang` of the page, English at first | the same; all sentences are in it from then on |
//! | `sources` | | the fingerprint of what this was built from |
//!
//! All from `count` to `questions` speak of what was opened last.

use std::cell::OnceCell;

use process_order::quiz::{Question, Questions};
use process_order::words::Language;
use process_order::{
    After, Census, History, Judgement, Order, Pattern, Program, Reason, Rule,
    Verdict, Writer, Written,
};

use crate::decimal::decimal;
use crate::json::{array, object, optional, string};
use crate::words::{language, no_verb, said};

struct Lesson {
    /// What was opened.
    about: String,
    program: &'static Program,
    /// Once they were counted; nothing in it when the outputs are too many for that.
    census: OnceCell<Option<Census<'static>>>,
}

#[derive(Default)]
pub(crate) struct Answers {
    /// Those that were opened, the current one last.
    lessons: Vec<Lesson>,
    language: Language,
}

impl Answers {
    /// The answer as JSON; to what cannot be answered, an object with an `error`.
    pub(crate) fn answer(&mut self, request: &str) -> String {
        let (verb, about) = request.split_once('\n').unwrap_or((request, ""));
        let told = self.language;
        let answer = match (verb, self.lessons.last()) {
            ("sources", _) => Ok(string(env!("SOURCES"))),
            ("language", _) => self.speak(about),
            ("open", _) => self.open(about),
            ("count", Some(lesson)) => {
                Ok(optional(lesson.census().map(|census| decimal(census.count()))))
            }
            ("next", Some(lesson)) => next(lesson, about, told),
            ("judge", Some(lesson)) => Ok(judge(lesson, about, told)),
            ("questions", Some(lesson)) => questions(lesson, about, told),
            (_, None) => {
                Err(said(told, "open a lesson first", "请先打开一课").to_owned())
            }
            _ => Err(no_verb(told, verb)),
        };
        answer.unwrap_or_else(|error| object([("error", string(error))]))
    }

    fn open(&mut self, about: &str) -> Result<String, String> {
        match self.lessons.iter().position(|lesson| lesson.about == about) {
            Some(opened) => {
                let lesson = self.lessons.remove(opened);
                self.lessons.push(lesson);
            }
            None => self.lessons.push(Lesson::new(about, self.language)?),
        }
        let lesson = self.lessons.last().expect("it was put there");
        let processes = lesson.order().histories().iter().map(|history| {
            object([
                ("name", string(&history.name)),
                ("lines", array(history.lines().map(string))),
            ])
        });
        Ok(array(processes))
    }

    fn speak(&mut self, tag: &str) -> Result<String, String> {
        self.language = language(tag)?;
        Ok(string(tag))
    }
}

impl Lesson {
    fn new(about: &str, language: Language) -> Result<Self, String> {
        let program = match about.split_once('\u{c}') {
            Some((own, twin)) => Program::new(order_in(own, language)?)
                .with_twin(order_in(twin, language)?),
            None => Program::new(order_in(about, language)?),
        };
        // A page has some twenty lessons, and keeps each while it is shown.
        let program: &'static Program = Box::leak(Box::new(program));
        Ok(Self { about: about.to_owned(), program, census: OnceCell::new() })
    }

    fn order(&self) -> &'static Order {
        self.program.order()
    }

    fn census(&self) -> Option<&Census<'static>> {
        self.census.get_or_init(|| self.order().census().ok()).as_ref()
    }
}

fn order_in(text: &str, language: Language) -> Result<Order, String> {
    text.parse::<Order>().map_err(|error| error.told(language))
}

/// Lines, each with the process that prints it.
type Lines<'a> = Vec<(usize, &'a Pattern)>;

/// What can come after the lines that these processes have printed.
fn next(lesson: &Lesson, about: &str, language: Language) -> Result<String, String> {
    let (printed, next) = replay(lesson, about, language)?;
    let census = lesson.census.get().and_then(Option::as_ref);
    let after =
        census.map(|census| census.after(printed.iter().map(|(_, line)| *line)));
    let options = next.into_iter().enumerate().map(|(process, line)| {
        let Some(line) = line else { return "null".to_owned() };
        let longer = [printed.as_slice(), &[(process, line)]].concat();
        option(lesson.order(), &longer, after.as_ref(), language)
    });
    let may_end = check(lesson.order(), &printed).is_possible();
    Ok(object([
        ("outputs", optional(after.as_ref().map(|after| decimal(&after.count())))),
        ("mayEnd", may_end.to_string()),
        ("next", array(options)),
    ]))
}

/// The lines that these processes have printed, and the next line of each process.
fn replay<'a>(
    lesson: &'a Lesson,
    about: &str,
    language: Language,
) -> Result<(Lines<'a>, Vec<Option<&'a Pattern>>), String> {
    let histories = lesson.order().histories().iter();
    let mut left: Vec<_> = histories.map(History::lines).collect();
    let mut printed = Vec::new();
    for process in about.lines() {
        let process: usize = process
            .parse()
            .map_err(|_| said(language, "a position is a number", "位置是一个数"))?;
        let line = left.get_mut(process).and_then(Iterator::next);
        let line = line.ok_or_else(|| {
            said(
                language,
                "no such process, or it has no line left",
                "没有这个进程，或者它的各行都已经打印",
            )
        })?;
        printed.push((process, line));
    }
    Ok((printed, left.iter_mut().map(Iterator::next).collect()))
}

/// Whether the last of these lines can come there, and how many outputs begin so.
fn option(
    order: &Order,
    lines: &[(usize, &Pattern)],
    after: Option<&After<'_>>,
    language: Language,
) -> String {
    let why = refusal(order, lines);
    let line = lines.last().map(|(_, line)| *line);
    let next = after.iter().flat_map(|after| &after.next);
    let mut counts = next.filter(|(other, _)| why.is_none() && Some(*other) == line);
    let count = counts.next().map(|(_, count)| decimal(count));
    object([
        ("line", optional(line)),
        ("why", optional(why.as_ref().map(|it| it.told(language)))),
        ("outputs", optional(count)),
    ])
}

/// Whether these lines, each with its writer, are an output.
fn check(order: &Order, lines: &[(usize, &Pattern)]) -> Verdict {
    let texts: Vec<_> = lines.iter().map(|(_, line)| line.to_string()).collect();
    let lines = lines.iter().zip(&texts).map(|((process, _), text)| Written {
        writer: order.process_at(*process).map_or(Writer::Stranger, Writer::Process),
        text,
    });
    // As a list, so that the check of lists serves here too: it is not small.
    order.check(lines.collect::<Vec<_>>().iter().copied())
}

/// Why the last of these lines cannot come there.
fn refusal(order: &Order, lines: &[(usize, &Pattern)]) -> Option<Reason> {
    match check(order, lines) {
        Verdict::Impossible(refusal) if refusal.line <= lines.len() => {
            Some(refusal.reason)
        }
        _ => None,
    }
}

fn judge(lesson: &Lesson, output: &str, language: Language) -> String {
    match lesson.program.judge_text(output) {
        Judgement::Possible(_) => object([("verdict", string("possible"))]),
        Judgement::EarlyEnd(early) => {
            let why = string(early.told(language));
            object([("verdict", string("possible")), ("why", why)])
        }
        Judgement::Impossible { refusal, by_twin } => object([
            ("verdict", string("impossible")),
            ("line", refusal.line.to_string()),
            ("why", string(refusal.reason.told(language))),
            ("rules", rules(refusal.rules(), language)),
            ("twin", by_twin.to_string()),
        ]),
        Judgement::GivenUp => object([("verdict", string("unknown"))]),
    }
}

/// The names of these rules.
fn rules(rules: &[Rule], language: Language) -> String {
    array(rules.iter().map(|rule| string(rule.told(language))))
}

fn questions(
    lesson: &Lesson,
    about: &str,
    language: Language,
) -> Result<String, String> {
    let numbers: Option<Vec<u32>> =
        about.lines().map(|number| number.parse().ok()).collect();
    let Some([seed, count]) = numbers.as_deref() else {
        return Err(
            said(language, "a seed, and how many", "种子，以及几个").to_owned()
        );
    };
    let questions =
        Questions::new(lesson.order(), lesson.census(), u64::from(*seed));
    let questions = questions.take(*count as usize).map(|question| {
        let Question { about, answer, reason, rules: names } = question;
        let choices = about.choices().iter().map(|it| string(it.told(language)));
        object([
            ("text", string(about.told(lesson.order(), language))),
            ("choices", array(choices)),
            ("answer", string(answer.told(language))),
            ("why", string(reason.told(language))),
            ("rules", rules(&names, language)),
        ])
    });
    Ok(array(questions))
}
