//! The explorer of the book answers as the workbook does, and shows every lesson.
//!
//! Its engine is committed as the browser loads it. Here Node.js loads it.

#[path = "../book/explorer/fingerprint.rs"]
mod fingerprint;
#[path = "support/mod.rs"]
mod support;

use std::fs;
use std::path::{Path, PathBuf};

use process_order::quiz::Questions;
use process_order::words::Language;
use process_order::{
    Cases, Judgement, Order, Pattern, Program, Reason, Rule, Tally, Verdict, Writer,
    Written,
};
use rand::SeedableRng;
use rand::rngs::StdRng;
use rand::seq::{IndexedRandom, SliceRandom};
use serde_json::{Value, json};
use support::lesson::Lesson;
use support::{engine, lessons};

/// What a page loads that is ours, in bytes. For its sake the scripts are indented by tabs.
const MOST: u64 = 120_000;

/// How many runs of each lesson are compared, and how many outputs.
const RUNS: usize = 5;

fn book() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("book/en")
}

fn ask(requests: &[String]) -> Option<Vec<Value>> {
    engine::ask("wasm.js", requests)
}

/// Requests, and what each must be answered.
#[derive(Default)]
struct Talk {
    language: Language,
    requests: Vec<String>,
    answers: Vec<Value>,
}

impl Talk {
    fn expect(&mut self, request: String, answer: Value) {
        self.requests.push(request);
        self.answers.push(answer);
    }

    fn hold(&self) {
        let Some(answers) = ask(&self.requests) else { return };
        assert_eq!(answers.len(), self.requests.len());
        let expected = self.answers.iter().zip(&self.requests);
        for (answer, (expected, request)) in answers.iter().zip(expected) {
            assert_eq!(answer, expected, "answer and expected, to\n{request}");
        }
    }
}

/// Each lesson's order, and the request that opens it.
fn all() -> impl Iterator<Item = (&'static Lesson, Order, String)> {
    lessons::ALL.iter().map(|lesson| {
        let order = lesson.order();
        let twin = lesson.python_order();
        let open = if twin == order {
            format!("open\n{order}")
        } else {
            format!("open\n{order}\u{c}{twin}")
        };
        (*lesson, order, open)
    })
}

fn own_lines(order: &Order, process: usize) -> Vec<&Pattern> {
    let own = order.lines().filter(|line| line.event.process().index() == process);
    own.map(|line| line.pattern).collect()
}

fn opened(order: &Order) -> Value {
    let histories = order.histories().iter().enumerate();
    let processes = histories.map(|(process, history)| {
        let lines = own_lines(order, process).into_iter().map(ToString::to_string);
        json!({ "name": history.name, "lines": lines.collect::<Vec<_>>() })
    });
    processes.collect()
}

fn check(order: &Order, printed: &[(usize, &Pattern)]) -> Verdict {
    let texts: Vec<_> = printed.iter().map(|(_, line)| line.to_string()).collect();
    let lines = printed.iter().zip(&texts);
    order.check(lines.map(|((process, _), text)| Written {
        writer: Writer::Process(order.process_at(*process).expect("a process")),
        text,
    }))
}

/// Why the last line cannot come there.
fn refused(order: &Order, printed: &[(usize, &Pattern)]) -> Option<Reason> {
    let verdict = check(order, printed);
    let refusal = verdict.refusal()?;
    (refusal.line <= printed.len()).then(|| refusal.reason.clone())
}

