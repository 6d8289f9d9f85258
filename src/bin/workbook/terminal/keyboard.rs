//! Keys as soon as they are pressed. Ctrl-C goes on ending everything, and a line end is
//! still one.

use std::env;
use std::io::{self, IsTerminal, Stdin, Write};
use std::os::fd::AsFd;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use anyhow::{Context, Result};
use nix::errno::Errno;
use nix::poll::{PollFd, PollFlags, PollTimeout, poll};
use nix::sys::termios::{LocalFlags, SetArg, Termios, tcgetattr, tcsetattr};
use nix::unistd::read;

use super::harmless::harmless;
use super::screen::Screen;
use crate::words::words;

/// How the terminal was before, and how it is to be.
static SETTINGS: Mutex<Option<[Termios; 2]>> = Mutex::new(None);

/// The terminal, which is as it was before when this is dropped.
pub(crate) struct Keyboard {
    stdin: Stdin,
}

/// What has been pressed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Key {
    Of(char),
    /// Ctrl-D, or nobody is there any more.
    End,
}

/// Whether somebody is there to answer.
pub(crate) fn somebody_is_there() -> bool {
    let is_terminal = io::stdin().is_terminal() && io::stdout().is_terminal();
    is_terminal && env::var_os("CI").is_none()
}

impl Keyboard {
    pub(crate) fn new() -> Result<Self> {
        let stdin = io::stdin();
        let before = tcgetattr(&stdin).context(words!("stdin is no terminal"))?;
        let mut ours = before.clone();
        ours.local_flags.remove(LocalFlags::ICANON | LocalFlags::ECHO);
        // In this order: whoever is interrupted has something to put back.
        *SETTINGS.lock().unwrap_or_else(PoisonError::into_inner) =
            Some([before, ours.clone()]);
        tcsetattr(&stdin, SetArg::TCSANOW, &ours)
            .context(words!("the terminal does not obey"))?;
        Ok(Self { stdin })
    }

    /// Asks until one of these keys is pressed, and gives its place; nothing at the end of the
    /// input. `offer` says which they are.
    pub(crate) fn choice(
        &self,
        keys: &[char],
        offer: &str,
        screen: &mut Screen,
    ) -> Result<Option<usize>> {
        const LONG: Duration = Duration::from_secs(60);
        write!(screen, "{offer} > ")?;
        screen.flush()?;
        loop {
            let key = match self.key_within(LONG)? {
                None => continue,
                // Enter is pressed by habit, behind a letter.
                Some(Key::Of(key)) if key.is_whitespace() => continue,
                Some(Key::Of(key)) => key.to_ascii_lowercase(),
                Some(Key::End) => {
                    writeln!(screen)?;
                    return Ok(None);
                }
            };
            let shown = key.to_string();
            writeln!(screen, "{}", harmless(&shown))?;
            if let Some(place) = keys.iter().position(|it| *it == key) {
                return Ok(Some(place));
            }
            write!(
                screen,
                "{} > ",
                words!("Press one of the letters: {offer}", offer)
            )?;
            screen.flush()?;
        }
    }

    /// The next key, if one is pressed in this time.
    pub(crate) fn key_within(&self, patience: Duration) -> Result<Option<Key>> {
        /// As it comes, and as it comes when it was pressed before keys came one by one.
        const CTRL_D: [u8; 2] = [4, 0];
        let mut awaited = [PollFd::new(self.stdin.as_fd(), PollFlags::POLLIN)];
        let patience = PollTimeout::try_from(patience).unwrap_or(PollTimeout::MAX);
        match poll(&mut awaited, patience) {
            Ok(0) | Err(Errno::EINTR) => return Ok(None),
            polled => polled.context(words!("cannot wait for a key"))?,
        };
        let mut byte = [0];
        Ok(match read(&self.stdin, &mut byte) {
            Ok(1) if !CTRL_D.contains(&byte[0]) => {
                Some(Key::Of(char::from(byte[0])))
            }
            Err(Errno::EINTR) => None,
            _ => Some(Key::End),
        })
    }
}

impl Drop for Keyboard {
    fn drop(&mut self) {
        restore();
    }
}

/// Puts the terminal back as it was.
pub(crate) fn restore() {
    let settings = SETTINGS.lock().unwrap_or_else(PoisonError::into_inner).take();
    if let Some([before, _]) = settings {
        // It is gone.
        let _ = tcsetattr(io::stdin(), SetArg::TCSANOW, &before);
    }
}

/// Takes the terminal again after a stop, in which the shell had it.
pub(crate) fn resume() {
    let settings = SETTINGS.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some([_, ours]) = &*settings {
        // It is gone.
        let _ = tcsetattr(io::stdin(), SetArg::TCSANOW, ours);
    }
}
