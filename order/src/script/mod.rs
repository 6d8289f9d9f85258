//! A small program, written down: what each of its processes does, step by step.
//!
//! An [`Order`](crate::Order) says what happened. A script says what a program does, also where
//! that depends on who is faster: it can ask whether a process is alive, and take a lock.
//! [`Script::cases`] makes all its runs, so that every question about a program can be asked
//! about a script.
//!
//! ```
//! use process_order::script::Script;
//!
//! let script: Script = "\
//! main
//!   start ada
//!   start ben
//!
//! ada
//!   lock
//!   | ada: in
//!   | ada: out
//!   unlock
//!
//! ben
//!   lock
//!   | ben: in
//!   | ben: out
//!   unlock
//! ".parse()?;
//! let cases = script.cases()?;
//!
//! assert_eq!(cases.count()?.to_string(), "2");
//! let mixed = cases.check_text("ada: in\nben: in\nada: out\nben: out\n");
//! assert!(!mixed.is_possible());
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod runs;
mod text;

pub(crate) use runs::MOST;
pub use runs::{Runs, TooManyRuns};

/// One thing that a process of a script does. A process is named by its position.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Step {
    /// Prints a line.
    Print(String),
    /// Starts a process, which nobody has started before.
    Start(usize),
    /// Waits until a process has ended.
    Join(usize),
    /// Asks whether a process is alive, and prints `NAME is alive` or `NAME has ended`.
    Poll(usize),
    /// Waits until nobody has the lock, and takes it. There is one lock, which is not
    /// recursive: who takes it twice stands still.
    Lock,
    /// Lets go of the lock. A process that ends without this keeps it.
    Unlock,
    /// Sends a message to a process, without waiting.
    Send(usize),
    /// Waits for the next message of a process to this one.
    Receive(usize),
}

/// A process of a script.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Role {
    /// Unique in its script.
    pub name: String,
    /// In program order. After them the process ends.
    pub steps: Vec<Step>,
}

/// A small program. Its first process is main, and the others run once they are started.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Script {
    roles: Vec<Role>,
}

impl Script {
    /// The processes, main first.
    pub fn roles(&self) -> &[Role] {
        &self.roles
    }
}
