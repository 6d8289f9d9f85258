//! A second process, which ends what this one has started when this one is killed.
//!
//! SIGKILL leaves a program no time to tidy up. The kernel however closes its end of a pipe,
//! and on the other end is this program once more. It finds all that was started by a mark
//! in the environment, and kills it. A child between fork(2) and execve(2) is not missed: it
//! has a copy of the pipe's end, so the pipe is closed when the child has the mark.
//!
//! `PR_SET_PDEATHSIG` would not do: it ends one process only, and does so already when the
//! thread ends that has started it.

use std::env;
use std::io;
use std::os::unix::process::CommandExt;
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;

use process_workbook::record::Group;

/// The argument by which this program knows that it is the supervisor, before the mark.
const ARGUMENT: &str = "--supervise";

/// The variable that has the mark.
const WORKBOOK_SUPERVISOR: &str = "WORKBOOK_SUPERVISOR";

/// The supervisor of this process; nothing where none can be had.
static SUPERVISOR: OnceLock<Option<Supervisor>> = OnceLock::new();

struct Supervisor {
    mark: String,
    /// It has our end of the pipe, which is closed by the end of this process.
    _child: Child,
}

/// Has the program of `command`, and all that it starts, killed when this process is.
pub(crate) fn watch_over(command: &mut Command) {
    // Without a supervisor all goes on as well, as long as nobody kills this process.
    if let Some(supervisor) = SUPERVISOR.get_or_init(|| start().ok()) {
        command.env(WORKBOOK_SUPERVISOR, &supervisor.mark);
    }
}

fn start() -> io::Result<Supervisor> {
    let mark = format!("{:032x}", rand::random::<u128>());
    // The same program, also when its file was replaced meanwhile.
    let child = Command::new("/proc/self/exe")
        .arg0("cargo-workbook")
        .args([ARGUMENT, &mark])
        // Ctrl-C and a kill of the whole group are not meant for it.
        .process_group(0)
        .env_clear()
        .current_dir("/")
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()?;
    Ok(Supervisor { mark, _child: child })
}

/// When this process is meant to be the supervisor, the mark that it looks for.
pub(crate) fn is_meant() -> Option<String> {
    let mut arguments = env::args_os().skip(1);
    let is_meant = arguments.next().is_some_and(|argument| argument == ARGUMENT);
    let mark = arguments.next().filter(|_| is_meant)?;
    mark.into_string().ok()
}

/// Is the supervisor: waits for the end of the other process, and kills what it has left.
pub(crate) fn run(mark: &str) {
    // An error is an end, too.
    let _ = io::copy(&mut io::stdin(), &mut io::sink());
    Group::with_variable(WORKBOOK_SUPERVISOR, mark).kill();
}
