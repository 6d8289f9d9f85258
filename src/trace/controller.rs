//! The door to the tracer: a thread of its own for each program that is controlled.
//!
//! ptrace(2) belongs to a thread: only the thread that has seized a process may resume it and
//! wait for its stops. So each [`Controller`] has a thread that traces, and asks it. That
//! thread waits with `__WNOTHREAD`, so that it is shown only what it traces itself: several
//! controllers at once, and children that other threads start and wait for, do not meet. (Who
//! calls `waitpid(-1)` elsewhere in the process takes everybody's stops, and hangs them.)
//!
//! Nothing is left behind. A controller that is dropped, and one whose time is up, kills
//! every process that it traces, and waits until each is gone. The list of them is kept so
//! that a pid is taken off under the same lock under which it is freed, and so never kills a
//! stranger who was given it since. When the whole process of the tracer dies, the kernel
//! does the same: `PTRACE_O_EXITKILL`.

use std::collections::BTreeSet;
use std::io;
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use nix::errno::Errno;
use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;

use super::deadlock::Deadlock;
use super::engine::Engine;
use super::error::{Error, Result};
use super::execution::Execution;
use super::launch::Launch;
use super::operation::{Operation, Outcome, Readiness};
use super::output::Output;
use super::sys::{self, Change};
use super::touch::{Choice, Touch};
use super::tracer::Tracer;

/// A program whose processes are held, each before its next visible operation, until they
/// are let go. Nothing of the program is left when this is dropped.
#[derive(Debug)]
pub struct Controller {
    /// `None` once nothing more can be asked.
    requests: Option<Sender<Request>>,
    answers: Receiver<Answer>,
    living: Arc<Living>,
    deadline: Option<Instant>,
    /// How long one answer may take.
    patience: Option<Duration>,
    tracer: Option<JoinHandle<()>>,
}

/// Where a program is that nobody runs of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Situation {
    /// These are held, each before an operation; one of them at least can go.
    Held(Vec<Held>),
    /// Nobody can go on.
    Deadlock(Deadlock),
    /// All have ended.
    Ended,
}

/// A thread that is held before an operation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Held {
    /// Its position among the [actors](Execution::actors).
    pub actor: usize,
    /// Its name.
    pub name: String,
    /// Its [place](super::Actor::place) in the family.
    pub place: String,
    /// How many operations it has done: the position of this one in its history.
    pub index: usize,
    /// The pid of its process.
    pub pid: u32,
    /// What it does when it is let go.
    pub operation: Operation,
    /// Whether that would come back at once.
    pub readiness: Readiness,
    /// Whether it takes a signal first, and does that when it is let go; only if
    /// [conflicts](Tracer::conflicts) are watched.
    pub takes_signal: bool,
    /// What the operation would touch that the signal interrupts, if it takes one.
    pub interrupted: Vec<Touch>,
    /// Of a process that looks again and again, what it is like: when that is the same as
    /// before, it will do the same as before. Known only when
    /// [conflicts](Tracer::conflicts) are watched.
    pub state: Option<u64>,
}

enum Request {
    Situation,
    LetGo(usize),
    Choice,
    Execution,
    Finish,
}

enum Answer {
    Started,
    Situation(Situation),
    Outcome(Outcome),
    Choice(Choice),
    Execution(Box<Execution>),
    Fault(Error),
}

impl Controller {
    pub(super) fn start(tracer: Tracer, deadline: Option<Instant>) -> Result<Self> {
        let (requests, to_do) = mpsc::channel();
        let (answer, answers) = mpsc::channel();
        let living = Arc::new(Living::default());
        let patience = tracer.patience;
        let theirs = Arc::clone(&living);
        let trace = move || serve(&tracer, &theirs, &to_do, &answer);
        let thread = thread::Builder::new()
            .name("tracer".to_owned())
            .spawn(trace)
            .map_err(Error::os("a thread"))?;
        let requests = Some(requests);
        let tracer = Some(thread);
        let mut controller =
            Self { requests, answers, living, deadline, patience, tracer };
        match controller.answer()? {
            Answer::Started => Ok(controller),
            _ => Err(gone()),
        }
    }

