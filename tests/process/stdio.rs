//! stdin, stdout and their buffers: section I.
//!
//! A program that asks sees no difference between a pipe, a file and a terminal, unless
//! the library makes one: most of these run on all three.

use std::fmt;
use std::fs::{self, File, OpenOptions};
use std::io::{self, IsTerminal, PipeWriter, Read, Seek, Write};
use std::os::fd::{AsFd, AsRawFd, OwnedFd, RawFd};
use std::os::unix::fs::OpenOptionsExt;
use std::os::unix::net::UnixDatagram;
use std::path::{Path, PathBuf};

use nix::errno::Errno;
use nix::fcntl::{FcntlArg, OFlag, fcntl};
use nix::libc;
use nix::poll::{PollFd, PollFlags, PollTimeout, poll};
use nix::pty::{PtyMaster, grantpt, posix_openpt, ptsname_r, unlockpt};
use nix::sys::memfd::{MFdFlags, memfd_create};
use nix::sys::signal::{Signal, raise};
use nix::sys::wait::waitpid;
use nix::unistd::{close, dup2_stdin, dup2_stdout};
use process_workbook::{Error, Process, active_children, exit};

use crate::end::parent_at_rest;
use crate::helpers::{Gate, Latch, in_child, started};
use crate::raw::exit_now;
use crate::support::probe::{Probe, Seen};

pub(crate) const PROBES: &[Probe] = &[
    Probe::inside("a_childs_stdin_is_empty", stdin_is_empty),
    Probe::inside("a_childs_stdin_is_empty_whoever_has_its_number", empty_whoever),
    Probe::inside("a_pipe_is_above_stdin_and_stdout", pipe_is_above_stdio),
    Probe::inside("a_child_has_what_its_parent_has_read_ahead", reads_ahead),
    Probe::inside("what_is_buffered_is_printed_once", is_printed_once),
    Probe::inside("a_child_flushes_unless_it_is_cut_off", flushes_at_its_end),
    Probe::inside("a_line_is_seen_when_it_is_whole", line_is_seen_at_once),
    Probe::inside("a_line_is_not_seen_before_it_is_whole", line_is_seen_whole),
    Probe::inside("a_line_is_one_write", line_is_one_write),
    Probe::outside("main_flushes_before_it_waits", flush_and_wait, sees_main_first),
    Probe::outside("a_child_that_cannot_flush_fails", cannot_flush, sees_silence),
    Probe::outside("its_panic_is_kept", panics_and_cannot_flush, sees_the_panic),
    Probe::inside("start_on_a_full_disk_forks_nothing", start_on_full_disk),
    Probe::inside("start_without_a_reader_forks_nothing", start_without_reader),
];

/// A terminal, from the side of whoever sits at it.
pub(crate) struct Terminal {
    pub(crate) screen: PtyMaster,
    /// The device that the programs have open.
    pub(crate) path: String,
}

impl Terminal {
    pub(crate) fn new() -> Self {
        let flags = OFlag::O_RDWR | OFlag::O_NOCTTY | OFlag::O_CLOEXEC;
        let screen = posix_openpt(flags).expect("a free terminal");
        grantpt(&screen).expect("it is ours");
        unlockpt(&screen).expect("it is new");
        let path = ptsname_r(&screen).expect("devpts");
        Self { screen, path }
    }

    /// What a program has as its stdin or stdout; not the terminal of its session.
    fn device(&self) -> OwnedFd {
        let mut options = OpenOptions::new();
        options.read(true).write(true).custom_flags(libc::O_NOCTTY);
        options.open(&self.path).expect("it is unlocked").into()
    }
}

/// Something that may be a program's stdout, and how it looks from outside.
struct Output {
    stdout: OwnedFd,
    screen: Screen,
}

impl Output {
    fn pipe() -> Self {
        let (reader, writer) = io::pipe().expect("a pipe");
        Self::new(writer, OwnedFd::from(reader))
    }

    fn file() -> Self {
        let file = memfd_create("stdout", MFdFlags::MFD_CLOEXEC).expect("memory");
        // Opened a second time, for a position of its own.
        let path = format!("/proc/self/fd/{}", file.as_raw_fd());
        Self::new(file, File::open(path).expect("procfs"))
    }