/// A run as the learner chooses it, line by line, and what can come after each.
fn walk(order: &Order, rng: &mut StdRng, talk: &mut Talk) {
    let census = order.census().expect("it can be counted");
    let processes = order.histories().len();
    let mut printed: Vec<(usize, &Pattern)> = vec![];
    loop {
        let after = census.after(printed.iter().map(|(_, line)| *line));
        let mut can_print = vec![];
        let mut options = vec![];
        for process in 0..processes {
            let own = printed.iter().filter(|(other, _)| *other == process);
            let next = own_lines(order, process).get(own.count()).copied();
            options.push(next.map(|line| {
                let all = [printed.as_slice(), &[(process, line)]].concat();
                let why = refused(order, &all);
                let count = after.next.iter().find(|(other, _)| *other == line);
                let outputs = match why {
                    Some(_) => None,
                    None => Some(count.expect("it is possible").1.to_string()),
                };
                if why.is_none() {
                    can_print.push((process, line));
                }
                let why = why.map(|reason| reason.told(talk.language));
                json!({ "line": line.to_string(), "why": why, "outputs": outputs })
            }));
        }
        let choices: Vec<_> =
            printed.iter().map(|(process, _)| process.to_string()).collect();
        talk.expect(
            format!("next\n{}", choices.join("\n")),
            json!({
                "outputs": after.count().to_string(),
                "mayEnd": check(order, &printed).is_possible(),
                "next": options,
            }),
        );
        let Some(choice) = can_print.choose(rng) else { break };
        printed.push(*choice);
    }
}

#[test]
fn who_can_print_next_is_what_the_order_says() {
    let mut talk = Talk::default();
    let mut rng = StdRng::seed_from_u64(1);
    for (_, order, open) in all() {
        talk.expect(open, opened(&order));
        let count = order.count().expect("it can be counted");
        talk.expect("count".to_owned(), json!(count.to_string()));
        for _ in 0..RUNS {
            walk(&order, &mut rng, &mut talk);
        }
    }
    talk.hold();
}

#[test]
fn nothing_is_counted_before_it_is_asked_for() {
    let order = lessons::SUBCLASS.order();
    let requests = [format!("open\n{order}"), "next\n".to_owned()];
    let Some(answers) = ask(&requests) else { return };
    assert_eq!(answers[1]["outputs"], Value::Null);
    assert_eq!(answers[1]["next"][1]["outputs"], Value::Null);
    assert_eq!(answers[1]["next"][1]["why"], Value::Null);
}

#[test]
fn an_output_is_judged_as_check_does() {
    let mut talk = Talk::default();
    let mut rng = StdRng::seed_from_u64(1);
    for (lesson, order, open) in all() {
        talk.expect(open, opened(&order));
        let census = order.census().expect("it can be counted");
        let program = Program::new(order.clone()).with_twin(lesson.python_order());
        for _ in 0..RUNS {
            let mut lines: Vec<_> =
                census.sample(&mut rng).iter().map(ToString::to_string).collect();
            judge(&program, &lines, &mut talk);
            lines.shuffle(&mut rng);
            judge(&program, &lines, &mut talk);
            lines.pop();
            judge(&program, &lines, &mut talk);
            lines.insert(0, "\"nobody\" prints\tthis \u{e4}".to_owned());
            judge(&program, &lines, &mut talk);
        }
    }
    talk.hold();
}

fn names(rules: &[Rule], language: Language) -> Vec<String> {
    rules.iter().map(|rule| rule.told(language)).collect()
}

fn judge(program: &Program, lines: &[String], talk: &mut Talk) {
    let text = lines.join("\n");
    let answer = match program.judge_text(&text) {
        Judgement::Possible(_) => json!({ "verdict": "possible" }),
        Judgement::EarlyEnd(early) => {
            json!({ "verdict": "possible", "why": early.told(talk.language) })
        }
        Judgement::GivenUp => json!({ "verdict": "unknown" }),
        Judgement::Impossible { refusal, by_twin } => json!({
            "verdict": "impossible",
            "line": refusal.line,
            "why": refusal.reason.told(talk.language),
            "rules": names(refusal.rules(), talk.language),
            "twin": by_twin,
        }),
    };
    talk.expect(format!("judge\n{text}"), answer);
}

