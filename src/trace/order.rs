//! From a run to the order that it is a run of.
//!
//! Each actor of the [`Execution`] is a process of the [`Order`], a thread too: only what one
//! thread does is in program order. A start, and the end of a process that somebody has
//! seen, have their own words in an order; every other edge becomes a message, sent after the
//! earlier operation and received before the later one. So exactly what the edges say is what
//! the order says, and nothing more.
//!
//! A line belongs to the write that ends it. What a process prints after its last line end is
//! a line, printed at its end.

use std::collections::{HashMap, HashSet};

use nix::sys::signal::Signal;
use process_order::{Action, End, Fault, History, Lines, Order, Pattern};

use super::execution::{Edge, Execution, Point, Rule, Step};
use super::operation::{Operation, Outcome};

/// A run on its way to an order.
struct Conversion<'a> {
    /// Of each actor, in program order.
    histories: Vec<Vec<&'a Step>>,
    names: Vec<String>,
    /// The pid and the name of each process.
    processes: Vec<(u32, String)>,
    /// The edges that lead away from an operation, and to it.
    from: HashMap<Point, Vec<Edge>>,
    to: HashMap<Point, Vec<Edge>>,
    /// The number of the message that each edge is.
    numbers: HashMap<Edge, u32>,
    /// Who was started by whom.
    children: Vec<Vec<usize>>,
}

impl Execution {
    /// What this run says of the order of the program: who did what, and what of it comes
    /// before what. What is different in every run is a placeholder: a pid, a time, a key.
    ///
    /// The order has the outputs of the runs in which the same is done; for what else the
    /// program can do, and for what is [unknown](Self::unknown), it has no word.
    ///
    /// # Errors
    ///
    /// A [`Fault`] when a process has a name that an order refuses.
    pub fn order(&self) -> Result<Order, Fault> {
        let conversion = Conversion::of(self);
        let mut histories = Vec::new();
        let mut waiting = vec![0];
        while let Some(actor) = waiting.pop() {
            histories.push(conversion.history(actor));
            waiting.extend(conversion.children[actor].iter().rev());
        }
        Order::new(&histories)
    }
}

impl Execution {
    /// The pid of each process, and its name in an order: that of its first thread.
    fn processes(&self, names: &[String]) -> Vec<(u32, String)> {
        let actors = self.actors.iter().zip(names).enumerate();
        let firsts = actors.filter(|(place, (actor, _))| actor.process == *place);
        firsts.map(|(_, (actor, name))| (actor.pid, name.clone())).collect()
    }
}

impl<'a> Conversion<'a> {
    fn of(execution: &'a Execution) -> Self {
        let mut histories = vec![Vec::new(); execution.actors.len()];
        for step in &execution.steps {
            histories[step.actor].push(step);
        }
        let names = names(execution);
        let mut conversion = Self {
            histories,
            processes: execution.processes(&names),
            names,
            from: HashMap::new(),
            to: HashMap::new(),
            numbers: HashMap::new(),
            children: vec![Vec::new(); execution.actors.len()],
        };
        let mut sent: HashMap<usize, u32> = HashMap::new();
        for edge in &execution.edges {
            if edge.rule == Rule::Start {
                conversion.children[edge.from.actor].push(edge.to.actor);
            } else if conversion.step(edge.to).is_none() {
                continue;
            } else if !conversion.is_end(edge.from) && !conversion.is_fatal(edge) {
                let number = sent.entry(edge.from.actor).or_insert(0);
                *number += 1;
                conversion.numbers.insert(*edge, *number);
            }
            conversion.from.entry(edge.from).or_default().push(*edge);
            conversion.to.entry(edge.to).or_default().push(*edge);
        }
        conversion
    }

