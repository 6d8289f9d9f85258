//! All runs of a program, made now, or kept from when they were made.
//!
//! An answer is kept for a program that is one file, as long as the file is the same: a lesson,
//! a program in `my`, a C program, an executable. What a script does depends on its
//! interpreter and on what it imports, so a script is explored every time.

use std::env;
use std::fs;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::process::{self, Command};
use std::time::{Duration, Instant, SystemTime};

use anyhow::{Context, Result};
use clap::Args;
use process_order::{Cases, Order};
use process_workbook::explore::{Exploration, Explorer, Unfinished};
use process_workbook::trace::Stdout;
use serde_json::{Value, json};

use super::{Subject, again};
use crate::direct::refused;
use crate::terminal::{interrupt, progress};
use crate::view::number;
use crate::words::{Both, trace, words};
use crate::{installed, kept};

/// How a program is to be explored.
#[derive(Args, Clone, Debug)]
pub(crate) struct How {
    /// With a pipe for its stdout: a C program then prints what it has at its end.
    #[arg(long)]
    pipe: bool,
    /// Stop the search after so many seconds; an answer may be incomplete then.
    #[arg(long = "for", value_name = "SECONDS", default_value_t = 20)]
    seconds: u64,
    /// Search again, even if the answer is known.
    #[arg(long)]
    anew: bool,
    /// Whether Ctrl-C ends the command, and not only the search.
    #[arg(skip)]
    is_beginning: bool,
}

impl How {
    /// For a question that only begins with all runs.
    pub(crate) const BRIEFLY: Self = Self { seconds: 5, ..Self::USUAL };

    /// The same with a pipe.
    pub(crate) fn with_pipe(self) -> Self {
        Self { pipe: true, ..self }
    }

    /// The same for a command that has more to do then.
    pub(crate) fn to_begin_with(&self) -> Self {
        Self { is_beginning: true, ..self.clone() }
    }

    /// For an answer that does not come from what is kept.
    pub(crate) fn anew_for(seconds: u64) -> Self {
        Self { seconds, anew: true, ..Self::USUAL }
    }

    /// As if nothing had been asked for.
    pub(crate) const USUAL: Self =
        Self { pipe: false, seconds: 20, anew: false, is_beginning: false };
}

/// What is known of all runs of a program.
#[derive(Clone, Debug)]
pub(crate) struct Explored {
    pub(crate) cases: Cases,
    /// Who waits for whom, in the runs that stand still.
    pub(crate) standstills: Vec<Both>,
    /// How many runs were made.
    pub(crate) runs: u64,
    /// What is left open: nothing when all runs were made.
    pub(crate) unfinished: Vec<Both>,
}

impl Default for Explored {
    /// Nothing is known.
    fn default() -> Self {
        let cases = Cases::new(Vec::new(), false);
        Self { cases, standstills: Vec::new(), runs: 0, unfinished: Vec::new() }
    }
}

/// All runs of `subject`, as far as they can be made in the time that there is.
pub(crate) fn explored(subject: &Subject, how: &How) -> Result<Explored> {
    let command = subject.command()?;
    let kept = kept_at(subject, &command, how);
    explore(&subject.name(), &command, kept, subject.known()?.as_ref(), how, |_| {
        false
    })
}

/// The same of a program that was built, with the lines of `snapshot` for those that are different
/// by chance.
pub(crate) fn of_program(
    name: &str,
    command: &Command,
    snapshot: Option<&Cases>,
    how: &How,
) -> Result<Explored> {
    explore(name, command, None, snapshot, how, |_| false)
}

/// The same of an exercise that is built already, whoever has written it. No more runs are made
/// when an order is found that `is_enough`.
pub(crate) fn of_exercise(
    name: &str,
    command: &Command,
    how: &How,
    is_enough: impl Fn(&Order) -> bool,
) -> Result<Explored> {
    let program = stamp(Path::new(command.get_program()));
    let kept = program.and_then(|it| kept_for(it, command, how));
    explore(name, command, kept, None, how, is_enough)
}

