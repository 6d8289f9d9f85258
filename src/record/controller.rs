//! A program whose processes are held just before they write a line, and before they end,
//! until they are let go: whoever directs it is their scheduler.
//!
//! The processes are real ones of an unmodified program. A filter of seccomp(2) has the
//! kernel ask before each write(2) to stdout and each `exit_group`(2); who asks waits, and
//! is let go by `SECCOMP_USER_NOTIF_FLAG_CONTINUE`, `seccomp_unotify`(2). No privilege is
//! needed, but a container may forbid it.
//!
//! A process is held at its end too, because its end is what others see: a child that has
//! printed its last line still is among the active children.
//!
//! A process that polls never stands still. Once it has gone round fifty times, or for half
//! a second of a processor's time, and nothing has come of it, it counts as one that waits.

use std::io;
use std::os::fd::AsFd;
use std::time::Duration;

use super::group::Group;
use nix::unistd::Pid;
use process_order::Order;

use super::matching::Matching;
use super::operation::{Held, Operation, Scheduled};
use super::quiet::{Look, Rounds};
use super::recording::{Recording, Step};
use super::running::Running;
use super::sys::{Call, Listener, Request};
use crate::process::sys::{pidfd, poll};

/// How often a family has to look the same before it is taken to stand still.
const LOOKS: usize = 3;
/// How long between two looks.
const A_MOMENT: Duration = Duration::from_millis(1);

/// A program that is directed. Nothing of it is left when this is dropped.
#[derive(Debug)]
pub struct Controller {
    running: Running,
    listener: Listener,
    held: Vec<(Request, Held)>,
    rounds: Rounds,
}

/// What came of an output that a program was directed to print.
#[derive(Debug)]
pub enum Replay {
    /// It has printed exactly that.
    Done(Recording),
    /// It cannot go on with that.
    Stuck {
        /// How many lines it has printed.
        after: usize,
        /// Who waits, and for what. What they want to print is another line than the next.
        held: Vec<Held>,
        /// Who does not wait for its turn: see [`Controller::polling`].
        polling: Vec<u32>,
        /// What has been seen until then.
        steps: Vec<Step>,
    },
}

impl Controller {
    pub(super) fn new(running: Running, listener: Listener) -> Self {
        Self { running, listener, held: Vec::new(), rounds: Rounds::default() }
    }

    /// The pid of the program, and the name of its process group.
    pub fn main(&self) -> u32 {
        self.running.main()
    }

    /// All processes of the run.
    pub fn group(&self) -> Group {
        self.running.group()
    }

    /// What has been seen so far.
    pub fn steps(&self) -> &[Step] {
        self.running.steps()
    }

    /// Who sleeps and looks, again and again, or looks without a pause, and gets no further
    /// unless somebody who is held is let go. Such a process is not waited for.
    pub fn polling(&self) -> Vec<u32> {
        self.rounds.pids()
    }

    /// Waits until nobody goes on by himself, and says who is held: nobody, when all have
    /// ended, or [poll](Self::polling).
    ///
    /// # Errors
    ///
    /// What the system says when the program cannot be listened to.
    pub fn settle(&mut self) -> io::Result<Vec<Held>> {
        self.until(|_| false)?;
        Ok(self.held.iter().map(|(_, held)| held.clone()).collect())
    }

    /// Waits until somebody is held whom `is_wanted` wants; `None` when nobody goes on by
    /// himself, and nobody is wanted.
    ///
    /// # Errors
    ///
    /// What the system says when the program cannot be listened to.
    pub fn until(
        &mut self,
        is_wanted: impl Fn(&Held) -> bool,
    ) -> io::Result<Option<Held>> {
        let mut looks = Vec::new();
        loop {
            if self.hear_all()? {
                looks.clear();
            }
            let wanted = self.held.iter().find(|(_, held)| is_wanted(held));
            if let Some((_, held)) = wanted {
                return Ok(Some(held.clone()));
            }
            let pids = self.running.steps().iter().map(|step| step.pid);
            let look = Look::at(self.main(), pids);
            self.held.retain(|(request, _)| look.has(request.pid));
            let is_held =
                |pid| self.held.iter().any(|(request, _)| request.pid == pid);
            self.rounds.note(&look, is_held);
            let look = look.without(|pid| self.rounds.has(pid));
            if !look.is_still(is_held)
                || looks.last().is_some_and(|last| *last != look)
            {
                looks.clear();
            }
            if looks.len() == LOOKS || look.is_empty() {
                return Ok(None);
            }
            looks.push(look);
            poll(&[self.listener.as_fd(), self.running.as_fd()], Some(A_MOMENT))?;
        }
    }

    /// Lets go of a process that is held. When it prints, what it prints has been seen when
    /// this returns.
    ///
    /// # Errors
    ///
    /// What the system says when the program cannot be listened to.
    pub fn let_go(&mut self, held: &Held) -> io::Result<()> {
        let place = self.held.iter().position(|(_, other)| other == held);
        let Some(place) = place else { return Ok(()) };
        let (request, _) = self.held.remove(place);
        self.rounds.begin_anew();
        if self.listener.let_go(request)? && request.call != Call::Exit {
            self.hear_from(request.pid)?;
        }
        Ok(())
    }

    /// Lets everybody go, and records to the end.
    ///
    /// # Errors
    ///
    /// What the system says when the program cannot be listened to.
    pub fn finish(mut self) -> io::Result<Recording> {
        loop {
            for (request, _) in self.held.drain(..) {
                self.listener.let_go(request)?;
            }
            let ready = poll(&[self.listener.as_fd(), self.running.as_fd()], None)?;
            if ready[1] && self.running.hear()?.is_none() {
                return self.running.follow(|_| Ok(()));
            }
            if ready[0] {
                self.take_request()?;
            }
        }
    }

