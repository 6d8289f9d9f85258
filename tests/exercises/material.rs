//! What the files of the exercises have in common.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use crate::exercise::{Exercise, folders, read};

#[test]
fn every_file_beside_a_lesson_belongs_to_it_or_to_an_exercise() {
    for folder in folders() {
        let exercises: Vec<_> =
            Exercise::all().into_iter().filter(|it| it.folder == folder).collect();
        let names = |folder: &Path| -> BTreeSet<String> {
            let entries = fs::read_dir(folder).into_iter().flatten();
            let names = entries.map(|entry| entry.expect("an entry").file_name());
            let names = names.map(|name| name.into_string().expect("UTF-8"));
            // Old snapshots are kept.
            names
                .filter(|it| it != "__pycache__" && !it.starts_with("lesson.snap."))
                .collect()
        };
        let mut strays = names(&folder);
        let mut strays_of_solutions = names(&folder.join("solutions"));
        for part in
            ["lesson.rs", "lesson.snap", "twin.py", "document.txt", "solutions"]
        {
            strays.remove(part);
        }
        for exercise in exercises {
            let stem = exercise.snapshot_name();
            for part in [&*exercise.extension, "hints.md"] {
                assert!(strays.remove(&format!("{stem}.{part}")), "{stem}.{part}");
            }
            strays.remove(&format!("{stem}.snap"));
            strays.remove(&format!("{stem}.hints.zh-CN.md"));
            for part in [&*exercise.extension, "snap"] {
                let name = format!("{stem}.{part}");
                assert!(strays_of_solutions.remove(&name), "solutions/{name}");
            }
        }
        assert_eq!(strays, BTreeSet::new(), "{}", folder.display());
        assert_eq!(strays_of_solutions, BTreeSet::new(), "{}", folder.display());
    }
}

/// The lines of the header, without their mark.
fn header(program: &str) -> Vec<&str> {
    let header = program.lines().map_while(|line| line.strip_prefix("//!"));
    header.map(str::trim).collect()
}

#[test]
fn every_brief_says_what_to_make_happen_what_done_is_and_the_command() {
    for exercise in Exercise::all() {
        let Exercise { name, .. } = &exercise;
        let program = read(&exercise.file());
        let header = header(&program);
        let brief = header.join(" ");
        assert!(header[0].starts_with(&format!("Exercise {name}: ")), "{name}");
        assert!(header[0].ends_with('.'), "{name}: the title is a sentence");
        let start = format!("Run: `cargo workbook start {name}`");
        let check = format!("`cargo workbook check {name}`");
        for part in ["Make it happen: ", "Done: ", &start, &check] {
            assert!(brief.contains(part), "{name}: the brief has no {part}");
        }
        let length = program.lines().count();
        assert!(length <= 70, "{name} has {length} lines");

        let solved = read(&exercise.solution());
        let title = format!("//! Exercise {name}, solved: ");
        assert!(solved.starts_with(&title), "{name}: the solution has no {title}");
    }
}

#[test]
fn where_a_prediction_is_asked_for_the_solution_has_it_right() {
    let prediction = |program: &str| {
        let lines = header(program).into_iter();
        let mut predictions =
            lines.filter_map(|line| line.strip_prefix("Prediction: "));
        predictions.next().map(str::to_owned)
    };
    for exercise in Exercise::all() {
        let Exercise { name, .. } = &exercise;
        let asked = prediction(&read(&exercise.file()));
        let given = prediction(&read(&exercise.solution()));
        let order = exercise.snapshot(&exercise.folder.join("solutions"));
        let count = order.expect("the snapshot of the solution").count();
        let expected = asked.as_ref().map(|asked| {
            assert_eq!(asked, "___ possible outputs", "{name}");
            let count = count.expect("what is predicted is small");
            format!("{count} possible outputs")
        });
        assert_eq!(given, expected, "{name}");
    }
}

#[test]
fn every_exercise_has_four_hints_of_20_to_160_words() {
    for exercise in Exercise::all() {
        let Exercise { name, .. } = &exercise;
        let text = read(&exercise.hints());
        let sections: Vec<_> = text.split("\n## ").collect();
        assert!(sections[0].starts_with(&format!("# Exercise {name}: ")), "{name}");
        assert_eq!(
            sections[0].trim().lines().count(),
            1,
            "{name}: a title, and no more"
        );
        let mut kinds = Vec::new();
        for section in &sections[1..] {
            let (kind, hint) =
                section.split_once('\n').expect("a heading and a hint");
            let words = hint.split_whitespace().count();
            assert!((20..=160).contains(&words), "{name}: {kind} has {words} words");
            kinds.push(kind);
        }
        assert_eq!(kinds, ["Question", "Rule", "Place", "Patch"], "{name}");
    }
}

