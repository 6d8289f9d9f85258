//! The learner's own folder, a package of its own. What is in it is never overwritten.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

use super::disk::{self, Lock};
use super::journal::Journal;
use crate::subject::exercise::Exercise;
use crate::subject::files::{read, root};
use crate::words::words;

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

    /// A folder that is nobody's: for programs that the workbook makes for itself.
    pub(crate) fn at(folder: PathBuf) -> Self {
        Self { folder }
    }

    pub(crate) fn folder(&self) -> &Path {
        &self.folder
    }

    /// What is done.
    pub(crate) fn journal(&self) -> Result<Journal> {
        self.refuse_bad_folder()?;
        Journal::read(self.folder.join("progress.txt"))
    }

    /// A package that came into the home folder would have cargo read its configuration for
    /// all that the learner builds there.
    pub(crate) fn refuse_bad_folder(&self) -> Result<()> {
        let Some(named) = env::var_os(WORKBOOK_MY) else { return Ok(()) };
        if named.is_empty() {
            bail!(words!(
                "{WORKBOOK_MY} is empty: have it name the folder of your exercises, or \
                 unset it to have them in `my`",
                WORKBOOK_MY
            ));
        }
        let whole = |path: &Path| path.canonicalize().unwrap_or(path.to_owned());
        let folder = whole(&self.folder);
        let is_home = env::home_dir().is_some_and(|home| whole(&home) == folder);
        if is_home || root().starts_with(&folder) {
            bail!(words!(
                "{WORKBOOK_MY} is {folder}, which holds other things: have it name a folder \
                 that is for your exercises only",
                WORKBOOK_MY,
                folder = folder.display()
            ));
        }
        Ok(())
    }

    /// Where the copy of `exercise` is, or will be.
    pub(crate) fn file(&self, exercise: &Exercise) -> PathBuf {
        let file = self.program(&exercise.number());
        file.with_extension(exercise.language().extension())
    }

    /// Where the program of this name is, or will be.
    pub(crate) fn program(&self, name: &str) -> PathBuf {
        self.folder.join("src/bin").join(name).with_extension("rs")
    }

    /// Puts `text` into the file that is called `name` from the folder on. What is there and
    /// says something else is kept under another name.
    pub(crate) fn put(&self, name: &str, text: &str) -> Result<PathBuf> {
        self.refuse_bad_folder()?;
        let path = self.folder.join(name);
        let folder = path.parent().unwrap_or(&self.folder);
        fs::create_dir_all(folder).with_context(|| {
            words!("cannot make {path}", path = folder.display())
        })?;
        let _lock = Lock::on(&self.folder)?;
        if name.starts_with("src/bin/") {
            self.set_up()?;
        }
        if path.exists() && disk::read(&path)? != text.as_bytes() {
            keep(&path)?;
        }
        create(&path, text)?;
        Ok(path)
    }

    /// Copies `exercise` to it; `false` when a copy is there already, which is left alone.
    pub(crate) fn take(&self, exercise: &Exercise) -> Result<bool> {
        self.make(&self.file(exercise), &exercise.given_text()?)
    }

    /// Makes the program `name` with this text; `false` when there is one already, which is
    /// left alone.
    pub(crate) fn begin(&self, name: &str, text: &str) -> Result<bool> {
        self.make(&self.program(name), text)
    }

    fn make(&self, file: &Path, text: &str) -> Result<bool> {
        self.refuse_bad_folder()?;
        fs::create_dir_all(&self.folder).with_context(|| {
            words!("cannot make {path}", path = self.folder.display())
        })?;
        let _lock = Lock::on(&self.folder)?;
        self.set_up()?;
        create(file, text)
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
            fs::create_dir_all(&part).with_context(|| {
                words!("cannot make {path}", path = part.display())
            })?;
        }
        let name = package_name(folder);
        let is_inside = folder.parent() == Some(root());
        let workbook =
            if is_inside { "..".to_owned() } else { root().display().to_string() };
        create(&folder.join("Cargo.toml"), &manifest(&name, &workbook)?)?;
        set_configuration(folder, root())?;
        // The same versions as in the workbook, so that nothing is compiled twice.
        create(&folder.join("Cargo.lock"), &read(&root().join("Cargo.lock"))?)?;
        Ok(())
    }
}

