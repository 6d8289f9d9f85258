//! `direct 3 [FILE]`: be the scheduler of the real processes, or make exactly one output
//! happen.

use std::env;
use std::io::{self, ErrorKind, Write};
use std::iter;
use std::path::PathBuf;

use anyhow::{Context, Result, bail};
use clap::Args;
use console::Term;
use process_order::{EventId, Order, Verdict};
use process_workbook::record::{
    Cue, Deed, Directed, Held, Intent, Performance, Recorder, Recording, Step,
    python,
};
use rand::SeedableRng;
use rand::rngs::StdRng;

use crate::subject::lesson::Lesson;
use crate::subject::twin::Side;
use crate::subject::{program, transcript};
use crate::supervisor;
use crate::view::screen::{Screen, failure, success};
use crate::view::{interrupt, number, verdict};
use crate::{Finding, Outcome};
use process_order::Judgement;
use process_order::quiz::Lines;

/// Makes you the scheduler of the lesson's real processes.
///
/// Each of them is held just before it writes a line, and before it ends. A key lets one
/// go. With FILE, exactly that output is made to happen; when it is impossible, its first
/// line that cannot be is named together with the rule.
#[derive(Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Arguments {
    /// The lesson: 3, 03 or lesson03.
    lesson: Lesson,
    /// A file with the output to make happen, `-` for stdin.
    #[arg(conflicts_with_all = ["random", "rarest"])]
    file: Option<PathBuf>,
    /// Make an output happen that is drawn uniformly; the same one for the same SEED.
    #[arg(long, value_name = "SEED")]
    random: Option<u64>,
    /// Let whoever came last go first, which real runs hardly ever do.
    #[arg(long, conflicts_with = "random")]
    rarest: bool,
    #[command(flatten)]
    side: Side,
}

pub(crate) fn run(arguments: &Arguments, screen: &mut Screen) -> Outcome {
    let Arguments { lesson, side, .. } = arguments;
    let stage = Stage { lesson, side, order: side.order(lesson)? };
    if let Some(file) = &arguments.file {
        let text = transcript::read(file)?;
        return stage.make_happen(&text, screen);
    }
    if let Some(seed) = arguments.random {
        let mut random = StdRng::seed_from_u64(seed);
        let output = stage.order.census()?.sample(&mut random);
        writeln!(screen, "An output drawn uniformly (--random {seed}).")?;
        let text: Vec<_> = output.iter().map(ToString::to_string).collect();
        return stage.make_happen(&text.join("\n"), screen);
    }
    if arguments.rarest {
        let events = Lines::of(&stage.order).last_first();
        return stage.make_events_happen(&events, screen);
    }
    let terminal = Term::stdout();
    if !terminal.is_term() || env::var_os("CI").is_some() {
        bail!(
            "to be the scheduler takes a terminal: name a FILE with an output, or \
             --random, or --rarest"
        );
    }
    stage.ask(&terminal, screen)
}

/// What is directed, and by which order it is judged.
struct Stage<'a> {
    lesson: &'a Lesson,
    side: &'a Side,
    order: Order,
}

