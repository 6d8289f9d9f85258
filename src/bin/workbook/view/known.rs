//! What is known of an output, as sentences: whether it is possible, in which case, by all
//! runs or by those that were found.

use std::io;

use process_order::{Answer, Cases, Nearest};

use crate::subject::explored::Explored;
use crate::subject::possible::{Knowledge, Known};
use crate::terminal::harmless::harmless;
use crate::terminal::screen::{Screen, failure, success};
use crate::view::{number, verdict};
use crate::words::{self, translated};

/// Says what is known of an output of the program `name`.
pub(crate) fn tell(
    name: &str,
    knowledge: &Knowledge,
    lines: &[String],
    known: &Known,
    screen: &mut Screen,
) -> io::Result<()> {
    match (known, &knowledge.explored) {
        (Known::Runs(answer), Some(explored)) => {
            tell_answer(name, explored, lines, answer, screen)
        }
        (Known::Snapshot(answer), explored) => {
            let snapshot = knowledge.snapshot.as_ref();
            let snapshot = snapshot.expect("the answer is by the snapshot");
            tell_snapshot(name, snapshot, answer, lines, screen)?;
            match explored {
                Some(explored) => {
                    let runs = number::so_many(explored.runs, "run");
                    screen.say(&format!(
                        "So says its snapshot. It was not found in the {runs} that were \
                         made, but they are not all:"
                    ))?;
                    list(&explored.unfinished, screen)
                }
                None => screen.say(words::of(REFUSED)),
            }
        }
        (Known::Runs(_), None) => unreachable!("an answer comes from runs"),
    }
}

fn tell_answer(
    name: &str,
    explored: &Explored,
    lines: &[String],
    answer: &Answer,
    screen: &mut Screen,
) -> io::Result<()> {
    let Explored { cases, standstills, runs, unfinished } = explored;
    match answer {
        Answer::Possible(way) => {
            let one = one_of(cases);
            let case = in_case(cases, way.case);
            screen.say(&format!("{}: {one} of {name}{case}", success("possible")))
        }
        Answer::StandsStill { .. } => {
            screen.say(&format!(
                "{}: {name} can print this, and then it never ends, so that this is no \
                 whole output.",
                failure("stands still")
            ))?;
            for standstill in standstills {
                screen.hang("  - ", &harmless(reason(standstill)))?;
            }
            Ok(())
        }
        Answer::Impossible(Nearest { case, refusal }) => {
            match refusal {
                Some(refusal) => verdict::impossible(lines, refusal, screen)?,
                None => screen.say(&format!(
                    "{}: no run of {name} ends",
                    failure("impossible")
                ))?,
            }
            tell_nearest(cases, *case, screen)
        }
        Answer::NotFound(Nearest { case, refusal }) => {
            let found = format!(
                "{} in {}",
                failure("not found"),
                number::so_many(*runs, "run")
            );
            match refusal {
                Some(refusal) => {
                    verdict::quote(lines, refusal, screen)?;
                    screen.say(&format!(
                        "{found}. In the run that comes nearest, {}.",
                        verdict::shown(&refusal.to_string())
                    ))?;
                }
                None => screen.say(&format!("{found}: none of them ends."))?,
            }
            tell_nearest(cases, *case, screen)?;
            screen.say(
                "Not all runs are known, so that it may be possible all the same:",
            )?;
            list(unfinished, screen)
        }
        Answer::GivenUp(why) => {
            screen.say(&format!("{}: {why}.", failure("unknown")))
        }
    }
}

/// Says what an output would be possible without.
pub(crate) fn tell_causes(causes: &[String], screen: &mut Screen) -> io::Result<()> {
    let (last, others) = causes.split_last().expect("there is a cause");
    let causes = if others.is_empty() {
        last.clone()
    } else {
        format!("{}; and {last}", others.join("; "))
    };
    screen.say(&format!("It is possible without {causes}."))
}