    fn terminal() -> Self {
        let terminal = Terminal::new();
        Self::new(terminal.device(), OwnedFd::from(terminal.screen))
    }

    fn each() -> [Self; 3] {
        [Self::pipe(), Self::file(), Self::terminal()]
    }

    fn new(stdout: impl Into<OwnedFd>, screen: impl Into<File>) -> Self {
        Self { stdout: stdout.into(), screen: Screen(screen.into()) }
    }

    /// Starts a child that has it as stdout; gives the child and what can be seen of it.
    fn of(self, run: impl FnOnce() + 'static) -> (Process, Screen) {
        let Self { stdout, screen } = self;
        let child = started(move || {
            dup2_stdout(stdout).expect("it is open");
            run();
        });
        (child, screen)
    }
}

/// What is seen of an [`Output`].
struct Screen(File);

impl Screen {
    /// What has come since the last look.
    fn now(&mut self) -> String {
        self.look(PollTimeout::ZERO)
    }

    /// What comes next, when it comes.
    fn next(&mut self) -> String {
        self.look(PollTimeout::NONE)
    }

    fn look(&mut self, patience: PollTimeout) -> String {
        let mut polled = [PollFd::new(self.0.as_fd(), PollFlags::POLLIN)];
        if poll(&mut polled, patience).expect("it is open") == 0 {
            return String::new();
        }
        let mut bytes = [0; 1 << 10];
        let length = self.0.read(&mut bytes).expect("something");
        text(&bytes[..length])
    }

    /// All that comes until the last process that writes to it has ended.
    fn rest(mut self) -> String {
        let mut bytes = Vec::new();
        match self.0.read_to_end(&mut bytes) {
            // No program has the terminal open any more.
            Err(error) if error.raw_os_error() == Some(libc::EIO) => {}
            end => drop(end.expect("it is open")),
        }
        text(&bytes)
    }
}

/// What was written, given what is seen: a terminal turns `\n` into `\r\n`.
fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).replace("\r\n", "\n")
}

// S-083
fn stdin_is_empty() {
    let own = io::stdin().as_fd().try_clone_to_owned().expect("it is open");
    let (reader, mut writer) = io::pipe().expect("a pipe");
    writer.write_all(b"line1\n").expect("room for it");
    reads_nothing(&reader.into());

    let mut terminal = Terminal::new();
    terminal.screen.write_all(b"line1\n").expect("room for it");
    reads_nothing(&terminal.device());

    dup2_stdin(own).expect("it was open");
}

fn reads_nothing(stdin: &OwnedFd) {
    dup2_stdin(stdin).expect("it is open");
    in_child(|| {
        let stdin = fs::read_link("/proc/self/fd/0").expect("procfs");
        assert_eq!(stdin.to_str(), Some("/dev/null"));
        let stdin = io::stdin();
        assert!(!stdin.is_terminal());
        assert_eq!(stdin.read_line(&mut String::new()).expect("the end"), 0);
        assert_eq!(io::read_to_string(stdin).expect("the end"), "");
        // S-084: not through fd 0 either.
        let read = nix::unistd::read(io::stdin(), &mut [0; 5]);
        assert_eq!(read, Ok(0));
    });
    // S-084: nothing was taken away from the parent.
    assert_eq!(io::stdin().is_terminal(), stdin.is_terminal());
    let mut line = String::new();
    io::stdin().read_line(&mut line).expect("it is there");
    assert_eq!(line, "line1\n");
}

// S-083: the one thing that is not as in CPython, where the stream is a new one. std has no
// way to drop it that would not wait for ever where the parent holds the lock of stdin.
fn reads_ahead() {
    let own = io::stdin().as_fd().try_clone_to_owned().expect("it is open");
    let (reader, mut writer) = io::pipe().expect("a pipe");
    writer.write_all(b"line1\nline2\n").expect("room for it");
    dup2_stdin(reader).expect("it is open");
    let read = || {
        let mut line = String::new();
        io::stdin().read_line(&mut line).expect("it is open");
        line
    };
    assert_eq!(read(), "line1\n");
    in_child(move || assert_eq!([read(), read()], ["line2\n", ""]));
    assert_eq!(read(), "line2\n");
    dup2_stdin(own).expect("it was open");
}

