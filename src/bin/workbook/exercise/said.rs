//! What a program says on stderr, of which no more is kept than anybody reads: the
//! beginning and the end.

use std::io::{self, PipeReader, PipeWriter, Read};
use std::os::fd::AsFd;
use std::thread::{self, JoinHandle};

use crate::words::words;
use nix::errno::Errno;
use nix::poll::{PollFd, PollFlags, PollTimeout, poll};

/// How many bytes of the beginning are kept.
const HEAD: usize = 4 << 10;

/// How many bytes of the end: a panic and its backtrace.
const TAIL: usize = 8 << 10;

/// What a pipe can hold: pipe(7).
const CAPACITY: usize = 64 << 10;

/// Somebody who listens on the other end of a pipe.
pub(crate) struct Said {
    over: PipeWriter,
    listener: JoinHandle<io::Result<Excerpt>>,
}

impl Said {
    /// Begins to listen. The end of the pipe that this gives is for the program.
    pub(crate) fn listen() -> io::Result<(Self, PipeWriter)> {
        let (stderr, theirs) = io::pipe()?;
        let (is_over, over) = io::pipe()?;
        let listener = thread::spawn(move || hear(stderr, &is_over));
        Ok((Self { over, listener }, theirs))
    }

    /// All that was said until now. Somebody who is left behind may have the pipe open still,
    /// and is not waited for.
    pub(crate) fn text(self) -> io::Result<String> {
        drop(self.over);
        let excerpt = self.listener.join().map_err(|_| io::ErrorKind::Other)??;
        Ok(excerpt.text())
    }
}

fn hear(mut stderr: PipeReader, is_over: &PipeReader) -> io::Result<Excerpt> {
    let mut excerpt = Excerpt::default();
    let mut piece = vec![0; CAPACITY];
    // When it is over, what is in the pipe by then.
    let mut left = CAPACITY;
    loop {
        let mut awaited = [stderr.as_fd(), is_over.as_fd()]
            .map(|fd| PollFd::new(fd, PollFlags::POLLIN));
        match poll(&mut awaited, PollTimeout::NONE) {
            Err(Errno::EINTR) => continue,
            polled => polled?,
        };
        let [has_said, is_over] = awaited.map(|fd| fd.any().unwrap_or(false));
        let length = if has_said { stderr.read(&mut piece)? } else { 0 };
        if length == 0 || left == 0 {
            return Ok(excerpt);
        }
        excerpt.push(&piece[..length]);
        left = if is_over { left.saturating_sub(length) } else { CAPACITY };
    }
}

/// The beginning and the end of a text.
#[derive(Default)]
struct Excerpt {
    head: Vec<u8>,
    /// Up to twice as much as is kept, so that it is seldom moved.
    tail: Vec<u8>,
    left_out: usize,
}

impl Excerpt {
    fn push(&mut self, bytes: &[u8]) {
        let room = HEAD - self.head.len();
        let (head, tail) = bytes.split_at(room.min(bytes.len()));
        self.head.extend_from_slice(head);
        self.tail.extend_from_slice(tail);
        if self.tail.len() > 2 * TAIL {
            self.cut();
        }
    }

    fn cut(&mut self) {
        let too_many = self.tail.len().saturating_sub(TAIL);
        self.tail.drain(..too_many);
        self.left_out += too_many;
    }

    fn text(mut self) -> String {
        self.cut();
        let tail = String::from_utf8_lossy(&self.tail);
        let head = String::from_utf8_lossy(&self.head);
        match self.left_out {
            0 => format!("{head}{tail}"),
            left_out => {
                let left_out =
                    words!("[... {left_out} bytes are left out here ...]", left_out);
                format!("{head}\n{left_out}\n{tail}")
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::{Excerpt, HEAD, Said, TAIL};

    /// What is kept of `text`, said in pieces of any length.
    fn kept(text: &str, length: usize) -> String {
        let mut excerpt = Excerpt::default();
        for piece in text.as_bytes().chunks(length) {
            excerpt.push(piece);
        }
        excerpt.text()
    }

    #[test]
    fn a_short_text_is_kept_and_of_a_long_one_both_ends() {
        for length in [1, 7, 4096, 1 << 20] {
            for text in ["", "short", &"x".repeat(HEAD + TAIL)] {
                assert_eq!(kept(text, length), *text);
            }
            let long = format!("first{}last", "x".repeat(1 << 20));
            let kept = kept(&long, length);
            assert!(kept.starts_with("first") && kept.ends_with("last"));
            let left_out = long.len() - HEAD - TAIL;
            assert!(
                kept.contains(&format!("[... {left_out} bytes are left out here"))
            );
            assert!(kept.len() < HEAD + TAIL + 100);
        }
    }

    #[test]
    fn somebody_who_is_left_behind_is_not_waited_for() {
        let (said, mut theirs) = Said::listen().expect("a pipe");
        theirs.write_all(b"left behind").expect("room");
        assert_eq!(said.text().expect("a pipe"), "left behind");
        drop(theirs);
    }
}
