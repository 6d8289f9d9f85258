//! How the program comes to be traced: it is seized before its first instruction.
//!
//! The child waits for a byte; meanwhile the tracer seizes it. Then it installs the filter,
//! which nobody can take off again, and executes the program. `PTRACE_O_EXITKILL` ends it, and
//! all that it starts, when the tracer ends, however that comes about; a tracer that ends
//! before it has seized closes the pipe, and then the child ends by itself.

use std::env;
use std::ffi::{CString, OsStr, OsString};
use std::fs::File;
use std::io::{self, Read};
use std::os::fd::{AsFd, OwnedFd};
use std::os::unix::ffi::OsStrExt;
use std::process::Command;

use nix::errno::Errno;
use nix::fcntl::OFlag;
use nix::sys::ptrace::{self, Options};
use nix::sys::signal::{Signal, kill};
use nix::unistd::{Pid, pipe2, write};

use super::error::{Error, Refusal, Result};
use super::filter::filter;
use super::output::WORKBOOK_RECORDER;
use super::sys::{self, Ends, Image};
use super::tracer::Tracer;

/// A program that is about to execute.
#[derive(Debug)]
pub(super) struct Launch {
    pub(super) main: Pid,
    /// The child writes here why it cannot execute; an exec closes it.
    fault: OwnedFd,
    program: String,
}

impl Launch {
    /// Starts the program of `tracer`, with `stdout` for its stdout. This thread traces it.
    pub(super) fn begin(
        tracer: &Tracer,
        stdout: &OwnedFd,
        request: &str,
    ) -> Result<Self> {
        let image = image(tracer, request)?;
        let program = tracer.command.get_program().display().to_string();
        let null = File::options().read(true).write(true).open("/dev/null");
        let null = null.map_err(Error::os("open /dev/null"))?;
        let (go, tell) = pipe2(OFlag::O_CLOEXEC).map_err(Error::os("pipe"))?;
        let (fault, told) = pipe2(OFlag::O_CLOEXEC).map_err(Error::os("pipe"))?;
        let ends = Ends {
            stdin: null.as_fd(),
            stdout: stdout.as_fd(),
            stderr: tracer.is_quiet.then(|| null.as_fd()),
            go: go.as_fd(),
            fault: told.as_fd(),
            tell: tell.as_fd(),
        };
        let main = sys::start(&image, &ends).map_err(Error::os("fork"))?;
        drop(go);
        if let Err(errno) = ptrace::seize(main, options()) {
            let by = Refusal::of(main);
            // Nobody traces it, so it is an ordinary child, and this is its only waiter.
            let _ = kill(main, Signal::SIGKILL);
            let _ = nix::sys::wait::waitpid(main, None);
            return Err(Error::Refused { by, source: errno.into() });
        }
        write(&tell, &[1]).map_err(Error::os("write"))?;
        Ok(Self { main, fault, program })
    }

    /// Why the program could not be executed, now that its process has ended, or `None`.
    pub(super) fn fault(self) -> Option<Error> {
        let mut number = [0; 4];
        File::from(self.fault).read_exact(&mut number).ok()?;
        let source = io::Error::from_raw_os_error(i32::from_ne_bytes(number));
        Some(Error::NotStarted { program: self.program, source })
    }
}

fn options() -> Options {
    Options::PTRACE_O_EXITKILL
        | Options::PTRACE_O_TRACESYSGOOD
        | Options::PTRACE_O_TRACESECCOMP
        | Options::PTRACE_O_TRACECLONE
        | Options::PTRACE_O_TRACEFORK
        | Options::PTRACE_O_TRACEVFORK
        | Options::PTRACE_O_TRACEVFORKDONE
        | Options::PTRACE_O_TRACEEXEC
}

fn image(tracer: &Tracer, request: &str) -> Result<Image> {
    let command = &tracer.command;
    let program = c_string(command.get_program())?;
    let arguments = command.get_args().map(c_string);
    let arguments = [Ok(program.clone())].into_iter().chain(arguments);
    Ok(Image {
        program,
        arguments: arguments.collect::<Result<_>>()?,
        environment: environment(command, request)?,
        folder: command
            .get_current_dir()
            .map(|it| c_string(it.as_os_str()))
            .transpose()?,
        filter: filter(tracer.conflicts.is_some()),
        fixed_addresses: tracer.fixed_addresses,
    })
}

/// This process's variables, with what the command changes. `PYTHONUNBUFFERED` would make two
/// writes of each `print`.
fn environment(command: &Command, request: &str) -> Result<Vec<CString>> {
    let mut variables: Vec<(OsString, OsString)> = env::vars_os().collect();
    variables.retain(|(name, _)| name != "PYTHONUNBUFFERED");
    for (name, value) in command.get_envs() {
        variables.retain(|(it, _)| it != name);
        variables.extend(value.map(|value| (name.to_owned(), value.to_owned())));
    }
    variables.retain(|(name, _)| name != WORKBOOK_RECORDER);
    variables.push((WORKBOOK_RECORDER.into(), request.into()));
    let strings = variables.into_iter().map(|(mut name, value)| {
        name.push("=");
        name.push(value);
        c_string(&name)
    });
    strings.collect()
}

fn c_string(string: &OsStr) -> Result<CString> {
    CString::new(string.as_bytes())
        .map_err(|_| Error::Os { call: "exec", source: Errno::EINVAL.into() })
}
