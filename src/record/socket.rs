//! The socket that is the program's stdout.

use std::io::{self, IoSliceMut};
use std::os::fd::{AsFd, AsRawFd, BorrowedFd, OwnedFd, RawFd};

use nix::errno::Errno;
use nix::sys::socket::{
    AddressFamily, ControlMessageOwned, MsgFlags, RecvMsg, SockFlag, SockType,
    UnixCredentials, getsockopt, recvmsg, setsockopt, socketpair, sockopt,
};
use nix::sys::stat::fstat;
use rand::RngExt;

/// The reading end, and the mark that reports bear.
#[derive(Debug)]
pub(super) struct Socket {
    ours: OwnedFd,
    mark: String,
    kind: Kind,
    /// What is read at once.
    room: Vec<u8>,
}

/// What the socket keeps of the writes that go into it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// Their bytes: several writes of one process may be read at once.
    Stream,
    /// Each of them. One that is larger than the buffer fails with `EMSGSIZE`.
    Packets,
}

impl Socket {
    // ANCHOR: pair
    /// Both ends. The other one is for the program.
    pub(super) fn pair(kind: Kind) -> io::Result<(Self, OwnedFd)> {
        const STREAM_ROOM: usize = 1 << 16;
        /// The system gives as much of it as it allows, `net.core.wmem_max`.
        const PACKET_ROOM: usize = 1 << 20;
        let socket =
            |of| socketpair(AddressFamily::Unix, of, None, SockFlag::SOCK_CLOEXEC);
        let (ours, theirs, room) = match kind {
            Kind::Stream => {
                let (ours, theirs) = socket(SockType::Stream)?;
                (ours, theirs, STREAM_ROOM)
            }
            Kind::Packets => {
                let (ours, theirs) = socket(SockType::SeqPacket)?;
                setsockopt(&theirs, sockopt::SndBuf, &PACKET_ROOM)?;
                let room = getsockopt(&theirs, sockopt::SndBuf)?;
                (ours, theirs, room)
            }
        };
        setsockopt(&ours, sockopt::PassCred, &true)?;
        // No program prints it by accident.
        let mark = format!("{:032x}", rand::rng().random::<u128>());
        Ok((Self { ours, mark, kind, room: vec![0; room] }, theirs))
    }
    // ANCHOR_END: pair

    pub(super) fn mark(&self) -> &str {
        &self.mark
    }

    /// What asks a program whose stdout is `theirs` for reports.
    pub(super) fn request(&self, theirs: &OwnedFd) -> io::Result<String> {
        let stat = fstat(theirs)?;
        Ok(format!("{}:{}:{}", stat.st_dev, stat.st_ino, self.mark))
    }

    /// A write, or in a stream a part of one or some of the same process; and its pid. Nothing
    /// after the last process that could write has ended.
    pub(super) fn receive(&mut self) -> io::Result<Option<(u32, &[u8])>> {
        // A program may send descriptors over its stdout: as many as one message can have,
        // `SCM_MAX_FD` in unix(7). Without room for them nothing of the message can be read.
        let mut control = nix::cmsg_space!(UnixCredentials, [RawFd; 253]);
        let (fd, kind) = (self.ours.as_raw_fd(), self.kind);
        let mut parts = [IoSliceMut::new(&mut self.room)];
        let (length, writer) = loop {
            let control = Some(control.as_mut_slice());
            match recvmsg::<()>(fd, &mut parts, control, MsgFlags::MSG_CMSG_CLOEXEC)
            {
                Err(Errno::EINTR) => {}
                message => break read(&message?)?,
            }
        };
        // At the end of a stream there still is a credential, of nobody; a packet may be
        // empty, and the end of packets has no credential.
        let is_over = kind == Kind::Stream && length == 0;
        let writer = writer.filter(|_| !is_over);
        Ok(writer.map(|pid| (pid, &self.room[..length])))
    }
}

/// How long a message is, and who has written it.
fn read(message: &RecvMsg<'_, '_, ()>) -> io::Result<(usize, Option<u32>)> {
    let mut writer = None;
    for message in message.cmsgs()? {
        match message {
            ControlMessageOwned::ScmCredentials(credentials) => {
                writer = Some(credentials.pid().cast_unsigned());
            }
            // They are for nobody.
            ControlMessageOwned::ScmRights(fds) => {
                fds.into_iter().try_for_each(nix::unistd::close)?;
            }
            _ => {}
        }
    }
    Ok((message.bytes, writer))
}

impl AsFd for Socket {
    fn as_fd(&self) -> BorrowedFd<'_> {
        self.ours.as_fd()
    }
}
