//! The start of a program that is controller.

use std::env;
use std::ffi::OsStr;
use std::io::{self, ErrorKind, IoSliceMut};
use std::os::fd::{AsRawFd, OwnedFd, RawFd};
use std::os::unix::net::UnixStream;
use std::path::Path;

use nix::sys::socket::{ControlMessageOwned, MsgFlags, recvmsg};
use nix::unistd::{AccessFlags, access};

use super::Recorder;
use super::controller::Controller;
use super::sys::{self, Listener, ask_before_output};

impl Recorder {
    /// Starts the program, and holds each of its processes before it writes a line.
    ///
    /// # Errors
    ///
    /// What the system says when the program cannot be run; when it, or a container,
    /// forbids to hold one.
    pub fn control(mut self) -> io::Result<Controller> {
        // A process that cannot become the program would be held before it can say so.
        check_executable(self.command.get_program())?;
        let socket = ask_before_output(&mut self.command)?;
        let running = self.spawn()?;
        let listener = Listener::new(receive_descriptor(&socket)?);
        Ok(Controller::new(running, listener))
    }
}

/// The descriptor that was sent through `socket`.
fn receive_descriptor(socket: &UnixStream) -> io::Result<OwnedFd> {
    let mut byte = [0];
    let mut control = nix::cmsg_space!(RawFd);
    let mut parts = [IoSliceMut::new(&mut byte)];
    let flags = MsgFlags::MSG_CMSG_CLOEXEC;
    let message =
        recvmsg::<()>(socket.as_raw_fd(), &mut parts, Some(&mut control), flags)?;
    let mut rights = message.cmsgs()?.filter_map(|message| match message {
        ControlMessageOwned::ScmRights(fds) => fds.first().copied(),
        _ => None,
    });
    let fd = rights.next().ok_or(ErrorKind::UnexpectedEof)?;
    Ok(sys::own(fd))
}

/// Fails as execve(2) would, before anybody is forked.
fn check_executable(program: &OsStr) -> io::Result<()> {
    let may_be_run =
        |path: &Path| access(path, AccessFlags::X_OK).is_ok() && !path.is_dir();
    let path = Path::new(program);
    if path.components().count() > 1 {
        access(path, AccessFlags::X_OK)?;
        return Ok(());
    }
    let folders = env::var_os("PATH").unwrap_or_default();
    let mut candidates = env::split_paths(&folders).map(|folder| folder.join(path));
    candidates
        .any(|path| may_be_run(&path))
        .then_some(())
        .ok_or(ErrorKind::NotFound.into())
}
