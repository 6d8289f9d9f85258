//! What was found out about a program.

use std::collections::BTreeSet;
use std::fmt;

use process_order::{Cases, Order, Pattern, Placeholder};

use super::portrait::Portrait;
use crate::trace::{Deadlock, Unknown};

/// What was found out about a program by making its runs.
#[derive(Clone, Debug, Default)]
pub struct Exploration {
    /// The runs that ended, each with all its swaps; no two print the same in the same order.
    pub found: Vec<Found>,
    /// The runs in which nobody could go on.
    pub standstills: Vec<Standstill>,
    /// How many runs were made.
    pub runs: usize,
    /// How many of them only repeated another one, and were broken off.
    pub redundant: usize,
    /// What is left open. Empty when all runs were made.
    pub unfinished: BTreeSet<Unfinished>,
}

/// A run and all its swaps.
#[derive(Clone, Debug)]
pub struct Found {
    /// Its outputs are possible, all of them.
    pub order: Order,
    /// Whose turn it was, one after the other, by the places of the threads.
    pub schedule: Vec<String>,
    pub(super) portrait: Portrait,
}

/// A run in which nobody could go on.
#[derive(Clone, Debug)]
pub struct Standstill {
    /// What had been printed, in all orders.
    pub begun: Found,
    /// Who waits for what; nothing when whoever is left goes in a circle: it looks for
    /// something, again and again, that nobody will do.
    pub deadlock: Option<Deadlock>,
}

/// Why nobody may say "all" and "impossible".
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Unfinished {
    /// The time was up, or as many runs were made as were asked for, before the search was
    /// over. So many branches are known that were not tried.
    Bound(usize),
    /// A run did not end in time.
    TimedOut,
    /// A run did other things than an earlier one with the same choices.
    Diverged,
    /// A process looked for something in vain again and again, and not all its looks were
    /// followed.
    Looks,
    /// A run was too long.
    TooLong,
    /// The program prints what differs from run to run: a random number, an address, the
    /// time.
    Chance,
    /// The end of a process takes time, and somebody could have looked for it in between.
    SlowEnd,
    /// A process that is sent a signal may finish the write that it has begun.
    Begun,
    /// An operation waited where nobody expected it.
    Waits(String),
    /// Something was met that the tracer does not follow.
    Unknown(Unknown),
}

impl Exploration {
    /// Whether all runs were made, so that an output that was not found is impossible.
    pub fn is_complete(&self) -> bool {
        self.unfinished.is_empty()
    }

    /// The program that these are runs of: a set of orders. It is the same, in whichever order
    /// the runs were made.
    pub fn cases(&self) -> Cases {
        self.mapped(Order::clone)
    }

    /// The same, [with the lines of `model`](lines_like) for those that are different by
    /// chance.
    pub fn cases_like(&self, model: &Order) -> Cases {
        self.mapped(|order| lines_like(order, model))
    }

    fn mapped(&self, change: impl Fn(&Order) -> Order) -> Cases {
        let orders = self.found.iter().map(|found| change(&found.order));
        let mut orders: Vec<_> = orders.collect();
        orders.sort_by_cached_key(ToString::to_string);
        let begun = self.standstills.iter().map(|it| change(&it.begun.order));
        Cases::new(orders, self.is_complete()).with_deadlocks(begun.collect())
    }

    /// All outputs of the runs that ended. For small programs only: they are listed one by
    /// one. A pid is written as a placeholder.
    pub fn texts(&self) -> BTreeSet<Vec<u8>> {
        self.found.iter().flat_map(Found::texts).collect()
    }
}

/// `order` with the lines of `model` for those that are different by chance. Where `model` has a
/// placeholder for the number of processors, no run on this machine prints another number, but
/// one on another machine does. And where it has a number that here is the pid of a process, it
/// is a number.
pub fn lines_like(order: &Order, model: &Order) -> Order {
    let models: Vec<_> = model.lines().map(|line| line.pattern).collect();
    order.map_lines(|_, line| {
        let model = models.iter().find(|model| is_by_chance(line, model));
        model.map_or_else(|| line.clone(), |model| (*model).clone())
    })
}

/// Whether `line` is as `model`, but for a number of processors that is told there, or a pid
/// that is none there.
fn is_by_chance(line: &Pattern, model: &Pattern) -> bool {
    let has =
        |line: &Pattern, is: fn(&Placeholder) -> bool| line.placeholders().any(is);
    let is_pid = |it: &Placeholder| matches!(it, Placeholder::Pid(_));
    has(model, |it| matches!(it, Placeholder::Cpus))
        && model.matches(&line.to_string())
        || model
            .as_literal()
            .is_some_and(|text| has(line, is_pid) && line.matches(text))
}

impl Found {
    /// All its outputs: see [`Exploration::texts`].
    pub fn texts(&self) -> BTreeSet<Vec<u8>> {
        self.portrait.texts()
    }
}

impl Standstill {
    /// All that can have been printed before: see [`Exploration::texts`].
    pub fn texts(&self) -> BTreeSet<Vec<u8>> {
        self.begun.texts()
    }
}

impl fmt::Display for Standstill {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.deadlock {
            Some(deadlock) => write!(f, "{deadlock}"),
            None => f.write_str(
                "never ends: a process looks again and again for something that nobody \
                 will do",
            ),
        }
    }
}

impl fmt::Display for Unfinished {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Bound(1) => f.write_str("the search was stopped with 1 branch left"),
            Self::Bound(left) => {
                write!(f, "the search was stopped with {left} branches left")
            }
            Self::TimedOut => f.write_str("a run did not end in time"),
            Self::Diverged => f.write_str(
                "a run did something else than an earlier run with the same choices",
            ),
            Self::Looks => f.write_str(
                "a process looks for something again and again, and only its first looks \
                 were followed",
            ),
            Self::TooLong => f.write_str("a run was too long"),
            Self::Chance => f.write_str(
                "the program prints something that differs from run to run, as a random \
                 number, an address or the time",
            ),
            Self::SlowEnd => f.write_str(
                "a process looks for what the end of another one leaves, and may know of that end \
                 already, which takes time",
            ),
            Self::Begun => f.write_str(
                "a process that is sent a signal in the middle of a write may finish the \
                 write after the sender's next line",
            ),
            Self::Waits(operation) => {
                write!(f, "a process had to wait in the middle of: {operation}")
            }
            Self::Unknown(unknown) => write!(f, "{unknown}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use process_order::Pattern;

    use super::is_by_chance;

    #[test]
    fn a_pid_by_chance_and_a_number_of_processors_are_those_of_the_model() {
        for (line, model, expected) in [
            ("tea after [pid a] ms", "tea after 10 ms", true),
            ("[cpus] of [pid a]", "8 of [pid a]", false),
            ("cpus: 2", "cpus: [cpus]", true),
            ("cpus: two", "cpus: [cpus]", false),
            ("my pid is [pid a]", "my pid is [pid a]", false),
            ("tea after 10 ms", "tea after 10 ms", false),
        ] {
            let [pattern, other] = [line, model].map(Pattern::parse);
            assert_eq!(is_by_chance(&pattern, &other), expected, "{line}, {model}");
        }
    }
}
