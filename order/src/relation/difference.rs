//! How one order differs from another one, line by line.
//!
//! What is looked at first explains the rest: with other processes or other lines
//! there is nothing to compare the order of. Where nobody is killed, two orders with
//! the same processes and the same lines have the same outputs if they order the same
//! pairs of lines, and put the same lines into one write. So the pairs that are
//! ordered in one of the two only are the whole difference of what they can print.
//!
//! They can be many, and most follow from others. If `c` is to come before `d`, and
//! `a` is at or before `c` in its process, and `d` at or before `b` in its own, then
//! `a` comes before `b` by program order. So of the pairs of lines of two processes
//! only those are told from which no other one follows. They are never none when the
//! orders differ, since from a pair the way to a tighter one leads later in one
//! process or earlier in the other, and ends. (In a group of free writes, which
//! program order does not order, one pair is told in place of several.)
//!
//! Where somebody is killed, the pairs are not all, because what is certain of a process
//! that is killed can differ too. If nothing else was found, the runs of both are compared.
//!
//! The book of process-workbook explains it: "How the order is known",
//! section "Two orders compared".

use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, BTreeSet, HashMap};

use crate::Order;
use crate::cases::Cases;
use crate::model::action::{Action, End, History};
use crate::model::id::{EventId, Place};
use crate::model::pattern::Pattern;

/// So many lines at most are compared, every two.
const MOST_LINES: usize = 1_500;

/// One thing in which an order differs from the one that is wanted.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Difference {
    /// Nobody starts this process.
    Absent {
        /// Its name.
        process: String,
    },
    /// This process is too many.
    Unexpected {
        /// Its name.
        process: String,
    },
    /// A process prints another line than the wanted one, or none, or one too many.
    Line {
        /// Its name.
        process: String,
        /// How many lines it has printed before, all of them wanted.
        at: usize,
        /// The line that is wanted next.
        wanted: Option<Pattern>,
        /// The line that is next.
        found: Option<Pattern>,
    },
    /// Two lines of a process that follow each other are one write in one of the two only.
    Write {
        /// Its name.
        process: String,
        /// How many lines it has printed before the first of the two.
        at: usize,
        /// Whether they are to be one write.
        wanted: bool,
    },
    /// A process ends in another way.
    End {
        /// Its name.
        process: String,
        /// How it is to end.
        wanted: End,
        /// How it ends.
        found: End,
    },
    /// Nobody sees the end of this process.
    Unjoined {
        /// Its name.
        process: String,
    },
    /// The first of these lines is to happen before the second, and happens after it.
    Reversed {
        /// The line that always comes too late.
        before: EventId,
        /// The line that always comes too early.
        after: EventId,
    },
    /// A process that is killed makes a difference that is no matter of two lines: one of
    /// the orders has an output of these lines, and the other has not.
    Output {
        /// The lines, one after the other.
        lines: Vec<Pattern>,
        /// Whether the wanted order has it.
        wanted: bool,
    },
    /// There are too many lines to say whether the orders differ.
    Undecided,
    /// The first of these lines is to happen before the second, and nothing orders them.
    Missing {
        /// The line that can come too late.
        before: EventId,
        /// The line that can come too early.
        after: EventId,
    },
    /// The first of these lines happens before the second, and nothing is to order them.
    Excess {
        /// The line that always comes first.
        before: EventId,
        /// The line that waits for it.
        after: EventId,
    },
    /// The first process ends before the second one begins, and they are to be able to
    /// overlap.
    Apart {
        /// The process that is waited for.
        first: String,
        /// The process that waits.
        second: String,
    },
    /// The first process is to end before the second one begins, and they can overlap.
    Overlap {
        /// The process that is to be waited for.
        first: String,
        /// The process that is to wait.
        second: String,
    },
}

