//! `direct 3 [FILE]`: be the scheduler of the real processes, or make exactly one output
//! happen.

use std::env;
use std::ffi::OsString;
use std::io::{self, Write};
use std::iter;
use std::path::PathBuf;
use std::time::Duration;

use anyhow::{Result, bail};
use clap::Args;
use console::Term;
use process_order::{Answer, Arrangements, Cases, Order, Writer, Written};
use process_workbook::trace::{Error, Execution};
use rand::SeedableRng;
use rand::rngs::StdRng;

use crate::direct::{
    Bounds, Goal, Search, Source, Stuck, Target, lines_of, writer_in,
};
use crate::outcome::{Finding, Outcome};
use crate::subject::explored::{How, explored};
use crate::subject::possible::{Knowledge, Known};
use crate::subject::twin::Side;
use crate::subject::{Subject, named, transcript};
use crate::terminal::harmless::harmless;
use crate::terminal::screen::{Screen, failure, success};
use crate::view::scheduler::{self, Scheduling};
use crate::view::{held, known, number, stillness};
use crate::words::{self, language, trace, translated, words};

/// Makes you the scheduler of a program's real processes.
///
/// Each of them is held just before it prints, starts or waits for another one, ends, sends a
/// signal or a message, or takes a lock. A key lets one go. With FILE, exactly that output is
/// made to happen, if a run is found that prints it.
#[derive(Args)]
#[command(after_help = EXAMPLES, override_usage = USAGE)]
pub(crate) struct Arguments {
    /// A lesson (3), an exercise (3a), a program in `my`, or a file: puzzle.c, script.py.
    program: Option<String>,
    /// A file with the output to make happen, `-` for stdin.
    #[arg(conflicts_with_all = ["random", "rarest"])]
    file: Option<PathBuf>,
    /// A command in place of PROGRAM.
    #[arg(last = true, value_name = "COMMAND")]
    command: Vec<OsString>,
    /// Make an output happen that is drawn uniformly; the same one for the same SEED.
    #[arg(long, value_name = "SEED")]
    random: Option<u64>,
    /// Let whoever came last go first, which real runs hardly ever do.
    #[arg(long, conflicts_with = "random")]
    rarest: bool,
    #[command(flatten)]
    side: Side,
}

/// What is directed.
struct Directed {
    subject: Subject,
    target: Target,
    /// What its snapshot tells, if it has one.
    known: Option<Cases>,
    /// `one of 110,866 possible outputs`, where all runs were asked for.
    one_of: Option<String>,
    /// Whether a run was made of which what is wanted is a swap.
    is_proved: bool,
}

pub(crate) fn run(arguments: &Arguments, screen: &mut Screen) -> Outcome {
    let Arguments { random, rarest, side, .. } = arguments;
    let (name, file) = named::with_file(
        arguments.program.as_deref(),
        arguments.file.as_deref(),
        &arguments.command,
    )?;
    if file.is_some() && (random.is_some() || *rarest) {
        bail!(words!(
            "an output is named by FILE, by --random or by --rarest, by one of them"
        ));
    }
    let subject = named::subject(name.as_deref(), &arguments.command, side)?;
    let text = file.map(|file| transcript::read(&file)).transpose()?;
    let is_asked = text.is_none() && random.is_none() && !rarest;
    let terminal = Term::stdout();
    if is_asked && (!terminal.is_term() || env::var_os("CI").is_some()) {
        bail!(words!(
            "to be the scheduler takes a terminal: name a FILE with an output, or \
             --random, or --rarest"
        ));
    }
    subject.say_meaning();
    let (target, known) = (Target::of(&subject)?, subject.known()?);
    let mut directed =
        Directed { subject, target, known, one_of: None, is_proved: false };
    if is_asked {
        return directed.ask(&terminal, screen);
    }
    if let Some(text) = text {
        return directed.make_text_happen(&text, screen);
    }
    let cases = &directed.cases(screen)?;
    if cases.orders().is_empty() {
        bail!(words!(
            "no run of {name} was found that ends",
            name = directed.subject.name()
        ));
    }
    let goal = match random {
        Some(seed) => {
            let mut random = StdRng::seed_from_u64(*seed);
            let output = cases.tally()?.sample(&mut random);
            let output = output.map_or(String::new(), |it| it.to_string());
            screen.say(&words!(
                "An output drawn uniformly (--random {seed}).",
                seed
            ))?;
            goal_of(cases, &output)
        }
        None => {
            let order = cases.orders()[0].with_whole_lines();
            let events = Arrangements::of(&order).last_first();
            Goal::of_events(&order, Source::Lesson, &events)
        }
    };
    directed.make_happen(&goal, screen)
}

