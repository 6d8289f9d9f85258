//! Why no program can do what some histories say, and where they say it.

/// Why no program can do what these processes are said to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// Where it is said.
    pub at: Where,
    /// What is wrong there.
    pub kind: FaultKind,
}

/// A place in a list of histories, by position.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Where {
    /// The whole of it.
    Everywhere,
    /// The history at this position: its name.
    Process(usize),
    /// An action of a history.
    Action {
        /// The position of the history.
        process: usize,
        /// The position of the action.
        action: usize,
    },
    /// What comes after the last action of the history at this position.
    End(usize),
}

/// What is wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum FaultKind {
    /// There is no process.
    Empty,
    /// The process has this name, which is empty, has a blank at an end, or contains a
    /// bracket or a control character.
    BadName(String),
    /// A process before it has this name, too.
    NamedTwice(String),
    /// No process has this name.
    Unknown(String),
    /// This process is started a second time.
    StartedTwice(String),
    /// This process sends a second message of this number.
    SentTwice(String, u32),
    /// This message is received, and this process never sends it.
    NeverSent(String, u32),
    /// This message of this process is received a second time.
    ReceivedTwice(String, u32),
    /// This process cannot go on: it waits for something that waits for it.
    Circular(String),
    /// A process is killed by a signal of this name, which is empty, has a blank at an end,
    /// or contains a control character.
    BadSignal(String),
}