/// Which case it is that refuses the output at the latest line, and that the reason is of one of
/// several orders: another one may allow what this one does not.
fn tell_nearest(
    cases: &Cases,
    case: Option<usize>,
    screen: &mut Screen,
) -> io::Result<()> {
    let Some(case) = case else { return Ok(()) };
    if cases.cases()[case].orders().len() > 1 {
        screen.say(
            "The reason is that of the order that allows most of it. Each other order \
             refuses this line, too, or an earlier one.",
        )?;
    }
    if cases.cases().len() < 2 {
        return Ok(());
    }
    screen.say(&format!(
        "Of the {} cases, this is the one that allows most of it: {}.",
        cases.cases().len(),
        harmless(cases.cases()[case].name())
    ))
}

/// The same where only its snapshot is asked, which tells of the program as it was, and so does
/// not know how many outputs there are.
pub(crate) fn tell_snapshot(
    name: &str,
    snapshot: &Cases,
    answer: &Answer,
    lines: &[String],
    screen: &mut Screen,
) -> io::Result<()> {
    match answer {
        Answer::Possible(way) => {
            let case = in_case(snapshot, way.case);
            screen
                .say(&format!("{}: an output of {name}{case}", success("possible")))
        }
        Answer::Impossible(nearest) | Answer::NotFound(nearest) => {
            let reason = nearest.refusal.as_ref().map(|refusal| {
                verdict::quote(lines, refusal, screen)?;
                Ok::<_, io::Error>(format!(
                    ": {}",
                    verdict::shown(&refusal.to_string())
                ))
            });
            screen.say(&format!(
                "{}: its snapshot has no such output{}",
                failure("not found"),
                reason.transpose()?.unwrap_or_default()
            ))
        }
        Answer::StandsStill { .. } => screen.say(&format!(
            "{}: its snapshot has no such output, because there it stands still",
            failure("not found")
        )),
        Answer::GivenUp(why) => {
            screen.say(&format!("{}: {why}", failure("unknown")))
        }
    }
}

/// `the only possible output`, `one of 110,866 possible outputs`, `one of at least 38 possible
/// outputs`.
pub(crate) fn one_of(cases: &Cases) -> String {
    let count = cases.count().ok();
    let is_only = count.as_ref().is_some_and(|count| *count == 1_u8.into());
    let outputs = number::so_many_outputs(count.as_ref());
    match (cases.is_complete(), is_only) {
        (true, true) => "the only possible output".to_owned(),
        (true, false) => format!("one of {outputs}"),
        (false, true) => "the only output that was found".to_owned(),
        (false, false) => format!("one of at least {outputs}"),
    }
}

/// `, in the case where main prints …`; nothing when there is only one case.
pub(crate) fn in_case(cases: &Cases, case: usize) -> String {
    match cases.cases() {
        [] | [_] => String::new(),
        all => format!(", in the case where {}", harmless(all[case].name())),
    }
}

pub(crate) fn capitalized(name: &str) -> String {
    match name.strip_prefix("lesson ") {
        Some(number) => format!("Lesson {number}"),
        None => name.to_owned(),
    }
}

/// What a standstill is, without what was said before.
pub(crate) fn reason(standstill: &str) -> &str {
    standstill.strip_prefix("stands still: ").unwrap_or(standstill)
}

/// Reasons, one below the other.
pub(crate) fn list(reasons: &[String], screen: &mut Screen) -> io::Result<()> {
    reasons.iter().try_for_each(|it| screen.hang("  - ", &harmless(it)))
}

pub(crate) const REFUSED: &str = translated!(
    "\
To make all runs of a program takes ptrace(2), and this system refuses it. So the answer is \
that of the chapter's snapshot, which tells of the program as it was."
);

/// What to think of a run that is impossible.
pub(crate) const DOUBT: &str = translated!(
    "\
All runs were made, traced, and none of them printed that. Does the program do something else \
when nobody traces it, or by chance? If not, this is a fault of the workbook: please report it."
);
