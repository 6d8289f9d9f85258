//! Whether this program was installed, and what depends on that: how it is called, and where
//! it keeps what it makes.
//!
//! In a checkout, cargo runs it: it is called `cargo workbook`, and lies in cargo's folder
//! `target`, where there is a place for everything that can be made again. After `cargo
//! install` it is called `workbook`, from any folder, and lies among other programs.

use std::borrow::Cow;
use std::env;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use anyhow::{Context, Result};

use crate::subject::files::root;
use crate::words::words;

/// As it is called in a checkout, and as all messages are written.
const IN_CHECKOUT: &str = "cargo workbook";

/// As it is called where it was installed.
const INSTALLED: &str = "workbook";

/// How it is called here.
pub(crate) fn name() -> &'static str {
    if is_installed() { INSTALLED } else { IN_CHECKOUT }
}

/// `text`, in which nothing stands but our own words, as it is after an installation.
pub(crate) fn as_installed(text: &str) -> String {
    text.replace(IN_CHECKOUT, INSTALLED)
}

/// `text` with the commands that it names as they are called here: those in backticks, and
/// those that begin a line of examples.
pub(crate) fn as_called(text: &str) -> Cow<'_, str> {
    if is_installed() { renamed(text) } else { Cow::Borrowed(text) }
}

fn renamed(text: &str) -> Cow<'_, str> {
    let begins = ["`", "  ", "| ", "Usage: ", "用法：", "WORKBOOK_SPEED=50 "];
    let renamed = begins.iter().fold(text.to_owned(), |text, begin| {
        text.replace(
            &format!("{begin}{IN_CHECKOUT}"),
            &format!("{begin}{INSTALLED}"),
        )
    });
    let renamed = match renamed.strip_prefix(IN_CHECKOUT) {
        Some(rest) => format!("{INSTALLED}{rest}"),
        None => renamed,
    };
    Cow::Owned(renamed)
}

/// Where cargo puts the programs of the workbook, the lessons for one.
pub(crate) fn built() -> Result<PathBuf> {
    if is_installed() {
        return Ok(root().join("target/debug"));
    }
    Ok(this()?.parent().context(words!("this program is in no folder"))?.to_owned())
}

/// Where is kept what can be found out again: a folder for that alone.
pub(crate) fn cache(name: &str) -> Result<PathBuf> {
    if !is_installed() {
        return Ok(this()?.with_file_name(name));
    }
    // The XDG Base Directory Specification: a path that is not absolute does not count.
    let named = env::var_os("XDG_CACHE_HOME").map(PathBuf::from);
    let folder = named.filter(|it| it.is_absolute());
    let folder = folder.or_else(|| Some(env::home_dir()?.join(".cache")));
    let folder =
        folder.context(words!("there is no home folder: set XDG_CACHE_HOME"))?;
    Ok(folder.join("process-workbook").join(name))
}

fn this() -> Result<PathBuf> {
    env::current_exe().context(words!("cannot find this program"))
}

/// Whether it lies outside of every folder of cargo's.
pub(crate) fn is_installed() -> bool {
    static ANSWER: OnceLock<bool> = OnceLock::new();
    *ANSWER.get_or_init(|| this().is_ok_and(|this| !is_cargos(&this)))
}

/// Whether `program` lies in a folder in which cargo builds. Cargo marks a folder that it has
/// made itself, and in any other one it keeps what it knows of the compiler.
fn is_cargos(program: &Path) -> bool {
    let marks = ["CACHEDIR.TAG", ".rustc_info.json"];
    let is_one = |folder: &Path| marks.iter().any(|it| folder.join(it).is_file());
    program.ancestors().any(is_one)
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::{is_cargos, renamed};

    #[test]
    fn a_folder_of_cargos_is_known_by_either_mark() {
        let folder = std::env::temp_dir();
        let folder = folder.join(format!("workbook-marks-{}", std::process::id()));
        let program = folder.join("target/debug/workbook");
        fs::create_dir_all(program.parent().unwrap()).unwrap();
        assert!(!is_cargos(&program));
        for mark in ["CACHEDIR.TAG", ".rustc_info.json"] {
            let mark = folder.join("target").join(mark);
            fs::write(&mark, "").unwrap();
            assert!(is_cargos(&program), "{}", mark.display());
            fs::remove_file(&mark).unwrap();
        }
        fs::remove_dir_all(&folder).unwrap();
    }

    #[test]
    fn a_command_is_named_as_it_is_called() {
        for (text, renamed_text) in [
            ("Next: `cargo workbook run 1`.", "Next: `workbook run 1`."),
            ("`cargo workbook` lists them", "`workbook` lists them"),
            ("Examples:\n  cargo workbook run 3", "Examples:\n  workbook run 3"),
            (
                "cargo workbook run <X>\n       cargo workbook",
                "workbook run <X>\n       workbook",
            ),
            ("a line: cargo workbook", "a line: cargo workbook"),
        ] {
            assert_eq!(renamed(text), renamed_text);
        }
    }
}
