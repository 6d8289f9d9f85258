//! What this process tells a recorder, when one has asked.
//!
//! A recorder sees who writes which line, but not who starts, joins or terminates whom. It
//! asks for that by `WORKBOOK_RECORDER`, which holds the device, the inode and a mark: only
//! when those of stdout are the same is it the recorder's socket, as with `JOURNAL_STREAM`
//! in systemd.exec(5). Then each step is reported there, on the same socket as the lines
//! and in order with them, behind the mark. `src/record/report.rs` reads the reports.

use std::env;
use std::fmt;
use std::os::fd::AsFd;
use std::sync::OnceLock;

use nix::sys::stat::fstat;
use nix::unistd::{Pid, write};

/// The variable by which a recorder asks.
const WORKBOOK_RECORDER: &str = "WORKBOOK_RECORDER";

/// A step that nobody can see from outside.
pub(super) enum Report<'a> {
    /// This process has started a child.
    Start { pid: Pid, name: &'a str },
    /// This process has seen that another one has ended, with an exit code if it can know.
    Join { pid: Pid, code: Option<i32> },
    /// This process has sent `SIGTERM` or `SIGKILL`.
    Terminate { pid: Pid },
    /// This process sends its message `number`.
    Send { number: u32 },
    /// This process has received message `number` of process `pid`.
    Receive { pid: Pid, number: u32 },
    /// This process ends, with this exit code.
    Exit { code: i32 },
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
            Self::Receive { pid, number } => write!(f, "receive {pid} {number}"),
            Self::Exit { code } => write!(f, "exit {code}"),
        }
    }
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
            (stat.st_dev, stat.st_ino) == (self.device, self.inode)
        });
        if leads_there {
            // One write, past what the buffer holds of an unfinished line. Without a reader
            // there is nobody to tell.
            let _ = write(stdout, format!("\0{} {report}\n", self.mark).as_bytes());
        }
    }
}
// ANCHOR_END: write_down
