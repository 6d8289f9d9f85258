//! `CPython`, by its own clock.

use std::env;
use std::process::Command;

/// The number that `program` prints, run by `python3` on the path or what `PYTHON` names;
/// nothing when there is none.
pub(crate) fn run(program: &str) -> Option<f64> {
    let python = env::var_os("PYTHON").unwrap_or_else(|| "python3".into());
    let output = Command::new(python)
        .args(["-c", program])
        .env_remove("PYTHONUNBUFFERED")
        .output()
        .ok()?;
    String::from_utf8(output.stdout).ok()?.trim().parse().ok()
}
