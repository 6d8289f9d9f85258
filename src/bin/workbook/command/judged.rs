//! What is said of a run of a lesson that was just made.

use anyhow::Result;
use process_order::Answer;

use crate::subject::Subject;
use crate::subject::explored::How;
use crate::subject::live::Run;
use crate::subject::possible::{Knowledge, Known};
use crate::terminal::screen::Screen;
use crate::view::verdict::RunJudgement;
use crate::view::{change, known, verdict};
use crate::words;

/// What a run was found to be.
pub(crate) struct Judged {
    /// Whether its output is possible; `None` when that is open, or when there is no output.
    pub(crate) possible: Option<bool>,
    /// Whether the program has one output only, as far as one knows.
    pub(crate) has_one_output: bool,
    /// Whether the lesson is not the chapter's any more.
    pub(crate) changed: bool,
}

/// Says whether `run` of `subject`, a lesson or a twin, is possible.
///
/// Of a twin the snapshot is asked first: which sets Python can have, no schedule tells. What the
/// snapshot does not know, and everything else, is asked of all runs.
pub(crate) fn tell(
    subject: &Subject,
    run: &Run,
    screen: &mut Screen,
) -> Result<Judged> {
    let name = subject.name();
    let Some(snapshot) = subject.known()? else {
        unreachable!("a lesson has a snapshot, and so has its twin")
    };
    let judgement = run.judge(&snapshot);
    if !matches!(judgement, RunJudgement::Output(_)) {
        verdict::tell_no_output(&name, &judgement, screen)?;
        return Ok(Judged { possible: None, has_one_output: false, changed: false });
    }
    if let RunJudgement::Output(output) = &judgement
        && subject.is_python()
        && output.is_possible()
    {
        known::tell_snapshot(&name, &snapshot, output, &run.texts, screen)?;
        let count = snapshot.count();
        let has_one_output = count.is_ok_and(|count| count == 1_u8.into());
        return Ok(Judged { possible: Some(true), has_one_output, changed: false });
    }
    let knowledge = Knowledge::of(subject, &How::BRIEFLY.to_begin_with())?;
    let answer = knowledge.judge(&run.text());
    known::tell(&name, &knowledge, &run.lines(), &answer, screen)?;
    if matches!(answer, Known::Runs(Answer::Impossible(_))) {
        screen.say(words::of(known::DOUBT))?;
    }
    let change = knowledge.change();
    if let Some(change) = &change {
        change::tell(change, screen)?;
    }
    Ok(Judged {
        possible: answer.is_possible(),
        has_one_output: knowledge.count().is_some_and(|count| count == 1_u8.into()),
        changed: change.is_some(),
    })
}
