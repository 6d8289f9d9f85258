//! A traced run as rows: what each process did that another one could notice, in its own
//! lane.

use std::collections::HashSet;
use std::io::{self, Write};
use std::time::Duration;

use nix::sys::signal::Signal;
use process_order::words as told;
use process_workbook::record::python::as_in_3_6;
use process_workbook::trace::{Execution, Operation, Outcome, Step};

use crate::direct::lines_of;
use crate::terminal::harmless::harmless;
use crate::terminal::screen::Screen;
use crate::view::delivery::{Delivered, What};
use crate::view::lanes::Lanes;
use crate::view::{number, timeline, tree};
use crate::words::{self, language, trace, translated, words};

/// Shows the lines, and then all that was done, one row a step.
pub(crate) fn show(run: &Execution, screen: &mut Screen) -> io::Result<()> {
    let lanes =
        Lanes::of_names(run.actors.iter().map(|it| it.name.clone()).collect());
    for line in lines_of(run) {
        let lane = run.actors.iter().position(|it| it.place == line.place);
        let what = What::Line(harmless(&line.text).into_owned());
        let row = delivered(lane.unwrap_or(0), what);
        timeline::line(&lanes, &row, screen)?;
    }
    tree::show(run, screen)?;
    screen.say(words::of(STEPS))?;
    // A join looks twice. To see once more what one has seen tells nothing new.
    let mut seen = HashSet::new();
    let is_new = |step: &&Step| match &step.outcome {
        Outcome::Found { child, code: Some(_) } => {
            seen.insert((step.actor, child.clone()))
        }
        _ => true,
    };
    let rows =
        run.steps.iter().filter(is_new).filter_map(|step| {
            Some(delivered(step.actor, What::Deed(did(run, step)?)))
        });
    timeline::numbered(&lanes, &rows.collect::<Vec<_>>(), screen)?;
    writeln!(screen)
}

/// Says how the program ended, if not well.
pub(crate) fn say_end(
    name: &str,
    run: &Execution,
    screen: &mut Screen,
) -> io::Result<()> {
    if let Some(code) = run.exitcode().filter(|code| *code != 0) {
        screen.say(&words!("{name} ended with exit code {code}.", name, code))?;
    }
    Ok(())
}

/// Says how many outputs the order of this run has, and what tracing did not follow.
pub(crate) fn say_outputs(run: &Execution, screen: &mut Screen) -> io::Result<()> {
    match run.order() {
        Ok(order) => screen.say(&words!(
            "The order of this run has {outputs}. In other runs a process may do other \
             things.",
            outputs = number::outputs(&order)
        ))?,
        Err(fault) => screen.say(&words!(
            "In which orders this output could come cannot be told: {fault}.",
            fault = fault.told(language())
        ))?,
    }
    if !run.unknown.is_empty() {
        let unknown: Vec<_> = run.unknown.iter().map(trace::unknown).collect();
        let unknown = told::list(language(), &unknown);
        screen.say(&words!(
            "Not everything was followed: {unknown}.",
            unknown = harmless(&unknown)
        ))?;
    }
    Ok(())
}

fn delivered(lane: usize, what: What) -> Delivered {
    Delivered { lane, at: Duration::ZERO, what }
}

/// What was done, if another process could notice it.
fn did(run: &Execution, step: &Step) -> Option<String> {
    // A name is reported only after the start, at which there is but a place.
    let named = |place: &String| {
        let actor = run.actors.iter().find(|it| it.place == *place);
        actor.map_or(place.clone(), |it| it.name.clone())
    };
    let Step { operation, outcome, .. } = step;
    let in_vain = matches!(outcome, Outcome::Nothing | Outcome::TimedOut);
    let text = match (operation, outcome) {
        (_, Outcome::Failed(errno)) => match operation {
            Operation::Wait { .. } => return None,
            _ => words!(
                "cannot {operation}: {why}",
                operation = trace::operation(operation),
                why = words::failed_call(*errno)
            ),
        },
        (Operation::Print(bytes), _) => {
            let text = String::from_utf8_lossy(bytes);
            let lines: Vec<_> = text.trim_end_matches('\n').split('\n').collect();
            let lines: Vec<_> = lines.iter().map(|it| as_in_3_6(it)).collect();
            words!("prints {text}", text = lines.join(words!(", then ")))
        }
        (Operation::Fork, Outcome::Started(name)) => {
            words!("starts {name}", name = named(name))
        }
        (Operation::StartThread, Outcome::Started(name)) => {
            words!("starts thread {name}", name = named(name))
        }
        (Operation::Exit { code: 0 }, _) => words!("ends").to_owned(),
        (Operation::Exit { code: code @ 1.. }, _) => {
            words!("ends with exit code {code}", code)
        }
        (Operation::Exit { code }, _) => {
            words!("is ended by {signal}", signal = signal(-code))
        }
        (Operation::Wait { .. }, Outcome::Found { child, code: Some(_) }) => {
            words!("sees that {child} has ended", child)
        }
        (Operation::Wait { .. }, Outcome::Found { child, code: None }) => {
            words!("sees that {child} has stopped, or goes on", child)
        }
        (Operation::Wait { children, .. }, _) if in_vain => {
            let list = told::list(language(), children);
            if children.len() == 1 {
                words!("sees that {child} goes on", child = list)
            } else {
                words!("sees that {children} go on", children = list)
            }
        }
        (Operation::Read { channel, .. }, Outcome::Bytes(count)) => {
            words!(
                "reads {count} bytes from {channel}",
                count,
                channel = trace::shared(channel)
            )
        }
        (Operation::Read { channel, .. }, Outcome::EndOfFile) => {
            words!("reads the end of {channel}", channel = trace::shared(channel))
        }
        (Operation::Write { channel, .. }, Outcome::Bytes(count)) => {
            words!(
                "writes {count} bytes into {channel}",
                count,
                channel = trace::shared(channel)
            )
        }
        (Operation::Signal { to, signal: number }, _) => {
            words!(
                "sends {signal} to {to}",
                signal = signal(*number),
                to = to.join(words!(" and "))
            )
        }
        (Operation::Lock { lock, .. }, _) if in_vain => {
            words!("does not get {lock}", lock)
        }
        (Operation::Lock { lock, .. }, _) => words!("locks {lock}", lock),
        (Operation::Unlock { lock }, _) => words!("unlocks {lock}", lock),
        (Operation::Poll { watched, .. }, _) if !watched.is_empty() => {
            let watched: Vec<_> =
                watched.iter().map(|it| trace::shared(it)).collect();
            let watched = watched.join(words!(" and "));
            if in_vain {
                words!("waits in vain for {watched}", watched)
            } else {
                words!("waits for {watched} to be ready", watched)
            }
        }
        (Operation::Sleep(time), _) => {
            words!("sleeps for {time}", time = format!("{time:?}"))
        }
        _ => return None,
    };
    Some(harmless(&text).into_owned())
}

fn signal(number: i32) -> String {
    match Signal::try_from(number) {
        Ok(signal) => signal.as_str().to_owned(),
        Err(_) => words!("signal {signal}", signal = number),
    }
}

const STEPS: &str = translated!(
    "
All that a process did and another one could notice, step by step. Who went first was the \
choice of the tracer, and no sleep took any time:
"
);
