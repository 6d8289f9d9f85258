//! The learner's own folder, a package of its own. What is in it is never overwritten.

use std::env;
use std::fs::{self, OpenOptions};
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

use super::journal::Journal;
use crate::subject::exercise::Exercise;
use crate::subject::files::{read, root};

/// The variable that names another folder than `my` beside the lessons.
const WORKBOOK_MY: &str = "WORKBOOK_MY";

/// The learner's folder, which need not be there yet.
pub(crate) struct Desk {
    folder: PathBuf,
}

impl Desk {
    pub(crate) fn find() -> Self {
        let folder = env::var_os(WORKBOOK_MY).map(PathBuf::from);
        let folder = folder.map(|folder| {
            env::current_dir().map_or(folder.clone(), |here| here.join(folder))
        });
        Self { folder: folder.unwrap_or_else(|| root().join("my")) }
    }

    pub(crate) fn folder(&self) -> &Path {
        &self.folder
    }

    /// What is done.
    pub(crate) fn journal(&self) -> Result<Journal> {
        Journal::read(self.folder.join("progress.txt"))
    }

    /// Where the copy of `exercise` is, or will be.
    pub(crate) fn file(&self, exercise: &Exercise) -> PathBuf {
        self.folder.join("src/bin").join(exercise.number()).with_extension("rs")
    }

    /// Copies `exercise` to it; `false` when a copy is there already, which is left alone.
    pub(crate) fn take(&self, exercise: &Exercise) -> Result<bool> {
        self.set_up()?;
        let original = read(&exercise.original())?;
        create(&self.file(exercise), &original)
    }

    /// Gives the copy of `exercise` another name, and copies the original again. Where the
    /// old one is now; nothing when there was none.
    pub(crate) fn start_again(
        &self,
        exercise: &Exercise,
    ) -> Result<Option<PathBuf>> {
        let file = self.file(exercise);
        let backup = if file.exists() { Some(keep(&file)?) } else { None };
        self.take(exercise)?;
        Ok(backup)
    }

    /// Makes what is missing of the package.
    fn set_up(&self) -> Result<()> {
        let folder = &self.folder;
        for part in ["src/bin", ".cargo"] {
            let part = folder.join(part);
            fs::create_dir_all(&part)
                .with_context(|| format!("cannot make {}", part.display()))?;
        }
        let name = package_name(folder);
        let is_inside = folder.parent() == Some(root());
        let workbook =
            if is_inside { "..".to_owned() } else { root().display().to_string() };
        create(&folder.join("Cargo.toml"), &manifest(&name, &workbook)?)?;
        create(&folder.join(".cargo/config.toml"), &configuration(&workbook))?;
        // The same versions as in the workbook, so that nothing is compiled twice.
        create(&folder.join("Cargo.lock"), &read(&root().join("Cargo.lock"))?)?;
        Ok(())
    }
}

/// Writes a file that is not there; `false` when it is.
fn create(path: &Path, text: &str) -> Result<bool> {
    let file = OpenOptions::new().write(true).create_new(true).open(path);
    let written = match file {
        Ok(mut file) => file.write_all(text.as_bytes()).map(|()| true),
        Err(error) if error.kind() == ErrorKind::AlreadyExists => Ok(false),
        Err(error) => Err(error),
    };
    written.with_context(|| format!("cannot write {}", path.display()))
}

/// Renames `file` to the first of `03a.1.bak`, `03a.2.bak`, … that is free.
fn keep(file: &Path) -> Result<PathBuf> {
    for number in 1.. {
        let backup = file.with_extension(format!("{number}.bak"));
        // Not a rename, which would replace what is there.
        match fs::hard_link(file, &backup) {
            Ok(()) => {
                fs::remove_file(file)?;
                return Ok(backup);
            }
            Err(error) if error.kind() == ErrorKind::AlreadyExists => {}
            Err(error) => {
                let name = file.display();
                return Err(error)
                    .with_context(|| format!("cannot keep a copy of {name}"));
            }
        }
    }
    bail!("there are too many old copies of {}", file.display())
}

/// `my`, or what else the folder is called. Cargo tells packages in one target folder apart
/// by their names.
fn package_name(folder: &Path) -> String {
    let name = folder.file_name().unwrap_or_default().to_string_lossy();
    let is_good = name.starts_with(|c: char| c.is_ascii_alphabetic())
        && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_');
    if is_good { name.into_owned() } else { "my".to_owned() }
}

/// The manifest of the learner's package, whose dependencies are those of a lesson.
fn manifest(name: &str, workbook: &str) -> Result<String> {
    let ours = read(&root().join("Cargo.toml"))?;
    let (_, dependencies) = ours
        .split_once("\n[dependencies]\n")
        .context("Cargo.toml has no dependencies")?;
    let of_lessons =
        dependencies.lines().take_while(|line| !line.contains("optional = true"));
    let of_lessons: Vec<_> = of_lessons.collect();
    Ok(format!(
        "{}process-workbook = {{ path = {workbook:?} }}\n{}\n",
        MANIFEST.replace("NAME", name),
        of_lessons.join("\n")
    ))
}

fn configuration(workbook: &str) -> String {
    let target = format!("{workbook}/target");
    format!(
        "# What the workbook has built is not built again.\n\
         [build]\n\
         target-dir = {target:?}\n\n\
         [alias]\n\
         workbook = \"run --quiet --manifest-path {workbook}/Cargo.toml --features cli \
         --bin workbook --\"\n"
    )
}

const MANIFEST: &str = r#"# Your own folder: nothing here is ever overwritten, and git does not see it. Open it in your
# editor. Each file in src/bin is a program: `cargo run --bin 03a`.

[package]
name = "NAME"
version = "0.0.0"
edition = "2024"
publish = false

[workspace]

[dependencies]
"#;