/// The paragraphs of a text of which a code block is one, too.
fn paragraphs(text: &str) -> Vec<String> {
    let mut paragraphs: Vec<String> = Vec::new();
    for paragraph in text.trim_end().split("\n\n") {
        let paragraph = paragraph.trim_matches('\n');
        let is_code = |it: &str| it.starts_with("    ");
        match paragraphs.last_mut() {
            Some(last) if is_code(last) && is_code(paragraph) => {
                last.extend(["\n\n", paragraph]);
            }
            _ if paragraph.is_empty() => {}
            _ => paragraphs.push(paragraph.to_owned()),
        }
    }
    paragraphs
}

#[test]
fn a_translation_has_the_brief_and_the_hints_paragraph_for_paragraph() {
    const KINDS: [&str; 5] = ["题目", "问题", "规则", "位置", "补丁"];
    for exercise in Exercise::all() {
        let Exercise { name, .. } = &exercise;
        let file = exercise.hints().with_extension("zh-CN.md");
        let Ok(text) = fs::read_to_string(&file) else { continue };
        let mut sections = text.split("\n## ");
        let title = sections.next().unwrap_or_default().trim();
        assert!(title.starts_with(&format!("# 练习 {name}：")), "{name}: {title}");
        let brief = header(&read(&exercise.file())).join("\n");
        let (_, brief) = brief.split_once("\n\n").expect("more than a title");
        let hints = read(&exercise.hints());
        let english: Vec<&str> = hints
            .split("\n## ")
            .skip(1)
            .filter_map(|it| it.split_once('\n'))
            .map(|(_, hint)| hint)
            .collect();
        let english: Vec<&str> = [brief].into_iter().chain(english).collect();
        let mut kinds = Vec::new();
        for (section, english) in sections.zip(&english) {
            let (kind, chinese) = section.split_once('\n').expect("a heading");
            kinds.push(kind);
            let (english, chinese) = (paragraphs(english), paragraphs(chinese));
            assert_eq!(chinese.len(), english.len(), "{name}: {kind}");
            for (english, chinese) in english.iter().zip(&chinese) {
                let is_code = |text: &str| text.starts_with("    ");
                assert_eq!(is_code(chinese), is_code(english), "{name}: {chinese}");
                if !is_code(chinese) {
                    assert_eq!(chinese.lines().count(), 1, "{name}: {chinese}");
                }
                if english.starts_with("Prediction: ") {
                    assert_eq!(chinese, "预测：___ 种可能的输出", "{name}");
                }
            }
        }
        assert_eq!(kinds, KINDS, "{name}");
        for part in [
            "\n要做到：",
            "\n完成的标准：",
            &format!("`cargo workbook start {name}`"),
            &format!("`cargo workbook check {name}`"),
        ] {
            assert!(text.contains(part), "{name}: the brief has no {part}");
        }
    }
}

#[test]
fn a_solution_is_the_exercise_with_an_edit_of_at_most_ten_lines() {
    for exercise in Exercise::all() {
        let given = code(&read(&exercise.file()));
        let solved = code(&read(&exercise.solution()));
        let kept = longest_common(&given, &solved);
        let edited = given.len().max(solved.len()) - kept;
        assert!((1..=10).contains(&edited), "{}: {edited} lines", exercise.name);
    }
}

/// The lines of a program that are code.
fn code(program: &str) -> Vec<String> {
    let lines =
        program.lines().map(|line| line.split("//").next().unwrap_or_default());
    lines
        .map(|line| line.trim().to_owned())
        .filter(|line| !line.is_empty())
        .collect()
}

/// How many lines of one are, in this order, in the other.
fn longest_common(a: &[String], b: &[String]) -> usize {
    let mut best = vec![0; b.len() + 1];
    for a in a {
        let mut before = 0;
        for (place, b) in b.iter().enumerate() {
            let above = best[place + 1];
            best[place + 1] =
                if a == b { before + 1 } else { above.max(best[place]) };
            before = above;
        }
    }
    best[b.len()]
}
