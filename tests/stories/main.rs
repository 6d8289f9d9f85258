//! The same random life story, lived by our `Process` and by `CPython`'s: what they observe
//! is the same, step by step.
//!
//! A story comes from a seed. [`generate`] proposes steps, and [`model`] takes those whose
//! outcome does not depend on time; [`ours`] and `interpreter.py` live it; [`compare`] puts
//! what both said side by side. A difference is shown with the story, whole and in as few
//! steps as it needs.
//!
//! `WORKBOOK_STORIES=500` lives so many stories, from seed `WORKBOOK_STORY_SEED` (0) on.
//! `WORKBOOK_STORY=12345` lives and shows that one; it can also be a file with a story.

#[path = "../support/mod.rs"]
mod support;

mod compare;
mod draft;
mod generate;
mod model;
mod ours;
mod story;
mod theirs;

use std::collections::BTreeMap;
use std::env;
use std::fs;
use std::process::ExitCode;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;

use libtest_mimic::{Arguments, Failed, Trial};

use compare::{Lives, Transcript};
use model::{Features, Model};
use story::{ATTRIBUTES, Step, VERBS};
use support::python::{self, Python};
use theirs::Interpreter;

fn main() -> ExitCode {
    if let Some(code) = ours::main() {
        return code;
    }
    let trials = match env::var("WORKBOOK_STORY") {
        Ok(which) => {
            let name = "both_live_this_story_alike";
            vec![Trial::test(name, move || one_story(&which))]
        }
        Err(_) => vec![
            Trial::test("both_live_every_story_alike", every_story),
            Trial::test("a_lie_about_any_line_is_found", || {
                every_lie();
                Ok(())
            }),
            Trial::test("what_depends_on_time_is_refused", every_refusal),
        ],
    };
    libtest_mimic::run(&Arguments::from_args(), trials).exit_code()
}

/// Lives one story and shows it, alike or not.
fn one_story(which: &str) -> Result<(), Failed> {
    let Some(python) = python::find("stories") else { return Ok(()) };
    let features = Features::of(python.version);
    let story = match which.parse() {
        Ok(seed) => generate::story(seed, features),
        Err(_) => story::read(&fs::read_to_string(which)?),
    };
    Model::check(features, &story)?;
    let lives = live(&story, &mut Interpreter::start(python), 0);
    println!("\n{}\n{}", lives.listing(&story), lives.stderr);
    match lives.first_difference() {
        None => Ok(()),
        Some(line) => Err(format!("they differ first in line {line}").into()),
    }
}

fn live(story: &[Step], interpreter: &mut Interpreter, lie: usize) -> Lives {
    let text = story::write(story);
    let ours = ours::observe(&text);
    let theirs = interpreter.live(&text, lie);
    Lives {
        ours: Transcript::of(&ours),
        theirs: Transcript::of(&theirs),
        stderr: format!(
            "stderr of ours:\n{}\nof CPython:\n{}",
            ours.stderr, theirs.stderr
        ),
    }
}

fn every_story() -> Result<(), Failed> {
    let Some(python) = python::find("stories") else { return Ok(()) };
    let features = Features::of(python.version);
    let first = from_env("WORKBOOK_STORY_SEED", 0);
    let seeds = first..first + from_env("WORKBOOK_STORIES", 100);
    let next = AtomicU64::new(first);
    let tally = Mutex::new(Tally::default());
    let live_some = || {
        let mut interpreter = Interpreter::start(python);
        loop {
            let seed = next.fetch_add(1, Ordering::Relaxed);
            if !seeds.contains(&seed) {
                return;
            }
            let story = generate::story(seed, features);
            let lives = live(&story, &mut interpreter, 0);
            let mut tally = tally.lock().expect("no worker panics holding it");
            tally.add(seed, &story, lives);
        }
    };
    let workers = thread::available_parallelism()?.get();
    thread::scope(|scope| {
        for _ in 0..workers {
            scope.spawn(live_some);
        }
    });
    let tally = tally.into_inner().expect("no worker has panicked");
    eprintln!("{} with CPython {:?}", tally.summary(), python.version);
    match tally.different.first_key_value() {
        None => tally.coverage(features),
        Some((seed, lives)) => {
            let seeds: Vec<_> = tally.different.keys().collect();
            let report = report(*seed, lives, python);
            Err(format!("stories that differ: {seeds:?}\n{report}").into())
        }
    }
}

fn from_env(name: &str, default: u64) -> u64 {
    let Ok(value) = env::var(name) else { return default };
    value.parse().unwrap_or_else(|_| panic!("{name}={value} is not a number"))
}

/// What came of some stories.
#[derive(Default)]
struct Tally {
    stories: usize,
    steps: usize,
    observations: usize,
    /// How often each kind of step was taken, and each error answered.
    counts: BTreeMap<String, usize>,
    different: BTreeMap<u64, Lives>,
}

/// What `CPython` answers to misuse.
const ERRORS: [&str; 8] = [
    "error: can only join a child process",
    "error: can only join a started process",
    "error: can only start a process object created by current process",
    "error: can only test a child process",
    "error: cannot start a process twice",
    "error: daemonic processes are not allowed to have children",
    "error: process has already started",
    "error: process not started",
];

/// `CPython` 3.7 and newer.
const NEWER_ERRORS: [&str; 2] = [
    "error: cannot close a process while it is still running",
    "error: process object is closed",
];

