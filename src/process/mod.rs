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
mod report;
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
