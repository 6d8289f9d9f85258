//! Lines and reports out of the writes of many processes.

use std::collections::BTreeMap;
use std::mem;
use std::time::Duration;

use super::recording::{Seen, Step};
use crate::process::report::Report;

#[derive(Debug)]
pub(super) struct Stream {
    /// What stands before a report: a zero byte, the mark, a blank.
    mark: Vec<u8>,
    /// What each process has written of a report that is not complete.
    held_back: BTreeMap<u32, Vec<u8>>,
    /// What each process has written of a line that is not complete.
    unfinished: BTreeMap<u32, Vec<u8>>,
    steps: Vec<Step>,
    output: Vec<u8>,
    /// Whether what is taken at once is one write.
    whole_writes: bool,
}

/// No report is longer, so that what is longer is none: a name is in there.
const LONGEST: usize = 1 << 16;

impl Stream {
    pub(super) fn new(mark: &str, whole_writes: bool) -> Self {
        Self {
            mark: format!("\0{mark} ").into_bytes(),
            held_back: BTreeMap::new(),
            unfinished: BTreeMap::new(),
            steps: Vec::new(),
            output: Vec::new(),
            whole_writes,
        }
    }

    /// Takes what process `pid` has written.
    pub(super) fn push(&mut self, pid: u32, bytes: &[u8], at: Duration) {
        let held_back = self.held_back.remove(&pid);
        let joined = held_back.map(|held_back| [&held_back, bytes].concat());
        let mut rest = joined.as_deref().unwrap_or(bytes);
        while let Some(start) = rest.iter().position(|byte| *byte == 0) {
            self.print(pid, &rest[..start], at);
            rest = &rest[start..];
            let text = rest.strip_prefix(self.mark.as_slice());
            let end =
                text.and_then(|text| text.iter().position(|byte| *byte == b'\n'));
            match (text, end) {
                (Some(text), Some(end)) => {
                    self.take_report(pid, &text[..end], at);
                    rest = &text[end + 1..];
                }
                (Some(text), None) if text.len() < LONGEST => {
                    return self.hold_back(pid, rest);
                }
                (None, _) if self.mark.starts_with(rest) => {
                    return self.hold_back(pid, rest);
                }
                // A zero byte of its own, or what only begins as a report does.
                _ => {
                    self.print(pid, &rest[..1], at);
                    rest = &rest[1..];
                }
            }
        }
        self.print(pid, rest, at);
    }

    fn hold_back(&mut self, pid: u32, bytes: &[u8]) {
        self.held_back.insert(pid, bytes.to_vec());
    }

    fn print(&mut self, pid: u32, text: &[u8], at: Duration) {
        self.output.extend(text);
        let line = self.unfinished.entry(pid).or_default();
        let mut lines = Vec::new();
        for piece in text.split_inclusive(|byte| *byte == b'\n') {
            line.extend(piece);
            if line.pop_if(|byte| *byte == b'\n').is_some() {
                lines.push(mem::take(line));
            }
        }
        if lines.is_empty() {
            return;
        }
        let writes = if self.whole_writes {
            vec![lines]
        } else {
            lines.into_iter().map(|line| vec![line]).collect()
        };
        let seen = writes.into_iter().map(Seen::Lines);
        self.steps.extend(seen.map(|seen| Step { pid, at, seen }));
    }

    fn take_report(&mut self, pid: u32, text: &[u8], at: Duration) {
        if let Ok(report) = String::from_utf8_lossy(text).parse() {
            if matches!(report, Report::Exit { .. }) {
                self.finish_line(pid, at);
            }
            self.steps.push(Step { pid, at, seen: Seen::Report(report) });
        }
    }

    /// What `pid` has written behind its last line end is all that there is of a line.
    fn finish_line(&mut self, pid: u32, at: Duration) {
        let rest = self.unfinished.remove(&pid).unwrap_or_default();
        if !rest.is_empty() {
            self.steps.push(Step { pid, at, seen: Seen::Rest(rest) });
        }
    }