impl Order {
    /// How this order differs from the `wanted` one.
    ///
    /// Processes are the same when they have the same name, and lines when they are at the
    /// same place of the same process and this one is an instance of the wanted one. Of the
    /// lines that a killed process prints, each order may have more than the other.
    ///
    /// When the lines are not the same, nothing is said of their order. Else of all pairs
    /// whose order differs those are told from which the others of the same two processes
    /// follow; their events are those of this order. What two processes do is compared as a
    /// whole only where no line tells their order.
    ///
    /// ```
    /// use process_order::{Difference, Order};
    ///
    /// let free: Order = "main\n  start a\n  | End\n  join a\n\na\n  | one\n  | two\n".parse()?;
    /// let joined: Order = "main\n  start a\n  join a\n  | End\n\na\n  | one\n  | two\n".parse()?;
    ///
    /// let differences = free.differences(&joined);
    /// let [Difference::Missing { before, after }] = differences[..] else { panic!() };
    /// assert_eq!(free.action(before).lines().next().unwrap().to_string(), "two");
    /// assert_eq!(free.action(after).lines().next().unwrap().to_string(), "End");
    /// # Ok::<(), process_order::ParseError>(())
    /// ```
    pub fn differences(&self, wanted: &Self) -> Vec<Difference> {
        let mut differences = self.other_processes(wanted);
        differences.extend(self.other_lines(wanted));
        if differences.is_empty() {
            differences.extend(self.other_writes(wanted));
            differences.extend(self.other_ends(wanted));
            let lines = self.other_order(wanted);
            if lines.is_empty() {
                differences.extend(self.other_overlaps(wanted));
            }
            differences.extend(lines);
            if differences.is_empty() {
                differences.extend(self.other_outputs(wanted));
            }
        }
        differences
    }

    fn named(&self, name: &str) -> Option<&History> {
        self.histories().iter().find(|history| history.name == name)
    }

    fn other_processes(&self, wanted: &Self) -> Vec<Difference> {
        let mut differences = Vec::new();
        for History { name, .. } in wanted.histories() {
            if self.named(name).is_none() {
                differences.push(Difference::Absent { process: name.clone() });
            }
        }
        for History { name, .. } in self.histories() {
            if wanted.named(name).is_none() {
                differences.push(Difference::Unexpected { process: name.clone() });
            }
        }
        differences
    }