/// The goal to print `text`. Whoever prints its lines in one of the runs does so, which makes the
/// search shorter; of a text in pieces no line has one writer.
fn goal_of(cases: &Cases, text: &str) -> Goal {
    match cases.check_text(text) {
        Answer::Possible(way) if !cases.orders()[way.order].prints_in_pieces() => {
            let order = &cases.orders()[way.order];
            Goal::of_events(order, Source::Lesson, &way.events)
        }
        _ => Goal::of_text(text),
    }
}

impl Directed {
    /// All that can be drawn: all runs; where they are not known, those of one order, so that
    /// what is drawn does not depend on how far a search came.
    fn cases(&mut self, screen: &mut Screen) -> Result<Cases> {
        let explored = explored(&self.subject, &How::BRIEFLY.to_begin_with())?;
        if explored.has_found() {
            self.one_of = Some(known::one_of(&explored.cases));
        }
        if explored.cases.is_complete() {
            self.is_proved = true;
            return Ok(explored.cases);
        }
        if let Some(known) = &self.known {
            return Ok(Cases::from(known.orders()[0].clone()));
        }
        screen.say(words::of(ONE_RUN))?;
        Ok(Cases::from(self.target.trace()?.order()?))
    }

    /// Whose processes the order of its snapshot has.
    fn source(&self) -> Source {
        match self.subject {
            Subject::Twin(_) => Source::Twin,
            _ => Source::Lesson,
        }
    }

    /// Makes exactly `text` happen, if that can be.
    fn make_text_happen(&mut self, text: &str, screen: &mut Screen) -> Outcome {
        let knowledge = Knowledge::of(&self.subject, &How::BRIEFLY)?;
        let answer = knowledge.judge(text);
        let never_ends = matches!(answer, Known::Runs(Answer::StandsStill { .. }));
        if answer.is_possible() == Some(false) || never_ends {
            let lines: Vec<_> = text.lines().map(str::to_owned).collect();
            known::tell(&self.subject.name(), &knowledge, &lines, &answer, screen)?;
            screen.say(words!("No scheduler can make that happen."))?;
            return Ok(Finding::Wrong);
        }
        if let (Known::Runs(Answer::Possible(_)), Some(explored)) =
            (&answer, &knowledge.explored)
        {
            self.one_of = Some(known::one_of(&explored.cases));
            self.is_proved = true;
        }
        // The snapshot knows who prints what, which makes the search shorter.
        let goal = match self.known.as_ref().map(|it| (it, it.check_text(text))) {
            Some((known, Answer::Possible(way)))
                if !known.orders()[way.order].prints_in_pieces() =>
            {
                let order = &known.orders()[way.order];
                Goal::of_events(order, self.source(), &way.events)
            }
            _ => Goal::of_text(text),
        };
        self.make_happen(&goal, screen)
    }