    /// Who is held, and before what; or that nobody can go on, or that all have ended. The
    /// threads that are held come in the order in which they arrived there.
    ///
    /// While nobody can go, but somebody waits for something outside the program, this waits
    /// too: in a system call that is not known here, or for the signal of a timer.
    ///
    /// # Errors
    ///
    /// [`Error::TimedOut`] when the time is up; the program is then gone, and every later
    /// question has the same answer. [`Error::Os`] when ptrace(2) or /proc fails.
    pub fn situation(&mut self) -> Result<Situation> {
        match self.ask(Request::Situation)? {
            Answer::Situation(situation) => Ok(situation),
            _ => Err(gone()),
        }
    }

    /// Lets the thread `actor` do the operation that it is held before, and everything up to
    /// its next one that nobody else can see. Says what came of the operation.
    ///
    /// # Errors
    ///
    /// [`Error::CannotGo`] when it is not held, or its operation [would
    /// wait](Readiness::Blocks); then nothing has happened. Otherwise as
    /// [`situation`](Self::situation).
    pub fn let_go(&mut self, actor: usize) -> Result<Outcome> {
        match self.ask(Request::LetGo(actor))? {
            Answer::Outcome(outcome) => Ok(outcome),
            _ => Err(gone()),
        }
    }

    /// Who moved when a thread was let go last, and what that touched; only if
    /// [asked for](Tracer::conflicts).
    ///
    /// # Errors
    ///
    /// As [`situation`](Self::situation).
    pub fn last_choice(&mut self) -> Result<Choice> {
        match self.ask(Request::Choice)? {
            Answer::Choice(choice) => Ok(choice),
            _ => Err(gone()),
        }
    }

    /// What has been done until now.
    ///
    /// # Errors
    ///
    /// As [`situation`](Self::situation).
    pub fn execution(&mut self) -> Result<Execution> {
        match self.ask(Request::Execution)? {
            Answer::Execution(execution) => Ok(*execution),
            _ => Err(gone()),
        }
    }

    /// Lets one after the other go until all have ended or nobody can go on: first whoever
    /// is ready, in the order of arrival, so that nobody is overtaken for ever; time passes
    /// only when nobody is ready. A program that the time is up for gives what was done
    /// until then, with [`timed_out`](Execution::timed_out).
    ///
    /// # Errors
    ///
    /// [`Error::Os`] when ptrace(2) or /proc fails.
    pub fn finish(mut self) -> Result<Execution> {
        match self.ask(Request::Finish)? {
            Answer::Execution(execution) => Ok(*execution),
            _ => Err(gone()),
        }
    }

    fn ask(&mut self, request: Request) -> Result<Answer> {
        let is_last_word = matches!(request, Request::Finish);
        let requests = self.requests.as_ref().ok_or(Error::TimedOut)?;
        requests.send(request).map_err(|_| gone())?;
        match self.answer() {
            Err(Error::TimedOut) if is_last_word => {
                // The tracer has noticed by now that all are killed.
                self.answers.recv().map_err(|_| gone())
            }
            answer => answer,
        }
    }

    fn answer(&mut self) -> Result<Answer> {
        let left =
            self.deadline.map(|it| it.saturating_duration_since(Instant::now()));
        let left = left.into_iter().chain(self.patience).min();
        let answer = match left {
            None => self.answers.recv().map_err(|_| RecvTimeoutError::Disconnected),
            Some(left) => self.answers.recv_timeout(left),
        };
        match answer {
            Ok(Answer::Fault(error)) => Err(error),
            Ok(answer) => Ok(answer),
            Err(RecvTimeoutError::Disconnected) => Err(gone()),
            Err(RecvTimeoutError::Timeout) => {
                self.requests = None;
                self.living.kill_all();
                Err(Error::TimedOut)
            }
        }
    }
}

/// The tracer's thread has ended, which it does only after a fault that it has told.
fn gone() -> Error {
    Error::Os { call: "the tracer", source: Errno::ECHILD.into() }
}

