//! Why a program cannot be traced.

use std::fmt;
use std::fs;
use std::io;

use nix::errno::Errno;
use nix::unistd::Pid;

/// Why a program cannot be traced, or could not be any longer.
#[derive(Debug)]
#[non_exhaustive]
pub enum Error {
    /// The program cannot be executed. Nothing is left of it.
    NotStarted {
        /// Its name, as it was given.
        program: String,
        /// What the system says.
        source: io::Error,
    },
    /// The system does not let one process trace another one.
    Refused {
        /// By what.
        by: Refusal,
        /// What the system says.
        source: io::Error,
    },
    /// The operation is not the next one of anybody, or would wait.
    CannotGo {
        /// Who was to go.
        name: String,
    },
    /// The time was up. The program was killed.
    TimedOut,
    /// The system refused something else.
    Os {
        /// What for.
        call: &'static str,
        /// What it says.
        source: io::Error,
    },
}

/// What keeps a process from tracing another one.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Refusal {
    /// `/proc/sys/kernel/yama/ptrace_scope` has this value: 2 allows it to administrators
    /// only, 3 to nobody.
    Yama(u8),
    /// This process, a debugger or strace, traces the new process already.
    Tracer(u32),
    /// A seccomp filter is installed in this process: that of a container, for one.
    Seccomp,
    /// Nothing of these is to be seen.
    Unknown,
}

impl Refusal {
    /// Looks for what keeps this process from tracing `child`.
    pub(super) fn of(child: Pid) -> Self {
        let scope = fs::read_to_string("/proc/sys/kernel/yama/ptrace_scope");
        let scope = scope.ok().and_then(|text| text.trim().parse::<u8>().ok());
        let field = |path: String, name: &str| {
            let status = fs::read_to_string(path).ok()?;
            let value = status.lines().find_map(|line| line.strip_prefix(name))?;
            value.trim().parse::<u32>().ok().filter(|value| *value != 0)
        };
        let tracer = field(format!("/proc/{child}/status"), "TracerPid:");
        let filter = field("/proc/self/status".to_owned(), "Seccomp:");
        match (tracer, scope, filter) {
            (Some(tracer), _, _) => Self::Tracer(tracer),
            (None, Some(scope @ 2..), _) => Self::Yama(scope),
            (None, _, Some(_)) => Self::Seccomp,
            _ => Self::Unknown,
        }
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Yama(scope @ 3..) => write!(
                f,
                "/proc/sys/kernel/yama/ptrace_scope is {scope}, so nobody may, until the \
                 system is started again with a lower value"
            ),
            Self::Yama(scope) => write!(
                f,
                "/proc/sys/kernel/yama/ptrace_scope is {scope}, so only an administrator \
                 may; try `sudo sysctl kernel.yama.ptrace_scope=1`"
            ),
            Self::Tracer(pid) => write!(
                f,
                "process {pid} traces it already, a debugger or strace; try without that"
            ),
            Self::Seccomp => f.write_str(
                "a seccomp filter, perhaps that of a container, does not allow it; try \
                 `docker run --cap-add SYS_PTRACE`",
            ),
            Self::Unknown => f.write_str("neither Yama nor a filter seems to be why"),
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotStarted { program, .. } => write!(f, "cannot run {program}"),
            Self::Refused { by, .. } => write!(f, "cannot trace a process: {by}"),
            Self::CannotGo { name } => {
                write!(f, "{name} is not held before an operation that can go")
            }
            Self::TimedOut => {
                f.write_str("the time was up, and the program was killed")
            }
            Self::Os { call, .. } => write!(f, "{call} failed"),
        }
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::NotStarted { source, .. }
            | Self::Refused { source, .. }
            | Self::Os { source, .. } => Some(source),
            Self::CannotGo { .. } | Self::TimedOut => None,
        }
    }
}

impl Error {
    /// For `map_err`: `call` has failed.
    pub(super) fn os<E: Into<io::Error>>(
        call: &'static str,
    ) -> impl FnOnce(E) -> Self {
        move |source| Self::Os { call, source: source.into() }
    }
}

/// A [`Result`](std::result::Result) of this wing.
pub type Result<T> = std::result::Result<T, Error>;

impl From<Errno> for Error {
    fn from(errno: Errno) -> Self {
        Self::Os { call: "ptrace", source: errno.into() }
    }
}