    fn make_happen(&self, goal: &Goal, screen: &mut Screen) -> Outcome {
        let mut search = Search::new(&self.target, goal, MANY);
        if let Some(run) = search.run()? {
            show_run(&run, search.runs, screen)?;
            self.say_happened(screen)?;
            return Ok(Finding::Right);
        }
        self.say_not_found(&search, goal.len(), screen)?;
        if self.is_proved {
            screen.say(words::of(POSSIBLE))?;
        } else if let Some(lesson) = self.subject.lesson() {
            let twin = if matches!(self.subject, Subject::Twin(_)) {
                " --twin"
            } else {
                ""
            };
            screen.say(&words!(
                "\nIts snapshot says that this can happen: has the program been changed? \
                 Next: `cargo workbook check {number}{twin}` holds a run against the \
                 snapshot.",
                number = lesson.number,
                twin
            ))?;
        } else {
            screen.say(words::of(NOT_ALL))?;
        }
        Ok(Finding::Wrong)
    }

    fn say_happened(&self, screen: &mut Screen) -> io::Result<()> {
        let name = self.subject.name();
        let what = match (&self.one_of, &self.known) {
            (Some(one), _) => words!("{one} of {name}", one, name),
            (None, Some(known)) => {
                words!("{one} of {name}", one = known::one_of(known), name)
            }
            (None, None) => words!("as an output of {name}", name),
        };
        screen.say(&words!(
            "{happened}: with real processes, {what}",
            happened = success(words!("happened")),
            what
        ))
    }

    fn say_not_found(
        &self,
        search: &Search<'_>,
        all: usize,
        screen: &mut Screen,
    ) -> io::Result<()> {
        let runs = number::so_many(search.runs as u64, "run");
        let name = self.subject.name();
        screen.say(&words!(
            "{not_found}: {name} did not print exactly this in {runs}.",
            not_found = failure(words!("not found")),
            name,
            runs
        ))?;
        if search.is_endless {
            return say_endless(screen);
        }
        let Some(Stuck { after, held, deadlock }) = &search.stuck else {
            return Ok(());
        };
        screen.say(&words!(
            "The run that came furthest had printed {after} of these {all} lines:",
            after,
            all
        ))?;
        if let Some(deadlock) = deadlock {
            return screen.say(&harmless(&words!(
                "stands still: {why}",
                why = trace::who_waits(deadlock)
            )));
        }
        let (able, blocked): (Vec<_>, Vec<_>) =
            held.iter().partition(|it| it.readiness.may_go());
        held::show_held(iter::repeat('-'), &able, &blocked, screen)
    }

    /// Has the learner be the scheduler.
    fn ask(&self, terminal: &Term, screen: &mut Screen) -> Outcome {
        let mut controller = match self.target.start() {
            Err(error) if matches!(error.downcast_ref(), Some(Error::TimedOut)) => {
                say_endless(screen)?;
                return Ok(Finding::Wrong);
            }
            started => started?,
        };
        if words::is_chinese() {
            screen.say(words::of(INTRODUCTION))?;
        } else {
            // Its lines are broken already.
            writeln!(screen, "{}", words::of(INTRODUCTION))?;
        }
        match scheduler::ask(&mut controller, terminal, screen)? {
            Scheduling::Ended => self.judge(&controller.finish()?, screen),
            Scheduling::StandsStill(deadlock) => {
                writeln!(screen)?;
                stillness::tell(&deadlock, screen)?;
                Ok(Finding::Wrong)
            }
            Scheduling::NeverEnds(name) => {
                screen.say(&words!(
                    "\n{never_ends} ({name}): {why}",
                    never_ends = failure(words!("never ends")),
                    name,
                    why = words::of(ENDLESS)
                ))?;
                Ok(Finding::Wrong)
            }
            Scheduling::Quit => {
                let name = self.subject.name();
                screen.say(&words!(
                    "You quit; all processes of {name} were ended.",
                    name
                ))?;
                Ok(Finding::Right)
            }
        }
    }

