//! The page on which programs are made answers as the library does.

#[path = "support/mod.rs"]
mod support;

use std::iter;

use process_order::script::Script;
use process_order::{Asked, Cases};
use serde_json::{Value, json};
use support::engine::ask;

/// So many puzzles of each level are solved.
const PUZZLES: u32 = 40;

fn puzzle_requests() -> impl Iterator<Item = String> {
    let levels =
        (1..=5).flat_map(|level| (0..PUZZLES).map(move |seed| (level, seed)));
    levels.map(|(level, seed)| format!("puzzle\n{level}\u{c}{seed}"))
}

fn puzzles() -> Option<Vec<Value>> {
    ask("maker.js", &puzzle_requests().collect::<Vec<_>>())
}

/// These requests, of a Chinese page.
fn chinese(requests: impl IntoIterator<Item = String>) -> Vec<String> {
    iter::once("language\nzh-CN".to_owned()).chain(requests).collect()
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_else(|| panic!("no text: {value}"))
}

fn lines(value: &Value) -> String {
    let lines = value.as_array().expect("lines").iter();
    lines.fold(String::new(), |all, line| all + text(line) + "\n")
}

fn cases(script: &str) -> Cases {
    let script: Script = script.parse().expect("a script");
    script.cases().expect("few runs")
}

#[test]
fn the_answer_of_a_puzzle_is_right() {
    for puzzle in puzzles().unwrap_or_default() {
        let cases = cases(text(&puzzle["script"]));
        let answer = puzzle["answer"].as_u64().expect("a position");
        let answer =
            text(&puzzle["choices"][usize::try_from(answer).expect("small")]);
        let question = text(&puzzle["question"]);
        let right = if let Some(output) =
            question.strip_prefix("Can this be the output?\n")
        {
            let is_possible = cases.check_text(output).is_possible();
            if is_possible { "possible" } else { "impossible" }.to_owned()
        } else if question.starts_with("How many") {
            cases.count().expect("few").to_string()
        } else {
            let mut parts = question.split('`').skip(1).step_by(2);
            let [a, b] = [(); 2].map(|()| parts.next().expect("two lines"));
            cases.why(Asked::line(a), Asked::line(b)).expect("few").to_string()
        };
        assert_eq!(answer, right, "{puzzle:#}");
    }
}

#[test]
fn its_outputs_are_those_of_the_library_before_and_after_a_change() {
    let Some(puzzles) = puzzles() else { return };
    let scripts: Vec<_> = puzzles.iter().map(|it| text(&it["script"])).collect();
    let pairs: Vec<_> = scripts.windows(2).collect();
    let runs = scripts.iter().map(|it| format!("run\n{it}"));
    let changes = pairs.iter().map(|it| format!("change\n{}\u{c}{}", it[1], it[0]));
    let requests: Vec<_> = runs.chain(changes).collect();
    let answers = ask("maker.js", &requests).expect("it was there before");
    let (runs, changes) = answers.split_at(scripts.len());
    for (answer, script) in runs.iter().zip(&scripts) {
        let cases = cases(script);
        assert_eq!(
            text(&answer["outputs"]),
            cases.count().expect("few").to_string()
        );
        for output in answer["shown"].as_array().expect("outputs") {
            assert!(
                cases.check_text(&lines(output)).is_possible(),
                "{script}{output}"
            );
        }
    }
    for (answer, pair) in changes.iter().zip(&pairs) {
        let [old, new] = [cases(pair[0]), cases(pair[1])];
        let comparison = new.compare(&old).expect("few");
        assert_eq!(answer["same"], json!(comparison.is_same()), "{pair:?}");
        for (which, yes, no) in [("gained", &new, &old), ("lost", &old, &new)] {
            if answer[which].is_null() {
                continue;
            }
            let output = lines(&answer[which]);
            assert!(yes.check_text(&output).is_possible(), "{pair:?}\n{output}");
            assert!(
                no.check_text(&output).refusal().is_some(),
                "{pair:?}\n{output}"
            );
        }
        let is_found =
            [&comparison.first_only, &comparison.second_only].map(Option::is_some);
        let is_said = ["gained", "lost"].map(|which| !answer[which].is_null());
        assert_eq!(is_said, is_found, "{pair:?}");
    }
}

