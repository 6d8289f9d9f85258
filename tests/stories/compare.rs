//! What was observed of a story, in a form in which two runs can be compared.

use std::collections::HashMap;
use std::fmt::Write;

use crate::story::{self, Step};
use crate::support::probe::Seen;

/// What came of each line of a story, in the order of the lines. Of one process that is
/// the order in which it happened; between two processes none is compared.
pub(crate) struct Transcript(Vec<(usize, String)>);

/// The line of what belongs to none: it is listed below the story.
const END: usize = usize::MAX;

impl Transcript {
    pub(crate) fn of(seen: &Seen) -> Self {
        let mut said = Vec::new();
        let mut stdout = String::new();
        // `~7~` is what line 7 muttered, wherever it came out.
        for (position, part) in seen.stdout.split('~').enumerate() {
            if position % 2 == 0 {
                stdout.push_str(part);
            } else {
                said.push((part.parse().unwrap_or(END), "muttered".to_owned()));
            }
        }
        for line in stdout.lines() {
            let (number, what) = line.split_once(' ').unwrap_or(("", line));
            said.push((number.parse().unwrap_or(END), what.to_owned()));
        }
        name_pids(&mut said);
        // S-049: ours says it below the panic, and why.
        let headers = seen.stderr.lines().filter_map(|line| {
            let line = line.strip_suffix(" ended by a panic").unwrap_or(line);
            (line.starts_with("Process ") && line.ends_with(':')).then_some(line)
        });
        said.extend(headers.map(|line| (END, format!("stderr: {line}"))));
        said.push((END, format!("exit code of main: {}", seen.exitcode)));
        said.sort();
        Self(said)
    }

    /// What was said.
    pub(crate) fn texts(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(|(_, what)| what.as_str())
    }

    /// Whether somebody got to line `line`.
    pub(crate) fn has(&self, line: usize) -> bool {
        self.0.iter().any(|(number, _)| *number == line)
    }

    /// What line `line` said, if anything.
    fn at(&self, line: usize) -> String {
        let here = self.0.iter().filter(|(number, _)| *number == line);
        let texts: Vec<_> = here.map(|(_, what)| what.as_str()).collect();
        texts.join("; ")
    }
}

/// Puts in place of every pid, which differs from run to run, whose it is.
fn name_pids(said: &mut [(usize, String)]) {
    let births = said.iter().filter_map(|(line, what)| {
        Some((what.strip_prefix("born ")?.to_owned(), *line))
    });
    let births: HashMap<_, _> = births.collect();
    for (_, what) in said {
        if what.starts_with("born ") {
            "born".clone_into(what);
        } else if what.starts_with("pid=") {
            *what = births.get(what).map_or_else(
                || "a pid of nobody".to_owned(),
                |line| format!("the pid of who was born on line {line}"),
            );
        }
    }
}

/// One story, lived twice.
pub(crate) struct Lives {
    pub ours: Transcript,
    pub theirs: Transcript,
    /// What both said on stderr.
    pub stderr: String,
}

impl Lives {
    /// The first line in which they differ; main begins on line 0.
    pub(crate) fn first_difference(&self) -> Option<usize> {
        let said = self.ours.0.iter().chain(&self.theirs.0);
        let lines = said.map(|(line, _)| *line);
        lines.filter(|line| self.ours.at(*line) != self.theirs.at(*line)).min()
    }

    /// `story`, and beside each line what came of it; twice where they differ.
    pub(crate) fn listing(&self, story: &[Step]) -> String {
        let text = story::write(story);
        let mut lines = vec![(0, "main")];
        lines.extend((1..).zip(text.lines()));
        lines.push((END, "at the end"));
        let mut listing = String::new();
        for (number, line) in lines {
            let (ours, theirs) = (self.ours.at(number), self.theirs.at(number));
            let number =
                if number == END { String::new() } else { number.to_string() };
            let written = if ours == theirs {
                writeln!(listing, "  {number:>3}  {line:<36}  {ours}")
            } else {
                writeln!(
                    listing,
                    "> {number:>3}  {line:<36}  ours:    {ours}\n{:45}CPython: {theirs}",
                    ""
                )
            };
            written.expect("a String takes all");
        }
        listing
    }
}
