//! [`Process`] and its life: Python's `multiprocessing.Process` on fork(2).
//!
//! The words are `CPython`'s, and so is the behaviour, that of version 3.6 with the later
//! `kill`, `close` and `parent_process`. A *child* is a process that a [`Process`] started;
//! it has *ended* when the operating system says so, and is *reaped* when its parent has
//! asked for its exit code, until which it is a *zombie*. An exit code is what `run` ended
//! with, or `-N` when signal `N` ended the child.
//!
//! Sources: `Lib/multiprocessing/process.py`, `popen_fork.py` and `util.py` of `CPython`
//! v3.6.15; fork(2), `_exit`(2), wait(2), `pidfd_open`(2), unshare(2), atexit(3); POSIX.1-2024.
//!
//! # fork is safe here, or refused
//!
//! The child of a process with several threads may call only async-signal-safe functions
//! (fork, POSIX.1-2024), and a closure does more. [`Process::start`] therefore counts the
//! threads and returns [`Error::MultiThreaded`] when there is more than one. The harness
//! of `#[test]` always has two: fork from a binary, a doctest or a test with
//! `harness = false`.
//!
//! # The end of main
//!
//! When main returns, or calls [`exit`] or [`std::process::exit`], its daemonic children
//! are terminated and the others are joined, without a line to ask for it. The same holds
//! for a child and its own children. A process that a signal ends, or that calls `_exit`,
//! waits for nobody.
//!
//! # Panics
//!
//! A panic that leaves `run` ends the child with 1, after its destructors; the line
//! `Process NAME: ended by a panic` follows the message. In a program that is built with
//! `panic = "abort"` no destructor runs, and all else is the same: the children of the
//! child are waited for and what it has printed is written. A panic in another thread of a
//! child, or in main, aborts such a program as usual, with -6, and nobody is waited for.
//!
//! # Signal handlers
//!
//! A signal handler may call [`std::process::exit`] at any time, and the process ends with
//! that code. Its children are waited for, unless the handler has interrupted this library
//! in the middle of a call, which a wait in [`join`](Process::join) is not: then they go on
//! alone, but for daemons. Nothing else of this library may be called in a handler, nor
//! [`exit`] in a child, which unwinds: set a flag, and act on it outside. A call that would
//! wait for what the interrupted thread holds says so on stderr and aborts the process. A
//! child inherits the handlers of its parent.
//!
//! # PID namespaces
//!
//! After unshare(2) with `CLONE_NEWPID` the next child is the first process of a namespace.
//! It is a child like any other, but it does not see its parent, which has no pid there:
//! see [`parent_process`]. The kernel lets nothing but `SIGKILL` end the first process of a
//! namespace without a handler: [`terminate`](Process::terminate) has no effect on it, and
//! the end of main waits for it even if it is daemonic.
//!
//! # Somebody else's waitpid(2)
//!
//! A child that another part of the program reaps is *lost*: its exit code is gone, and its
//! pid is free. This library sees that when it next asks. If the kernel has given the pid to
//! another child of the program by then, a [`std::process::Command`] for example, nobody can
//! tell the two apart, so wait for children by their pids, not for any.
//!
//! # Where it works
//!
//! On Linux, with glibc or musl. It is tested on x86-64; that it compiles for i686, aarch64,
//! armv7 and riscv64 is checked. Without `pidfd_open`(2), that is before Linux 5.3, there is
//! no [`sentinel`](Process::sentinel), and waiting with a time-out asks in steps. qemu-user has a thread of its own in each process, so nothing can
//! be started there.
//!
//! # What each method answers in each state
//!
//! An answer stands without its `Ok`, an error as the variant of [`Error`]. *Ended* is not
//! reaped yet; what is *lost* was reaped by somebody else. A test asks every question of
//! this table.
//!
//! Of a process that one has made:
//!
//! |                     | unstarted           | running          | ended            | joined           | lost               | closed   |
//! | ---                 | ---                 | ---              | ---              | ---              | ---                | ---      |
//! | `start()`           | Ok                  | `StartedTwice`   | `StartedTwice`   | `StartedTwice`   | `StartedTwice`     | `Closed` |
//! | `join()`            | `JoinedBeforeStart` | waits, 0         | 0                | 0                | `ReapedElsewhere`  | `Closed` |
//! | `join_timeout(0)`   | `JoinedBeforeStart` | None             | Some(0)          | Some(0)          | `ReapedElsewhere`  | `Closed` |
//! | `terminate()`       | `NotStarted`        | Ok               | Ok               | Ok               | Ok                 | `Closed` |
//! | `interrupt()`       | `NotStarted`        | Ok               | Ok               | Ok               | Ok                 | `Closed` |
//! | `kill()`            | `NotStarted`        | Ok               | Ok               | Ok               | Ok                 | `Closed` |
//! | `is_alive()`        | false               | true             | false            | false            | false              | `Closed` |
//! | `exitcode()`        | None                | None             | Some(0)          | Some(0)          | None               | None     |
//! | `pid()`             | None                | Some(pid)        | Some(pid)        | Some(pid)        | Some(pid)          | None     |
//! | `name()`            | p                   | p                | p                | p                | p                  | p        |
//! | `daemon()`          | false               | false            | false            | false            | false              | false    |
//! | `set_daemon(true)`  | Ok                  | `AlreadyStarted` | `AlreadyStarted` | `AlreadyStarted` | `AlreadyStarted`   | Ok       |
//! | `with_daemon(true)` | Ok                  | panics           | panics           | panics           | panics             | Ok       |
//! | `with_name("p")`    | Ok                  | panics           | panics           | panics           | panics             | Ok       |
//! | `authkey()`         | key                 | key              | key              | key              | key                | key      |
//! | `sentinel()`        | `NotStarted`        | not readable     | readable         | readable         | readable           | `Closed` |
//! | `close()`           | Ok                  | `StillRunning`   | Ok               | Ok               | Ok                 | Ok       |
//! | `Debug`             | `initial`           | `started`        | `stopped`        | `stopped`        | `stopped[unknown]` | `closed` |
//!
//! Of one that one has not made; *foreign* is a sibling that runs, *current* is
//! [`current_process`], *parent* is [`parent_process`]:
//!
//! |                     | foreign           | current            | parent            |
//! | ---                 | ---               | ---                | ---               |
//! | `start()`           | `StartedTwice`    | `StartedElsewhere` | `StartedTwice`    |
//! | `join()`            | `JoinedElsewhere` | `JoinedElsewhere`  | `JoinedElsewhere` |
//! | `join_timeout(0)`   | `JoinedElsewhere` | `JoinedElsewhere`  | `JoinedElsewhere` |
//! | `terminate()`       | Ok                | `NotStarted`       | Ok                |
//! | `interrupt()`       | Ok                | `NotStarted`       | Ok                |
//! | `kill()`            | Ok                | `NotStarted`       | Ok                |
//! | `is_alive()`        | `TestedElsewhere` | true               | true              |
//! | `exitcode()`        | None              | None               | None              |
//! | `pid()`             | Some(pid)         | Some(pid)          | Some(pid)         |
//! | `name()`            | p                 | p                  | p                 |
//! | `daemon()`          | false             | false              | false             |
//! | `set_daemon(true)`  | `AlreadyStarted`  | Ok                 | `AlreadyStarted`  |
//! | `with_daemon(true)` | panics            | Ok                 | panics            |
//! | `with_name("p")`    | panics            | Ok                 | panics            |
//! | `authkey()`         | key               | key                | key               |
//! | `sentinel()`        | `JoinedElsewhere` | `JoinedElsewhere`  | not readable      |
//! | `close()`           | `StillRunning`    | Ok                 | Ok                |
//! | `Debug`             | `unknown`         | `started`          | `unknown`         |

#[cfg(not(target_os = "linux"))]
compile_error!(
    "process-workbook needs Linux: waitid with WNOWAIT, pidfd_open, unshare and \
     PR_SET_PDEATHSIG. On macOS and Windows use a Linux container or WSL 2."
);

mod authkey;
mod child;
mod cpu;
mod end;
mod error;
mod family;
mod handle;
mod lock;
mod log;
mod owner;
mod pace;
mod panics;
mod pipe;
mod record;
mod relatives;
pub mod report;
mod run;
mod sentinel;
mod signals;
mod stdin;
pub(crate) mod sys;
mod turn;
mod wait;

pub use authkey::AuthKey;
pub use child::exit;
pub use cpu::cpu_count;
pub use end::log_to_stderr;
pub use error::{Error, Result};
pub use handle::Process;
pub use log::Level;
pub use pace::sleep;
pub use pipe::{Receiver, Sender, pipe};
pub use relatives::{active_children, current_process, parent_process};
pub use run::{Outcome, Run};
pub use wait::wait;
