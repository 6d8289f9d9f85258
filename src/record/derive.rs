//! The order that a run is one of: who did what, and what of it happens before what.

use std::collections::{HashMap, HashSet};
use std::convert::Infallible;

use nix::sys::signal::Signal;
use process_order::{
    Action, End, Fault, History, Lines, Order, Pattern, Placeholder, Writer, Written,
};

use super::recording::{Recording, Step};
use super::table::{self, ProcessTable};
use crate::process::report::Report;

/// What the processes of a run did, by their positions in the table.
struct Deeds {
    table: ProcessTable,
    /// Of each process, in program order.
    actions: Vec<Vec<Action<usize>>>,
    /// Who wrote each line.
    writers: Vec<usize>,
    joined: HashSet<(usize, usize)>,
    /// The messages that were longer than their pipes.
    overlong: Vec<Overlong>,
}

/// A message that its sender could only send while somebody received it.
struct Overlong {
    sender: usize,
    number: u32,
    /// How many things the sender had done when it was sent.
    place: usize,
}

impl Deeds {
    fn of(recording: &Recording) -> Self {
        let mut deeds = Self {
            table: ProcessTable::new(recording.main),
            actions: Vec::new(),
            writers: Vec::new(),
            joined: HashSet::new(),
            overlong: Vec::new(),
        };
        for step in &recording.steps {
            deeds.follow(step);
        }
        deeds.actions.resize_with(deeds.table.len(), Vec::new);
        deeds.make_room();
        deeds.renumber();
        deeds
    }

    fn follow(&mut self, step: &Step) {
        let actor = self.table.see(step);
        self.writers.extend(step.lines().map(|_| actor));
        self.actions.resize_with(self.table.len(), Vec::new);
        if let Some(action) = self.action(actor, step) {
            self.actions[actor].push(action);
        }
        if let Some(Report::Sent { number }) = step.report() {
            let place = self.actions[actor].len();
            self.overlong.push(Overlong { sender: actor, number: *number, place });
        }
    }

    /// What the step is, in which other processes are positions in the table; nothing when it
    /// says nothing new.
    fn action(&mut self, actor: usize, step: &Step) -> Option<Action<usize>> {
        let position = |pid: &u32| self.table.process(*pid).ok_or(());
        let action = step.action()?.rename(position).ok()?;
        match action {
            Action::Join(child) if !self.joined.insert((actor, child)) => None,
            action => Some(action),
        }
    }

    /// Who sends a message that is longer than its pipe goes on only after its receiver has
    /// begun to receive it. So the beginning of the receipt is a message back to the sender.
    fn make_room(&mut self) {
        let mut more: Vec<Vec<(usize, Action<usize>)>> = Vec::new();
        more.resize_with(self.actions.len(), Vec::new);
        for Overlong { sender, number, place } in &self.overlong {
            let received = Action::Receive { from: *sender, number: *number };
            let found =
                self.actions.iter().enumerate().find_map(|(process, actions)| {
                    let at =
                        actions.iter().position(|action| *action == received)?;
                    Some((process, at))
                });
            // A receiver that was killed has not said that it received.
            let Some((receiver, at)) = found.filter(|(it, _)| it != sender) else {
                continue;
            };
            let rooms = more[receiver].iter().filter(|(_, it)| is_send(it)).count();
            let room =
                self.last_sent(receiver) + 1 + u32::try_from(rooms).unwrap_or(0);
            let room_made = Action::Receive { from: receiver, number: room };
            more[*sender].push((*place, room_made));
            more[receiver].push((at, Action::Send(room)));
        }
        for (actions, mut more) in self.actions.iter_mut().zip(more) {
            // Who comes out of a send has done so before it begins to receive.
            more.sort_by_key(|(place, action)| (*place, is_send(action)));
            for (place, action) in more.into_iter().rev() {
                actions.insert(place, action);
            }
        }
    }

    /// The highest number of the messages that a process has sent.
    fn last_sent(&self, process: usize) -> u32 {
        let sent = self.actions[process].iter().filter_map(|action| match action {
            Action::Send(number) => Some(*number),
            _ => None,
        });
        sent.max().unwrap_or(0)
    }

    /// Has the messages of each process begin with 1. A child goes on counting where its
    /// parent was when it forked, and threads may report their messages in any order.
    fn renumber(&mut self) {
        let mut first: HashMap<usize, u32> = HashMap::new();
        for (process, actions) in self.actions.iter().enumerate() {
            for action in actions {
                if let Some((sender, number)) = message(process, action) {
                    let lowest = first.entry(sender).or_insert(number);
                    *lowest = number.min(*lowest);
                }
            }
        }
        for (process, actions) in self.actions.iter_mut().enumerate() {
            for action in actions {
                let Some((sender, _)) = message(process, action) else { continue };
                if let Action::Send(number) | Action::Receive { number, .. } = action
                {
                    *number -= first[&sender] - 1;
                }
            }
        }
    }

    /// A name for each process, each another one: as reported, else `unknown`.
    fn names(&self) -> Vec<String> {
        let mut names: Vec<String> = Vec::new();
        for process in 0..self.table.len() {
            names.push(match self.table.name(process) {
                Some(name) => name.to_owned(),
                None => table::numbered("unknown", |name| {
                    names.iter().any(|other| other == name)
                }),
            });
        }
        names
    }