// S-085
fn is_printed_once() {
    for output in Output::each() {
        let (parent, screen) = output.of(|| {
            print!("A ");
            in_child(|| print!("B "));
            print!("C");
        });
        assert_eq!(parent.join().expect("a child"), 0);
        assert_eq!(screen.rest(), "A B C");
    }
}

// S-086
fn flushes_at_its_end() {
    type End = (fn(), i32, &'static str);
    let ends: [End; 7] = [
        (|| (), 0, "said"),
        (|| panic!("boom"), 1, "said"),
        (|| exit(3), 3, "said"),
        (leave_by_exit, 4, "said"),
        (|| exit_now(5), 5, ""),
        (|| raise(Signal::SIGTERM).expect("a signal"), -15, ""),
        (|| raise(Signal::SIGKILL).expect("a signal"), -9, ""),
    ];
    for (end, code, seen) in ends {
        for output in Output::each() {
            let (child, screen) = output.of(move || {
                print!("said");
                end();
            });
            assert_eq!(child.join().expect("a child"), code);
            assert_eq!(screen.rest(), seen, "with exit code {code}");
        }
    }
}

#[expect(clippy::exit, reason = "it is what is looked at")]
fn leave_by_exit() {
    std::process::exit(4)
}

// S-087
fn line_is_seen_at_once() {
    for output in Output::each() {
        let (mut told, mut tell) = io::pipe().expect("a pipe");
        let gate = Gate::new();
        let latch = gate.latch();
        let (child, mut screen) = output.of(move || {
            println!("first");
            print!("not a line");
            tell.write_all(b".").expect("main reads it");
            latch.wait();
            println!();
        });
        told.read_exact(&mut [0]).expect("the child writes it");
        assert_eq!(screen.next(), "first\n");
        gate.open();
        assert_eq!(child.join().expect("a child"), 0);
        assert_eq!(screen.rest(), "not a line\n");
    }
}

/// A value that takes its time to be printed.
struct Slow {
    ask: PipeWriter,
    latch: Latch,
}

impl fmt::Display for Slow {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        (&self.ask).write_all(b".").expect("main reads it");
        self.latch.wait();
        f.write_str("slow")
    }
}

// S-091
fn line_is_seen_whole() {
    for output in Output::each() {
        let (mut asked, ask) = io::pipe().expect("a pipe");
        let gate = Gate::new();
        let slow = Slow { ask, latch: gate.latch() };
        let (child, mut screen) = output.of(move || println!("{} {slow} end", 1));
        asked.read_exact(&mut [0]).expect("the child writes it");
        assert_eq!(screen.now(), "", "the child is in the middle of its line");
        gate.open();
        assert_eq!(child.join().expect("a child"), 0);
        assert_eq!(screen.rest(), "1 slow end\n");
    }
}

// S-091
fn line_is_one_write() {
    // Each datagram is one write.
    let (screen, stdout) = UnixDatagram::pair().expect("a socket pair");
    let output = Output::new(stdout, OwnedFd::from(screen));
    let (child, mut screen) = output.of(|| {
        let (name, number) = ("worker", 2.5);
        println!("{name} {:?} {number:>5.1}", Some('a'));
        println!("{name:?}");
    });
    assert_eq!(child.join().expect("a child"), 0);
    assert_eq!(screen.now(), "worker Some('a')   2.5\n");
    assert_eq!(screen.now(), "\"worker\"\n");
    assert_eq!(screen.now(), "");
}

fn flush_and_wait() {
    let gate = Gate::new();
    let latch = gate.latch();
    drop(started(move || {
        latch.wait();
        assert_eq!(parent_at_rest(), Some('S'));
        println!("the child's");
    }));
    print!("main's last words, ");
}

// S-088
fn sees_main_first(seen: &Seen) {
    seen.succeeded();
    assert_eq!(seen.stdout, "main's last words, the child's\n");
}

