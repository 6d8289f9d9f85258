//! What is known of an output, as sentences: whether it is possible, in which case, by all
//! runs or by those that were found.

use std::io;

use process_order::{Answer, Cases, Nearest};

use crate::subject::explored::Explored;
use crate::subject::possible::{Knowledge, Known};
use crate::terminal::harmless::harmless;
use crate::terminal::screen::{Screen, failure, success};
use crate::view::{number, verdict};
use crate::words::{self, Both, is_chinese, language, translated, words};

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
                    screen.say(&words!(
                        "So says its snapshot. It was not found in the {runs} that were \
                         made, but they are not all:",
                        runs
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
            screen.say(&words!(
                "{possible}: {one} of {name}{case}",
                possible = success(words!("possible")),
                one,
                name,
                case
            ))
        }
        Answer::StandsStill { .. } => {
            screen.say(&words!(
                "{stands_still}: {name} can print this, and then it never ends, so that \
                 this is no whole output.",
                stands_still = failure(words!("stands still")),
                name
            ))?;
            for standstill in standstills {
                screen.hang("  - ", &harmless(&reason(standstill)))?;
            }
            Ok(())
        }
        Answer::Impossible(Nearest { case, refusal }) => {
            match refusal {
                Some(refusal) => verdict::impossible(lines, refusal, screen)?,
                None => screen.say(&words!(
                    "{impossible}: no run of {name} ends",
                    impossible = failure(words!("impossible")),
                    name
                ))?,
            }
            tell_nearest(cases, *case, screen)
        }
        Answer::NotFound(Nearest { case, refusal }) => {
            let found = words!(
                "{not_found} in {runs}",
                not_found = failure(words!("not found")),
                runs = number::so_many(*runs, "run")
            );
            match refusal {
                Some(refusal) => {
                    verdict::quote(lines, refusal, screen)?;
                    screen.say(&words!(
                        "{found}. In the run that comes nearest, {why}.",
                        found,
                        why = verdict::shown(&refusal.told(language()))
                    ))?;
                }
                None => {
                    screen.say(&words!("{found}: none of them ends.", found))?;
                }
            }
            tell_nearest(cases, *case, screen)?;
            screen.say(words!(
                "Not all runs are known, so that it may be possible all the same:"
            ))?;
            list(unfinished, screen)
        }
        Answer::GivenUp(why) => screen.say(&words!(
            "{unknown}: {why}.",
            unknown = failure(words!("unknown")),
            why = why.told(language())
        )),
    }
}

/// Says what an output would be possible without.
pub(crate) fn tell_causes(causes: &[String], screen: &mut Screen) -> io::Result<()> {
    let (last, others) = causes.split_last().expect("there is a cause");
    let causes = if others.is_empty() {
        last.clone()
    } else {
        words!("{others}; and {last}", others = others.join(words!("; ")), last)
    };
    screen.say(&words!("It is possible without {causes}.", causes))
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
        screen.say(words!(
            "The reason is that of the order that allows most of it. Each other order \
             refuses this line, too, or an earlier one."
        ))?;
    }
    if cases.cases().len() < 2 {
        return Ok(());
    }
    screen.say(&words!(
        "Of the {count} cases, this is the one that allows most of it: {name}.",
        count = cases.cases().len(),
        name = harmless(cases.cases()[case].told(language()))
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
            screen.say(&words!(
                "{possible}: an output of {name}{case}",
                possible = success(words!("possible")),
                name,
                case
            ))
        }
        Answer::Impossible(nearest) | Answer::NotFound(nearest) => {
            let reason = nearest.refusal.as_ref().map(|refusal| {
                verdict::quote(lines, refusal, screen)?;
                let why = refusal.told(language());
                Ok::<_, io::Error>(words!(": {why}", why = verdict::shown(&why)))
            });
            screen.say(&words!(
                "{not_found}: its snapshot has no such output{why}",
                not_found = failure(words!("not found")),
                why = reason.transpose()?.unwrap_or_default()
            ))
        }
        Answer::StandsStill { .. } => screen.say(&words!(
            "{not_found}: its snapshot has no such output, because there it stands still",
            not_found = failure(words!("not found"))
        )),
        Answer::GivenUp(why) => screen.say(&words!(
            "{unknown}: {why}",
            unknown = failure(words!("unknown")),
            why = why.told(language())
        )),
    }
}

/// `the only possible output`, `one of 110,866 possible outputs`, `one of at least 38 possible
/// outputs`.
pub(crate) fn one_of(cases: &Cases) -> String {
    let count = cases.count().ok();
    let is_only = count.as_ref().is_some_and(|count| *count == 1_u8.into());
    let outputs = number::so_many_outputs(count.as_ref());
    match (cases.is_complete(), is_only) {
        (true, true) => words!("the only possible output").to_owned(),
        (true, false) => words!("one of {outputs}", outputs),
        (false, true) => words!("the only output that was found").to_owned(),
        (false, false) => words!("one of at least {outputs}", outputs),
    }
}

/// `, in the case where main prints …`; nothing when there is only one case.
pub(crate) fn in_case(cases: &Cases, case: usize) -> String {
    match cases.cases() {
        [] | [_] => String::new(),
        all => words!(
            ", in the case where {name}",
            name = harmless(all[case].told(language()))
        ),
    }
}

pub(crate) fn capitalized(name: &str) -> String {
    if is_chinese() {
        return name.to_owned();
    }
    match name.strip_prefix("lesson ") {
        Some(number) => format!("Lesson {number}"),
        None => name.to_owned(),
    }
}

/// What a standstill is, without what was said before.
pub(crate) fn reason(standstill: &Both) -> String {
    let why = standstill.to_string();
    let rest = why.strip_prefix(words!("stands still: ")).map(str::to_owned);
    rest.unwrap_or(why)
}

/// Reasons, one below the other.
pub(crate) fn list(reasons: &[Both], screen: &mut Screen) -> io::Result<()> {
    reasons.iter().try_for_each(|it| screen.hang("  - ", &harmless(&it.to_string())))
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
