//! `compare 3`: the Rust lesson beside its Python twin, both judged by the same order.
//! `compare X Y`: two programs side by side.

use std::ffi::OsString;
use std::fs::File;
use std::io::{self, Read, Seek, Write};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::thread;

use anyhow::{Context, Result, bail};
use clap::Args;
use nix::sys::memfd::{MFdFlags, memfd_create};
use process_order::{Action, Order, Witness};

use super::judged;
use crate::outcome::{Finding, Outcome};
use crate::subject::explored::{Explored, How, explored};
use crate::subject::lesson::Lesson;
use crate::subject::live::Run;
use crate::subject::twin::{Python, Side, Twin};
use crate::subject::{Subject, live, named, program};
use crate::terminal::harmless::harmless;
use crate::terminal::progress;
use crate::terminal::screen::{self, Screen, failure};
use crate::view::{known, number, side_by_side};
use crate::words::{self, language, translated, words};

/// Says what one of two programs can print and the other cannot; or runs a lesson in Rust and
/// in Python, side by side.
///
/// Without OTHER a lesson and its twin are run once, and both outputs are judged by the order
/// of the lesson. Where Python leaves more open, that is named, and its output may differ there. On a narrow terminal one stands below the other.
///
/// Of two programs all runs are made. What one of them can print and the other cannot is shown
/// by an output, each way.
#[derive(Args)]
#[command(after_help = EXAMPLES, override_usage = USAGE)]
pub(crate) struct Arguments {
    /// A lesson (3), an exercise (3a), a program in `my`, or a file: puzzle.c, script.py.
    program: Option<String>,
    /// The program to compare it with; else the Python twin of the lesson.
    other: Option<String>,
    /// A command in place of the last program.
    #[arg(last = true, value_name = "COMMAND")]
    command: Vec<OsString>,
    /// The CPython, 3.6 or newer, that runs the twin; else python3 on the path.
    #[arg(long, value_name = "PATH")]
    python: Option<PathBuf>,
    #[command(flatten)]
    how: How,
}

pub(crate) fn run(arguments: &Arguments, screen: &mut Screen) -> Outcome {
    let Arguments { program, other, command, python, how } = arguments;
    let side = Side::default();
    let (first, second) = match (program, other) {
        (Some(program), None) if command.is_empty() => {
            let subject = named::subject(Some(program), &[], &side)?;
            let Subject::Lesson(lesson) = &subject else {
                bail!(words!(
                    "{name} has no Python twin: name a second program to compare it with",
                    name = subject.name()
                ));
            };
            return with_twin(lesson, python.as_deref(), screen);
        }
        (None, _) => {
            bail!(words!(
                "name two programs: `cargo workbook compare puzzle.c -- ./a.out`"
            ))
        }
        (Some(program), other) => {
            (named::subject(Some(program), &[], &side)?, other.as_deref())
        }
    };
    two_programs(&[first, named::subject(second, command, &side)?], how, screen)
}

fn with_twin(
    lesson: &Lesson,
    python: Option<&Path>,
    screen: &mut Screen,
) -> Outcome {
    let python = Python::find(python)?;
    let stderr = [Stderr::new()?, Stderr::new()?];
    let (rust, twin) = run_both(lesson, &python, &stderr)?;
    let number = lesson.number;
    let titles = [words!("Lesson {number} in Rust", number), python.name.clone()];
    let lines = [rust.lines(), twin.lines()];
    side_by_side::show(&titles, &lines, screen)?;
    screen.flush()?;
    for (title, stderr) in titles.iter().zip(stderr) {
        stderr.pass_on(title)?;
    }
    if twin.lines() != twin.texts {
        screen.say(words::of(NEWER))?;
    }
    let of_rust = judged::tell(&Subject::Lesson(lesson.clone()), &rust, screen)?;
    let side = Side::twin_by(python.path());
    let of_twin = Subject::Twin(Twin::new(lesson.clone(), &side));
    let of_twin = judged::tell(&of_twin, &twin, screen)?;
    name_what_is_open(&lesson.twin_order()?, screen)?;
    let both = [of_rust, of_twin];
    let are_right = both.iter().all(|it| it.possible == Some(true));
    if are_right && !both.iter().any(|it| it.changed) {
        screen.say(&next(lesson))?;
    }
    Ok(Finding::right_if(are_right))
}

/// Says what one of two programs can print and the other cannot, over all their runs.
fn two_programs(subjects: &[Subject; 2], how: &How, screen: &mut Screen) -> Outcome {
    for subject in subjects {
        subject.say_meaning();
    }
    let [one, other] = subjects;
    let explored = [explored(one, how)?, explored(other, how)?];
    let names = [one.name(), other.name()];
    for (name, explored) in names.iter().zip(&explored) {
        tell_one(name, explored, screen)?;
    }
    writeln!(screen)?;
    let [first, second] = &explored;
    let comparison = match first.cases.compare(&second.cases) {
        Ok(comparison) => comparison,
        Err(gave_up) => {
            screen.say(&words!(
                "{unknown}: {why}.",
                unknown = failure(words!("unknown")),
                why = gave_up.told(language())
            ))?;
            return Ok(Finding::Wrong);
        }
    };
    if comparison.is_same() && comparison.is_complete {
        screen.say(words!("They have the same outputs."))?;
        return Ok(Finding::Right);
    }
    let only = [&comparison.first_only, &comparison.second_only];
    for (this, that) in [(0, 1), (1, 0)] {
        let both =
            [(&*names[this], &explored[this]), (&*names[that], &explored[that])];
        match only[this] {
            Some(witness) => tell_witness(both, witness, screen)?,
            None => tell_none(both, screen)?,
        }
    }
    Ok(Finding::right_if(comparison.is_same()))
}

