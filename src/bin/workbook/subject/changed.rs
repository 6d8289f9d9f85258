//! Whether a lesson is another program than the chapter's, because somebody has changed it.
//!
//! The snapshot has all runs of the chapter's program, and the lesson as it is now was explored.
//! An output of the one that the other cannot have tells them apart. What is not among runs
//! that are not all tells nothing, because the program may have it all the same.

use process_order::{Cases, Witness};

/// How a lesson differs from the chapter's.
pub(crate) struct Change {
    /// All that the chapter's program can do.
    pub(crate) then: Cases,
    /// All that the program can do now.
    pub(crate) now: Cases,
    /// An output that was possible, and is impossible now.
    pub(crate) gone: Option<Vec<String>>,
    /// An output that was impossible, and is possible now.
    pub(crate) new: Option<Vec<String>>,
}

impl Change {
    /// Nothing when the program may be the chapter's, or when that is not known.
    pub(crate) fn of(then: &Cases, now: &Cases) -> Option<Self> {
        let is_open = !then.is_complete() && !now.is_complete();
        if is_open || now.orders().is_empty() {
            return None;
        }
        let comparison = then.compare(now).ok()?;
        let gone = comparison.first_only.and_then(|it| refused(&it, now));
        let new = comparison.second_only.and_then(|it| refused(&it, then));
        (gone.is_some() || new.is_some()).then(|| Self {
            then: then.clone(),
            now: now.clone(),
            gone,
            new,
        })
    }
}

/// The lines of an output that is impossible by `cases`, if it is. A number that is a pid by
/// chance makes two texts differ, and no output impossible.
fn refused(witness: &Witness, cases: &Cases) -> Option<Vec<String>> {
    let text = witness.output.to_string();
    let is_impossible = cases.is_complete()
        && [&text, &with_pids(&text)]
            .iter()
            .all(|text| cases.check_text(text).refusal().is_some());
    let lines = witness.output.lines.iter().map(ToString::to_string);
    is_impossible.then(|| lines.collect())
}

/// With a number in place of each pid: the processes can have other names in the snapshot.
pub(super) fn with_pids(text: &str) -> String {
    const BEGIN: &str = "[pid ";
    let mut names: Vec<&str> = Vec::new();
    let (mut result, mut rest) = (String::new(), text);
    while let Some((before, after)) = rest.split_once(BEGIN) {
        let Some((name, after)) = after.split_once(']') else { break };
        let place = names.iter().position(|it| *it == name).unwrap_or(names.len());
        if place == names.len() {
            names.push(name);
        }
        result.push_str(before);
        result.push_str(&(place + 1000).to_string());
        rest = after;
    }
    result + rest
}