    /// Directs the program, whose order is `order`, to print exactly these lines, one after
    /// the other.
    ///
    /// # Errors
    ///
    /// What the system says when the program cannot be listened to.
    pub fn replay(
        mut self,
        order: &Order,
        schedule: &[Scheduled],
    ) -> io::Result<Replay> {
        let mut matching = Matching::new(order, self.main());
        let mut printed = 0;
        loop {
            let rest = &schedule[printed..];
            if let Some(held) = self.next_of(&mut matching, rest)? {
                self.end_first(&matching, &rest[0].after_end_of)?;
                printed += matching.take(&held, rest);
                self.let_go(&held)?;
                continue;
            }
            let held = self.settle()?;
            let polling = self.polling();
            let is_over = rest.is_empty()
                && held.iter().all(|held| held.operation == Operation::Exit)
                && polling.is_empty();
            if !self.let_somebody_end()? {
                return if is_over {
                    self.finish().map(Replay::Done)
                } else {
                    let steps = self.steps().to_vec();
                    Ok(Replay::Stuck { after: printed, held, polling, steps })
                };
            }
        }
    }

    /// Waits for somebody who can print the first of `rest`.
    fn next_of(
        &mut self,
        matching: &mut Matching<'_>,
        rest: &[Scheduled],
    ) -> io::Result<Option<Held>> {
        matching.learn(self.steps());
        if let Some(held) = self.until(|held| matching.can_take(held, rest))? {
            return Ok(Some(held));
        }
        // What is reported is known by now. Of the others, whoever fits.
        matching.learn(self.steps());
        let mut held = self.held.iter().map(|(_, held)| held);
        let fitting = held.find(|held| {
            matching.can_take(held, rest) || matching.could_take(held, rest)
        });
        Ok(fitting.cloned())
    }

    /// Lets those of these processes end that come to their ends by themselves.
    fn end_first(
        &mut self,
        matching: &Matching<'_>,
        processes: &[usize],
    ) -> io::Result<()> {
        for process in processes {
            let is_it = |held: &Held| {
                held.operation == Operation::Exit
                    && matching.process(held.pid) == Some(*process)
            };
            if let Some(held) = self.until(is_it)? {
                let ended = pidfd(Pid::from_raw(held.pid.cast_signed()))?;
                self.let_go(&held)?;
                poll(&[ended.as_fd()], None)?;
            }
        }
        Ok(())
    }

    /// Lets go of one who is held at its end, the first who came there.
    fn let_somebody_end(&mut self) -> io::Result<bool> {
        let ends = |(_, held): &&(Request, Held)| held.operation == Operation::Exit;
        let Some((_, held)) = self.held.iter().find(ends) else { return Ok(false) };
        let held = held.clone();
        self.let_go(&held)?;
        Ok(true)
    }

    /// Takes in all that is there. Whether it is of somebody who does not
    /// [poll](Self::polling), or whoever polls has got further.
    fn hear_all(&mut self) -> io::Result<bool> {
        let known = (self.steps().len(), self.held.len());
        let mut is_new = false;
        loop {
            let ready = poll(
                &[self.listener.as_fd(), self.running.as_fd()],
                Some(Duration::ZERO),
            )?;
            let asked = if ready[0] { self.take_request()? } else { None };
            let heard = if ready[1] { self.running.hear()? } else { None };
            if asked.is_none() && heard.is_none() {
                break;
            }
            let mut doers = asked.into_iter().chain(heard);
            is_new |= doers.any(|pid| !self.rounds.has(pid));
        }
        if known != (self.steps().len(), self.held.len()) {
            self.rounds.begin_anew();
            is_new = true;
        }
        Ok(is_new)
    }

    /// Takes in what is written until `pid` has.
    fn hear_from(&mut self, pid: u32) -> io::Result<()> {
        const PATIENCE: Duration = Duration::from_secs(1);
        while poll(&[self.running.as_fd()], Some(PATIENCE))?[0] {
            match self.running.hear()? {
                Some(writer) if writer != pid => {}
                _ => return Ok(()),
            }
        }
        // It was killed before it could write.
        Ok(())
    }

    /// Takes the next request, and says whose; nothing when there is none after all. What
    /// completes no line is let go at once, and so is who writes elsewhere, into a shell's
    /// `$(…)` for one.
    fn take_request(&mut self) -> io::Result<Option<u32>> {
        let Some(request) = self.listener.next()? else { return Ok(None) };
        let operation = if !self.running.is_stdout_of(request.pid) {
            self.listener.let_go(request)?;
            return Ok(Some(request.pid));
        } else if request.call == Call::Exit {
            Some(Operation::Exit)
        } else {
            self.lines_of(&request).map(Operation::Write)
        };
        match operation {
            Some(operation) => {
                let held = Held { pid: request.pid, operation };
                self.held.push((request, held));
            }
            None if self.listener.let_go(request)? => self.hear_from(request.pid)?,
            None => {}
        }
        Ok(Some(request.pid))
    }

    /// The lines that a write completes, if it completes any.
    fn lines_of(&self, request: &Request) -> Option<Vec<String>> {
        let bytes = request.bytes();
        if self.running.is_report(&bytes) || !bytes.contains(&b'\n') {
            return None;
        }
        let begun = self.running.unfinished(request.pid);
        let text = [begun, &bytes].concat();
        let text = String::from_utf8_lossy(&text).into_owned();
        // What follows the last line end is a beginning only.
        let (whole, _) = text.rsplit_once('\n').unwrap_or((&text, ""));
        Some(whole.split('\n').map(str::to_owned).collect())
    }
}
