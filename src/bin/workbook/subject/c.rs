//! A C program, compiled as a course would.

use std::fs;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};
use std::process::{self, Command, Stdio};

use anyhow::{Context, Result, bail};

use super::DoesNotCompile;
use crate::words::{cause, words};
use crate::{installed, kept};

/// The compiler and what it is told: as the program is written, with names for a debugger,
/// with threads.
pub(crate) const COMPILER: &str = "cc -O0 -g -pthread";

/// The program that `source` is compiled to, in a folder for all of them. It is compiled
/// every time, because only the compiler knows which other files it includes. The compiler
/// says on stderr what it has to say.
pub(crate) fn compiled(name: &str, source: &Path) -> Result<PathBuf> {
    let folder = installed::cache("programs")?;
    fs::create_dir_all(&folder)
        .with_context(|| words!("cannot make {path}", path = folder.display()))?;
    let mut hasher = DefaultHasher::new();
    source.hash(&mut hasher);
    let stem = source.file_stem().unwrap_or_default().to_string_lossy();
    let program = folder.join(format!("{stem}-{:016x}", hasher.finish()));
    // Another command may be running the old one, and a third one compiling.
    let new = program.with_extension(process::id().to_string());
    let mut words = COMPILER.split(' ');
    let compiled = Command::new(words.next().unwrap_or_default())
        .args(words)
        .arg("-o")
        .args([&new, source])
        .arg("-lm")
        .stdin(Stdio::null())
        .status();
    match compiled {
        Ok(status) if status.success() => {
            kept::bound(&folder);
            fs::rename(&new, &program)
                .context(words!("cannot keep what is compiled"))?;
            Ok(program)
        }
        Ok(_) => Err(DoesNotCompile(name.to_owned()).into()),
        Err(error) => bail!(words!(
            "cannot run the C compiler cc: {error}. Install one, with `sudo apt install gcc` \
             for one",
            error = cause(&error)
        )),
    }
}
