//! A judgement, as sentences.

use std::io;

use anyhow::Result;
use process_order::{Order, Refusal};

use crate::subject::lesson::Lesson;
use crate::view::harmless::harmless;
use crate::view::number;
use crate::view::screen::{Screen, failure, success};
use process_order::Judgement;

/// Says what is to be said of an output of `program`, such as `lesson 3`.
pub(crate) fn tell(
    program: &str,
    order: &Order,
    lines: &[String],
    judgement: &Judgement,
    screen: &mut Screen,
) -> io::Result<()> {
    match judgement {
        Judgement::Possible(_) => {
            let one = number::one_of(order);
            screen.say(&format!("{}: {one} of {program}", success("possible")))
        }
        Judgement::Otherwise(why) => {
            let outputs = number::outputs(order);
            let possible = success("possible");
            screen.say(&format!(
                "{possible}, though none of the {outputs} of {program}, which have every \
                 line: {why}"
            ))
        }
        Judgement::Impossible(refusal) => {
            quote(lines, refusal, screen)?;
            let refusal = refusal.to_string();
            let refusal = harmless(&refusal);
            screen.say(&format!("{}: {refusal}", failure("impossible")))
        }
        Judgement::GivenUp => screen.say(&format!(
            "{}: there are too many ways to tell whose lines these are",
            failure("unknown")
        )),
        Judgement::Failed(code) => screen.say(&format!(
            "{}: {program} has ended with exit code {code}; what it says on stderr tells \
             why",
            failure("failed")
        )),
    }
}

/// The refused line and the two before it.
fn quote(
    lines: &[String],
    refusal: &Refusal,
    screen: &mut Screen,
) -> io::Result<()> {
    let refused = refusal.line - 1;
    let shown =
        lines.iter().enumerate().take(refused + 1).skip(refused.saturating_sub(2));
    for (line, text) in shown {
        let mark = if line == refused { ">" } else { " " };
        screen.hang(&format!("{mark} {:>3} | ", line + 1), &harmless(text))?;
    }
    if refused >= lines.len() {
        screen.say(">     | (the output ends here)")?;
    }
    Ok(())
}

/// What to think of a run that is impossible.
pub(crate) fn doubt(lesson: &Lesson, screen: &mut Screen) -> Result<()> {
    let bin = lesson.bin();
    Ok(screen.say(&format!(
        "Have you changed the lesson? Its snapshot still tells of the old one; \
         `INSTA_UPDATE=always cargo test --test lessons {bin}` makes a new one. If not, \
         this is a fault of the workbook: please report it."
    ))?)
}
