//! Who is who: from pids to the processes of an order.

use std::collections::{BTreeSet, HashMap};

use nix::sys::signal::Signal;

use super::recording::{Deed, Recording};
use process_order::{
    End, Event, Fault, History, Order, Pattern, Placeholder, Writer, Written,
};

/// What is known of one process.
struct Member {
    pid: u32,
    /// Its name at its start, if it was reported.
    name: Option<String>,
    deeds: Vec<Act>,
    /// Its exit code, if it was reported.
    code: Option<i32>,
    /// The number of its first message.
    first_message: Option<u32>,
}

/// A deed, in which other processes are positions in the cast.
enum Act {
    Line(String),
    Start(usize),
    Join(usize),
    Terminate(usize),
    Send(u32),
    Receive(usize, u32),
}

/// The processes of a recording, main first. A pid that was given to two of them, one after
/// the other, is two members.
struct Cast {
    members: Vec<Member>,
    /// Who has each pid now, or had it last.
    by_pid: HashMap<u32, usize>,
    /// Whether that one has ended.
    ended: BTreeSet<u32>,
    /// Who wrote each line.
    writers: Vec<usize>,
}

impl Cast {
    fn of(recording: &Recording) -> Self {
        let mut cast = Self {
            members: Vec::new(),
            by_pid: HashMap::new(),
            ended: BTreeSet::new(),
            writers: Vec::new(),
        };
        let main = cast.enter(recording.main);
        cast.members[main].name = Some("main".to_owned());
        for step in &recording.steps {
            cast.follow(step.pid, &step.deed);
        }
        cast.members[main].code = Some(recording.exitcode);
        cast
    }

    fn enter(&mut self, pid: u32) -> usize {
        let member = Member {
            pid,
            name: None,
            deeds: vec![],
            code: None,
            first_message: None,
        };
        self.members.push(member);
        self.ended.remove(&pid);
        self.by_pid.insert(pid, self.members.len() - 1);
        self.members.len() - 1
    }

    /// Who does something with this pid.
    fn actor(&mut self, pid: u32) -> usize {
        match self.by_pid.get(&pid) {
            Some(member) if !self.ended.contains(&pid) => *member,
            _ => self.enter(pid),
        }
    }

    /// Whom somebody does something to. It may have ended.
    fn object(&mut self, pid: u32) -> usize {
        match self.by_pid.get(&pid) {
            Some(member) => *member,
            None => self.enter(pid),
        }
    }

    fn follow(&mut self, pid: u32, deed: &Deed) {
        let actor = self.actor(pid);
        let act = match deed {
            Deed::Line(bytes) | Deed::Rest(bytes) => {
                self.writers.push(actor);
                Act::Line(String::from_utf8_lossy(bytes).into_owned())
            }
            Deed::Start { pid, name } => {
                // A child may have printed, and even ended, before its parent said so.
                let known = self.by_pid.get(pid).copied();
                let child =
                    known.filter(|child| self.members[*child].name.is_none());
                let child = child.unwrap_or_else(|| self.enter(*pid));
                self.members[child].name = Some(name.clone());
                Act::Start(child)
            }
            Deed::Join { pid, code } => {
                let child = self.object(*pid);
                self.members[child].code = code.or(self.members[child].code);
                self.ended.insert(*pid);
                let deeds = &self.members[actor].deeds;
                if deeds
                    .iter()
                    .any(|deed| matches!(deed, Act::Join(whom) if *whom == child))
                {
                    return;
                }
                Act::Join(child)
            }
            Deed::Terminate { pid } => Act::Terminate(self.object(*pid)),
            Deed::Send { number } => Act::Send(self.renumbered(actor, *number)),
            Deed::Receive { pid, number } => {
                let sender = self.object(*pid);
                Act::Receive(sender, self.renumbered(sender, *number))
            }
            Deed::Exit { code } => {
                self.members[actor].code = Some(*code);
                self.ended.insert(pid);
                return;
            }
        };
        self.members[actor].deeds.push(act);
    }

    /// The number of a message among those of `member`, from 1 on. A child goes on counting
    /// where its parent was when it forked.
    fn renumbered(&mut self, member: usize, number: u32) -> u32 {
        let first = *self.members[member].first_message.get_or_insert(number);
        number - first + 1
    }

    /// A name for each member, each another one and none that an order refuses.
    fn names(&self) -> Vec<String> {
        let mut names: Vec<String> = Vec::new();
        for member in &self.members {
            let name = member.name.as_deref().unwrap_or("unknown");
            let bad = |c: char| c.is_control() || matches!(c, '[' | ']');
            let name = name.replace(bad, "?");
            let name = if name.trim().is_empty() { "nameless" } else { name.trim() };
            let mut numbered = name.to_owned();
            let mut number = 1;
            while names.contains(&numbered) {
                number += 1;
                numbered = format!("{name} ({number})");
            }
            names.push(numbered);
        }
        names
    }