/// The document's third program, when `Process-1` has ended before main lists its children.
/// // F-14
#[test]
fn an_early_end_is_possible_as_check_says() {
    let mut talk = Talk::default();
    let lesson = &lessons::MULTIPLE_FUNCTIONS;
    let (_, order, open) = all().nth(2).expect("lesson 3");
    talk.expect(open, opened(&order));
    let program = Program::new(order).with_twin(lesson.python_order());
    let lines = EARLY_END.lines().map(str::to_owned).collect::<Vec<_>>();
    assert!(matches!(program.judge_text(&lines.join("\n")), Judgement::EarlyEnd(_)));
    judge(&program, &lines, &mut talk);
    talk.hold();
}

const EARLY_END: &str = "\
The number of cpu is 2
worker_1
End worker_1
The number of cpu is 2
The number of cpu is 2
child p.name: Process-2, p.id: 12
child p.name: Process-3, p.id: 13
End
worker_2
worker_3
End worker_2
End worker_3
";

/// The page knows the snapshot of each lesson, and asks about that.
#[test]
fn the_questions_are_those_of_the_snapshot() {
    for (tag, language) in [("en", Language::English), ("zh-CN", Language::Chinese)]
    {
        let mut requests = vec![format!("language\n{tag}")];
        for (_, _, open) in all() {
            requests.extend([open, "questions\n7\n5".to_owned()]);
        }
        let Some(answers) = ask(&requests) else { return };
        assert_eq!(answers[0], tag);
        hold_questions(&answers[1..], language);
    }
}

/// To each lesson what opened it, and its questions.
fn hold_questions(answers: &[Value], language: Language) {
    for ((lesson, order, _), answers) in all().zip(answers.chunks(2)) {
        let census = order.census().ok();
        let questions = Questions::new(&order, census.as_ref(), 7).take(5);
        let expected: Vec<_> = questions
            .map(|it| {
                let [text, answer] =
                    [it.about.told(&order, language), it.answer.told(language)];
                let rules = json!(names(&it.rules, language));
                (text, answer, it.reason.told(language).to_owned(), rules)
            })
            .collect();
        let asked =
            answers[1].as_array().expect("an array").iter().map(|question| {
                let [text, answer, why] = ["text", "answer", "why"].map(|name| {
                    question[name].as_str().expect("a string").to_owned()
                });
                let choices = question["choices"].as_array().expect("an array");
                assert!(choices.contains(&json!(answer)), "{choices:?}");
                (text, answer, why, question["rules"].clone())
            });
        assert_eq!(asked.collect::<Vec<_>>(), expected, "of {}", lesson.folder);
    }
}

/// The page says in which language it is, and that once.
#[test]
fn who_can_print_next_and_why_not_is_told_in_chinese() {
    let mut talk = Talk { language: Language::Chinese, ..Talk::default() };
    talk.expect("language\nzh-CN".to_owned(), json!("zh-CN"));
    let mut rng = StdRng::seed_from_u64(1);
    for (lesson, order, open) in all() {
        let census = order.census().expect("it can be counted");
        talk.expect(open, opened(&order));
        talk.expect("count".to_owned(), json!(census.count().to_string()));
        walk(&order, &mut rng, &mut talk);
        let mut lines: Vec<_> =
            census.sample(&mut rng).iter().map(ToString::to_string).collect();
        lines.shuffle(&mut rng);
        let program = Program::new(order.clone()).with_twin(lesson.python_order());
        judge(&program, &lines, &mut talk);
    }
    talk.hold();
}

#[test]
fn a_reason_is_english_unless_the_page_is_chinese() {
    let order =
        "main\n  start child\n  join child\n  | joined\n\nchild\n  | hello\n";
    let judge = "judge\njoined\nhello";
    let requests = ["language\nzh-CN", "dance", &format!("open\n{order}"), judge];
    let again = ["language\nfr", judge, "language\nen", judge];
    let requests = requests.iter().chain(&again).map(|&it| it.to_owned());
    let Some(answers) = ask(&requests.collect::<Vec<_>>()) else { return };
    assert_eq!(answers[1]["error"], "请先打开一课");
    let chinese = "`joined` 不能在 `hello` 之前：child 打印 `hello`，然后 main 等到 child \
                   结束，再打印 `joined`";
    assert_eq!(answers[3]["why"], chinese);
    assert_eq!(answers[4]["error"], "no page is in fr");
    assert_eq!(answers[5]["why"], chinese);
    let english = "`joined` cannot come before `hello`: child prints `hello`, main then \
                   joins child, then prints `joined`";
    assert_eq!(answers[7]["why"], english);
}