fn explore(
    name: &str,
    command: &Command,
    kept: Option<PathBuf>,
    snapshot: Option<&Cases>,
    how: &How,
    is_enough: impl Fn(&Order) -> bool,
) -> Result<Explored> {
    if let Some(kept) = kept.as_deref().filter(|_| !how.anew)
        && let Some(explored) = Explored::read(kept)
    {
        return Ok(explored);
    }
    let start = Instant::now();
    let (mut is_shown, mut known) = (false, 0);
    let _stop = (!how.is_beginning).then(interrupt::stoppable);
    let stdout = if how.pipe { Stdout::Pipe } else { Stdout::Terminal };
    let exploration = Explorer::new(|| again(command))
        .stdout(stdout)
        .time(Duration::from_secs(how.seconds))
        .watch(|now| {
            if start.elapsed() > Duration::from_secs(1) {
                let message = words!(
                    "{runs} runs of {name}, {different} different; {left} left to try \
                     (Ctrl-C stops)",
                    runs = number::grouped(&now.so_far.runs),
                    name,
                    different = number::grouped(&now.so_far.found.len()),
                    left = number::grouped(&now.left),
                );
                progress::say(message);
                is_shown = true;
            }
            let found = &now.so_far.found;
            let new = found.get(known..).unwrap_or_default();
            known = found.len();
            if interrupt::is_stop_asked()
                || new.iter().any(|found| is_enough(&found.order))
            {
                ControlFlow::Break(())
            } else {
                ControlFlow::Continue(())
            }
        })
        .explore();
    if is_shown {
        drop(progress::clear());
    }
    let exploration = refused(exploration)?;
    // The next search may have more time, and a machine that has less else to do.
    let may_be_better = exploration.unfinished.iter().any(|it| {
        matches!(
            it,
            Unfinished::Bound(_) | Unfinished::TimedOut | Unfinished::Diverged
        )
    });
    let explored = Explored::of(&exploration, snapshot);
    if let Some(kept) = kept.filter(|_| !may_be_better) {
        // Whoever cannot keep it finds it out again.
        let _ = explored.write(&kept);
    }
    Ok(explored)
}

impl Explored {
    pub(crate) fn of(exploration: &Exploration, snapshot: Option<&Cases>) -> Self {
        let cases = match snapshot {
            Some(snapshot) => exploration.cases_like(&snapshot.orders()[0]),
            None => exploration.cases(),
        };
        let standstill = |it| Both::new(|| trace::standstill(it));
        let mut standstills: Vec<_> =
            exploration.standstills.iter().map(standstill).collect();
        standstills.sort();
        standstills.dedup();
        let unfinished = exploration.unfinished.iter();
        Self {
            cases,
            standstills,
            runs: exploration.runs as u64,
            unfinished: unfinished
                .map(|it| Both::new(|| trace::unfinished(it)))
                .collect(),
        }
    }

    /// Whether a run was found that ends, or one that never does.
    pub(crate) fn has_found(&self) -> bool {
        !self.cases.orders().is_empty() || !self.standstills.is_empty()
    }

    fn read(path: &Path) -> Option<Self> {
        let text = fs::read_to_string(path).ok()?;
        let (head, cases) = text.split_once('\n')?;
        let head: Value = serde_json::from_str(head).ok()?;
        let strings = |name: &str| -> Option<Vec<Both>> {
            let strings = head.get(name)?.as_array()?.iter();
            let part = |it: &Value, place| Some(it.get(place)?.as_str()?.to_owned());
            strings.map(|it| Some(Both::of([part(it, 0)?, part(it, 1)?]))).collect()
        };
        Some(Self {
            cases: cases.parse().ok()?,
            standstills: strings("standstills")?,
            runs: head.get("runs")?.as_u64()?,
            unfinished: strings("unfinished")?,
        })
    }

    fn write(&self, path: &Path) -> Result<()> {
        let kept = |texts: &[Both]| -> Vec<Value> {
            texts.iter().map(|it| json!(it.parts())).collect()
        };
        let head = json!({
            "runs": self.runs,
            "standstills": kept(&self.standstills),
            "unfinished": kept(&self.unfinished),
        });
        let folder = path.parent().context("no folder")?;
        fs::create_dir_all(folder)?;
        kept::bound(folder);
        // Another command may be writing the same.
        let new = path.with_extension(process::id().to_string());
        fs::write(&new, format!("{head}\n{}", self.cases))?;
        Ok(fs::rename(&new, path)?)
    }
}

/// Where the answer is kept; nothing when what the program is made of is not known.
fn kept_at(subject: &Subject, command: &Command, how: &How) -> Option<PathBuf> {
    let program = Path::new(command.get_program());
    match subject {
        Subject::Lesson(_) | Subject::Exercise(_) | Subject::Mine(_) => {
            kept_for(stamp(program)?, command, how)
        }
        // It is compiled every time, and comes out the same.
        Subject::File(file) if file.is_binary() => {
            kept_for(fs::read(program).ok()?, command, how)
        }
        _ => None,
    }
}

/// Where the answer is kept about the program of `command`, which `content` tells from what it
/// was and will be.
fn kept_for(content: impl Hash, command: &Command, how: &How) -> Option<PathBuf> {
    let mut hasher = DefaultHasher::new();
    content.hash(&mut hasher);
    let this = env::current_exe().ok()?;
    (command.get_program(), stamp(&this)?, how.pipe).hash(&mut hasher);
    let speed = command.get_envs().find(|(name, _)| *name == "WORKBOOK_SPEED");
    let speed = speed.and_then(|(_, value)| value.map(ToOwned::to_owned));
    speed.or_else(|| env::var_os("WORKBOOK_SPEED")).hash(&mut hasher);
    let folder = installed::cache("explored").ok()?;
    Some(folder.join(format!("{:016x}", hasher.finish())))
}

/// What tells a file from what it was.
fn stamp(path: &Path) -> Option<(u64, SystemTime)> {
    let metadata = fs::metadata(path).ok()?;
    Some((metadata.len(), metadata.modified().ok()?))
}