    /// The steps so far.
    pub(super) fn steps(&self) -> &[Step] {
        &self.steps
    }

    /// Nobody writes any more: what is unfinished is all that there is.
    pub(super) fn finish(&mut self, at: Duration) {
        for (pid, bytes) in mem::take(&mut self.held_back) {
            self.print(pid, &bytes, at);
        }
        let pids: Vec<_> = self.unfinished.keys().copied().collect();
        for pid in pids {
            self.finish_line(pid, at);
        }
    }

    /// All steps, and all that was printed.
    pub(super) fn take(&mut self) -> (Vec<Step>, Vec<u8>) {
        (mem::take(&mut self.steps), mem::take(&mut self.output))
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::Stream;
    use crate::process::report::Report;
    use crate::record::recording::Seen;

    const NOW: Duration = Duration::ZERO;

    /// What comes of `writes`, cut into pieces of every length.
    #[track_caller]
    fn comes_of(writes: &[(u32, &str)], expected: &[(u32, Seen)], printed: &str) {
        for length in 1..60 {
            let mut stream = Stream::new("MARK", false);
            for (pid, text) in writes {
                for piece in text.as_bytes().chunks(length) {
                    stream.push(*pid, piece, NOW);
                }
            }
            stream.finish(NOW);
            let (steps, output) = stream.take();
            let steps: Vec<_> =
                steps.into_iter().map(|step| (step.pid, step.seen)).collect();
            assert_eq!(steps, expected, "in pieces of {length}");
            assert_eq!(String::from_utf8_lossy(&output), printed);
        }
    }

    fn line(text: &str) -> Seen {
        Seen::Lines(vec![text.into()])
    }

    fn report(report: Report<'static>) -> Seen {
        Seen::Report(report)
    }

    #[test]
    fn lines_of_two_processes_are_told_apart() {
        comes_of(
            &[(1, "a\nb"), (2, "x\n"), (1, "c\n"), (2, "y")],
            &[
                (1, line("a")),
                (2, line("x")),
                (1, line("bc")),
                (2, Seen::Rest("y".into())),
            ],
            "a\nbx\nc\ny",
        );
    }

    #[test]
    fn a_report_may_come_into_the_middle_of_a_line() {
        comes_of(
            &[(1, "be"), (1, "\0MARK send 3\n"), (1, "fore\n")],
            &[(1, report(Report::Send { number: 3 })), (1, line("before"))],
            "before\n",
        );
    }

    #[test]
    fn an_exit_ends_the_line_before_it() {
        comes_of(
            &[(1, "last"), (1, "\0MARK exit 0\n"), (2, "z\n")],
            &[
                (1, Seen::Rest("last".into())),
                (1, report(Report::Exit { code: 0 })),
                (2, line("z")),
            ],
            "lastz\n",
        );
    }

    #[test]
    fn zero_bytes_of_a_program_are_its_own() {
        comes_of(
            &[(1, "\0\0MAR\0\n\0MARX send 3\n\0MARK")],
            &[
                (1, line("\0\0MAR\0")),
                (1, line("\0MARX send 3")),
                (1, Seen::Rest("\0MARK".into())),
            ],
            "\0\0MAR\0\n\0MARX send 3\n\0MARK",
        );
    }

    #[test]
    fn the_lines_of_one_write_are_one_step_where_writes_are_told_apart() {
        let mut stream = Stream::new("MARK", true);
        for (pid, text) in [(1, "be"), (1, "gun\nb\nc"), (2, "x\n"), (1, "d\n\n")] {
            stream.push(pid, text.as_bytes(), NOW);
        }
        let lines = |lines: &[&str]| {
            Seen::Lines(lines.iter().map(|line| line.as_bytes().to_vec()).collect())
        };
        let seen: Vec<_> =
            stream.take().0.into_iter().map(|step| step.seen).collect();
        assert_eq!(
            seen,
            [lines(&["begun", "b"]), lines(&["x"]), lines(&["cd", ""])]
        );
    }
}
