//! The learner's program, built by cargo.

use std::env;
use std::path::PathBuf;
use std::process::{Command, Stdio};

use anyhow::{Context, Result};
use serde_json::Value;

use super::Exercise;
use super::desk::Desk;

/// Builds the copy of `exercise`; nothing when it does not compile, which cargo has
/// explained on stderr.
pub(super) fn build(desk: &Desk, exercise: &Exercise) -> Result<Option<PathBuf>> {
    let cargo = env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut command = Command::new(cargo);
    // The first time it compiles what all programs need, and tells how that goes on.
    if desk.journal()?.has_runs() {
        command.arg("--quiet");
    }
    let output = command
        .args(["build", "--message-format", "json-render-diagnostics"])
        .args(["--bin", &exercise.number()])
        .current_dir(desk.folder())
        .stdin(Stdio::null())
        .stderr(Stdio::inherit())
        .output()
        .context("cannot run cargo")?;
    if !output.status.success() {
        return Ok(None);
    }
    // Only cargo knows where it puts a program.
    let messages = String::from_utf8_lossy(&output.stdout);
    let mut programs = messages.lines().filter_map(|message| {
        let message: Value = serde_json::from_str(message).ok()?;
        Some(PathBuf::from(message.get("executable")?.as_str()?))
    });
    Ok(Some(
        programs.next_back().context("cargo does not say where the program is")?,
    ))
}