impl Stage<'_> {
    /// Python's set of children is in the order of their addresses, which depend on the
    /// length of the environment: another one for each of the `tries`.
    fn start(&self, tries: usize) -> Result<(Directed, interrupt::Guard)> {
        let mut command = self.side.command(self.lesson)?;
        command.env("WORKBOOK_TRY", "x".repeat(tries % 64));
        supervisor::watch_over(&mut command);
        // Who is held need not be waited for.
        program::hurry(&mut command);
        let direct = || Recorder::new(command).direct();
        interrupt::guarded(direct, Directed::group).context(
            "this system forbids to hold processes (seccomp): try it outside of the \
             container, or start that with `--security-opt seccomp=unconfined`",
        )
    }

    /// Makes exactly `text` happen, if that can be.
    fn make_happen(&self, text: &str, screen: &mut Screen) -> Outcome {
        let events = match self.order.check_text(text) {
            Verdict::Possible(events) => events,
            Verdict::Impossible(refusal) => {
                let lines: Vec<_> = text.lines().map(str::to_owned).collect();
                let judgement = Judgement::Impossible(refusal);
                let name = self.side.name(self.lesson);
                verdict::tell(&name, &self.order, &lines, &judgement, screen)?;
                screen.say("No scheduler can make that happen.")?;
                return Ok(Finding::Wrong);
            }
            Verdict::GivenUp => {
                bail!("there are too many ways to tell whose lines these are")
            }
        };
        self.make_events_happen(&events, screen)
    }

    fn make_events_happen(
        &self,
        events: &[EventId],
        screen: &mut Screen,
    ) -> Outcome {
        let Some(run) = self.perform(events, screen)? else {
            return Ok(Finding::Wrong);
        };
        for line in run.lines() {
            screen.hang("  ", &line.text())?;
        }
        self.tell(screen)
    }

    /// What no scheduler decides, such as the order in Python's set of children, is tried
    /// until it fits. Nothing when the program does other things than its order says.
    fn perform(
        &self,
        events: &[EventId],
        screen: &mut Screen,
    ) -> Result<Option<Recording>> {
        /// When something else is wrong.
        const MOST: usize = 1000;
        let cues = Cue::lines_of(&self.order, events);
        for tries in 1..=MOST {
            let (directed, _guard) = self.start(tries)?;
            let main = directed.main();
            match directed.perform(&self.order, &cues)? {
                Performance::Done(run) => {
                    if tries > 1 {
                        screen.say(&format!(
                            "It took {tries} runs: Python's own choices are not the \
                             scheduler's."
                        ))?;
                    }
                    return Ok(Some(run));
                }
                Performance::Stuck { polling, .. }
                    if self.side.twin && polling.is_empty() => {}
                Performance::Stuck { after, held, polling, steps } => {
                    let names = Names::of(main, &steps);
                    self.tell_stuck([after, events.len()], screen)?;
                    names.show_held(iter::repeat('-'), &held, &polling, screen)?;
                    self.tell_changed(screen)?;
                    return Ok(None);
                }
            }
        }
        bail!("{MOST} runs of the twin made other choices: try again")
    }

    fn tell_stuck(
        &self,
        [after, all]: [usize; 2],
        screen: &mut Screen,
    ) -> io::Result<()> {
        screen.say(&format!(
            "{}: after {after} of these {all} lines nobody of {} can print the next one.",
            failure("did not happen"),
            self.side.name(self.lesson)
        ))
    }

    /// What happens is not what the snapshot says.
    fn tell_changed(&self, screen: &mut Screen) -> io::Result<()> {
        let twin = if self.side.twin { " --twin" } else { "" };
        screen.say(&format!(
            "\nIts snapshot says that this can happen: has the program been changed? Next: \
             `cargo workbook check {}{twin}` holds a run against the snapshot.",
            self.lesson.number
        ))
    }

    fn tell(&self, screen: &mut Screen) -> Outcome {
        let outputs = number::one_of(&self.order);
        screen.say(&format!(
            "{}: with real processes, {outputs} of {}",
            success("happened"),
            self.side.name(self.lesson)
        ))?;
        Ok(Finding::Right)
    }

    /// Asks who is to go next, until all have ended.
    fn ask(&self, terminal: &Term, screen: &mut Screen) -> Outcome {
        let (mut directed, _guard) = self.start(0)?;
        writeln!(screen, "{INTRODUCTION}")?;
        let mut told = 0;
        loop {
            let mut held = directed.settle()?;
            let names = Names::of(directed.main(), directed.steps());
            told += names.tell_lines(&directed.steps()[told..], screen)?;
            let polling = directed.polling();
            if held.is_empty() && polling.is_empty() {
                break;
            }
            held.sort_by_key(|held| names.place(held.pid));
            names.show_held(KEYS.chars(), &held, &polling, screen)?;
            if held.is_empty() {
                screen.say(&format!("\n{}: {ENDLESS}", failure("never ends")))?;
                return Ok(Finding::Wrong);
            }
            writeln!(screen, "    Who goes next? (q quits)")?;
            screen.flush()?;
            match choice(terminal, held.len())? {
                Some(chosen) => directed.let_go(&held[chosen])?,
                None => {
                    writeln!(
                        screen,
                        "You quit; all processes of the lesson were ended."
                    )?;
                    return Ok(Finding::Right);
                }
            }
        }
        let run = directed.finish()?;
        let texts: Vec<_> = run
            .lines()
            .map(|line| python::as_in_3_6(&line.text()).into_owned())
            .collect();
        match Judgement::of(&self.order, &run.written(&self.order, &texts)) {
            Judgement::Possible(_) => self.tell(screen),
            Judgement::Impossible(refusal) => {
                // The snapshot tells of a daemon that is cut off in its sleep. Held long
                // enough, main lets it wake up.
                screen.say(&format!(
                    "Your scheduling had the program take another way than the snapshot's: \
                     {refusal}"
                ))?;
                Ok(Finding::Right)
            }
            judgement => {
                let name = self.side.name(self.lesson);
                verdict::tell(&name, &self.order, &texts, &judgement, screen)?;
                Ok(Finding::right_if(judgement.is_possible()))
            }
        }
    }
}

