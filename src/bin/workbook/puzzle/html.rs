//! A sheet as a page of its own, to be read on a screen or printed.

use std::fmt::{self, Display, Write};

use super::markdown::{FORM, RULES, about, form, title};
use super::question::Question;
use super::sheet::Sheet;
use super::solution::Solution;
use crate::words::{self, words};

/// Text in a page, where `<` is no tag.
struct Escaped<'a>(&'a str);

impl Display for Escaped<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for c in self.0.chars() {
            match c {
                '&' => f.write_str("&amp;")?,
                '<' => f.write_str("&lt;")?,
                '>' => f.write_str("&gt;")?,
                '"' => f.write_str("&quot;")?,
                '\'' => f.write_str("&#39;")?,
                c => f.write_char(c)?,
            }
        }
        Ok(())
    }
}

pub(super) fn puzzles(sheet: &Sheet) -> String {
    let mut body = String::from("<ul>\n");
    for rule in RULES {
        let _ = writeln!(body, "<li>{}</li>", Escaped(words::of(rule)));
    }
    body.push_str("</ul>\n");
    for (number, (puzzle, _)) in (1..).zip(&sheet.puzzles) {
        let _ = write!(
            body,
            "<section>\n<h2>{number}</h2>\n<pre><code>{}</code></pre>\n{}",
            Escaped(&puzzle.source),
            question(&puzzle.question)
        );
        let answer = words!("Answer ({form}):", form = puzzle.question.form());
        let _ = writeln!(
            body,
            "<p class=\"answer\">{} <span></span></p>\n</section>",
            Escaped(&answer)
        );
    }
    let _ = writeln!(
        body,
        "<section>\n<h2>{}</h2>\n<p>{}</p>\n<pre>{}</pre>\n</section>",
        Escaped(words!("Your answers")),
        Escaped(words::of(FORM)),
        Escaped(&form(sheet))
    );
    page(&title(sheet), &body)
}

pub(super) fn answers(sheet: &Sheet) -> String {
    let [level, again] = about(sheet);
    let mut body = format!(
        "<p>{} {} <code class=\"command\">{}</code></p>\n",
        Escaped(&level),
        Escaped(words!("The same sheet again:")),
        Escaped(&again)
    );
    for (number, (puzzle, Solution { reasons })) in (1..).zip(&sheet.puzzles) {
        let reply = puzzle.reply.told();
        let _ = write!(
            body,
            "<section>\n<h2>{number}: {}</h2>\n{}<ul>\n",
            Escaped(&reply),
            question(&puzzle.question)
        );
        for reason in reasons {
            let _ = writeln!(body, "<li>{}</li>", in_html(reason));
        }
        let name = puzzle.name.arguments();
        let _ = writeln!(
            body,
            "</ul>\n<p>{} <code class=\"command\">cargo workbook puzzle {}</code></p>\n</section>",
            Escaped(words!("This puzzle alone:")),
            Escaped(&name)
        );
    }
    page(&words!("Answers: {title}", title = title(sheet)), &body)
}

/// What is asked, and the lines that it is about.
fn question(question: &Question) -> String {
    let mut html = format!("<p>{}</p>\n", Escaped(question.sentence()));
    let lines = question.lines();
    if lines.is_empty() {
        return html;
    }
    html.push_str("<table>\n");
    for (mark, line) in lines {
        let (mark, line) = (Escaped(&mark), Escaped(line));
        let _ =
            writeln!(html, "<tr><th scope=\"row\">{mark}</th><td>{line}</td></tr>");
    }
    html.push_str("</table>\n");
    html
}

/// What is between backticks is code.
fn in_html(reason: &str) -> String {
    let mut html = String::new();
    for (place, part) in reason.split('`').enumerate() {
        let part = Escaped(part);
        let _ = if place % 2 == 1 {
            write!(html, "<code>{part}</code>")
        } else {
            write!(html, "{part}")
        };
    }
    html
}

fn page(title: &str, body: &str) -> String {
    let title = Escaped(title);
    let language = if words::is_chinese() { "zh-CN" } else { "en" };
    format!(
        "<!DOCTYPE html>\n<html lang=\"{language}\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta name=\"color-scheme\" content=\"light dark\">\n\
         <title>{title}</title>\n<style>\n{STYLE}</style>\n</head>\n<body>\n<main>\n\
         <h1>{title}</h1>\n{body}</main>\n</body>\n</html>\n"
    )
}

/// One column, as wide as a program needs; a puzzle stays on one page of paper.
const STYLE: &str = "\
:root { color-scheme: light dark; --ink: #1c1c1c; --paper: #ffffff; --shade: #f3f3f1; --line: #b9b9b4; }
@media (prefers-color-scheme: dark) {
  :root { --ink: #e6e6e3; --paper: #1b1b1d; --shade: #28282b; --line: #5c5c60; }
}
* { box-sizing: border-box; }
body { margin: 0; color: var(--ink); background: var(--paper); font: 1rem/1.5 system-ui, sans-serif; }
main { max-width: 46rem; margin: 0 auto; padding: 1.5rem 1rem 3rem; }
h1 { font-size: 1.6rem; line-height: 1.25; }
h2 { font-size: 1.2rem; margin: 2rem 0 0.5rem; border-top: 1px solid var(--line); padding-top: 1rem; }
pre, code, td { font-family: ui-monospace, Menlo, Consolas, monospace; font-size: 0.9rem; }
pre { background: var(--shade); padding: 0.75rem 1rem; margin: 0.5rem 0 1rem; border-radius: 4px; overflow-x: auto; line-height: 1.4; }
li { overflow-wrap: anywhere; }
.command { display: inline-block; max-width: 100%; overflow-x: auto; white-space: nowrap; vertical-align: bottom; }
table { border-collapse: collapse; margin: 0 0 1rem; }
th { text-align: right; padding: 0 1rem 0 0; font-weight: 600; vertical-align: top; }
td { padding: 0; }
.answer span { display: inline-block; width: 8rem; border-bottom: 1px solid var(--ink); }
@media (max-width: 30rem) { pre, code, td { font-size: 0.78rem; } pre { padding: 0.6rem; } }
@media print {
  :root { --ink: #000000; --paper: #ffffff; --shade: #ffffff; --line: #999999; }
  main { max-width: none; padding: 0; }
  section { break-inside: avoid; }
  pre { border: 1px solid var(--line); white-space: pre-wrap; }
}
";
