//! Which process of a family is which.

use std::sync::atomic::{AtomicU32, Ordering};

use nix::unistd::Pid;

// ANCHOR: owner
/// A process that has made processes.
///
/// A pid alone does not tell two processes apart: the first child in a PID namespace of
/// its own has pid 1 there, as its parent may have outside. The number of starts between
/// main and the process is different then.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct Owner {
    pub(super) pid: Pid,
    depth: u32,
}
// ANCHOR_END: owner

/// Not zero in main, which puts it on the page of the family, where a child writes anyway.
static DEPTH: AtomicU32 = AtomicU32::new(1);

impl Owner {
    /// No process.
    pub(super) const NOBODY: Self = Self { pid: Pid::from_raw(-1), depth: 0 };

    /// The current process, however it came to be forked.
    #[inline]
    pub(super) fn this() -> Self {
        Self { pid: Pid::this(), depth: DEPTH.load(Ordering::Relaxed) }
    }
}

/// Makes this process, which a `Process` has just started, another one than its parent.
#[inline]
pub(super) fn become_child() {
    DEPTH.store(DEPTH.load(Ordering::Relaxed) + 1, Ordering::Relaxed);
}