    /// The processes, each followed by those that it starts.
    fn order_of_appearance(&self) -> Vec<usize> {
        let mut order = Vec::new();
        let mut waiting: Vec<_> = (0..self.table.len()).rev().collect();
        while let Some(process) = waiting.pop() {
            if order.contains(&process) {
                continue;
            }
            order.push(process);
            let starts = self.actions[process].iter().rev();
            waiting.extend(starts.filter_map(|action| match action {
                Action::Start(child) => Some(*child),
                _ => None,
            }));
        }
        order
    }

    fn pids_and_names(&self) -> Vec<(u32, String)> {
        let pids = (0..self.table.len()).map(|process| self.table.pid(process));
        pids.zip(self.names()).collect()
    }
}

fn is_send(action: &Action<usize>) -> bool {
    matches!(action, Action::Send(_))
}

/// Who has sent the message that an action of `process` is about, and its number.
fn message(process: usize, action: &Action<usize>) -> Option<(usize, u32)> {
    match action {
        Action::Send(number) => Some((process, *number)),
        Action::Receive { from, number } => Some((*from, *number)),
        _ => None,
    }
}

impl Recording {
    /// What this run says of the order of the program: who did what in which order, and
    /// what of it happens before what.
    ///
    /// Every pid of a process of the run is a placeholder, and so are times and keys of 32
    /// bytes; for what else varies see [`Order::map_lines`]. Processes are named as they
    /// were started, the second of a name with `(2)`; one that nobody reported is
    /// `unknown`. Each is followed by those that it started.
    ///
    /// A number that is the pid of a process by chance becomes a placeholder too, which is
    /// likely where pids are low, as in a fresh container: `3 lines` when a process has the
    /// pid 3. One run cannot tell; [`order_like`](Self::order_like) another one can.
    ///
    /// # Errors
    ///
    /// A [`Fault`], when reports are missing: of a process that was killed in the middle
    /// of one, for example.
    pub fn order(&self) -> Result<Order, Fault> {
        self.order_with(None)
    }

    /// The same, with the lines of `model` in place of those that are their instances at the
    /// same place of a process of the same name: `The number of cpu is [cpus]` in place of
    /// `The number of cpu is 2`.
    ///
    /// A pid of the model has to be the pid of its process in this run, too. So, given the
    /// order of another run, what is a pid in one of the two by chance is none.
    ///
    /// # Errors
    ///
    /// As [`order`](Self::order).
    pub fn order_like(&self, model: &Order) -> Result<Order, Fault> {
        self.order_with(Some(model))
    }

    fn order_with(&self, model: Option<&Order>) -> Result<Order, Fault> {
        let deeds = Deeds::of(self);
        let processes = deeds.pids_and_names();
        let histories = deeds.order_of_appearance().into_iter().map(|process| {
            let name = &processes[process].1;
            let code = if process == 0 {
                Some(self.exitcode)
            } else {
                deeds.table.code(process)
            };
            let model =
                model.and_then(|model| Some(model.history(model.process(name)?)));
            History {
                name: name.clone(),
                actions: named(&deeds.actions[process], &processes, model),
                end: end(code),
            }
        });
        Order::new(&histories.collect::<Vec<_>>())
    }

    /// The lines, to be checked against `order`, given the texts of
    /// [`lines`](Self::lines).
    ///
    /// The writers are processes of `order` when all of them were reported. Else only the
    /// pids are known.
    pub fn written<'a>(
        &self,
        order: &Order,
        texts: &'a [String],
    ) -> Vec<Written<'a>> {
        let Deeds { table, writers, .. } = Deeds::of(self);
        let reported = writers.iter().all(|writer| table.name(*writer).is_some());
        let writers = writers.iter().map(|writer| match table.name(*writer) {
            Some(name) if reported => {
                order.process(name).map_or(Writer::Stranger, Writer::Process)
            }
            _ => Writer::Pid(table.pid(*writer)),
        });
        let lines = writers.zip(texts);
        lines.map(|(writer, text)| Written { writer, text }).collect()
    }
}

/// The actions with names in place of positions, and with placeholders for what varies.
fn named(
    actions: &[Action<usize>],
    processes: &[(u32, String)],
    model: Option<&History>,
) -> Vec<Action<String>> {
    let mut models = model.into_iter().flat_map(History::lines);
    let actions = actions.iter().map(|action| match action {
        Action::Print(lines) => {
            let lines = lines.iter().map(|line| {
                let pattern = line.generalized(processes);
                let fitting =
                    models.next().filter(|model| fits(line, &pattern, model));
                fitting.cloned().unwrap_or(pattern)
            });
            Action::Print(Lines::of(lines).expect("as many lines as before"))
        }
        action => {
            let name =
                |other: &usize| Ok::<_, Infallible>(processes[*other].1.clone());
            let Ok(action) = action.rename(name);
            action
        }
    });
    actions.collect()
}

/// Whether `line` is an instance of `model`, and each pid in there is that of the process:
/// `pattern` has a placeholder for every one that it can be.
fn fits(line: &Pattern, pattern: &Pattern, model: &Pattern) -> bool {
    let is_pid = |hole: &&Placeholder| matches!(hole, Placeholder::Pid(_));
    let mut pids = model.placeholders().filter(is_pid);
    line.as_literal().is_some_and(|text| model.matches(text))
        && pids.all(|pid| pattern.placeholders().any(|it| it == pid))
}

fn end(code: Option<i32>) -> End {
    match code {
        None => End::Unknown,
        Some(code @ 0..) => End::Exit(code),
        Some(code) => End::Killed(signal(-code)),
    }
}

/// `SIGTERM`, or the number of a signal that has no name.
fn signal(number: i32) -> String {
    match Signal::try_from(number) {
        Ok(signal) => signal.as_str().to_owned(),
        Err(_) => format!("signal {number}"),
    }
}