impl Tally {
    fn add(&mut self, seed: u64, story: &[Step], lives: Lives) {
        self.stories += 1;
        for text in lives.theirs.texts() {
            self.observations += 1;
            if text.starts_with("error: ") {
                self.count(text);
            }
        }
        for (line, text) in (1..).zip(story::write(story).lines()) {
            if lives.theirs.has(line) {
                self.steps += 1;
                match Step::of(text.trim_start()).words().as_slice() {
                    ["see", "me" | "up", _] => self.count(text.trim_start()),
                    ["see", _, attribute] => self.count(&format!("see {attribute}")),
                    words => self.count(words[0]),
                }
            }
        }
        if lives.first_difference().is_some() {
            self.different.insert(seed, lives);
        }
    }

    fn count(&mut self, kind: &str) {
        *self.counts.entry(kind.to_owned()).or_default() += 1;
    }

    fn summary(&self) -> String {
        let Self { stories, steps, observations, .. } = self;
        format!("{stories} stories, {steps} steps, {observations} observations")
    }

    /// A hundred stories leave nothing out.
    fn coverage(&self, features: Features) -> Result<(), Failed> {
        let mut kinds: Vec<_> = VERBS.into_iter().chain(ERRORS).collect();
        kinds.extend(["see me name", "see me repr"]);
        if features.close {
            kinds.push("close");
            kinds.extend(NEWER_ERRORS);
        }
        if features.parent {
            kinds.extend(["see up name", "see up pid"]);
        }
        let mut kinds: Vec<_> = kinds.into_iter().map(str::to_owned).collect();
        kinds.extend(ATTRIBUTES.map(|attribute| format!("see {attribute}")));
        kinds.retain(|kind| !self.counts.contains_key(kind));
        if self.stories < 100 || kinds.is_empty() {
            Ok(())
        } else {
            Err(format!("no story has any of these: {kinds:?}").into())
        }
    }
}

/// What came of the story of `seed`, and a story with fewer steps that differs too.
fn report(seed: u64, lives: &Lives, python: &Python) -> String {
    let features = Features::of(python.version);
    let whole = generate::story(seed, features);
    let mut interpreter = Interpreter::start(python);
    let mut short = whole.clone();
    let mut line = story::write(&short).lines().count();
    while line > 0 {
        let without = story::without(&short, line);
        let shorter = draft::prune(Model::main(features), without);
        if shorter != short
            && Model::check(features, &shorter).is_ok()
            && live(&shorter, &mut interpreter, 0).first_difference().is_some()
        {
            // Steps that come later may have been needed for this one only.
            line = story::write(&shorter).lines().count();
            short = shorter;
        } else {
            line -= 1;
        }
    }
    let listing = live(&short, &mut interpreter, 0).listing(&short);
    let path = env::var("PYTHON").map(|path| format!("PYTHON={path} "));
    format!(
        "the story of seed {seed}, beside it what came of each step:\n\n{}\n{}\n\
         in as few steps as show a difference:\n\n{listing}\n\
         to see it again:\n\n  {}WORKBOOK_STORY={seed} cargo test --test stories\n",
        lives.listing(&whole),
        lives.stderr,
        path.unwrap_or_default(),
    )
}

/// `CPython` is made to misreport each step of a story in turn.
fn every_lie() {
    let Some(python) = python::find("stories") else { return };
    let story = generate::story(1, Features::of(python.version));
    let mut interpreter = Interpreter::start(python);
    let truth = live(&story, &mut interpreter, 0);
    assert_eq!(truth.first_difference(), None, "{}", truth.listing(&story));
    let lines = 1..=story::write(&story).lines().count();
    let lies: Vec<_> = lines.filter(|line| truth.theirs.has(*line)).collect();
    assert!(lies.len() > 10, "the story is too short: {lies:?}");
    for line in lies {
        let lives = live(&story, &mut interpreter, line);
        let listing = lives.listing(&story);
        assert_eq!(lives.first_difference(), Some(line), "{listing}");
    }
}

/// Stories that would differ from run to run, or hang.
fn every_refusal() -> Result<(), Failed> {
    const HELD: &str = "new 0 Process\n  hold\nstart 0\nmeet 0\n";
    let cases = [
        ("go 0\nsee 0 is_alive", "line 6"),
        ("go 0\nchildren", "line 6"),
        ("terminate 0\nsee 0 exitcode", "line 6"),
        ("kill 0\nsee 0 repr", "line 6"),
        ("kill 0\njoin 0 0", "line 6"),
        ("go 0\nleave 0", "line 6"),
        ("terminate 0\nkill 0", "line 6"),
        ("join 0", "line 5"),
        ("ended 0", "line 5"),
        ("new 0 Process", "line 5"),
        ("new 1 Process\n  terminate 0\nstart 1\nsee 0 is_alive", "line 8"),
        ("return", "line 5"),
        ("", "at the end"),
    ];
    for (rest, place) in cases {
        let story = story::read(&format!("{HELD}{rest}"));
        let checked = Model::check(Features::of((3, 8)), &story);
        let refusal = checked.expect_err(rest);
        assert!(refusal.starts_with(place), "{rest:?}: {refusal}");
    }
    let story = story::read(&format!("{HELD}see 0 is_alive\ngo 0\njoin 0"));
    Ok(Model::check(Features::of((3, 8)), &story)?)
}