impl Drop for Controller {
    fn drop(&mut self) {
        self.living.kill_all();
        self.requests = None;
        if let Some(tracer) = self.tracer.take() {
            // It panics only where it has a bug, and its end has killed the program.
            let _ = tracer.join();
        }
    }
}

/// The tracer's thread.
fn serve(
    tracer: &Tracer,
    living: &Arc<Living>,
    requests: &Receiver<Request>,
    answers: &Sender<Answer>,
) {
    match launch(tracer, living) {
        Err(error) => {
            // Nobody listens any more: then nobody misses it.
            let _ = answers.send(Answer::Fault(error));
        }
        Ok(mut engine) => {
            let mut asked = answers.send(Answer::Started).is_ok();
            while asked && let Ok(request) = requests.recv() {
                let answer = answer(&mut engine, &request, living);
                asked = answers.send(answer).is_ok();
            }
        }
    }
    living.kill_all();
    living.bury_all();
}

fn launch(tracer: &Tracer, living: &Arc<Living>) -> Result<Engine> {
    let (output, theirs) =
        Output::open(tracer.stdout).map_err(Error::os("openpty"))?;
    let launch = Launch::begin(tracer, &theirs, &output.request())?;
    drop(theirs);
    living.enter(launch.main);
    let mut engine =
        Engine::new(launch.main, output, Arc::clone(living), tracer.conflicts);
    engine.settle().map_err(|error| fault(error, living))?;
    if engine.is_launching {
        return Err(launch.fault().unwrap_or_else(gone));
    }
    Ok(engine)
}

fn fault(error: io::Error, living: &Living) -> Error {
    if living.is_cancelled() {
        Error::TimedOut
    } else {
        Error::Os { call: "ptrace", source: error }
    }
}

fn answer(engine: &mut Engine, request: &Request, living: &Living) -> Answer {
    let answer = match request {
        Request::Situation => engine.situation().map(Answer::Situation),
        Request::LetGo(actor) => engine.let_go(*actor),
        Request::Choice => {
            let choice = engine.choices.last().cloned().unwrap_or_default();
            Ok(Answer::Choice(choice))
        }
        Request::Execution => Ok(Answer::Execution(Box::new(engine.execution()))),
        Request::Finish => {
            engine.finish().map(|execution| Answer::Execution(Box::new(execution)))
        }
    };
    answer.unwrap_or_else(|error| match (request, fault(error, living)) {
        (Request::Finish, Error::TimedOut) => {
            let execution = Execution { timed_out: true, ..engine.execution() };
            Answer::Execution(Box::new(execution))
        }
        (_, fault) => Answer::Fault(fault),
    })
}

impl Engine {
    fn situation(&mut self) -> io::Result<Situation> {
        loop {
            let held = self.all_held();
            if held.iter().any(|held| held.readiness.may_go()) {
                return Ok(Situation::Held(held));
            }
            if !self.await_outside()? {
                let deadlock = self.deadlock();
                return Ok(deadlock.map_or(Situation::Ended, Situation::Deadlock));
            }
        }
    }

    fn all_held(&mut self) -> Vec<Held> {
        let mut held = Vec::new();
        for thread in self.held.clone() {
            let takes_signal = self.takes_signal(thread);
            let operation = self.table.threads[thread].call.as_ref();
            let operation = operation.map(|call| call.operation.clone());
            // Who was stopped between two operations is held only to be killed.
            let Some(operation) =
                operation.or(takes_signal.then_some(Operation::Begin))
            else {
                continue;
            };
            let readiness = self.readiness(thread);
            let process = self.table.threads[thread].process;
            let interrupted =
                if takes_signal { self.pending(thread) } else { Vec::new() };
            held.push(Held {
                actor: thread,
                name: self.table.thread_name(thread),
                place: self.table.thread_place(thread),
                index: self.table.threads[thread].done,
                pid: self.table.processes[process].pid.as_raw().cast_unsigned(),
                operation,
                readiness,
                takes_signal,
                interrupted,
                state: self.state_number(thread),
            });
        }
        held
    }

