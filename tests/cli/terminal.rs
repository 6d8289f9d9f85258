//! A terminal to run the command on, and to type on.

use std::fs::File;
use std::io::{Read, Write};
use std::os::fd::OwnedFd;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{self, Receiver};
use std::thread;

use nix::fcntl::{FcntlArg, FdFlag, fcntl};
use nix::pty::{Winsize, openpty};
use nix::sys::termios::{LocalFlags, SetArg, tcgetattr, tcsetattr};
use nix::unistd::Pid;

use crate::fixture::{PATIENCE, Seen, clean, within_patience};

/// A command on a terminal of its own.
pub(crate) struct OnTerminal {
    child: Child,
    keyboard: File,
    /// What it shows, piece by piece, until nobody has it open any more.
    screen: Receiver<Vec<u8>>,
    /// All that has come of it.
    shown: Vec<u8>,
    /// How much of that was waited for.
    read: usize,
}

/// Runs `command` on a terminal of 80 columns.
pub(crate) fn on_terminal(command: &Command) -> Seen {
    on_terminal_of(80, command)
}

/// Runs `command` on a terminal of so many columns.
pub(crate) fn on_terminal_of(columns: u16, command: &Command) -> Seen {
    start(columns, command).finish()
}

/// Starts `command` on a terminal of so many columns.
pub(crate) fn start(columns: u16, command: &Command) -> OnTerminal {
    let size = Winsize { ws_row: 24, ws_col: columns, ws_xpixel: 0, ws_ypixel: 0 };
    let terminal = openpty(&size, None).expect("a pseudo-terminal");
    show_no_keys(&terminal.slave);
    // With a copy of it the command would keep its own terminal alive when a test fails.
    fcntl(&terminal.master, FcntlArg::F_SETFD(FdFlag::FD_CLOEXEC)).expect("a flag");
    let mut command = leading_a_session(command);
    let stdio = || Stdio::from(terminal.slave.try_clone().expect("a descriptor"));
    command.stdin(stdio()).stdout(stdio()).stderr(stdio());
    let child = command.spawn().expect("it can be run");
    // It has copies of the slave, which would never let the reading end.
    drop((command, terminal.slave));
    let keyboard = File::from(terminal.master);
    let mut master = keyboard.try_clone().expect("a descriptor");
    let (sender, screen) = mpsc::channel();
    thread::spawn(move || {
        let mut piece = [0; 4096];
        // Linux answers EIO when nobody has the other side open any more.
        while let Ok(length @ 1..) = master.read(&mut piece) {
            // Nobody reads on after a test has failed.
            let _ = sender.send(piece[..length].to_vec());
        }
    });
    OnTerminal { child, keyboard, screen, shown: Vec::new(), read: 0 }
}

/// Keys are shown as soon as they come, which may be before or after what is printed.
fn show_no_keys(terminal: &OwnedFd) {
    let mut settings = tcgetattr(terminal).expect("a terminal");
    settings.local_flags.remove(LocalFlags::ECHO);
    tcsetattr(terminal, SetArg::TCSANOW, &settings).expect("a terminal");
}

/// `command` as the leader of a session whose terminal is its stdin, so that what is typed
/// there comes to it as signals.
fn leading_a_session(command: &Command) -> Command {
    let mut leader = clean("setsid", &["--ctty"]);
    leader.env("TERM", "xterm").arg(command.get_program()).args(command.get_args());
    for (name, value) in command.get_envs() {
        leader.envs(value.map(|value| (name, value)));
    }
    leader
}

impl OnTerminal {
    /// Waits until `text` is shown below what was waited for before.
    #[track_caller]
    pub(crate) fn wait_for(&mut self, text: &str) {
        let text = text.as_bytes();
        loop {
            let unread = &self.shown[self.read..];
            let mut places = unread.windows(text.len());
            if let Some(place) = places.position(|part| part == text) {
                self.read += place + text.len();
                return;
            }
            let piece = self.screen.recv_timeout(PATIENCE);
            self.shown.extend(piece.expect("it shows what is waited for"));
        }
    }

    pub(crate) fn type_in(&mut self, keys: &str) {
        self.keyboard.write_all(keys.as_bytes()).expect("room for it");
    }

    /// Its process.
    pub(crate) fn pid(&self) -> Pid {
        Pid::from_raw(self.child.id().cast_signed())
    }

    /// The terminal itself, whose settings a shell may change.
    pub(crate) fn terminal(&self) -> &File {
        &self.keyboard
    }

    pub(crate) fn type_ctrl_c(&mut self) {
        self.type_in("\x03");
    }

    /// What was seen when it has ended, and everybody else on that terminal.
    pub(crate) fn finish(mut self) -> Seen {
        let status = within_patience(move || self.child.wait());
        let status = status.expect("it is a child").code();
        let rest = within_patience(move || {
            self.screen.into_iter().flatten().collect::<Vec<_>>()
        });
        self.shown.extend(rest);
        Seen {
            status: status.expect("no signal ends it"),
            stdout: String::from_utf8(self.shown).expect("UTF-8"),
            stderr: String::new(),
        }
    }
}
