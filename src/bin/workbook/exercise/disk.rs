//! Files of the learner's, each written as a whole or not at all.
//!
//! A new text is written into a file of its own beside the old one, and comes to the name by
//! rename(2) once it is safe on the disk. So a full disk or a power cut leaves
//! what was there before. flock(2) keeps two commands at once from writing over each other.

use std::fs::{self, File, OpenOptions};
use std::io::{self, ErrorKind, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use std::process;

use crate::words::words;
use anyhow::{Context, Result};
use nix::libc::O_NONBLOCK;

/// A folder in which no other command changes anything until this is dropped.
pub(crate) struct Lock(#[expect(dead_code, reason = "it is held")] File);

impl Lock {
    /// Waits until other commands are finished with `folder`.
    pub(crate) fn on(folder: &Path) -> Result<Self> {
        let locked = File::open(folder).and_then(|folder| {
            folder.lock()?;
            Ok(Self(folder))
        });
        locked.with_context(|| words!("cannot lock {path}", path = folder.display()))
    }
}

/// The file that `path` names in the end, which need not be there, if it is a symlink.
pub(crate) fn followed(path: &Path) -> PathBuf {
    /// So many symlinks in a row are followed by Linux: `path_resolution`(7).
    const MOST: usize = 40;
    let mut path = path.to_owned();
    for _ in 0..MOST {
        let Ok(target) = fs::read_link(&path) else { break };
        path.pop();
        path.push(target);
    }
    path
}

/// What is in the file at `path`. What is no file is refused: a FIFO would be waited for,
/// and a device may never come to an end.
pub(crate) fn read(path: &Path) -> io::Result<Vec<u8>> {
    // Without this flag, to open a FIFO is to wait for somebody who writes into it.
    let mut file =
        OpenOptions::new().read(true).custom_flags(O_NONBLOCK).open(path)?;
    let kind = file.metadata()?.file_type();
    if !kind.is_file() && !kind.is_dir() {
        return Err(io::Error::other(words!(
            "this is a FIFO or a device, and no file"
        )));
    }
    let mut bytes = Vec::new();
    io::copy(&mut file, &mut bytes)?;
    Ok(bytes)
}

/// Gives the file at `path` another text; makes it when it is not there.
pub(crate) fn replace(path: &Path, text: &str) -> io::Result<()> {
    let new = New::write(path, text)?;
    if let Ok(old) = fs::metadata(path) {
        fs::set_permissions(&new.0, old.permissions())?;
    }
    fs::rename(&new.0, path)?;
    sync_folder_of(path);
    Ok(())
}

/// Makes a file; `false` when something of this name is there.
pub(crate) fn create(path: &Path, text: &str) -> io::Result<bool> {
    if path.symlink_metadata().is_ok() {
        return Ok(false);
    }
    let new = New::write(path, text)?;
    let is_new = rename_to_free_name(&new.0, path)?;
    sync_folder_of(path);
    Ok(is_new)
}

/// Renames a file; `false` when something has the other name already, which rename(2) alone
/// would replace.
pub(crate) fn rename_to_free_name(from: &Path, to: &Path) -> io::Result<bool> {
    // The name is taken by an empty file. Should the end come here, that is repaired the
    // next time. Not link(2), which not every file system has.
    match File::create_new(to) {
        Ok(_) => {}
        Err(error) if error.kind() == ErrorKind::AlreadyExists => return Ok(false),
        Err(error) => return Err(error),
    }
    fs::rename(from, to)?;
    Ok(true)
}

/// Whether the file at `path` is a beginning of `text` that breaks off in a line: so a disk
/// that was full left it before files were written as a whole. An empty file is one.
pub(crate) fn is_cut_off(path: &Path, text: &str) -> io::Result<bool> {
    let bytes = read(path)?;
    let is_beginning = text.as_bytes().starts_with(&bytes);
    Ok(is_beginning && bytes.len() < text.len() && !bytes.ends_with(b"\n"))
}

/// A file beside another one, which is gone when this is dropped.
struct New(PathBuf);

impl New {
    fn write(beside: &Path, text: &str) -> io::Result<Self> {
        let name = beside.file_name().unwrap_or_default().to_string_lossy();
        let pid = process::id();
        for number in 0_u32.. {
            // What a command of the same pid has left, when it was killed, stays as it is.
            let path = beside.with_file_name(format!(".{name}.{pid}-{number}.new"));
            match File::create_new(&path) {
                Ok(mut file) => {
                    let new = Self(path);
                    file.write_all(text.as_bytes())?;
                    file.sync_all()?;
                    return Ok(new);
                }
                Err(error) if error.kind() == ErrorKind::AlreadyExists => {}
                Err(error) => return Err(error),
            }
        }
        Err(ErrorKind::AlreadyExists.into())
    }
}

impl Drop for New {
    fn drop(&mut self) {
        // It has got its name, and this one is free.
        let _ = fs::remove_file(&self.0);
    }
}

/// Has the name of `path` survive a power cut.
fn sync_folder_of(path: &Path) {
    // Not every file system can; the name is there in any case.
    let folder = path.parent().map(File::open);
    let _ = folder.and_then(Result::ok).map(|folder| folder.sync_all());
}
