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
//! | `sources` | | the fingerprint of what this was built from |
//!
//! All but the first speak of what was opened last.

use std::cell::OnceCell;

use process_order::quiz::{Question, Questions};
use process_order::{
    After, Census, History, Judgement, Order, Pattern, Program, Reason, Verdict,
    Writer, Written,
};

use crate::decimal::decimal;
use crate::json::{array, object, optional, string};

struct Lesson {
    /// What was opened.
    about: String,
    program: &'static Program,
    /// Once they were counted; nothing in it when the outputs are too many for that.
    census: OnceCell<Option<Census<'static>>>,
}

/// The lessons that were opened, the current one last.
#[derive(Default)]
pub(crate) struct Answers(Vec<Lesson>);

impl Answers {
    /// The answer as JSON; to what cannot be answered, an object with an `error`.
    pub(crate) fn answer(&mut self, request: &str) -> String {
        let (verb, about) = request.split_once('\n').unwrap_or((request, ""));
        let answer = match (verb, self.0.last()) {
            ("sources", _) => Ok(string(env!("SOURCES"))),
            ("open", _) => self.open(about),
            ("count", Some(lesson)) => {
                Ok(optional(lesson.census().map(|census| decimal(census.count()))))
            }
            ("next", Some(lesson)) => next(lesson, about),
            ("judge", Some(lesson)) => Ok(judge(lesson, about)),
            ("questions", Some(lesson)) => questions(lesson, about),
            (_, None) => Err("open a lesson first".to_owned()),
            _ => Err(format!("{verb} is no verb")),
        };
        answer.unwrap_or_else(|error| object([("error", string(error))]))
    }

    fn open(&mut self, about: &str) -> Result<String, String> {
        match self.0.iter().position(|lesson| lesson.about == about) {
            Some(opened) => {
                let lesson = self.0.remove(opened);
                self.0.push(lesson);
            }
            None => self.0.push(Lesson::new(about)?),
        }
        let lesson = self.0.last().expect("it was put there");
        let processes = lesson.order().histories().iter().map(|history| {
            object([
                ("name", string(&history.name)),
                ("lines", array(history.lines().map(string))),
            ])
        });
        Ok(array(processes))
    }
}

impl Lesson {
    fn new(about: &str) -> Result<Self, String> {
        let program = match about.split_once('\u{c}') {
            Some((own, twin)) => {
                Program::new(order_in(own)?).with_twin(order_in(twin)?)
            }
            None => Program::new(order_in(about)?),
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

fn order_in(text: &str) -> Result<Order, String> {
    text.parse::<Order>().map_err(|error| error.to_string())
}

/// Lines, each with the process that prints it.
type Lines<'a> = Vec<(usize, &'a Pattern)>;

/// What can come after the lines that these processes have printed.
fn next(lesson: &Lesson, about: &str) -> Result<String, String> {
    let (printed, next) = replay(lesson, about)?;
    let census = lesson.census.get().and_then(Option::as_ref);
    let after =
        census.map(|census| census.after(printed.iter().map(|(_, line)| *line)));
    let options = next.into_iter().enumerate().map(|(process, line)| {
        let Some(line) = line else { return "null".to_owned() };
        let longer = [printed.as_slice(), &[(process, line)]].concat();
        option(lesson.order(), &longer, after.as_ref())
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
) -> Result<(Lines<'a>, Vec<Option<&'a Pattern>>), String> {
    let histories = lesson.order().histories().iter();
    let mut left: Vec<_> = histories.map(History::lines).collect();
    let mut printed = Vec::new();
    for process in about.lines() {
        let process: usize =
            process.parse().map_err(|_| "a position is a number")?;
        let line = left.get_mut(process).and_then(Iterator::next);
        let line = line.ok_or("no such process, or it has no line left")?;
        printed.push((process, line));
    }
    Ok((printed, left.iter_mut().map(Iterator::next).collect()))
}

/// Whether the last of these lines can come there, and how many outputs begin so.
fn option(
    order: &Order,
    lines: &[(usize, &Pattern)],
    after: Option<&After<'_>>,
) -> String {
    let why = refusal(order, lines);
    let line = lines.last().map(|(_, line)| *line);
    let next = after.iter().flat_map(|after| &after.next);
    let mut counts = next.filter(|(other, _)| why.is_none() && Some(*other) == line);
    let count = counts.next().map(|(_, count)| decimal(count));
    object([
        ("line", optional(line)),
        ("why", optional(why.as_ref())),
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

fn judge(lesson: &Lesson, output: &str) -> String {
    match lesson.program.judge_text(output) {
        Judgement::Possible(_) => object([("verdict", string("possible"))]),
        Judgement::EarlyEnd(early) => {
            object([("verdict", string("possible")), ("why", string(early))])
        }
        Judgement::Impossible { refusal, by_twin } => object([
            ("verdict", string("impossible")),
            ("line", refusal.line.to_string()),
            ("why", string(&refusal.reason)),
            ("rules", array(refusal.rules().iter().map(string))),
            ("twin", by_twin.to_string()),
        ]),
        Judgement::GivenUp => object([("verdict", string("unknown"))]),
    }
}

fn questions(lesson: &Lesson, about: &str) -> Result<String, String> {
    let numbers: Option<Vec<u32>> =
        about.lines().map(|number| number.parse().ok()).collect();
    let Some([seed, count]) = numbers.as_deref() else {
        return Err("a seed, and how many".to_owned());
    };
    let questions =
        Questions::new(lesson.order(), lesson.census(), u64::from(*seed));
    let questions = questions.take(*count as usize).map(|question| {
        let Question { about, answer, reason, rules } = question;
        object([
            ("text", string(about.text(lesson.order()))),
            ("choices", array(about.choices().iter().map(string))),
            ("answer", string(answer)),
            ("why", string(reason)),
            ("rules", array(rules.iter().map(string))),
        ])
    });
    Ok(array(questions))
}
