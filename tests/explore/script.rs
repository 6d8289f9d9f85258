//! Scripts: small programs of several processes, as text.
//!
//! ```text
//! main: pipe 0, fork 1, receive 0 print, wait 1
//! 1: print a, send 0
//! ```
//!
//! Each line is one process: main, and those that are forked, by their numbers. `puppet.c`
//! performs a script with real system calls, and `machine.rs` says what those do.

use std::fmt;
use std::str::FromStr;

/// The processes of one program.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Script {
    /// What each does. The first is main, and the others are forked: each once, by a process
    /// that comes before it.
    pub(crate) processes: Vec<Vec<Instruction>>,
}

/// What a process does next. Processes, pipes and locks are numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Instruction {
    /// Writes one line, which is a letter, in one write(2).
    Print(char),
    /// fork(2): the child has copies of all that is open.
    Fork(usize),
    /// waitpid(2) for one process, which fails at once unless that is a child.
    Wait(usize),
    /// wait(2) for any child.
    WaitAny,
    /// waitpid(2) with `WNOHANG`. It is *got* if it has found the process ended.
    Poll(usize, Then),
    /// pipe(2), only in main.
    Pipe(usize),
    /// Writes one byte: the name of the writer.
    Send(usize),
    /// Reads one byte. It is *got* if there was one.
    Receive(usize, Then),
    /// close(2) of the end that is read from.
    CloseRead(usize),
    /// close(2) of the end that is written to.
    CloseWrite(usize),
    /// SIGKILL.
    Kill(usize),
    /// SIGTERM, which nobody handles.
    Terminate(usize),
    /// Opens a file and takes its flock(2), which nobody else has then.
    Lock(usize),
    /// Takes the lock only if nobody has it. It is *got* if it was free.
    Try(usize, Then),
    /// Gives a lock back that this process has taken.
    Unlock(usize),
    /// _exit(2), as at the end of the script.
    Exit,
}

/// What a process does with an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Then {
    /// Nothing.
    GoOn,
    /// It prints the answer.
    Print,
    /// It skips so many instructions, unless the answer is *got*.
    Skip(usize),
}

/// How a process is called, in a script and in a byte that it sends.
pub(crate) fn name(process: usize) -> u8 {
    match process {
        0 => b'm',
        other => b'0' + u8::try_from(other).expect("there are few processes"),
    }
}

impl fmt::Display for Script {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (number, instructions) in self.processes.iter().enumerate() {
            match number {
                0 => f.write_str("main:")?,
                _ => write!(f, "\n{number}:")?,
            }
            for (place, instruction) in instructions.iter().enumerate() {
                f.write_str(if place == 0 { " " } else { ", " })?;
                instruction.fmt(f)?;
            }
        }
        Ok(())
    }
}

impl fmt::Display for Instruction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Print(letter) => write!(f, "print {letter}"),
            Self::Fork(child) => write!(f, "fork {child}"),
            Self::Wait(child) => write!(f, "wait {child}"),
            Self::WaitAny => f.write_str("wait any"),
            Self::Poll(child, then) => write!(f, "poll {child}{then}"),
            Self::Pipe(pipe) => write!(f, "pipe {pipe}"),
            Self::Send(pipe) => write!(f, "send {pipe}"),
            Self::Receive(pipe, then) => write!(f, "receive {pipe}{then}"),
            Self::CloseRead(pipe) => write!(f, "close-read {pipe}"),
            Self::CloseWrite(pipe) => write!(f, "close-write {pipe}"),
            Self::Kill(victim) => write!(f, "kill {victim}"),
            Self::Terminate(victim) => write!(f, "terminate {victim}"),
            Self::Lock(lock) => write!(f, "lock {lock}"),
            Self::Try(lock, then) => write!(f, "try {lock}{then}"),
            Self::Unlock(lock) => write!(f, "unlock {lock}"),
            Self::Exit => f.write_str("exit"),
        }
    }
}

impl fmt::Display for Then {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::GoOn => Ok(()),
            Self::Print => f.write_str(" print"),
            Self::Skip(count) => write!(f, " skip {count}"),
        }
    }
}

impl FromStr for Script {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let mut processes = Vec::new();
        for line in text.lines().map(str::trim).filter(|line| !line.is_empty()) {
            let (name, rest) = line.split_once(':').ok_or("a name and a colon")?;
            let expected = match processes.len() {
                0 => String::from("main"),
                number => number.to_string(),
            };
            if name != expected {
                return Err(format!("{name:?} is where {expected:?} should be"));
            }
            let words = rest.split(',').map(str::trim).filter(|it| !it.is_empty());
            processes.push(words.map(str::parse).collect::<Result<_, _>>()?);
        }
        Self { processes }.checked()
    }
}

impl Script {
    /// Itself, if each process is forked once, by one that comes before it.
    fn checked(self) -> Result<Self, String> {
        for child in 1..self.processes.len() {
            let all = |process: &Vec<Instruction>| {
                process.iter().filter(|it| **it == Instruction::Fork(child)).count()
            };
            let before = self.processes[..child].iter().map(all).sum::<usize>();
            let later = self.processes[child..].iter().map(all).sum::<usize>();
            if (before, later) != (1, 0) {
                return Err(format!("{child} is forked {before} + {later} times"));
            }
        }
        Ok(self)
    }
}

impl FromStr for Instruction {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let mut words = text.split_whitespace();
        let (verb, object) = (words.next().unwrap_or_default(), words.next());
        let number = || {
            let number = object.and_then(|word| word.parse::<usize>().ok());
            number
                .filter(|it| *it < 8)
                .ok_or(format!("{text:?} lacks a small number"))
        };
        let then = match (words.next(), words.next().map(str::parse)) {
            (None, _) => Then::GoOn,
            (Some("print"), None) => Then::Print,
            (Some("skip"), Some(Ok(count))) => Then::Skip(count),
            _ => return Err(format!("what then, in {text:?}?")),
        };
        Ok(match (verb, object) {
            ("print", Some(word)) => Self::Print(
                word.parse().map_err(|_| format!("{word:?}: one letter"))?,
            ),
            ("wait", Some("any")) => Self::WaitAny,
            ("fork", _) => Self::Fork(number()?),
            ("wait", _) => Self::Wait(number()?),
            ("poll", _) => Self::Poll(number()?, then),
            ("pipe", _) => Self::Pipe(number()?),
            ("send", _) => Self::Send(number()?),
            ("receive", _) => Self::Receive(number()?, then),
            ("close-read", _) => Self::CloseRead(number()?),
            ("close-write", _) => Self::CloseWrite(number()?),
            ("kill", _) => Self::Kill(number()?),
            ("terminate", _) => Self::Terminate(number()?),
            ("lock", _) => Self::Lock(number()?),
            ("try", _) => Self::Try(number()?, then),
            ("unlock", _) => Self::Unlock(number()?),
            ("exit", None) => Self::Exit,
            _ => return Err(format!("{text:?} is no instruction")),
        })
    }
}