#[test]
fn the_engines_are_built_from_these_sources() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    for file in ["wasm.js", "maker.js"] {
        let Some(answers) = engine::ask(file, &["sources".to_owned()]) else {
            return;
        };
        assert_eq!(
            answers[0],
            fingerprint::fingerprint(root),
            "{} have changed: run `bash book/explorer/build.sh`",
            fingerprint::SOURCES.join(", ")
        );
    }
}

#[test]
fn the_page_has_every_lesson_in_its_order() {
    let page = fs::read_to_string(book().join("explorer.md")).expect("the page");
    let scripts = lessons::ALL.iter().map(|lesson| {
        let folder = lesson.folder;
        let more = if is_all(lesson) { "" } else { " data-more" };
        format!(
            "\n\n<script type=\"text/plain\" id=\"{folder}\"{more}>\n\
             {{{{#include figures/{folder}.order}}}}\n</script>"
        )
    });
    let scripts: String = scripts.collect();
    assert!(page.contains(&scripts), "it should have{scripts}");
    assert_eq!(
        page.matches("<script type=\"text/plain\" id=").count(),
        lessons::ALL.len()
    );
}

/// Whether the page allows all that the lesson can print, by its first order, or as an early
/// end. Where it does not, it calls nothing impossible.
fn is_all(lesson: &Lesson) -> bool {
    const SAMPLES: usize = 50;
    let cases = lesson.cases();
    let program = Program::new(lesson.order());
    let mut rng = StdRng::seed_from_u64(1);
    let mut allows = |case| {
        let tally = case_tally(&cases, case);
        (0..SAMPLES).all(|_| {
            let output = tally.sample(&mut rng).expect("a case has an output");
            program.judge_text(&output.to_string()).is_possible()
        })
    };
    cases.is_complete() && (0..cases.cases().len()).all(&mut allows)
}

fn case_tally(cases: &Cases, case: usize) -> Tally {
    cases.only(case).tally().expect("it can be counted")
}

#[test]
fn the_page_has_every_twin_that_prints_in_an_order_of_its_own() {
    let page = fs::read_to_string(book().join("explorer.md")).expect("the page");
    let own = lessons::ALL.iter().filter(|it| it.python_order() != it.order());
    let mut count = 0;
    for Lesson { folder, .. } in own {
        let script = format!(
            "\n\n<script type=\"text/plain\" data-twin=\"{folder}\">\n\
             {{{{#include figures/{folder}.python.order}}}}\n</script>\n"
        );
        assert!(page.contains(&script), "it should have{script}");
        count += 1;
    }
    assert_eq!(page.matches("data-twin=").count(), count);
}

#[test]
fn what_a_page_loads_is_small_and_asks_no_network() {
    for page in ["explorer.md", "make.md"] {
        let text = fs::read_to_string(book().join(page)).expect("the page");
        let loaded = text.lines().filter_map(|line| {
            let (_, rest) = line.split_once("=\"explorer/")?;
            Some(rest.split('"').next()?.to_owned())
        });
        let names = loaded.map(|rest| rest.replace("explorer/", ""));
        let mut size = 0;
        for name in names {
            let path = book().join("explorer").join(name);
            let text = fs::read_to_string(&path).expect("UTF-8");
            size += text.len() as u64;
            for other in ["http:", "https:", "fetch(", "import("] {
                // The name of what a picture is written in leads nowhere.
                let text = text.replace("http://www.w3.org/2000/svg", "");
                assert!(!text.contains(other), "{} has {other}", path.display());
            }
        }
        assert!(size <= MOST, "{page}: {size} bytes");
    }
}
