//! What a process does, action by action, and how it ends.

use std::iter;

use super::id::ProcessId;
use super::pattern::Pattern;

/// One thing that a process does.
///
/// `P` is how another process is named: by a name before the order is checked, by a
/// [`ProcessId`] in an [`Order`](crate::Order), by a pid in a recording.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Action<P = ProcessId> {
    /// It prints these lines in one write(2), so that no line of another process comes
    /// between them.
    Print(Lines),
    /// It prints, and the order of this write among its free neighbours is left open. Free
    /// writes that follow each other are a group: they come in any order, all after what
    /// precedes the group and before what follows it.
    FreePrint(Lines),
    /// It starts this process.
    Start(P),
    /// It has seen that this process has ended.
    Join(P),
    /// It sends this process a signal to end it.
    Terminate(P),
    /// It sends the message of this number, unique among those that it sends.
    Send(u32),
    /// It receives a message.
    Receive {
        /// The process that has sent it.
        from: P,
        /// The number that it has there.
        number: u32,
    },
}

/// The lines of one write: one, or several that come together.
///
/// A write does not have to end its last line. What is printed next then goes on in the
/// same line, whichever process prints it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Lines {
    first: Pattern,
    more: Vec<Pattern>,
    /// Whether the last line has no line end.
    open: bool,
}

/// How a process ended.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum End {
    /// By itself, with this exit code.
    Exit(i32),
    /// By this signal, `SIGTERM` for one. When it came, nothing orders: the process may
    /// have made any number of its writes, but for those that happen before something that
    /// another process cannot do without.
    Killed(String),
    /// By this signal, after all that it does here: of a program as a set of orders, another
    /// order tells where else the signal can have come.
    Signal(String),
    /// By itself, and nobody knows the exit code.
    Unknown,
}

/// One process: what it does, in program order.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct History<P = ProcessId> {
    /// Unique in its order.
    pub name: String,
    /// In program order.
    pub actions: Vec<Action<P>>,
    /// What comes after the last action.
    pub end: End,
}

impl<P> Action<P> {
    /// It prints this one line.
    pub fn line(line: Pattern) -> Self {
        Self::Print(line.into())
    }

    /// The lines that it prints; none unless it prints.
    pub fn lines(&self) -> impl Iterator<Item = &Pattern> + Clone {
        self.printed().into_iter().flat_map(Lines::iter)
    }

    /// What it prints, if it prints.
    pub fn printed(&self) -> Option<&Lines> {
        match self {
            Self::Print(lines) | Self::FreePrint(lines) => Some(lines),
            _ => None,
        }
    }

    /// Whether it prints, and its order among its free neighbours is left open.
    pub fn is_free(&self) -> bool {
        matches!(self, Self::FreePrint(_))
    }

    /// The process that it is done to, if it is done to one.
    pub fn other(&self) -> Option<&P> {
        match self {
            Self::Start(other)
            | Self::Join(other)
            | Self::Terminate(other)
            | Self::Receive { from: other, .. } => Some(other),
            Self::Print(_) | Self::FreePrint(_) | Self::Send(_) => None,
        }
    }

    /// The same with another name for the other process.
    ///
    /// # Errors
    ///
    /// What `name` says when it knows none.
    pub fn rename<Q, E>(
        &self,
        name: impl FnOnce(&P) -> Result<Q, E>,
    ) -> Result<Action<Q>, E> {
        Ok(match self {
            Self::Print(lines) => Action::Print(lines.clone()),
            Self::FreePrint(lines) => Action::FreePrint(lines.clone()),
            Self::Start(other) => Action::Start(name(other)?),
            Self::Join(other) => Action::Join(name(other)?),
            Self::Terminate(other) => Action::Terminate(name(other)?),
            Self::Send(number) => Action::Send(*number),
            Self::Receive { from, number } => {
                Action::Receive { from: name(from)?, number: *number }
            }
        })
    }
}

impl Lines {
    /// `first`, then `more` in the same write.
    pub fn new(first: Pattern, more: Vec<Pattern>) -> Self {
        Self { first, more, open: false }
    }

    /// These lines, if there is one.
    pub fn of(lines: impl IntoIterator<Item = Pattern>) -> Option<Self> {
        let mut lines = lines.into_iter();
        Some(Self::new(lines.next()?, lines.collect()))
    }

    /// The lines, the first of them first.
    pub fn iter(&self) -> impl Iterator<Item = &Pattern> + Clone {
        iter::once(&self.first).chain(&self.more)
    }

    /// The line at `position`.
    pub fn get(&self, position: usize) -> Option<&Pattern> {
        match position.checked_sub(1) {
            None => Some(&self.first),
            Some(position) => self.more.get(position),
        }
    }

    /// How many lines there are.
    #[expect(clippy::len_without_is_empty, reason = "there always is a first line")]
    pub fn len(&self) -> usize {
        1 + self.more.len()
    }

    /// The same number of lines, with `change` made to each.
    #[must_use]
    pub fn map(&self, change: impl Fn(&Pattern) -> Pattern) -> Self {
        Self {
            first: change(&self.first),
            more: self.more.iter().map(change).collect(),
            open: self.open,
        }
    }

    /// The same without the line end after the last line: a piece of a line, which the next
    /// write goes on with.
    #[must_use]
    pub fn without_end(self) -> Self {
        Self { open: true, ..self }
    }

    /// Whether the last line has its line end.
    pub fn is_ended(&self) -> bool {
        !self.open
    }

    /// Puts the lines of `other` behind these, which are ended by that.
    pub(crate) fn extend(&mut self, other: Self) {
        self.more.push(other.first);
        self.more.extend(other.more);
        self.open = other.open;
    }
}

impl From<Pattern> for Lines {
    fn from(first: Pattern) -> Self {
        Self::new(first, Vec::new())
    }
}

impl<P> History<P> {
    /// Whether a signal ended it.
    pub fn is_killed(&self) -> bool {
        matches!(self.end, End::Killed(_))
    }

    /// The lines that it prints, in program order.
    pub fn lines(&self) -> impl Iterator<Item = &Pattern> + Clone {
        self.actions.iter().flat_map(Action::lines)
    }

    /// Whether it matters to other processes that this one, before it was killed, got over
    /// the join or the receipt at `position`, and no line of its own tells.
    pub(crate) fn is_silent_step(&self, position: usize) -> bool {
        let later = &self.actions[position + 1..];
        let mut later = later.iter().take_while(|action| action.printed().is_none());
        self.is_killed()
            && matches!(
                self.actions[position],
                Action::Join(_) | Action::Receive { .. }
            )
            && later.any(|action| {
                matches!(
                    action,
                    Action::Start(_) | Action::Send(_) | Action::Terminate(_)
                )
            })
    }
}