#[test]
fn what_is_no_program_is_refused_with_its_reason() {
    let requests = ["run\nmain\n  sleep\n", "run\n", "puzzle\n6\u{c}1", "dance\n"];
    let Some(answers) = ask("maker.js", &requests.map(str::to_owned)) else {
        return;
    };
    let errors: Vec<_> = answers.iter().map(|it| text(&it["error"])).collect();
    assert!(
        errors[0].starts_with("line 2, column 3: a step is `| LINE`"),
        "{errors:?}"
    );
    assert_eq!(errors[1], "line 1, column 1: there is no process");
    assert_eq!(errors[2], "a level is a number from 1 to 5");
    assert_eq!(errors[3], "dance is no verb");
}

/// The text outside of backticks and without names has no Latin letter, and is not empty.
#[track_caller]
fn is_chinese(text: &str) {
    let prose: String = text.split('`').step_by(2).collect();
    let rest = ["main", "ada", "ben", "cleo"]
        .iter()
        .fold(prose.clone(), |rest, name| rest.replace(name, ""));
    assert!(!rest.contains(|it: char| it.is_ascii_alphabetic()), "{text}");
    assert!(prose.contains(|it| matches!(it, '\u{4e00}'..='\u{9fff}')), "{text}");
}

#[test]
fn a_puzzle_is_the_same_in_chinese() {
    let Some(english) = puzzles() else { return };
    let chinese = ask("maker.js", &chinese(puzzle_requests())).expect("as before");
    for (english, chinese) in english.iter().zip(&chinese[1..]) {
        for same in ["script", "answer"] {
            assert_eq!(english[same], chinese[same]);
        }
        let [(_, asked), (question, output)] = [english, chinese].map(|it| {
            let question = text(&it["question"]);
            question.split_once('\n').unwrap_or((question, ""))
        });
        // Two lines are in the question itself.
        if !output.is_empty() {
            assert_eq!(asked, output);
        }
        is_chinese(question);
        is_chinese(text(&chinese["why"]));
        let choices = chinese["choices"].as_array().expect("choices");
        let words = choices.iter().map(text);
        words.filter(|it| it.parse::<u32>().is_err()).for_each(is_chinese);
    }
}

#[test]
fn a_reason_is_told_in_chinese() {
    let ada = "main\n  start ada\n  join ada\n  | main: ends\n\nada\n  | ada: one\n";
    let requests = [
        format!("why\n{ada}\u{c}ada: one\u{c}main: ends"),
        format!("why\n{ada}\u{c}ada: one\u{c}ada: two"),
        "run\nmain\n  sleep\n".to_owned(),
        "run\n".to_owned(),
        "puzzle\n6\u{c}1".to_owned(),
        "dance\n".to_owned(),
        format!("run\n{ada}"),
    ];
    let Some(answers) = ask("maker.js", &chinese(requests)) else { return };
    let [_, why, errors @ .., run] = &answers[..] else { panic!("{answers:?}") };
    let path = "ada 打印 `ada: one`，然后 main 等到 ada 结束，再打印 `main: ends`";
    assert_eq!(*why, json!({ "verdict": "always", "why": path, "examples": [] }));
    let errors: Vec<_> = errors.iter().map(|it| text(&it["error"])).collect();
    assert_eq!(errors[0], "没有一次运行打印这两行");
    assert!(errors[1].starts_with("第 2 行第 3 列：一步是 `| LINE`"), "{errors:?}");
    assert_eq!(errors[2], "第 1 行第 1 列：没有进程");
    assert_eq!(errors[3], "级别是 1 到 5 的数");
    assert_eq!(errors[4], "没有 dance 这个动词");
    let events = &run["orders"][0]["processes"][1]["events"];
    assert_eq!(*events, json!(["| ada: one", "结束"]));
}

#[test]
fn a_deadlock_is_told() {
    let script =
        "main\n  start ada\n  join ada\n  send ada\n\nada\n  receive main\n";
    let Some(answers) = ask("maker.js", &[format!("run\n{script}")]) else { return };
    assert_eq!(text(&answers[0]["outputs"]), "0");
    assert_eq!(answers[0]["stuck"].as_array().expect("a list").len(), 1);
}
