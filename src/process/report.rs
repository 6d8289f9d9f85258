//! What this process tells a recorder, when one has asked: how that is written, and how it is
//! read.
//!
//! A recorder sees who writes which line, but not who starts, joins or terminates whom. It
//! asks for that by `WORKBOOK_RECORDER`, which holds the device, the inode and a mark: only
//! when those of stdout are the same is it the recorder's, as with `JOURNAL_STREAM` in
//! systemd.exec(5). Then each step is reported there, among the lines and in order with them:
//! a zero byte, the mark, a blank, the report, a line end.

use std::borrow::Cow;
use std::env;
use std::fmt;
use std::os::fd::AsFd;
use std::str::FromStr;
use std::sync::OnceLock;

use nix::sys::stat::fstat;
use nix::unistd::{Pid, write};

/// The variable by which a recorder asks.
pub(crate) const WORKBOOK_RECORDER: &str = "WORKBOOK_RECORDER";

/// A step of a process that nobody can see from outside.
///
/// Its text, which [`Display`](fmt::Display) writes and [`FromStr`] reads, is `start PID
/// NAME`, `join PID [CODE]`, `terminate PID`, `send NUMBER`, `sent NUMBER`, `receive PID
/// NUMBER` or `exit CODE`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Report<'a> {
    /// It has started a child.
    Start {
        /// The child.
        pid: u32,
        /// The name that the child had by then.
        name: Cow<'a, str>,
    },
    /// It has seen that another process has ended.
    Join {
        /// The other one.
        pid: u32,
        /// Its exit code, if that can be known.
        code: Option<i32>,
    },
    /// It has sent another process a signal to end it.
    Terminate {
        /// The other one.
        pid: u32,
    },
    /// It sends a message.
    Send {
        /// Unique among those that it sends.
        number: u32,
    },
    /// It has sent a message that is longer than its pipe: so whoever receives the message
    /// has begun to.
    Sent {
        /// That of the message.
        number: u32,
    },
    /// It has received a message.
    Receive {
        /// The sender.
        pid: u32,
        /// The number that the message has there.
        number: u32,
    },
    /// It ends, with this exit code.
    Exit {
        /// Its low 8 bits.
        code: i32,
    },
}

impl fmt::Display for Report<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Start { pid, name } => {
                write!(f, "start {pid} {}", name.replace(char::is_control, " "))
            }
            Self::Join { pid, code: Some(code) } => write!(f, "join {pid} {code}"),
            Self::Join { pid, code: None } => write!(f, "join {pid}"),
            Self::Terminate { pid } => write!(f, "terminate {pid}"),
            Self::Send { number } => write!(f, "send {number}"),
            Self::Sent { number } => write!(f, "sent {number}"),
            Self::Receive { pid, number } => write!(f, "receive {pid} {number}"),
            Self::Exit { code } => write!(f, "exit {code}"),
        }
    }
}

/// A text that is no report.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NoReport;

impl FromStr for Report<'static> {
    type Err = NoReport;

    fn from_str(text: &str) -> Result<Self, NoReport> {
        let (verb, rest) = text.split_once(' ').ok_or(NoReport)?;
        let (first, second) = rest.split_once(' ').unwrap_or((rest, ""));
        Ok(match verb {
            "start" => {
                Self::Start { pid: number(first)?, name: second.to_owned().into() }
            }
            "join" => Self::Join { pid: number(first)?, code: second.parse().ok() },
            "terminate" => Self::Terminate { pid: number(first)? },
            "send" => Self::Send { number: number(first)? },
            "sent" => Self::Sent { number: number(first)? },
            "receive" => {
                Self::Receive { pid: number(first)?, number: number(second)? }
            }
            "exit" => Self::Exit { code: number(first)? },
            _ => return Err(NoReport),
        })
    }
}

fn number<T: FromStr>(text: &str) -> Result<T, NoReport> {
    text.parse().map_err(|_| NoReport)
}

/// A pid as a report has it.
pub(super) fn number_of(pid: Pid) -> u32 {
    pid.as_raw().cast_unsigned()
}

/// Who has asked for reports.
struct Recorder {
    device: u64,
    inode: u64,
    mark: String,
}

#[inline]
fn recorder() -> Option<&'static Recorder> {
    static RECORDER: OnceLock<Option<Recorder>> = OnceLock::new();
    let look = || {
        let value = env::var(WORKBOOK_RECORDER).ok()?;
        let mut parts = value.splitn(3, ':');
        let mut number = || parts.next()?.parse().ok();
        let (device, inode) = (number()?, number()?);
        Some(Recorder { device, inode, mark: parts.next()?.to_owned() })
    };
    RECORDER.get_or_init(look).as_ref()
}

/// Whether anybody has asked.
pub(super) fn is_on() -> bool {
    recorder().is_some()
}

/// Writes `report`, if somebody has asked for it and stdout leads there.
#[inline]
pub(super) fn write_down(report: &Report<'_>) {
    if let Some(recorder) = recorder() {
        recorder.write_down(report);
    }
}

// ANCHOR: write_down
impl Recorder {
    #[cold]
    fn write_down(&self, report: &Report<'_>) {
        let stdout = std::io::stdout();
        let leads_there = fstat(stdout.as_fd()).is_ok_and(|stat| {
            // Narrower on 32-bit machines.
            #[allow(
                clippy::useless_conversion,
                clippy::allow_attributes,
                reason = "not on all"
            )]
            let place = (u64::from(stat.st_dev), u64::from(stat.st_ino));
            place == (self.device, self.inode)
        });
        if leads_there {
            // One write, past what the buffer holds of an unfinished line. Without a reader
            // there is nobody to tell.
            let _ = write(stdout, format!("\0{} {report}\n", self.mark).as_bytes());
        }
    }
}
// ANCHOR_END: write_down

#[cfg(test)]
mod tests {
    use super::{NoReport, Report};

    #[test]
    fn every_report_is_read_as_it_is_written() {
        for report in [
            Report::Start { pid: 7, name: "two words".into() },
            Report::Start { pid: 7, name: "".into() },
            Report::Join { pid: 7, code: Some(-15) },
            Report::Join { pid: 7, code: None },
            Report::Terminate { pid: 7 },
            Report::Send { number: 1 },
            Report::Sent { number: 1 },
            Report::Receive { pid: 7, number: 3 },
            Report::Exit { code: 255 },
        ] {
            assert_eq!(report.to_string().parse(), Ok(report));
        }
    }

    #[test]
    fn a_name_cannot_end_its_report() {
        let report = Report::Start { pid: 7, name: "a\nexit 3".into() };
        assert_eq!(report.to_string(), "start 7 a exit 3");
    }

    #[test]
    fn what_is_no_report_is_refused() {
        for text in ["", "start", "start x y", "receive 7", "send -1", "stop 7"] {
            assert_eq!(text.parse::<Report<'static>>(), Err(NoReport), "{text}");
        }
    }
}
