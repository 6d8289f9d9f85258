//! Sleeping, at the learner's pace.

use std::env;
use std::sync::OnceLock;
use std::thread;
use std::time::Duration;

use super::error::{Error, Result};
use super::{child, panics};

/// The variable that makes every [`sleep`] shorter.
const WORKBOOK_SPEED: &str = "WORKBOOK_SPEED";

/// Sleeps for `seconds` divided by `WORKBOOK_SPEED` (1 when that is not set), Python's
/// `time.sleep`.
///
/// Sleeping orders nothing: another process may be slower still. The variable is read
/// once in a program. When it is not a positive number, [`Process::start`] refuses with
/// [`Error::Speed`]; a `sleep` that comes first prints that error and ends the process
/// with exit code 2.
///
/// A signal does not shorten it.
///
/// # Panics
///
/// When `seconds` is negative, not a number, or more than a `Duration` can hold, as
/// Python raises `ValueError`.
///
/// [`Process::start`]: super::Process::start
#[expect(clippy::disallowed_methods, reason = "the one place that sleeps")]
pub fn sleep(seconds: f64) {
    assert!(seconds >= 0.0, "sleep length must be non-negative, not {seconds}");
    match speed() {
        Ok(speed) => thread::sleep(Duration::from_secs_f64(seconds / speed)),
        Err(error) => {
            panics::report(&error);
            child::exit(2);
        }
    }
}

// ANCHOR: speed
/// How many times faster than in the document time passes.
pub(super) fn speed() -> Result<f64> {
    static SPEED: OnceLock<std::result::Result<f64, String>> = OnceLock::new();
    SPEED
        .get_or_init(|| match env::var_os(WORKBOOK_SPEED) {
            None => Ok(1.0),
            Some(value) => {
                let value = value.to_string_lossy().into_owned();
                match value.trim().parse() {
                    Ok(speed) if speed > 0.0 && f64::is_finite(speed) => Ok(speed),
                    _ => Err(value),
                }
            }
        })
        .clone()
        .map_err(|value| Error::Speed { value })
}
// ANCHOR_END: speed
