//! The socket that is the program's stdout.

use std::io::{self, IoSliceMut};
use std::os::fd::{AsFd, AsRawFd, BorrowedFd};
use std::os::unix::net::UnixStream;

use nix::errno::Errno;
use nix::sys::socket::{
    ControlMessageOwned, MsgFlags, UnixCredentials, recvmsg, setsockopt, sockopt,
};
use nix::sys::stat::fstat;
use rand::RngExt;

/// The reading end, and the mark that reports bear.
#[derive(Debug)]
pub(super) struct Socket {
    ours: UnixStream,
    mark: String,
}

/// How much is read at once.
const ROOM: usize = 1 << 16;

impl Socket {
    // ANCHOR: pair
    /// Both ends. The other one is for the program.
    pub(super) fn pair() -> io::Result<(Self, UnixStream)> {
        let (ours, theirs) = UnixStream::pair()?;
        setsockopt(&ours, sockopt::PassCred, &true)?;
        // No program prints it by accident.
        let mark = format!("{:032x}", rand::rng().random::<u128>());
        Ok((Self { ours, mark }, theirs))
    }
    // ANCHOR_END: pair

    pub(super) fn mark(&self) -> &str {
        &self.mark
    }

    /// What asks a program whose stdout is `theirs` for reports.
    pub(super) fn request(&self, theirs: &UnixStream) -> io::Result<String> {
        let stat = fstat(theirs)?;
        Ok(format!("{}:{}:{}", stat.st_dev, stat.st_ino, self.mark))
    }

    /// A write, or a part of one, or some of the same process; and its pid. Nothing after
    /// the last process that could write has ended.
    pub(super) fn receive(&self) -> io::Result<Option<(u32, Vec<u8>)>> {
        let mut bytes = vec![0; ROOM];
        let mut control = nix::cmsg_space!(UnixCredentials);
        let mut parts = [IoSliceMut::new(&mut bytes)];
        let message = loop {
            let fd = self.ours.as_raw_fd();
            match recvmsg::<()>(
                fd,
                &mut parts,
                Some(&mut control),
                MsgFlags::empty(),
            ) {
                Err(Errno::EINTR) => {}
                message => break message?,
            }
        };
        let length = message.bytes;
        let writer = message.cmsgs()?.find_map(|message| match message {
            ControlMessageOwned::ScmCredentials(writer) => Some(writer.pid()),
            _ => None,
        });
        bytes.truncate(length);
        match writer {
            Some(pid) if length > 0 => Ok(Some((pid.cast_unsigned(), bytes))),
            _ => Ok(None),
        }
    }
}

impl AsFd for Socket {
    fn as_fd(&self) -> BorrowedFd<'_> {
        self.ours.as_fd()
    }
}