    /// The processes that both have, each with its twin in `wanted`.
    fn pairs<'a>(
        &'a self,
        wanted: &'a Self,
    ) -> impl Iterator<Item = (&'a History, &'a History)> {
        let mine = self.histories().iter();
        mine.filter_map(|history| Some((history, wanted.named(&history.name)?)))
    }

    /// The first line of each process that is another one.
    fn other_lines(&self, wanted: &Self) -> Vec<Difference> {
        let mut differences = Vec::new();
        for (mine, theirs) in self.pairs(wanted) {
            let open = mine.is_killed() && theirs.is_killed();
            let (mut found, mut wanted) = (mine.lines(), theirs.lines());
            let mut at = 0;
            loop {
                let (found, wanted) = (found.next(), wanted.next());
                let same = match (found, wanted) {
                    (None, None) => break,
                    (Some(found), Some(wanted)) => is_instance(found, wanted),
                    (None, Some(_)) | (Some(_), None) if open => break,
                    _ => false,
                };
                if !same {
                    let process = mine.name.clone();
                    let (found, wanted) = (found.cloned(), wanted.cloned());
                    differences.push(Difference::Line {
                        process,
                        at,
                        wanted,
                        found,
                    });
                    break;
                }
                at += 1;
            }
        }
        differences
    }

    fn other_ends(&self, wanted: &Self) -> Vec<Difference> {
        let mut differences = Vec::new();
        for (mine, theirs) in self.pairs(wanted) {
            let process = mine.name.clone();
            if wanted.is_joined(&process) && !self.is_joined(&process) {
                differences.push(Difference::Unjoined { process });
            } else if mine.end != theirs.end {
                let (wanted, found) = (theirs.end.clone(), mine.end.clone());
                differences.push(Difference::End { process, wanted, found });
            }
        }
        differences
    }

    /// Whether anybody sees the end of the process of this name.
    fn is_joined(&self, name: &str) -> bool {
        let mut actions =
            self.histories().iter().flat_map(|history| &history.actions);
        let is_it = |whom: usize| self.model().name(whom) == name;
        actions.any(
            |action| matches!(action, Action::Join(whom) if is_it(whom.index())),
        )
    }

    /// The neighbouring lines that are one write in one of the two only.
    fn other_writes(&self, wanted: &Self) -> Vec<Difference> {
        let mut differences = Vec::new();
        for (mine, theirs) in self.pairs(wanted) {
            let together = |history| {
                let places: Vec<_> = places_of(history).collect();
                places.windows(2).map(|pair| pair[0] == pair[1]).collect::<Vec<_>>()
            };
            let pairs = together(mine).into_iter().zip(together(theirs));
            if let Some((at, (_, wanted))) =
                pairs.enumerate().find(|(_, (mine, theirs))| mine != theirs)
            {
                let process = mine.name.clone();
                differences.push(Difference::Write { process, at, wanted });
            }
        }
        differences
    }

    /// The pairs of lines that are ordered in one of the two only, or the other way.
    fn other_order(&self, wanted: &Self) -> Vec<Difference> {
        let lines = self.shared_lines(wanted);
        if lines.len() > MOST_LINES {
            return vec![Difference::Undecided];
        }
        let mut pairs = [const { BTreeSet::new() }; 3];
        let [missing, excess, reversed] = &mut pairs;
        for (a, (mine_a, theirs_a)) in lines.iter().enumerate() {
            for (b, (mine_b, theirs_b)) in lines.iter().enumerate() {
                // The lines of one write are in the order in which they are written.
                let is_before = |order: &Self, at_a: Place, at_b: Place| {
                    if at_a == at_b {
                        a < b
                    } else {
                        order.0.path(at_a, at_b).is_some()
                    }
                };
                let found = is_before(self, *mine_a, *mine_b);
                match (found, is_before(wanted, *theirs_a, *theirs_b)) {
                    (false, true) => missing.insert((a, b)),
                    (true, false) => excess.insert((a, b)),
                    _ => false,
                };
            }
        }
        // What is too much in one direction and too little in the other is one thing.
        reversed.extend(missing.iter().filter(|(a, b)| excess.contains(&(*b, *a))));
        missing.retain(|pair| !reversed.contains(pair));
        excess.retain(|(a, b)| !reversed.contains(&(*b, *a)));
        let [missing, excess, reversed] =
            pairs.map(|pairs| self.tightest(&pairs, &lines).into_iter());
        let missing =
            missing.map(|(before, after)| Difference::Missing { before, after });
        let excess =
            excess.map(|(before, after)| Difference::Excess { before, after });
        let reversed =
            reversed.map(|(before, after)| Difference::Reversed { before, after });
        missing.chain(excess).chain(reversed).collect()
    }

    /// Of these pairs of lines those from which no other one follows.
    ///
    /// From the last of the first lines on: what follows from a pair has a first line at or
    /// before that pair's, and a second line at or after it.
    fn tightest(
        &self,
        pairs: &BTreeSet<(usize, usize)>,
        lines: &[(Place, Place)],
    ) -> Vec<(EventId, EventId)> {
        let process = |line: usize| lines[line].0.process;
        // For each two processes the earliest second line so far.
        let mut earliest: HashMap<(usize, usize), usize> = HashMap::new();
        let mut tight = Vec::new();
        for same_first in
            pairs.iter().rev().collect::<Vec<_>>().chunk_by(|x, y| x.0 == y.0)
        {
            for (a, b) in same_first.iter().rev().copied().copied() {
                let earliest =
                    earliest.entry((process(a), process(b))).or_insert(usize::MAX);
                if b < *earliest {
                    *earliest = b;
                    tight.push((a, b));
                }
            }
        }
        tight.sort_unstable();
        let id = |line: usize| self.model().event_id(lines[line].0);
        tight.into_iter().map(|(a, b)| (id(a), id(b))).collect()
    }

    /// An output of only one of the two, when somebody is killed and both have the same lines.
    ///
    /// Each line is taken for one of its own, so that it is about runs, and not about texts.
    fn other_outputs(&self, wanted: &Self) -> Option<Difference> {
        let is_killed = |order: &Self| order.0.anybody_killed;
        if !is_killed(self) && !is_killed(wanted) {
            return None;
        }
        let (mine, lines) = self.with_own_lines();
        let (theirs, others) = wanted.with_own_lines();
        if lines.keys().ne(others.keys()) {
            return None;
        }
        let Ok(comparison) = Cases::from(mine).compare(&Cases::from(theirs)) else {
            return Some(Difference::Undecided);
        };
        let (witness, is_wanted) =
            match (comparison.second_only, comparison.first_only) {
                (Some(witness), _) => (witness, true),
                (None, witness) => (witness?, false),
            };
        let output = witness.output.lines.iter();
        let lines = output.map(|line| others[&line.to_string()].clone()).collect();
        Some(Difference::Output { lines, wanted: is_wanted })
    }

    /// The same with a line of its own in place of each, and which line that is.
    fn with_own_lines(&self) -> (Self, BTreeMap<String, Pattern>) {
        let mut histories = self.model().named();
        let mut lines = BTreeMap::new();
        for History { name, actions, .. } in &mut histories {
            let at = Cell::new(0);
            let lines = RefCell::new(&mut lines);
            let own = |line: &Pattern| {
                at.set(at.get() + 1);
                let own = Pattern::literal(&format!("{} of {name}", at.get()));
                lines.borrow_mut().insert(own.to_string(), line.clone());
                own
            };
            for action in actions.iter_mut() {
                if let Action::Print(lines) | Action::FreePrint(lines) = action {
                    *lines = lines.map(own);
                }
            }
        }
        let order = Self::new(&histories).expect("lines are no matter of validity");
        (order, lines)
    }

    /// The lines that both have, as events of this order and of `wanted`, process by process.
    fn shared_lines(&self, wanted: &Self) -> Vec<(Place, Place)> {
        let mut shared = Vec::new();
        for (process, history) in self.histories().iter().enumerate() {
            let Some(other) = wanted.model().position(&history.name) else {
                continue;
            };
            let theirs = places_of(&wanted.histories()[other]);
            for (event, theirs) in places_of(history).zip(theirs) {
                let theirs = Place { process: other, event: theirs };
                shared.push((Place { process, event }, theirs));
            }
        }
        shared
    }

    /// The processes that come one after the other in one of the two only.
    fn other_overlaps(&self, wanted: &Self) -> Vec<Difference> {
        let mut differences = Vec::new();
        for (first, _) in self.pairs(wanted) {
            for (second, _) in self.pairs(wanted) {
                let (first, second) = (first.name.clone(), second.name.clone());
                let difference = match (
                    self.is_apart(&first, &second),
                    wanted.is_apart(&first, &second),
                ) {
                    (true, false) => Difference::Apart { first, second },
                    (false, true) => Difference::Overlap { first, second },
                    _ => continue,
                };
                differences.push(difference);
            }
        }
        differences
    }

    /// Whether one process ends before another one begins.
    fn is_apart(&self, first: &str, second: &str) -> bool {
        let model = self.model();
        let (Some(first), Some(second)) =
            (model.position(first), model.position(second))
        else {
            return false;
        };
        let end = model.histories[first].actions.len();
        let end = Place { process: first, event: end };
        let begin = Place { process: second, event: 0 };
        first != second && self.0.path(end, begin).is_some()
    }
}

/// For each line the position of the event that prints it.
fn places_of(history: &History) -> impl Iterator<Item = usize> {
    let actions = history.actions.iter().enumerate();
    actions.flat_map(|(place, action)| action.lines().map(move |_| place))
}

fn is_instance(found: &Pattern, wanted: &Pattern) -> bool {
    found == wanted || wanted.matches(&found.to_string())
}