/// The place of the one who is to go next; nothing to quit.
fn choice(terminal: &Term, count: usize) -> Result<Option<usize>> {
    loop {
        let key = match terminal.read_char() {
            // It has made a signal of Ctrl-C.
            Err(error) if error.kind() == ErrorKind::Interrupted => interrupt::end(),
            key => key?,
        };
        match key {
            'q' | '\u{4}' | '\u{1b}' => return Ok(None),
            key => {
                let chosen = KEYS.chars().take(count).position(|other| other == key);
                if chosen.is_some() {
                    return Ok(chosen);
                }
            }
        }
    }
}

/// What one presses for the first, the second, …
const KEYS: &str = "123456789abcdefghijklmnop";

/// What to call the processes of a run.
struct Names(Vec<(u32, String)>);

impl Names {
    fn of(main: u32, steps: &[Step]) -> Self {
        let started = steps.iter().filter_map(|step| match &step.deed {
            Deed::Start { pid, name } => Some((*pid, name.clone())),
            _ => None,
        });
        Self([(main, "main".to_owned())].into_iter().chain(started).collect())
    }

    fn name(&self, pid: u32) -> String {
        let known = self.place(pid).map(|place| self.0[place].1.clone());
        known.unwrap_or_else(|| format!("pid {pid}"))
    }

    /// Where it stands in the order of starts.
    fn place(&self, pid: u32) -> Option<usize> {
        self.0.iter().rposition(|(other, _)| *other == pid)
    }

    /// The lines that have been printed since the last time; how many steps that were.
    fn tell_lines(&self, steps: &[Step], screen: &mut Screen) -> Result<usize> {
        for step in steps {
            if let Deed::Line(line) | Deed::Rest(line) = &step.deed {
                let line = String::from_utf8_lossy(line);
                writeln!(screen, "  {:12} | {line}", self.name(step.pid))?;
            }
        }
        Ok(steps.len())
    }

    fn show_held(
        &self,
        keys: impl Iterator<Item = char>,
        held: &[Held],
        polling: &[u32],
        screen: &mut Screen,
    ) -> io::Result<()> {
        writeln!(screen)?;
        for (key, Held { pid, intent }) in keys.zip(held) {
            let intent = match intent {
                Intent::Print(lines) => {
                    format!("print `{}`", lines.join("`, then `"))
                }
                Intent::End => "end".to_owned(),
            };
            writeln!(screen, "    {key}  {} waits to {intent}", self.name(*pid))?;
        }
        for pid in polling {
            screen.hang("    -  ", &format!("{} {POLLS}", self.name(*pid)))?;
        }
        Ok(())
    }
}

const INTRODUCTION: &str = "\
You are the scheduler. Each process is held just before it writes a line, and
before it ends. A key lets one go; all others wait.";

const POLLS: &str = "\
polls: it looks again and again, and goes on by itself when what it looks for has come";

const ENDLESS: &str = "\
nobody is left to do what is looked for. All processes of the lesson were ended. Next: \
look for the loop that polls; a `join` waits, and is told.";

const EXAMPLES: &str = "\
Examples:
  cargo workbook direct 3                 choose who goes next
  cargo workbook direct 3 mine.txt        make your output happen
  cargo workbook direct 3 lessons/03-multiple-functions/document.txt --twin";
