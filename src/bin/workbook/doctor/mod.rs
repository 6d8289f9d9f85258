//! What the workbook needs, each tried and not guessed.

pub(crate) mod surroundings;

use std::env;
use std::fs;
use std::io::{self, IsTerminal};
use std::process::{Command, Stdio};
use std::time::Duration;

use anyhow::{Context, Result, anyhow, bail};
use colored::control::SHOULD_COLORIZE;
use console::Term;
use nix::sys::utsname::uname;
use nix::unistd::{AccessFlags, access};
use process_workbook::trace::Tracer;

use crate::exercise::desk::Desk;
use crate::exercise::disk::Lock;
use crate::subject::files::{root, shown};
use crate::subject::twin::Python;
use crate::words::{chain, translated, words};

/// Something that was tried.
pub(crate) struct Check {
    pub(crate) name: &'static str,
    pub(crate) need: Need,
    /// What was found; or what is missing, and what to do about it.
    pub(crate) found: Result<String, String>,
}

/// When something is needed.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Need {
    /// For every question about a program.
    Always,
    /// For some programs, or some commands.
    Sometimes,
}

/// All of them, tried now.
pub(crate) fn checks() -> Vec<Check> {
    vec![
        Check::of(translated!("kernel"), Need::Always, kernel()),
        Check::of("/proc", Need::Always, proc()),
        Check::of("ptrace", Need::Always, ptrace()),
        Check::of(translated!("lessons"), Need::Sometimes, lessons()),
        Check::of(translated!("exercises"), Need::Sometimes, exercises()),
        Check::of("cc", Need::Sometimes, cc()),
        Check::of("python3", Need::Sometimes, python()),
        Check::of(translated!("terminal"), Need::Sometimes, terminal()),
    ]
}

impl Check {
    fn of(name: &'static str, need: Need, tried: Result<String>) -> Self {
        let found = tried.map_err(|error| chain(&error));
        Self { name, need, found }
    }
}

/// `pidfd_open`(2) is that old.
const OLDEST: (u32, u32) = (5, 3);

fn kernel() -> Result<String> {
    let system = uname().context("uname")?;
    let release = system.release().to_string_lossy();
    let mut numbers =
        release.split(['.', '-']).map_while(|it| it.parse::<u32>().ok());
    let version = (numbers.next().unwrap_or(0), numbers.next().unwrap_or(0));
    let machine = system.machine().to_string_lossy();
    if version < OLDEST {
        bail!(words!(
            "Linux {release} is older than 5.3, which has what a sentinel needs",
            release
        ));
    }
    Ok(words!("Linux {release} on {machine}", release, machine))
}

/// Whether a process sees its children there: proc(5), hidepid.
fn proc() -> Result<String> {
    let mut child = small_program()?.stdout(Stdio::null()).spawn()?;
    let path = format!("/proc/{}/status", child.id());
    let seen = fs::read_to_string(&path);
    // It is there until it is waited for, also when it has ended.
    child.wait()?;
    seen.with_context(|| {
        words!(
            "{path} cannot be read: mount proc, `sudo mount -t proc proc /proc`",
            path
        )
    })?;
    Ok(words!("it shows the processes that are started").to_owned())
}

fn ptrace() -> Result<String> {
    let limit = Duration::from_secs(20);
    let execution = Tracer::new(small_program()?).timeout(limit).trace();
    let execution = execution.map_err(|error| anyhow!(error))?;
    if execution.order().is_err() {
        bail!(words!("a program was traced, and what it did was not seen"));
    }
    Ok(words!("a program was traced to its end: every run of a program can be made")
        .to_owned())
}

/// Whether the lessons are there, and can be compiled.
fn lessons() -> Result<String> {
    let folder = root().join("lessons");
    if !folder.is_dir() {
        bail!(words!(
            "the checkout that this was installed from is not at {path} any more; clone it \
             there again for the lessons, the exercises and `my`",
            path = root().display()
        ));
    }
    let cargo = env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let version = first_line(Command::new(cargo).arg("--version"));
    let version =
        version.context(words!("cargo does not run: https://rustup.rs has it"))?;
    let folder = shown(&folder);
    Ok(words!("{folder}, compiled by {version}", folder, version))
}

/// Whether the learner's folder can be locked, or made.
fn exercises() -> Result<String> {
    let desk = Desk::find();
    let folder = desk.folder();
    let name = shown(folder);
    if folder.is_dir() {
        Lock::on(folder).with_context(|| {
            words!(
                "two commands at once could get into each other's way in {name}",
                name
            )
        })?;
        return Ok(words!("{name}, yours", name));
    }
    let parent = folder.ancestors().find(|it| it.is_dir());
    let parent = parent.context(words!("there is no such folder"))?;
    access(parent, AccessFlags::W_OK).with_context(|| {
        words!(
            "{name} cannot be made: have WORKBOOK_MY name a folder that you may write to",
            name
        )
    })?;
    Ok(words!("{name}, which the first exercise makes", name))
}

fn cc() -> Result<String> {
    let version = first_line(Command::new("cc").arg("--version"));
    let version = version.context(words!(
        "cc does not run, so no .c file does; `sudo apt install gcc libc6-dev` has it"
    ))?;
    Ok(words!("{version}, for .c files", version))
}

fn python() -> Result<String> {
    let python = Python::find(None).context(words!(
        "no .py file runs, and no lesson's twin; `sudo apt install python3` has it"
    ))?;
    let name = python.name;
    Ok(words!("{name}, for .py files and the lessons' twins", name))
}

fn terminal() -> Result<String> {
    if !io::stdout().is_terminal() {
        bail!(words!(
            "stdout is none: `direct`, `watch` and answers by a key take one"
        ));
    }
    let Some((rows, columns)) = Term::stdout().size_checked() else {
        bail!(words!("it does not say how wide it is: set COLUMNS"))
    };
    let colours = if SHOULD_COLORIZE.should_colorize() {
        words!("colours")
    } else {
        words!("no colours (NO_COLOR, or TERM=dumb)")
    };
    Ok(words!("{columns} × {rows}, {colours}", columns, rows, colours))
}

/// A program that is there for sure, and soon ends: this one.
fn small_program() -> Result<Command> {
    let mut command = Command::new(env::current_exe()?);
    command.arg("--version");
    Ok(command)
}

/// What a program says first.
fn first_line(command: &mut Command) -> Result<String> {
    let output = command.stdin(Stdio::null()).stderr(Stdio::null()).output()?;
    let text = String::from_utf8_lossy(&output.stdout);
    Ok(text.lines().next().context(words!("it says nothing"))?.to_owned())
}
