//! Calls that were perhaps meant to make an order, and make none.

use crate::words::translated;

/// Why a call orders nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Suspect {
    Sleep,
    TimeOut,
    Poll,
    Any,
}

/// What a call begins with, and what it is then.
const CALLS: &[(&str, Suspect)] = &[
    ("sleep(", Suspect::Sleep),
    ("join_timeout(", Suspect::TimeOut),
    ("poll(", Suspect::TimeOut),
    ("is_alive(", Suspect::Poll),
    ("exitcode(", Suspect::Poll),
];

impl Suspect {
    pub(crate) fn sentence(self) -> &'static str {
        match self {
            Self::Sleep => {
                translated!(
                    "Sleeping orders nothing: it makes an output rare, and leaves it possible."
                )
            }
            Self::TimeOut => {
                translated!(
                    "A wait with a time-out orders nothing: when the time is up first, it \
                 returns all the same, and says so in its answer."
                )
            }
            Self::Poll => {
                translated!(
                    "A look at a process orders nothing unless one acts on the answer: it does \
                 not wait."
                )
            }
            Self::Any => {
                translated!(
                    "A wait for any of several returns at the end of the first, whichever that \
                 is; which one is in its answer."
                )
            }
        }
    }

    /// What the call in `code` is, if it is one.
    fn of(code: &str) -> Option<Self> {
        let call = CALLS.iter().find(|(call, _)| code.contains(call));
        call.map(|(_, suspect)| *suspect).or_else(|| Self::of_wait(code))
    }

    /// This library's `wait` takes processes and a time-out. That of POSIX has one argument at
    /// most, and waits for any child; in a loop it waits for all of them.
    fn of_wait(code: &str) -> Option<Self> {
        let (before, arguments) = code.split_once("wait(")?;
        let is_method = before.ends_with('.');
        if is_method || before.contains("while") || arguments.is_empty() {
            return None;
        }
        let is_any = !arguments.contains(',') || arguments.contains("None");
        Some(if is_any { Self::Any } else { Self::TimeOut })
    }
}

/// The number of a line with such a call, above all of one that is in `source` alone.
pub(crate) fn find(source: &str, solution: &str) -> Option<(usize, Suspect)> {
    let known: Vec<_> = solution.lines().map(code).collect();
    let suspects: Vec<_> = (1..)
        .zip(source.lines().map(code))
        .filter_map(|(number, code)| Some((number, code, Suspect::of(code)?)))
        .collect();
    let new = suspects.iter().find(|(_, code, _)| !known.contains(code));
    let any = || suspects.iter().find(|(_, _, suspect)| *suspect == Suspect::Sleep);
    new.or_else(any).map(|(number, _, suspect)| (*number, *suspect))
}

/// What is not a comment.
fn code(line: &str) -> &str {
    line.split("//").next().unwrap_or_default().trim()
}

#[cfg(test)]
mod tests {
    use super::{Suspect, find};

    #[test]
    fn a_new_call_is_suspected_and_else_a_sleep() {
        let solution = "sleep(1.0); // Stage fright.\np.join()?;\nq.is_alive()?;";
        let of = |source: &str| find(source, solution);
        assert_eq!(of("p.join()?;"), None);
        assert_eq!(of(solution), Some((1, Suspect::Sleep)));
        assert_eq!(of("q.is_alive()?;"), None);
        for (call, suspect) in [
            ("p.join_timeout(LONG)?;", Suspect::TimeOut),
            ("wait(&[&p], Some(LONG))?;", Suspect::TimeOut),
            ("wait(&[&p, &q], None)?;", Suspect::Any),
            ("wait()?;", Suspect::Any),
            ("wait(NULL);", Suspect::Any),
            ("wait(&status);", Suspect::Any),
            ("let _ = p.is_alive()?;", Suspect::Poll),
            ("thread::sleep(LONG);", Suspect::Sleep),
        ] {
            let source = solution.replace("p.join()?;", call);
            assert_eq!(of(&source), Some((2, suspect)), "{call}");
        }
        for call in
            ["while wait().is_ok() {}", "while (wait(NULL) > 0);", "p.wait()?;"]
        {
            let source = solution.replace("p.join()?;", call);
            assert_eq!(of(&source), Some((1, Suspect::Sleep)), "{call}");
        }
    }
}
