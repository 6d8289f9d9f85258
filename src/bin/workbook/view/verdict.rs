//! A judgement, as sentences.

use std::borrow::Cow;
use std::io;

use process_order::{Answer, Refusal};

use crate::subject::stillness::Standstill;
use crate::terminal::harmless::harmless;
use crate::terminal::screen::{Screen, failure};
use crate::view::number;
use crate::view::stillness;
use crate::words::{language, words};

/// What there is to say of a run.
pub(crate) enum RunJudgement {
    /// The program has ended with this exit code, and another one than its order has.
    Failed(i32),
    /// It has ended as it should, with this output.
    Output(Answer),
    /// Each of its processes waited for another one.
    StandsStill(Box<Standstill>),
    /// A process went on, and nothing came of it.
    NeverEnds,
}

/// Says why a run of `program` has no output that could be judged.
pub(crate) fn tell_no_output(
    program: &str,
    judgement: &RunJudgement,
    screen: &mut Screen,
) -> io::Result<()> {
    match judgement {
        RunJudgement::StandsStill(found) => stillness::tell_found(found, screen),
        RunJudgement::NeverEnds => stillness::tell_endless(screen),
        RunJudgement::Failed(code) => screen.say(&words!(
            "{failed}: {program} has ended with exit code {code}; what it says on stderr \
             tells why",
            failed = failure(words!("failed")),
            program,
            code
        )),
        RunJudgement::Output(_) => Ok(()),
    }
}

/// Says why these lines are no output.
pub(crate) fn impossible(
    lines: &[String],
    refusal: &Refusal,
    screen: &mut Screen,
) -> io::Result<()> {
    quote(lines, refusal, screen)?;
    screen.say(&words!(
        "{impossible}: {why}",
        impossible = failure(words!("impossible")),
        why = shown(&refusal.told(language()))
    ))
}

/// `text`, harmless, without the middle of what nobody reads to its end.
pub(crate) fn shown(text: &str) -> Cow<'_, str> {
    const LONGEST: usize = 1000;
    const PART: usize = 400;
    let count = text.chars().count();
    if count <= LONGEST {
        return harmless(text);
    }
    let first: String = text.chars().take(PART).collect();
    let last: String = text.chars().skip(count - PART).collect();
    let left_out = number::grouped(&(count - 2 * PART));
    let text =
        words!("{first} … ({left_out} characters) … {last}", first, left_out, last);
    Cow::Owned(harmless(&text).into_owned())
}

/// `text` with what one cannot see: a tab, and the blanks at its end.
fn visible(text: &str) -> Cow<'_, str> {
    let seen = text.trim_end_matches(' ');
    if seen.len() == text.len() && !text.contains('\t') {
        return Cow::Borrowed(text);
    }
    let blanks = "␣".repeat(text.len() - seen.len());
    Cow::Owned(seen.replace('\t', "\\t") + &blanks)
}

/// The refused line and the two before it.
pub(crate) fn quote(
    lines: &[String],
    refusal: &Refusal,
    screen: &mut Screen,
) -> io::Result<()> {
    let refused = refusal.line - 1;
    let quoted =
        lines.iter().enumerate().take(refused + 1).skip(refused.saturating_sub(2));
    for (line, text) in quoted {
        let mark = if line == refused { ">" } else { " " };
        let text = if line == refused { visible(text) } else { text.into() };
        screen.hang(&format!("{mark} {:>3} | ", line + 1), &shown(&text))?;
    }
    if refused >= lines.len() {
        screen.say(words!(">     | (the output ends here)"))?;
    }
    Ok(())
}