/// A file that is as one on a full disk.
fn full_disk() -> OwnedFd {
    OpenOptions::new().write(true).open("/dev/full").expect("null(4)").into()
}

/// A pipe that nobody reads.
fn broken_pipe() -> OwnedFd {
    io::pipe().expect("a pipe").1.into()
}

// S-089
fn cannot_flush() {
    for stdout in [full_disk, broken_pipe] {
        for end in [(|| ()) as fn(), || exit(7)] {
            let child = started(move || {
                dup2_stdout(stdout()).expect("it is open");
                print!("said");
                end();
            });
            assert_eq!(child.join().expect("a child"), 1);
        }
    }
}

fn sees_silence(seen: &Seen) {
    seen.succeeded();
    assert_eq!((&*seen.stdout, &*seen.stderr), ("", ""));
}

fn panics_and_cannot_flush() {
    let child = started(|| {
        dup2_stdout(full_disk()).expect("it is open");
        print!("said");
        panic!("boom");
    });
    assert_eq!(child.join().expect("a child"), 1);
}

// S-089
fn sees_the_panic(seen: &Seen) {
    seen.succeeded();
    let whose = "\nProcess Process-1: ended by a panic\n";
    assert!(seen.stderr.ends_with(whose), "{}", seen.stderr);
    assert!(seen.stderr.contains("boom"), "{}", seen.stderr);
}

// F-48, S-140
fn empty_whoever() {
    in_child(|| {
        let mut secret = File::from(
            memfd_create("secret", MFdFlags::MFD_CLOEXEC).expect("memory"),
        );
        secret.write_all(b"secret").expect("memory");
        secret.rewind().expect("a file");
        // A program that closes what it does not know, and then opens a file.
        let is_null = |path: &PathBuf| {
            fs::read_link(path).is_ok_and(|file| file == Path::new("/dev/null"))
        };
        let open = fs::read_dir("/proc/self/fd").expect("procfs");
        let null = open.filter_map(|entry| Some(entry.ok()?.path())).filter(is_null);
        let null = null.filter_map(|path| path.file_name()?.to_str()?.parse().ok());
        let kept: Vec<RawFd> = null.filter(|&fd| fd > 2).collect();
        assert!(!kept.is_empty(), "one is kept for the children");
        for fd in kept {
            close(fd).expect("it is open");
            let number =
                fcntl(&secret, FcntlArg::F_DUPFD(fd)).expect("a descriptor");
            assert_eq!(number, fd, "the kernel gives the lowest number");
        }

        in_child(|| assert_eq!(io::read_to_string(io::stdin()).expect("stdin"), ""));
        assert_eq!(io::read_to_string(secret).expect("it is still ours"), "secret");
    });
}

// F-48, S-141
fn pipe_is_above_stdio() {
    in_child(|| {
        for fd in 0..2 {
            close(fd).expect("it is open");
        }
        let (receiver, sender) = process_workbook::pipe().expect("a pipe");
        let child = started(move || {
            println!("to nobody");
            assert_eq!(receiver.recv().expect("the parent sends"), "whole");
        });
        sender.send("whole").expect("the child has it");
        assert_eq!(child.join().expect("join"), 0);
    });
}

// S-090
fn start_on_full_disk() {
    start_is_refused(&full_disk(), Errno::ENOSPC);
}

// S-090
fn start_without_reader() {
    start_is_refused(&broken_pipe(), Errno::EPIPE);
}

/// What main has said is still unsaid at its end, which is a success all the same.
fn start_is_refused(stdout: &OwnedFd, errno: Errno) {
    dup2_stdout(stdout).expect("it is open");
    print!("said");
    let mut child = Process::new(|| ());
    for _ in 0..2 {
        let Err(Error::Os { call: "write", source }) = child.start() else {
            panic!("it has started");
        };
        assert_eq!(source.raw_os_error(), Some(errno as i32));
        assert_eq!(format!("{child:?}"), "<Process(Process-1, initial)>");
        assert!(active_children().is_empty());
        assert_eq!(waitpid(None, None), Err(Errno::ECHILD));
    }
}
