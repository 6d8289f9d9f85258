//! A judgement, as sentences.

use std::io;

use process_order::{Answer, Refusal};

use crate::subject::stillness::Standstill;
use crate::terminal::harmless::harmless;
use crate::terminal::screen::{Screen, failure};
use crate::view::stillness;

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
        RunJudgement::Failed(code) => screen.say(&format!(
            "{}: {program} has ended with exit code {code}; what it says on stderr tells \
             why",
            failure("failed")
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
    let refusal = refusal.to_string();
    screen.say(&format!("{}: {}", failure("impossible"), harmless(&refusal)))
}

/// The refused line and the two before it.
pub(crate) fn quote(
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