/// Writes a file that is not there, or of which only a beginning is; `false` when it is.
fn create(path: &Path, text: &str) -> Result<bool> {
    let cannot = || words!("cannot write {path}", path = path.display());
    if disk::create(path, text).with_context(cannot)? {
        return Ok(true);
    }
    let is_cut_off = disk::is_cut_off(path, text)
        .with_context(|| words!("cannot use {path}", path = path.display()))?;
    if is_cut_off {
        keep(path)?;
        disk::create(path, text).with_context(cannot)?;
    }
    Ok(is_cut_off)
}

/// Renames `file` to the first of `03a.1.bak`, `03a.2.bak`, … that is free.
fn keep(file: &Path) -> Result<PathBuf> {
    for number in 1.. {
        let backup = file.with_extension(format!("{number}.bak"));
        let is_kept =
            disk::rename_to_free_name(file, &backup).with_context(|| {
                words!("cannot keep a copy of {path}", path = file.display())
            })?;
        if is_kept {
            return Ok(backup);
        }
    }
    bail!(words!("there are too many old copies of {path}", path = file.display()))
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
        .context(words!("Cargo.toml has no dependencies"))?;
    let of_lessons =
        dependencies.lines().take_while(|line| !line.contains("optional = true"));
    let of_lessons: Vec<_> = of_lessons.collect();
    Ok(format!(
        "{}process-workbook = {{ path = {workbook:?} }}\n{}\n",
        MANIFEST.replace("NAME", name),
        of_lessons.join("\n")
    ))
}

/// Has cargo find the workbook, also when that was moved since. What a learner has changed
/// stays.
fn set_configuration(folder: &Path, workbook: &Path) -> Result<()> {
    let path = folder.join(".cargo/config.toml");
    let text = configuration(folder, workbook);
    if create(&path, &text)? {
        return Ok(());
    }
    let old = read(&path)?;
    let place = old.lines().find_map(|line| {
        let target = line.strip_prefix("target-dir = \"")?;
        target.strip_suffix("/target\"")
    });
    let is_ours =
        place.is_some_and(|place| configuration(folder, place.as_ref()) == old);
    if is_ours && old != text {
        disk::replace(&path, &text)
            .with_context(|| words!("cannot write {path}", path = path.display()))?;
    }
    Ok(())
}

fn configuration(folder: &Path, workbook: &Path) -> String {
    let target = workbook.join("target").display().to_string();
    let command = command(folder, workbook);
    format!(
        "# What the workbook has built is not built again.\n\
         [build]\n\
         target-dir = {target:?}\n\n\
         [alias]\n\
         workbook = {command}\n"
    )
}

/// What `cargo workbook` means in `folder`. The workbook is named by its whole path, because
/// cargo takes another one from where it is called.
fn command(folder: &Path, workbook: &Path) -> String {
    let words = |manifest: &str| {
        ["run", "--quiet", "--manifest-path", manifest, "--package"]
            .into_iter()
            .chain(["workbook-launch", "--"])
            .map(str::to_owned)
            .collect::<Vec<_>>()
    };
    let manifest = workbook.join("Cargo.toml").display().to_string();
    if !manifest.contains(char::is_whitespace) {
        format!("{:?}", words(&manifest).join(" "))
    } else if folder.starts_with(workbook) {
        // An array would be joined with the workbook's own alias, and a string cannot have
        // blanks in a word. This works in the folder itself, but not below it.
        format!("{:?}", words("../Cargo.toml").join(" "))
    } else {
        format!("{:?}", words(&manifest))
    }
}

const MANIFEST: &str = r#"# Your own folder: nothing here is ever overwritten, and git does not see it. Open it in your
# editor. Each .rs file in src/bin is a program: `cargo run --bin 03a`.

[package]
name = "NAME"
version = "0.0.0"
edition = "2024"
publish = false

[workspace]

[dependencies]
"#;

#[cfg(test)]
mod tests {
    use super::command;

    // F-24
    #[test]
    fn the_command_is_found_from_everywhere() {
        for (folder, workbook, manifest) in [
            ("/w/my", "/w", "--manifest-path /w/Cargo.toml --package"),
            ("/mine", "/w", "--manifest-path /w/Cargo.toml --package"),
            ("/my own", "/w", "--manifest-path /w/Cargo.toml --package"),
            ("/mine", "/the w", "\"--manifest-path\", \"/the w/Cargo.toml\", \"--"),
            ("/the w/my", "/the w", "--manifest-path ../Cargo.toml --package"),
        ] {
            let command = command(folder.as_ref(), workbook.as_ref());
            assert!(command.contains(manifest), "{command}");
        }
    }
}
