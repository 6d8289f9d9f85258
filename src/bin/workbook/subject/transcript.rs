//! An output that was saved or is piped in: text whose writers are unknown.

use std::fs;
use std::io::{self, Read};
use std::path::Path;

use anyhow::{Context, Result};

/// The text of `file`, or of stdin when that is `-`.
pub(crate) fn read(file: &Path) -> Result<String> {
    let bytes = if file == Path::new("-") {
        let mut bytes = Vec::new();
        io::stdin().read_to_end(&mut bytes).context("cannot read stdin")?;
        bytes
    } else {
        fs::read(file).with_context(|| {
            format!("cannot read {}, where the output should be", file.display())
        })?
    };
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}
