//! The program of a puzzle, before it is written in a language.

/// A small program of a few processes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Program {
    /// Main comes first, and a child after its parent.
    pub(crate) processes: Vec<Process>,
    /// The names of the pipes.
    pub(crate) pipes: Vec<&'static str>,
    /// The name of the lock, which only one process at a time can have.
    pub(crate) lock: &'static str,
}

/// The number of main.
pub(crate) const MAIN: usize = 0;

/// What one process does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Process {
    /// What its parent calls it.
    pub(crate) name: &'static str,
    /// What it does, one after the other. Processes and pipes have numbers.
    pub(crate) body: Vec<Step>,
}

/// One thing that a process does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Step {
    /// It prints a line.
    Say(String),
    /// It starts a child.
    Start(usize),
    /// It waits for the end of a child.
    Wait(usize),
    /// It waits until one of its children has ended, whichever.
    WaitAny,
    /// It waits for the end of all of its children.
    WaitAll,
    /// It lets some time pass. That orders nothing.
    Pause(usize),
    /// It looks whether a child has ended, and prints one line or the other.
    Look { child: usize, alive: String, ended: String },
    /// It terminates a child and waits for its end. If it tells what came of that, it prints
    /// one line or the other.
    Stop { child: usize, told: Option<Stopped> },
    /// It sends a word through a pipe.
    Send(usize, &'static str),
    /// It waits for a word from a pipe, and may print what it got.
    Receive(usize, Told),
    /// It takes the lock, and waits as long as another process has it.
    Take,
    /// It gives the lock back.
    Release,
}

/// Whether a process tells which word it has received.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Told {
    Yes,
    No,
}

/// What the parent prints of a child that it has terminated.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Stopped {
    /// The signal has ended the child.
    pub(crate) by_signal: String,
    /// The child had ended before.
    pub(crate) before: String,
}

impl Program {
    /// The steps of all processes, each with the number of its process.
    pub(crate) fn steps(&self) -> impl Iterator<Item = (usize, &Step)> {
        let processes = self.processes.iter().enumerate();
        processes
            .flat_map(|(number, it)| it.body.iter().map(move |step| (number, step)))
    }

    pub(crate) fn name(&self, process: usize) -> &'static str {
        self.processes[process].name
    }

    /// The children of `process`, in the order in which it starts them.
    pub(crate) fn children(&self, process: usize) -> impl Iterator<Item = usize> {
        self.processes[process].body.iter().filter_map(|step| match step {
            Step::Start(child) => Some(*child),
            _ => None,
        })
    }

    /// The children for which `process` does not wait by one of its steps. Exploring knows all
    /// runs only when it does in the end, because a library that waits at the end of a process
    /// first looks who has ended already.
    pub(crate) fn unjoined(&self, process: usize) -> Vec<usize> {
        let body = &self.processes[process].body;
        let is_joined = |child: &usize| {
            body.iter().any(|step| match step {
                Step::Wait(it) | Step::Stop { child: it, .. } => it == child,
                Step::WaitAll => true,
                _ => false,
            })
        };
        self.children(process).filter(|child| !is_joined(child)).collect()
    }

    /// Whether a process takes the lock.
    pub(crate) fn has_lock(&self) -> bool {
        self.steps().any(|(_, step)| *step == Step::Take)
    }

    /// The processes that use an end of `pipe`, each once.
    pub(crate) fn users(&self, pipe: usize, end: End) -> Vec<usize> {
        let users = self.steps().filter_map(|(process, step)| match (step, end) {
            (Step::Send(it, _), End::Sender) if *it == pipe => Some(process),
            (Step::Receive(it, _), End::Receiver) if *it == pipe => Some(process),
            _ => None,
        });
        let mut users: Vec<_> = users.collect();
        users.dedup();
        users
    }
}

/// One of the two ends of a pipe.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum End {
    Receiver,
    Sender,
}

/// `cook: got soup`, what a process prints that tells which word it has received.
pub(crate) fn got(name: &str, word: &str) -> String {
    format!("{name}: got {word}")
}
