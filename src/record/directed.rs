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
use super::quiet::{Look, Rounds};
use super::recording::{Recording, Step};
use super::running::Running;
use super::sys::{Call, Listener, Request};
use super::troupe::Troupe;
use crate::process::sys::poll;
use process_order::{EventId, Order, Pattern};

/// How often a family has to look the same before it is taken to stand still.
const LOOKS: usize = 3;
/// How long between two looks.
const A_MOMENT: Duration = Duration::from_millis(1);

/// A program that is directed. Nothing of it is left when this is dropped.
#[derive(Debug)]
pub struct Directed {
    running: Running,
    listener: Listener,
    held: Vec<(Request, Held)>,
    rounds: Rounds,
}

/// A process that waits to be let go.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Held {
    /// The process.
    pub pid: u32,
    /// What it will do then.
    pub intent: Intent,
}

/// What a process that is held is about to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Intent {
    /// To write these lines, in one write; mostly it is one line.
    Print(Vec<String>),
    /// To end.
    End,
}

/// What came of an output that a program was directed to print.
#[derive(Debug)]
pub enum Performance {
    /// It has printed exactly that.
    Done(Recording),
    /// It cannot go on with that.
    Stuck {
        /// How many lines it has printed.
        after: usize,
        /// Who waits, and for what. What they want to print is another line than the next.
        held: Vec<Held>,
        /// Who does not wait for its turn: see [`Directed::polling`].
        polling: Vec<u32>,
        /// What has been seen until then.
        steps: Vec<Step>,
    },
}

/// A line that a program is directed to print next.
#[derive(Clone, Debug)]
pub struct Cue {
    /// What it is an instance of.
    pub line: Pattern,
    /// The position of the process in its order, if it must be that one.
    pub process: Option<usize>,
}

impl Cue {
    /// The lines `events` of `order`, one after the other.
    ///
    /// # Panics
    ///
    /// When one of them is no line.
    pub fn lines_of(order: &Order, events: &[EventId]) -> Vec<Self> {
        let cues = events.iter().map(|id| Self {
            line: order.event(*id).line().expect("a line").clone(),
            process: Some(id.process),
        });
        cues.collect()
    }
}

impl Directed {
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
    pub fn perform(
        mut self,
        order: &Order,
        cues: &[Cue],
    ) -> io::Result<Performance> {
        let mut troupe = Troupe::new(order, self.main());
        let mut printed = 0;
        loop {
            let rest = &cues[printed..];
            if let Some(held) = self.next_of(&mut troupe, rest)? {
                printed += troupe.take(&held, rest);
                self.let_go(&held)?;
                continue;
            }
            let held = self.settle()?;
            let polling = self.polling();
            let is_over = rest.is_empty()
                && held.iter().all(|held| held.intent == Intent::End)
                && polling.is_empty();
            if !self.let_somebody_end()? {
                return if is_over {
                    self.finish().map(Performance::Done)
                } else {
                    let steps = self.steps().to_vec();
                    Ok(Performance::Stuck { after: printed, held, polling, steps })
                };
            }
        }
    }

    /// Waits for somebody who can print the first of `rest`.
    fn next_of(
        &mut self,
        troupe: &mut Troupe<'_>,
        rest: &[Cue],
    ) -> io::Result<Option<Held>> {
        troupe.learn(self.steps());
        if let Some(held) = self.until(|held| troupe.can_take(held, rest))? {
            return Ok(Some(held));
        }
        // What is reported is known by now. Of the others, whoever fits.
        troupe.learn(self.steps());
        let mut held = self.held.iter().map(|(_, held)| held);
        let fitting = held.find(|held| {
            troupe.can_take(held, rest) || troupe.could_take(held, rest)
        });
        Ok(fitting.cloned())
    }

    /// Lets go of one who is held at its end, the first who came there.
    fn let_somebody_end(&mut self) -> io::Result<bool> {
        let ends = |(_, held): &&(Request, Held)| held.intent == Intent::End;
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
        let intent = if !self.running.is_stdout_of(request.pid) {
            self.listener.let_go(request)?;
            return Ok(Some(request.pid));
        } else if request.call == Call::Exit {
            Some(Intent::End)
        } else {
            self.lines_of(&request).map(Intent::Print)
        };
        match intent {
            Some(intent) => {
                let held = Held { pid: request.pid, intent };
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
