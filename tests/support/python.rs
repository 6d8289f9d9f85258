//! A real `CPython` to compare with.

use std::env;
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::OnceLock;

/// A `CPython`, 3.6 or newer.
#[derive(Debug, Clone)]
pub struct Python {
    path: PathBuf,
    /// `(3, 6)`
    pub version: (u32, u32),
}

impl Python {
    /// A command that runs it as a user would, without what the environment may have set.
    pub fn command(&self) -> Command {
        let mut command = Command::new(&self.path);
        command
            .env_remove("PYTHONUNBUFFERED")
            .env_remove("WORKBOOK_SPEED")
            .stdin(Stdio::null());
        command
    }
}

/// The `CPython` nearest to 3.6, the version that the document is about. `PYTHON` in the
/// environment names another one.
///
/// Says on stderr that the test is skipped where there is none, which fails the test in
/// CI.
pub fn find(test: &str) -> Option<&'static Python> {
    static PYTHON: OnceLock<Option<Python>> = OnceLock::new();
    let python = PYTHON.get_or_init(search).as_ref();
    if python.is_none() {
        assert!(env::var_os("CI").is_none(), "CI must have a CPython, 3.6 or newer");
        // Written past the harness, which keeps print! to itself when a test passes.
        let _ =
            writeln!(io::stderr(), "{test}: SKIPPED, no CPython 3.6 or newer found");
    }
    python
}

/// Every `CPython` that there is from 3.6 on, one of each version, the oldest first; as
/// [`find`] otherwise.
pub fn find_all(test: &str) -> &'static [Python] {
    static PYTHONS: OnceLock<Vec<Python>> = OnceLock::new();
    let all = PYTHONS.get_or_init(|| {
        let mut all: Vec<_> =
            candidates().iter().filter_map(|path| examine(path)).collect();
        all.sort_by_key(|python| python.version);
        all.dedup_by_key(|python| python.version);
        all
    });
    if all.is_empty() {
        find(test);
    }
    all
}

fn search() -> Option<Python> {
    if let Some(path) = env::var_os("PYTHON") {
        let path = PathBuf::from(path);
        let python = examine(&path);
        return Some(python.unwrap_or_else(|| {
            panic!("PYTHON={} is no CPython 3.6 or newer", path.display())
        }));
    }
    let all = candidates();
    let all = all.iter().filter_map(|path| examine(path));
    all.min_by_key(|python| python.version)
}

/// Where there may be an interpreter.
fn candidates() -> Vec<PathBuf> {
    let on_path = (6..=20).map(|minor| PathBuf::from(format!("python3.{minor}")));
    let named = on_path.chain([PathBuf::from("python3")]);
    pyenv().into_iter().chain(named).collect()
}

/// The interpreters that pyenv keeps, which need not be on the path.
fn pyenv() -> Vec<PathBuf> {
    let root = env::var_os("PYENV_ROOT").map(PathBuf::from).or_else(|| {
        let home = env::var_os("HOME")?;
        Some(Path::new(&home).join(".pyenv"))
    });
    let versions = root.and_then(|root| fs::read_dir(root.join("versions")).ok());
    let versions = versions.into_iter().flatten().flatten();
    versions.map(|version| version.path().join("bin/python3")).collect()
}

fn examine(path: &Path) -> Option<Python> {
    let program =
        "import sys; print(sys.implementation.name, *sys.version_info[:2])";
    let output = Command::new(path).args(["-c", program]).output().ok()?;
    let text = String::from_utf8(output.stdout).ok()?;
    let mut words = text.split_whitespace();
    if !output.status.success() || words.next() != Some("cpython") {
        return None;
    }
    let version = (words.next()?.parse().ok()?, words.next()?.parse().ok()?);
    (version >= (3, 6)).then(|| Python { path: path.to_owned(), version })
}
