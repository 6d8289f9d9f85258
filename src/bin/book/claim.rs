//! The folder that a book is built into, which one process has for itself.
//!
//! mdBook empties the folder first. Two processes that build into the same one would take
//! away each other's pages, so each locks it, flock(2), until it ends.

use std::fs::{self, File, TryLockError};
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use nix::sys::stat::{major, minor};

/// A folder that is ours until this is dropped.
#[derive(Debug)]
pub(crate) struct Claim {
    folder: PathBuf,
    _lock: File,
}

impl Claim {
    /// Claims `folder`, which is made when it is not there.
    pub(crate) fn on(folder: &Path) -> Result<Self> {
        let cannot = || format!("cannot use {}", folder.display());
        fs::create_dir_all(folder).with_context(cannot)?;
        // Without `..` and symlinks: so the system names it when something in it changes.
        let folder = folder.canonicalize().with_context(cannot)?;
        let lock = File::open(&folder).with_context(cannot)?;
        match lock.try_lock() {
            Ok(()) => Ok(Self { folder, _lock: lock }),
            Err(TryLockError::WouldBlock) => bail!(
                "{} is in use: {} builds or shows a book there. End it, or name another \
                 folder with --dest",
                folder.display(),
                holder(&lock).unwrap_or("another process".to_owned())
            ),
            Err(TryLockError::Error(error)) => Err(error).with_context(cannot),
        }
    }

    /// Its absolute path.
    pub(crate) fn folder(&self) -> &Path {
        &self.folder
    }
}

/// Who has locked `file`, as /proc/locks tells: proc(5).
fn holder(file: &File) -> Option<String> {
    let file = file.metadata().ok()?;
    let (major, minor) = (major(file.dev()), minor(file.dev()));
    let place = format!("{major:02x}:{minor:02x}:{}", file.ino());
    let locks = fs::read_to_string("/proc/locks").ok()?;
    let holder = locks.lines().find_map(|lock| {
        let words: Vec<_> = lock.split_whitespace().collect();
        match words[..] {
            [_, "FLOCK", _, _, pid, at, ..] if at == place => {
                pid.parse::<u32>().ok()
            }
            _ => None,
        }
    });
    holder.map(|pid| format!("process {pid}"))
}
