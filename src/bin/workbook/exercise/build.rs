//! The learner's program, built by cargo.

use std::env;
use std::fs::{self, File};
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::SystemTime;

use anyhow::{Context, Result, bail};
use serde_json::Value;

use super::desk::Desk;
use super::disk;
use crate::installed;
use crate::subject::exercise::{Exercise, Language};
use crate::subject::{DoesNotCompile, c};
use crate::words::words;

/// Builds the copy of `exercise`; nothing when it does not compile, which its compiler has
/// explained on stderr.
pub(crate) fn build(desk: &Desk, exercise: &Exercise) -> Result<Option<PathBuf>> {
    match exercise.language() {
        Language::Rust => program(desk, &exercise.number()),
        Language::C => c_program(exercise, &desk.file(exercise)),
    }
}

/// Compiles `file`, a C program for `exercise`; nothing when it does not compile.
pub(crate) fn c_program(
    exercise: &Exercise,
    file: &Path,
) -> Result<Option<PathBuf>> {
    // The compiler would wait for a FIFO.
    disk::read(file)
        .with_context(|| words!("cannot read {path}", path = file.display()))?;
    match c::compiled(&exercise.to_string(), file) {
        Err(error) if error.is::<DoesNotCompile>() => Ok(None),
        compiled => compiled.map(Some),
    }
}

/// Builds the program `name` of the learner's.
pub(crate) fn program(desk: &Desk, name: &str) -> Result<Option<PathBuf>> {
    // The first time cargo compiles what all programs need, and tells how that goes on.
    let is_quiet =
        desk.journal()?.has_runs() || installed::built()?.join(name).is_file();
    build_program(desk, name, is_quiet)
}

/// The same, and cargo says only what is wrong.
pub(crate) fn quietly(desk: &Desk, name: &str) -> Result<Option<PathBuf>> {
    build_program(desk, name, true)
}

fn build_program(
    desk: &Desk,
    name: &str,
    is_quiet: bool,
) -> Result<Option<PathBuf>> {
    let file = desk.program(name);
    // The compiler would wait for a FIFO.
    disk::read(&file)
        .with_context(|| words!("cannot read {path}", path = file.display()))?;
    let built = run_cargo(desk, name, is_quiet)?;
    match built {
        Some(Built { program, fresh: true }) if is_older(&program, &file)? => {
            File::options()
                .append(true)
                .open(&file)?
                .set_modified(SystemTime::now())?;
            Ok(run_cargo(desk, name, is_quiet)?.map(|built| built.program))
        }
        built => Ok(built.map(|built| built.program)),
    }
}

/// Whether `file` came to its place after `program` was built. Cargo goes by the time of the
/// last change, and a backup that is put back has an early one.
fn is_older(program: &Path, file: &Path) -> Result<bool> {
    let (program, file) = (fs::metadata(program)?, fs::metadata(file)?);
    let built = (program.mtime(), program.mtime_nsec());
    Ok(built < (file.ctime(), file.ctime_nsec()))
}

struct Built {
    program: PathBuf,
    /// Whether cargo found nothing to do.
    fresh: bool,
}

fn run_cargo(desk: &Desk, name: &str, is_quiet: bool) -> Result<Option<Built>> {
    let cargo = env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut command = Command::new(cargo);
    if is_quiet {
        command.arg("--quiet");
    }
    let output = command
        .args(["build", "--message-format", "json-render-diagnostics"])
        .args(["--bin", name])
        .current_dir(desk.folder())
        .stdin(Stdio::null())
        .stderr(Stdio::inherit())
        .output()
        .context(words!("cannot run cargo"))?;
    let messages = String::from_utf8_lossy(&output.stdout);
    let messages: Vec<Value> = messages
        .lines()
        .filter_map(|message| serde_json::from_str(message).ok())
        .collect();
    if !output.status.success() {
        // What does not compile is a build that has failed. Cargo may also fail before it
        // builds anything: a broken manifest, no /proc.
        if !messages.iter().any(|message| message["reason"] == "build-finished") {
            bail!(words!("cargo cannot build {name}: see above", name));
        }
        return Ok(None);
    }
    // Only cargo knows where it puts a program.
    let mut programs = messages.iter().filter_map(|message| {
        let program = PathBuf::from(message.get("executable")?.as_str()?);
        Some(Built { program, fresh: message.get("fresh")?.as_bool()? })
    });
    let built = programs.next_back();
    Ok(Some(built.context(words!("cargo does not say where the program is"))?))
}
