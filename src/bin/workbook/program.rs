//! The programs of a lesson: the binary, built when it is older than its source.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::SystemTime;

use anyhow::{Context, Result, bail};

use crate::lesson::{Lesson, root};

/// A command that runs `lesson`.
pub(crate) fn of(lesson: &Lesson) -> Result<Command> {
    let this = env::current_exe().context("cannot find this program")?;
    let binary = this.with_file_name(lesson.bin());
    if !is_fresh(&binary, lesson) {
        build(lesson, &binary)?;
    }
    Ok(Command::new(binary))
}

/// Whether `binary` is newer than all that it is made of.
fn is_fresh(binary: &Path, lesson: &Lesson) -> bool {
    let Some(built) = changed(binary) else { return false };
    let mut sources = vec![lesson.file("lesson.rs"), root().join("src/lib.rs")];
    let library = fs::read_dir(root().join("src/process"));
    sources.extend(library.into_iter().flatten().flatten().map(|file| file.path()));
    sources
        .iter()
        .all(|source: &PathBuf| changed(source).is_some_and(|at| at <= built))
}

fn changed(path: &Path) -> Option<SystemTime> {
    fs::metadata(path).and_then(|file| file.modified()).ok()
}

fn build(lesson: &Lesson, binary: &Path) -> Result<()> {
    // Cargo has a folder for each profile, and another name for one of them.
    let folder = binary.parent().and_then(Path::file_name);
    let profile = folder.filter(|folder| *folder != "debug");
    let cargo = env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let built = Command::new(cargo)
        .args(["build", "--quiet", "--features", "cli", "--bin", &lesson.bin()])
        .arg("--profile")
        .arg(profile.unwrap_or("dev".as_ref()))
        .current_dir(root())
        .status()
        .context("cannot run cargo")?;
    if !built.success() {
        bail!("{} is not built: see above", lesson.file("lesson.rs").display());
    }
    Ok(())
}