    fn let_go(&mut self, thread: usize) -> io::Result<Answer> {
        if !self.held.contains(&thread) {
            let name = match self.table.threads.get(thread) {
                Some(_) => self.table.thread_name(thread),
                None => format!("actor {thread}"),
            };
            return Ok(Answer::Fault(Error::CannotGo { name }));
        }
        let readiness = self.readiness(thread);
        if !readiness.may_go() {
            let name = self.table.thread_name(thread);
            return Ok(Answer::Fault(Error::CannotGo { name }));
        }
        self.go(thread, &readiness)?;
        Ok(Answer::Outcome(self.latest.clone().unwrap_or(Outcome::Done)))
    }

    fn go(&mut self, thread: usize, readiness: &Readiness) -> io::Result<()> {
        self.held.retain(|it| *it != thread);
        self.begin_choice(thread);
        self.perform(thread, readiness)?;
        self.settle()?;
        self.end_choice();
        Ok(())
    }

    fn finish(&mut self) -> io::Result<Execution> {
        loop {
            if let Some((thread, readiness)) = self.choose() {
                self.go(thread, &readiness)?;
            } else if !self.await_outside()? {
                break;
            }
        }
        let deadlock = self.deadlock();
        Ok(Execution { deadlock, ..self.execution() })
    }

    /// The first who is ready, else the first who may be, else the one whose time is up
    /// first.
    fn choose(&mut self) -> Option<(usize, Readiness)> {
        let mut unsure = None;
        let mut due_first: Option<(usize, Duration)> = None;
        for place in 0..self.held.len() {
            let thread = self.held[place];
            match self.readiness(thread) {
                Readiness::Ready => return Some((thread, Readiness::Ready)),
                Readiness::Unsure => unsure = unsure.or(Some(thread)),
                Readiness::TimesOut { due } => {
                    if due_first.is_none_or(|(_, first)| due < first) {
                        due_first = Some((thread, due));
                    }
                }
                Readiness::Blocks { .. } => {}
            }
        }
        let unsure = unsure.map(|thread| (thread, Readiness::Unsure));
        unsure
            .or(due_first.map(|(thread, due)| (thread, Readiness::TimesOut { due })))
    }
}

/// The processes that are traced and whose pids are not free: whom a time-out kills. Their
/// threads are not listed, because the number of a thread that executes another program is
/// free without a word.
#[derive(Debug, Default)]
pub(super) struct Living(Mutex<Pids>);

#[derive(Debug, Default)]
struct Pids {
    all: BTreeSet<Pid>,
    is_cancelled: bool,
}

impl Living {
    fn lock(&self) -> MutexGuard<'_, Pids> {
        // What it guards is right at every moment.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Process `pid` is traced.
    pub(super) fn enter(&self, pid: Pid) {
        let mut pids = self.lock();
        pids.all.insert(pid);
        if pids.is_cancelled {
            // It may have ended, and is not yet buried.
            let _ = kill(pid, Signal::SIGKILL);
        }
    }

    /// Takes the end of a thread, whose number is free from then on.
    pub(super) fn bury(&self, tid: Pid) -> nix::Result<Option<(Pid, Change)>> {
        let mut pids = self.lock();
        let change = sys::take(tid)?;
        if !matches!(change, Some((_, Change::Stopped { .. })) | None) {
            pids.all.remove(&tid);
        }
        Ok(change)
    }

    /// Kills all, now and those who are still to come.
    fn kill_all(&self) {
        let mut pids = self.lock();
        pids.is_cancelled = true;
        for pid in &pids.all {
            // It may have ended, and is not yet buried.
            let _ = kill(*pid, Signal::SIGKILL);
        }
    }

    pub(super) fn is_cancelled(&self) -> bool {
        self.lock().is_cancelled
    }

    /// Waits until all are gone who have been killed.
    fn bury_all(&self) {
        while let Ok(Some((tid, change))) = sys::next_change(true) {
            if let Change::Stopped { .. } = change {
                // It was born meanwhile. It is there, and its number is not another's.
                let _ = kill(tid, Signal::SIGKILL);
                let _ = sys::take(tid);
            } else {
                let _ = self.bury(tid);
            }
        }
    }
}