    /// The members, each followed by those that it starts.
    fn order_of_appearance(&self) -> Vec<usize> {
        let mut order = Vec::new();
        let mut waiting: Vec<_> = (0..self.members.len()).rev().collect();
        while let Some(member) = waiting.pop() {
            if order.contains(&member) {
                continue;
            }
            order.push(member);
            let starts = self.members[member].deeds.iter().rev();
            waiting.extend(starts.filter_map(|deed| match deed {
                Act::Start(child) => Some(*child),
                _ => None,
            }));
        }
        order
    }

    /// The order, with the lines of `model` where they fit.
    fn order(&self, model: Option<&Order>) -> Result<Order, Fault> {
        let names = self.names();
        let histories = self.order_of_appearance().into_iter().map(|member| {
            let model = model.and_then(|model| {
                let histories = model.histories().iter();
                histories.into_iter().find(|it| it.name == names[member])
            });
            self.history(member, &names, model)
        });
        Order::new(histories.collect())
    }

    fn history(
        &self,
        member: usize,
        names: &[String],
        model: Option<&History>,
    ) -> History {
        let Member { deeds, code, .. } = &self.members[member];
        let name = |member: &usize| names[*member].clone();
        let events = model.into_iter().flat_map(|model| &model.events);
        let mut models = events.filter_map(Event::line);
        let events = deeds.iter().map(|deed| match deed {
            Act::Line(text) => {
                let pattern = self.pattern(text, names);
                let model =
                    models.next().filter(|model| fits(text, &pattern, model));
                Event::Line(model.cloned().unwrap_or(pattern))
            }
            Act::Start(child) => Event::Start(name(child)),
            Act::Join(child) => Event::Join(name(child)),
            Act::Terminate(child) => Event::Terminate(name(child)),
            Act::Send(number) => Event::Send(*number),
            Act::Receive(sender, number) => {
                Event::Receive { from: name(sender), number: *number }
            }
        });
        let events = events.collect();
        let end = match code {
            None => End::Unknown,
            Some(code @ 0..) => End::Exit(*code),
            Some(code) => End::Killed(signal(-code)),
        };
        History { name: names[member].clone(), events, end }
    }

    /// `text` with a placeholder for each pid of a member, and for what is always another
    /// time or key.
    fn pattern(&self, text: &str, names: &[String]) -> Pattern {
        let mut pattern = Pattern::literal(text);
        for placeholder in
            [Placeholder::Ctime, Placeholder::Datetime, Placeholder::Bytes(32)]
        {
            pattern = pattern
                .with_placeholder(&placeholder, |text| placeholder.find_in(text));
        }
        for (member, name) in self.members.iter().zip(names) {
            let placeholder = Placeholder::Pid(name.clone());
            let pid = member.pid.to_string();
            pattern = pattern.with_placeholder(&placeholder, |text| {
                let mut numbers = placeholder.find_in(text);
                numbers.retain(|number| text[number.clone()] == pid);
                numbers
            });
        }
        pattern
    }
}

/// Whether `text` is an instance of `model`, and each pid in there is that of the process:
/// `pattern` has a placeholder for every one that it can be.
fn fits(text: &str, pattern: &Pattern, model: &Pattern) -> bool {
    let is_pid = |hole: &&Placeholder| matches!(hole, Placeholder::Pid(_));
    let mut pids = model.placeholders().filter(is_pid);
    model.matches(text) && pids.all(|pid| pattern.placeholders().any(|it| it == pid))
}

/// `SIGTERM`, or the number of a signal that has no name.
fn signal(number: i32) -> String {
    match Signal::try_from(number) {
        Ok(signal) => signal.as_str().to_owned(),
        Err(_) => format!("signal {number}"),
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
        Cast::of(self).order(None)
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
        Cast::of(self).order(Some(model))
    }

    /// The lines, to be checked against `order`, given the texts of
    /// [`lines`](Self::lines).
    ///
    /// The writers are processes of `order` when all of them were reported, and have names
    /// that are known there. Else only the pids are known.
    pub fn written<'a>(
        &self,
        order: &Order,
        texts: &'a [String],
    ) -> Vec<Written<'a>> {
        let cast = Cast::of(self);
        let names = cast.names();
        let is_reported = |writer: &usize| cast.members[*writer].name.is_some();
        let reported = cast.writers.iter().all(is_reported);
        let writers = cast.writers.iter().map(|writer| {
            if reported {
                Writer::Process(
                    order.position(&names[*writer]).unwrap_or(usize::MAX),
                )
            } else {
                Writer::Pid(cast.members[*writer].pid)
            }
        });
        let lines = writers.zip(texts);
        lines.map(|(writer, text)| Written { writer, text }).collect()
    }
}
