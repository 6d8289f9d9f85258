//! Nobody can go on: who waits for what, and who could end that.
//!
//! It is a deadlock when every thread that is left is held before an operation that would
//! wait, or waits already, and none of those whom it waits for can go on. Since nobody runs,
//! nothing can change any more, unless somebody outside does something: a thread that waits
//! in a call which is not known here is named as such.

use std::fmt;
use std::io;

use super::engine::Engine;
use super::execution::Unknown;
use super::operation::{Operation, Readiness};
use super::table::{About, Life, State};

/// A program that cannot go on by itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Deadlock {
    /// Everybody who is left.
    pub waiting: Vec<Waiting>,
}

/// Somebody who cannot go on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Waiting {
    /// The name of the thread.
    pub name: String,
    /// What it would do; `None` when a signal has stopped its process.
    pub operation: Option<Operation>,
    /// Who could end its waiting, by doing something. Empty when nobody of the program can.
    pub until: Vec<String>,
    /// Whether somebody outside the program could.
    pub is_outside: bool,
}

impl fmt::Display for Waiting {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Some(operation) = &self.operation else {
            return write!(
                f,
                "{} is stopped, until somebody sends SIGCONT",
                self.name
            );
        };
        // `wait for …`, or what it would do.
        let operation_text = operation.to_string();
        match operation_text.strip_prefix("wait ") {
            Some(rest) => write!(f, "{} waits {rest}", self.name)?,
            None => write!(f, "{} waits to {operation_text}", self.name)?,
        }
        let says_whom =
            matches!(operation, Operation::Wait { .. } | Operation::Poll { .. });
        match &self.until[..] {
            [] if self.is_outside => {
                f.write_str(", for somebody outside the program")
            }
            [] => f.write_str(", which nobody of the program can bring about"),
            _ if says_whom => Ok(()),
            until => write!(f, ", for {}", until.join(" or ")),
        }
    }
}

impl fmt::Display for Deadlock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("stands still: ")?;
        for (place, waiting) in self.waiting.iter().enumerate() {
            let between = if place == 0 { "" } else { "; " };
            write!(f, "{between}{waiting}")?;
        }
        Ok(())
    }
}

impl Engine {
    fn who_could_help(&mut self, thread: usize) -> Vec<String> {
        let call = self.table.threads[thread].call.clone();
        if let Some(call) = &call
            && matches!(call.operation, Operation::AwaitSignal { .. })
        {
            return self.who_would_signal(thread);
        }
        if self.state(thread) == State::Blocked
            && let Some(call) = call
        {
            let writes = matches!(call.operation, Operation::Write { .. });
            return match call.about {
                About::Channel(channel) => self.who_has(thread, channel, !writes),
                _ => self.who_locks(thread, &call).unwrap_or_default(),
            };
        }
        match self.readiness(thread) {
            Readiness::Blocks { until } => until,
            _ => Vec::new(),
        }
    }

    /// The children that are alive: at their ends their parent is sent SIGCHLD, which is what
    /// a shell's `wait` waits for.
    fn who_would_signal(&self, thread: usize) -> Vec<String> {
        let process = self.table.threads[thread].process;
        let children = self.table.children(process).into_iter();
        let living =
            children.filter(|it| self.table.processes[*it].life == Life::Alive);
        living.map(|child| self.table.name(child)).collect()
    }

    /// Nobody can go. If somebody waits for something outside the program, then waits until
    /// that has come; `false` when nobody does, so that nothing will ever come.
    pub(super) fn await_outside(&mut self) -> io::Result<bool> {
        let threads = 0..self.table.threads.len();
        if !threads.into_iter().any(|thread| self.is_outside(thread)) {
            return Ok(false);
        }
        self.await_change()?;
        Ok(true)
    }

    /// Whether a thread waits for something that may come from outside.
    fn is_outside(&self, thread: usize) -> bool {
        let it = &self.table.threads[thread];
        let call = it.call.as_ref().filter(|_| it.state == State::Blocked);
        call.is_some_and(|call| match call.operation {
            Operation::AwaitSignal { .. } => self.unknown.contains(&Unknown::Timer),
            Operation::Other { .. } => true,
            // The terminal, on which somebody could type.
            Operation::Read { .. } | Operation::Poll { .. } => {
                call.about == About::Nothing
                    || matches!(call.about, About::Watched(_))
            }
            _ => false,
        })
    }

    /// Everybody who is left, when nobody can go on; `None` when all have ended.
    pub(super) fn deadlock(&mut self) -> Option<Deadlock> {
        let mut waiting = Vec::new();
        for thread in 0..self.table.threads.len() {
            let state = self.state(thread);
            if matches!(state, State::Ended) {
                continue;
            }
            let operation = self.table.threads[thread].call.clone();
            let operation = operation.map(|call| call.operation);
            let until = self.who_could_help(thread);
            let is_outside = self.is_outside(thread);
            waiting.push(Waiting {
                name: self.table.thread_name(thread),
                operation: operation.filter(|_| state != State::Stopped),
                until,
                is_outside,
            });
        }
        (!waiting.is_empty()).then_some(Deadlock { waiting })
    }
}
