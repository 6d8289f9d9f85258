//! A story: what a process does with its `Process` objects, and what its children do.
//!
//! It has one step a line; the steps of a child stand under the `new` that makes it, two
//! spaces deeper. A process keeps its objects in numbered slots, of which a child has
//! copies. WHOM is such a number, `me` for `current_process()`, or `up` for
//! `parent_process()`.
//!
//! | step | what it does |
//! | --- | --- |
//! | `new SLOT CLASS [name=NAME] [daemon=yes\|no]` | constructs a `Process` or `MyProcess` |
//! | `keep SLOT` | stores `current_process()` |
//! | `alias SLOT OF` | stores what `active_children()` has for the child in slot OF |
//! | `start WHOM`, `close WHOM` | |
//! | `join WHOM [MILLISECONDS]` | and says the exit code |
//! | `terminate WHOM`, `kill WHOM`, `signal WHOM NUMBER` | the last is the user's kill(2) |
//! | `name WHOM NAME`, `daemon WHOM yes\|no`, `authkey WHOM HEX` | sets it |
//! | `see WHOM ATTRIBUTE` | reads `name`, `repr`, …: [`ATTRIBUTES`] |
//! | `wait SLOT…` | which of them have ended, by their sentinels |
//! | `children`, `cpus` | `active_children()`, `cpu_count()` |
//! | `hold` | in a child: tells the parent that it is here, and waits for its `go` |
//! | `meet SLOT`, `go SLOT` | in the parent: waits for the `hold`; lets the child go on |
//! | `ended SLOT` | waits until the child has ended, and does not reap it |
//! | `block` | blocks `SIGTERM`, for later children too |
//! | `mutter` | prints without a newline, so that it stays in the buffer |
//! | `stdin` | reads it to its end |
//! | `return`, `exit N`, `leave N` | `sys.exit(N)`, `os._exit(N)` |
//! | `fail`, `panic` | returns an error, panics; both raise an exception in Python |
//! | `die NUMBER` | sends itself a signal |
//!
//! Each step says one line on stdout: the number of its line, and what came of it. Those
//! that end the process say it before.

use std::iter::Peekable;

/// What a process does, step by step.
pub(crate) type Story = Vec<Step>;

/// One step.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Step {
    /// Its line, without the margin.
    pub text: String,
    /// What the child does, where the step is a `new`.
    pub body: Story,
}

/// What a step begins with. Not `see`, of which there are many kinds, and not `close`,
/// which `CPython` 3.6 does not have.
pub(crate) const VERBS: [&str; 27] = [
    "new",
    "keep",
    "alias",
    "start",
    "join",
    "terminate",
    "kill",
    "signal",
    "name",
    "daemon",
    "authkey",
    "wait",
    "children",
    "cpus",
    "hold",
    "meet",
    "go",
    "ended",
    "block",
    "mutter",
    "stdin",
    "return",
    "exit",
    "leave",
    "fail",
    "panic",
    "die",
];

/// What can be read of a process.
pub(crate) const ATTRIBUTES: [&str; 9] = [
    "name", "daemon", "pid", "ident", "exitcode", "is_alive", "authkey", "repr",
    "sentinel",
];

impl Step {
    /// The step that `text` says, with nothing below it.
    pub(crate) fn of(text: impl Into<String>) -> Self {
        Self { text: text.into(), body: Story::new() }
    }

    /// Its line, word by word.
    pub(crate) fn words(&self) -> Vec<&str> {
        self.text.split(' ').collect()
    }

    /// How many lines it has with those below it.
    fn lines(&self) -> usize {
        1 + self.body.iter().map(Self::lines).sum::<usize>()
    }
}

/// The steps of `story` and the number of the line of each, where the first is on line
/// `first`.
pub(crate) fn numbered(
    story: &[Step],
    first: usize,
) -> impl Iterator<Item = (usize, &Step)> {
    story.iter().scan(first, |next, step| {
        let line = *next;
        *next += step.lines();
        Some((line, step))
    })
}

/// `story` without the step on line `line`, and what is below it.
pub(crate) fn without(story: &[Step], line: usize) -> Story {
    let others = numbered(story, 1).filter(|(number, _)| *number != line);
    let kept = others.map(|(number, step)| {
        let below = line.saturating_sub(number);
        Step { text: step.text.clone(), body: without(&step.body, below) }
    });
    kept.collect()
}

/// The text of `story`.
pub(crate) fn write(story: &[Step]) -> String {
    let lines = story.iter().map(|step| {
        let body = write(&step.body);
        let body = body.lines().map(|line| format!("  {line}\n"));
        format!("{}\n{}", step.text, body.collect::<String>())
    });
    lines.collect()
}

/// The story that `text` tells.
pub(crate) fn read(text: &str) -> Story {
    read_steps(&mut text.lines().peekable(), "")
}

fn read_steps<'a>(
    lines: &mut Peekable<impl Iterator<Item = &'a str>>,
    margin: &str,
) -> Story {
    let mut story = Story::new();
    let deeper = format!("{margin}  ");
    while let Some(line) = lines.next_if(|line| line.starts_with(margin)) {
        let body = read_steps(lines, &deeper);
        story.push(Step { text: line.trim_start().to_owned(), body });
    }
    story
}