/// How many outputs a program has, and whether it can stand still.
fn tell_one(name: &str, explored: &Explored, screen: &mut Screen) -> io::Result<()> {
    let Explored { cases, standstills, unfinished, .. } = explored;
    let count = cases.count().ok();
    let outputs = number::so_many_outputs(count.as_ref());
    let least = if cases.is_complete() { "" } else { words!("at least ") };
    screen.say(&words!("{name} has {least}{outputs}.", name, least, outputs))?;
    for standstill in standstills {
        let reason = known::reason(standstill);
        screen.say(&words!("It can stand still: {reason}.", reason))?;
    }
    if !unfinished.is_empty() {
        screen.say(words!("Not all of its runs are known:"))?;
        known::list(unfinished, screen)?;
    }
    Ok(())
}

/// Shows an output of the first that is none of the second, with a mark at the line with which
/// it begins to differ.
fn tell_witness(
    [(this, _), (that, other)]: [(&str, &Explored); 2],
    witness: &Witness,
    screen: &mut Screen,
) -> io::Result<()> {
    let cannot = if other.cases.is_complete() {
        words!("{that} cannot", that)
    } else {
        let runs = number::so_many(other.runs, "run");
        words!("it was not found in {runs} of {that}", runs, that)
    };
    screen.say(&words!(
        "{this} can print this, and {cannot}; the mark is where no output of {that} goes on \
         in this way:",
        this,
        cannot,
        that
    ))?;
    for (place, line) in witness.output.lines.iter().enumerate() {
        let mark = if place == witness.shared { "> " } else { "  " };
        screen.hang(mark, &harmless(&line.to_string()))?;
    }
    if witness.shared >= witness.output.lines.len() {
        screen.say(words!("> (the output ends here)"))?;
    }
    Ok(())
}

fn tell_none(
    [(this, own), (that, _)]: [(&str, &Explored); 2],
    screen: &mut Screen,
) -> io::Result<()> {
    screen.say(&if own.cases.is_complete() {
        words!("Every output of {this} is an output of {that} too.", this, that)
    } else {
        words!(
            "Every output of {this} that was found is an output of {that} too.",
            this,
            that
        )
    })
}

/// What one of two programs says on stderr, kept until both have ended.
struct Stderr(File);

impl Stderr {
    fn new() -> Result<Self> {
        let file = memfd_create(c"stderr", MFdFlags::MFD_CLOEXEC);
        Ok(Self(File::from(
            file.context(words!("cannot keep what is said on stderr"))?,
        )))
    }

    fn of(&self, mut command: Command) -> io::Result<Command> {
        command.stderr(self.0.try_clone()?);
        Ok(command)
    }

    /// Passes it on, with whose it is, if it is anything.
    fn pass_on(self, title: &str) -> io::Result<()> {
        let Self(mut file) = self;
        file.rewind()?;
        let mut bytes = Vec::new();
        file.take(MOST_OF_STDERR).read_to_end(&mut bytes)?;
        let text = String::from_utf8_lossy(&bytes);
        if !text.trim().is_empty() {
            screen::note(&words!("{title} says on stderr:\n", title));
            screen::pass_on(&format!("{}\n\n", text.trim_end()));
        }
        Ok(())
    }
}

/// More bytes of it nobody reads.
const MOST_OF_STDERR: u64 = 1 << 16;

/// At the same time: neither looks at the clock of the other.
fn run_both(
    lesson: &Lesson,
    python: &Python,
    [of_rust, of_twin]: &[Stderr; 2],
) -> Result<(Run, Run)> {
    let rust = live::start(of_rust.of(program::of(lesson)?)?)?;
    let twin = live::start(of_twin.of(python.command(lesson))?)?;
    progress::spinner(words!(
        "lesson {number} and its twin",
        number = lesson.number
    ));
    let (rust, twin) = thread::scope(|scope| {
        let rust = scope.spawn(|| rust.follow(|_| Ok(())));
        let twin = twin.follow(|_| Ok(()));
        (rust.join().expect("it does not panic"), twin)
    });
    drop(progress::clear());
    Ok((rust?, twin?))
}

/// Says which lines come in any order in Python.
fn name_what_is_open(order: &Order, screen: &mut Screen) -> io::Result<()> {
    for history in order.histories() {
        let free = history.actions.iter().filter(|action| action.is_free());
        let free: Vec<_> = free.flat_map(Action::lines).collect();
        if free.is_empty() {
            continue;
        }
        screen.say(&words!(
            "Python leaves open in which order {name} prints these lines:",
            name = history.name
        ))?;
        for line in free {
            screen.hang("  ", &line.to_string())?;
        }
    }
    Ok(())
}

fn next(lesson: &Lesson) -> String {
    let number = lesson.number;
    words!(
        "Next: `cargo workbook run {number} --twin` shows who prints what in Python.",
        number
    )
}

const NEWER: &str = translated!(
    "From 3.8 on CPython shows a process in another form, which is read as that of 3.6."
);

const USAGE: &str = "\
cargo workbook compare [OPTIONS] <PROGRAM> [OTHER]
       cargo workbook compare <PROGRAM> -- <COMMAND>...";

const EXAMPLES: &str = "\
Examples:
  cargo workbook compare 3
  cargo workbook compare 3 --python /usr/bin/python3
  WORKBOOK_SPEED=50 cargo workbook compare 3
  cargo workbook compare puzzle.c script.py";