    /// Says what the learner's scheduling has made of the program.
    fn judge(&self, run: &Execution, screen: &mut Screen) -> Outcome {
        let Some(known) = &self.known else {
            return say_ended(run, screen);
        };
        match self.answer(known, run) {
            Answer::Possible(_) => self.say_happened(screen)?,
            Answer::GivenUp(why) => {
                screen.say(&words!(
                    "{unknown}: {why}.",
                    unknown = failure(words!("unknown")),
                    why = why.told(language())
                ))?;
                return Ok(Finding::Wrong);
            }
            // It has happened: the program was changed, or the snapshot does not have all.
            answer => {
                let why = answer
                    .refusal()
                    .map(|it| words!(": {why}", why = it.told(language())));
                screen.say(&words!(
                    "Your scheduling had the program take another way than those of the \
                     snapshot{why}",
                    why = harmless(&why.unwrap_or_default())
                ))?;
            }
        }
        Ok(Finding::Right)
    }

    /// What the snapshot says of the run.
    fn answer(&self, known: &Cases, run: &Execution) -> Answer {
        let orders = known.orders();
        if orders.iter().any(Order::prints_in_pieces) {
            return known.check_text(&String::from_utf8_lossy(&run.output()));
        }
        let lines = lines_of(run);
        let written = lines.iter().map(|line| Written {
            writer: writer_in(&orders[0], self.source(), line)
                .map_or(Writer::Unknown, Writer::Process),
            text: &line.text,
        });
        known.check(&written.collect::<Vec<_>>())
    }
}

/// Of a program of which nothing is known but this run.
fn say_ended(run: &Execution, screen: &mut Screen) -> Outcome {
    let code = run.exitcode().unwrap_or(0);
    let outputs = match run.order() {
        Ok(order) => words!(
            "what each process did here makes {outputs}, in whichever order they are \
             scheduled",
            outputs = number::outputs(&order)
        ),
        Err(fault) => words!(
            "its order cannot be told: {fault}",
            fault = fault.told(language())
        ),
    };
    screen.say(&words!(
        "{happened}: with exit code {code}; {outputs}",
        happened = success(words!("happened")),
        code,
        outputs
    ))?;
    Ok(Finding::Right)
}

fn show_run(run: &Execution, runs: usize, screen: &mut Screen) -> io::Result<()> {
    if runs > 1 {
        screen.say(&words!(
            "It was found in run {number}.",
            number = number::grouped(&runs)
        ))?;
    }
    for line in String::from_utf8_lossy(&run.output()).lines() {
        screen.hang("  ", &harmless(line))?;
    }
    Ok(())
}

/// What is tried for an output that should be found.
const MANY: Bounds = Bounds { runs: 500, time: Duration::from_secs(30) };

fn say_endless(screen: &mut Screen) -> io::Result<()> {
    screen.say(&words!(
        "{never_ends}: {why}",
        never_ends = failure(words!("never ends")),
        why = words::of(ENDLESS)
    ))
}

const INTRODUCTION: &str = translated!(
    "\
You are the scheduler. Each process is held before what another one could notice: a
line, a start, a wait, a message, a signal, a lock, its end. A key lets one go."
);

const ENDLESS: &str = translated!(
    "\
a process goes on and on, and does nothing that another one could notice. All processes were \
ended. Next: look for the loop that looks again and again; a `join` waits, and is told."
);

const ONE_RUN: &str = translated!(
    "\
Not all runs of this program are known, so it is one of those that make up the first run."
);

const POSSIBLE: &str = translated!(
    "\
It is possible all the same: a run was made of which the steps can be put into this order."
);

const NOT_ALL: &str = translated!(
    "
Not all runs were tried, so that it may be possible all the same."
);

const USAGE: &str = "\
cargo workbook direct [OPTIONS] <PROGRAM> [FILE]
       cargo workbook direct [FILE] -- <COMMAND>...";

const EXAMPLES: &str = "\
Examples:
  cargo workbook direct 3                 choose who goes next
  cargo workbook direct 3 mine.txt        make your output happen
  cargo workbook direct 3 lessons/03-multiple-functions/document.txt --twin
  cargo workbook direct puzzle.c
  cargo workbook direct mine.txt -- python3 script.py";
