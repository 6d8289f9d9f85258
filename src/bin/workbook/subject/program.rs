//! The programs of the workbook: a binary, built when it is older than its source.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::SystemTime;

use anyhow::{Context, Result, bail};

use super::files::root;
use super::lesson::Lesson;
use crate::installed;
use crate::words::words;

/// A command that runs `lesson`.
pub(crate) fn of(lesson: &Lesson) -> Result<Command> {
    Ok(Command::new(built(&lesson.bin(), &lesson.file("lesson.rs"))?))
}

/// Makes the pauses of `command` 1,000 times shorter, unless the learner has set another pace.
pub(crate) fn hurry(command: &mut Command) {
    if is_hurried() {
        command.env(WORKBOOK_SPEED, "1000");
    }
}

/// Whether [`hurry`] does so.
pub(crate) fn is_hurried() -> bool {
    env::var_os(WORKBOOK_SPEED).is_none()
}

/// Says how much shorter the pauses are.
const WORKBOOK_SPEED: &str = "WORKBOOK_SPEED";

/// The binary `name`, which is made of `source`.
pub(crate) fn built(name: &str, source: &Path) -> Result<PathBuf> {
    let binary = installed::built()?.join(name);
    if !is_fresh(&binary, source) {
        build(name, source, &binary)?;
    }
    Ok(binary)
}

/// Whether `binary` is newer than all that it is made of.
fn is_fresh(binary: &Path, source: &Path) -> bool {
    let Some(built) = changed(binary) else { return false };
    let mut sources = vec![source.to_owned(), root().join("src/lib.rs")];
    let library = fs::read_dir(root().join("src/process"));
    sources.extend(library.into_iter().flatten().flatten().map(|file| file.path()));
    sources
        .iter()
        .all(|source: &PathBuf| changed(source).is_some_and(|at| at <= built))
}

fn changed(path: &Path) -> Option<SystemTime> {
    fs::metadata(path).and_then(|file| file.modified()).ok()
}

fn build(name: &str, source: &Path, binary: &Path) -> Result<()> {
    // Cargo has a folder for each profile, and another name for one of them.
    let folder = binary.parent().and_then(Path::file_name);
    let profile = folder.filter(|folder| *folder != "debug");
    let cargo = env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let built = Command::new(cargo)
        .args(["build", "--quiet", "--features", "cli", "--bin", name])
        .arg("--profile")
        .arg(profile.unwrap_or("dev".as_ref()))
        .current_dir(root())
        .status()
        .context(words!("cannot run cargo"))?;
    if !built.success() {
        bail!(words!("{path} is not built: see above", path = source.display()));
    }
    Ok(())
}
