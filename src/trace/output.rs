//! The program's stdout: a pseudo-terminal, so that a C program writes each line when it is
//! complete, as it does before a learner; or a pipe, so that it writes all at its end.
//!
//! The tracer reads what is to be written out of the memory of the writer, so it does not
//! need the bytes a second time: a write to stdout is answered by the tracer as if it had
//! been done, and never reaches the kernel. So it cannot block, be torn, be restarted, or be
//! counted twice, which a write to a real terminal under ptrace can (tty writes restart after
//! a signal). Only what the tracer cannot answer, sendfile(2) for one, is done by the kernel;
//! then the bytes are read here.

use std::os::fd::{AsFd, OwnedFd};

use nix::errno::Errno;
use nix::fcntl::{FcntlArg, OFlag, fcntl};
use nix::pty::openpty;
use nix::sys::stat::fstat;
use nix::sys::termios::{OutputFlags, SetArg, tcgetattr, tcsetattr};
use nix::unistd::{pipe2, read};
use rand::RngExt;

use super::tracer::Stdout;

/// The variable by which the tracer asks for reports: see `src/process/report.rs`.
pub(super) const WORKBOOK_RECORDER: &str = "WORKBOOK_RECORDER";

/// The tracer's end of stdout.
#[derive(Debug)]
pub(super) struct Output {
    ours: OwnedFd,
    /// The device and the inode that a descriptor of the program has if it leads here.
    identity: (u64, u64),
    /// The same of the tracer's stderr, which the program has, too.
    stderr: Option<(u64, u64)>,
    /// What is before a report: a zero byte, the mark, a blank.
    mark: String,
}

/// What a write to stdout is.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Written {
    Text,
    /// The parent tells the name of a child that it has started.
    Name {
        pid: i32,
        name: String,
    },
    /// A report of what is seen anyhow.
    Report,
}

impl Output {
    /// The tracer's end, and that of the program.
    pub(super) fn open(kind: Stdout) -> nix::Result<(Self, OwnedFd)> {
        let (ours, theirs) = match kind {
            Stdout::Terminal => terminal()?,
            Stdout::Pipe => pipe2(OFlag::O_CLOEXEC)?,
        };
        fcntl(&ours, FcntlArg::F_SETFL(OFlag::O_NONBLOCK))?;
        let stat = fstat(&theirs)?;
        let mark = format!("{:016x}", rand::rng().random::<u64>());
        let identity = (stat.st_dev, stat.st_ino);
        let stderr = fstat(std::io::stderr().as_fd()).ok();
        let stderr = stderr.map(|stat| (stat.st_dev, stat.st_ino));
        Ok((Self { ours, identity, stderr, mark }, theirs))
    }

    /// What the program is asked to report by. It is as long in every run, because the length
    /// of a variable moves everything that a program puts into its memory after it.
    pub(super) fn request(&self) -> String {
        format!("{:020}:{:020}:{}", self.identity.0, self.identity.1, self.mark)
    }

    /// Whether a file of this device and inode is stdout.
    pub(super) fn is_at(&self, device: u64, inode: u64) -> bool {
        self.identity == (device, inode)
    }

    /// Whether it is stderr, which is passed on: nobody of the program reads there.
    pub(super) fn is_stderr(&self, device: u64, inode: u64) -> bool {
        self.stderr == Some((device, inode))
    }

    /// Whether `bytes`, which one call writes, are a report. Reports are written whole.
    pub(super) fn examine(&self, bytes: &[u8]) -> Written {
        let text = bytes.strip_prefix(b"\0").and_then(|rest| {
            rest.strip_prefix(self.mark.as_bytes())?.strip_prefix(b" ")
        });
        let Some(text) = text else { return Written::Text };
        let text = String::from_utf8_lossy(text);
        let mut words = text.trim_end_matches('\n').splitn(3, ' ');
        let start = (words.next(), words.next(), words.next());
        match start {
            (Some("start"), Some(pid), Some(name)) => match pid.parse() {
                Ok(pid) => Written::Name { pid, name: name.to_owned() },
                Err(_) => Written::Report,
            },
            _ => Written::Report,
        }
    }

    /// What the kernel has been given by somebody, and nobody has read.
    pub(super) fn drain(&self) -> Vec<u8> {
        let mut all = Vec::new();
        let mut piece = [0; 4096];
        loop {
            match read(self.ours.as_fd(), &mut piece) {
                Ok(0) => return all,
                Ok(read) => all.extend(&piece[..read]),
                Err(Errno::EINTR) => {}
                // EAGAIN: there is nothing; EIO: nobody has the other side of a terminal.
                Err(_) => return all,
            }
        }
    }
}

/// A pseudo-terminal that changes nothing of what is written to it. pty(7), termios(3).
fn terminal() -> nix::Result<(OwnedFd, OwnedFd)> {
    let pair = openpty(None, None)?;
    let mut settings = tcgetattr(&pair.slave)?;
    settings.output_flags.remove(OutputFlags::OPOST);
    tcsetattr(&pair.slave, SetArg::TCSANOW, &settings)?;
    for end in [&pair.master, &pair.slave] {
        fcntl(end, FcntlArg::F_SETFD(nix::fcntl::FdFlag::FD_CLOEXEC))?;
    }
    Ok((pair.master, pair.slave))
}