    fn step(&self, point: Point) -> Option<&'a Step> {
        self.histories[point.actor].get(point.index).copied()
    }

    fn is_end(&self, point: Point) -> bool {
        let step = self.step(point);
        step.is_some_and(|step| {
            matches!(step.operation, Operation::Exit { .. })
                && step.outcome == Outcome::Ended
        })
    }

    /// Whether it leads from a signal to the death by it.
    fn is_fatal(&self, edge: &Edge) -> bool {
        let killed = self.step(edge.to).is_some_and(
            |step| matches!(step.operation, Operation::Exit { code } if code < 0),
        );
        edge.rule == Rule::Signal && killed
    }

    fn history(&self, actor: usize) -> History<String> {
        let mut actions = Vec::new();
        let mut joined = HashSet::new();
        let mut begun = Vec::new();
        let mut end = End::Unknown;
        for (index, step) in self.histories[actor].iter().enumerate() {
            let here = Point { actor, index };
            self.causes(here, &mut joined, &mut actions);
            match &step.operation {
                Operation::Print(bytes) => {
                    actions.extend(self.print(&mut begun, bytes));
                }
                Operation::Exit { code } if self.is_end(here) => {
                    end = self::end(*code, End::Killed);
                }
                _ => {}
            }
            self.effects(here, &mut actions);
        }
        if !begun.is_empty() {
            actions.push(Action::line(self.pattern(&begun)));
        }
        History { name: self.names[actor].clone(), actions, end }
    }

    /// What has to have come before the operation at `here`.
    fn causes(
        &self,
        here: Point,
        joined: &mut HashSet<usize>,
        actions: &mut Vec<Action<String>>,
    ) {
        for edge in self.to.get(&here).into_iter().flatten() {
            let name = self.names[edge.from.actor].clone();
            if let Some(number) = self.numbers.get(edge) {
                actions.push(Action::Receive { from: name, number: *number });
            } else if self.is_end(edge.from) && joined.insert(edge.from.actor) {
                actions.push(Action::Join(name));
            }
        }
    }

    /// What the operation at `here` comes before.
    fn effects(&self, here: Point, actions: &mut Vec<Action<String>>) {
        for edge in self.from.get(&here).into_iter().flatten() {
            let name = self.names[edge.to.actor].clone();
            if edge.rule == Rule::Start {
                actions.push(Action::Start(name));
            } else if let Some(number) = self.numbers.get(edge) {
                actions.push(Action::Send(*number));
            } else if self.is_fatal(edge) && !self.is_end(here) {
                actions.push(Action::Terminate(name));
            }
        }
    }

    /// The lines that a write ends, of which `begun` is the beginning of the first; then that
    /// of the next one.
    fn print(&self, begun: &mut Vec<u8>, bytes: &[u8]) -> Option<Action<String>> {
        begun.extend(bytes);
        let end = begun.iter().rposition(|byte| *byte == b'\n')?;
        let rest = begun.split_off(end + 1);
        let whole = std::mem::replace(begun, rest);
        let lines = whole[..end].split(|byte| *byte == b'\n');
        let lines = lines.map(|line| self.pattern(line));
        Lines::of(lines).map(Action::Print)
    }

    fn pattern(&self, line: &[u8]) -> Pattern {
        let text = String::from_utf8_lossy(line);
        Pattern::literal(&text).generalized(&self.processes)
    }
}

/// A line of a run, with a placeholder in place of each pid of the run.
pub(crate) fn line_of(execution: &Execution, line: &[u8]) -> Pattern {
    let text = String::from_utf8_lossy(line);
    let processes = execution.processes(&names(execution));
    Pattern::literal(&text).generalized(&processes)
}

/// The names of the actors; the second of a name has `(2)`.
pub(crate) fn names(execution: &Execution) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for actor in &execution.actors {
        let mut name = actor.name.clone();
        let mut number = 1;
        while names.contains(&name) {
            number += 1;
            name = format!("{} ({number})", actor.name);
        }
        names.push(name);
    }
    names
}

/// How a process ended, whose exit code is as Python writes it: by a signal if it is negative.
pub(crate) fn end(code: i32, by_signal: impl FnOnce(String) -> End) -> End {
    if code >= 0 {
        return End::Exit(code);
    }
    by_signal(match Signal::try_from(-code) {
        Ok(signal) => signal.as_str().to_owned(),
        Err(_) => format!("signal {}", -code),
    })
}
