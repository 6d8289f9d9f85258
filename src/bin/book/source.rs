//! Where the book is, and the pages that its author writes.

use std::collections::BTreeMap;
use std::env;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use mdbook_driver::config::Config;

use crate::fault::Fault;

/// Where a book is, before it is built.
#[derive(Debug)]
pub(crate) struct Source {
    /// The folder that holds `book/`: paths are shown from here.
    root: PathBuf,
}

impl Source {
    /// The book of this folder, or of the nearest one above it.
    pub(crate) fn find() -> Result<Self> {
        let here = env::current_dir().context("this folder is gone")?;
        let root = here.ancestors().find(|it| it.join("book/book.toml").is_file());
        let Some(root) = root else {
            bail!(
                "no book/book.toml in {} or above it: go to the workbook's folder",
                here.display()
            )
        };
        Ok(Self { root: root.to_owned() })
    }

    pub(crate) fn root(&self) -> &Path {
        &self.root
    }

    /// The folder of `book.toml`.
    pub(crate) fn book(&self) -> PathBuf {
        self.root.join("book")
    }

    /// What `book.toml` says, and not the environment.
    pub(crate) fn config(&self) -> Result<Config> {
        Config::from_disk(self.book().join("book.toml"))
    }

    /// Where the pages go if nobody says otherwise.
    pub(crate) fn build_dir(&self) -> PathBuf {
        // A fault of book.toml is told of when the book is built.
        let config = self.config().unwrap_or_default();
        self.book().join(config.build.build_dir)
    }

    /// A fault of the file at `path`.
    pub(crate) fn fault(
        &self,
        path: &Path,
        line: Option<usize>,
        what: impl Into<String>,
    ) -> Fault {
        let path = path.strip_prefix(&self.root).unwrap_or(path).to_owned();
        Fault { path, line, what: what.into() }
    }
}

/// The Markdown files of a book, whether its summary names them or not.
#[derive(Debug)]
pub(crate) struct Pages<'a> {
    source: &'a Source,
    folder: PathBuf,
    /// By their paths below the folder.
    texts: BTreeMap<PathBuf, Text>,
}

/// The text of a page.
#[derive(Debug)]
pub(crate) struct Text {
    /// What mdBook is given.
    pub(crate) shown: String,
    /// Which line of the file each of its lines is, where that is not the same one. A line that
    /// is from another file has none.
    pub(crate) lines: Option<Vec<Option<usize>>>,
}

impl From<String> for Text {
    fn from(shown: String) -> Self {
        Self { shown, lines: None }
    }
}

impl<'a> Pages<'a> {
    pub(crate) fn read(source: &'a Source, config: &Config) -> Result<Self> {
        let folder = source.book().join(&config.book.src);
        let mut texts = BTreeMap::new();
        for path in files(&folder)? {
            if path.extension().is_some_and(|extension| extension == "md") {
                let text = fs::read_to_string(&path)
                    .with_context(|| format!("cannot read {}", path.display()))?;
                texts.insert(path.strip_prefix(&folder)?.to_owned(), text.into());
            }
        }
        Ok(Self { source, folder, texts })
    }

    pub(crate) fn folder(&self) -> &Path {
        &self.folder
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = (&Path, &str)> {
        self.texts.iter().map(|(page, text)| (page.as_path(), text.shown.as_str()))
    }

    pub(crate) fn text(&self, page: &Path) -> Option<&str> {
        self.texts.get(page).map(|text| text.shown.as_str())
    }

    /// Pages of the same folder with other texts.
    pub(crate) fn with(&self, texts: BTreeMap<PathBuf, Text>) -> Self {
        Self { source: self.source, folder: self.folder.clone(), texts }
    }

    /// The numbers of the lines of `page` that have one of `marks`.
    pub(crate) fn lines(
        &self,
        page: &Path,
        marks: &[&str],
    ) -> impl Iterator<Item = usize> {
        let text = self.text(page).unwrap_or_default();
        let marked = |line: &str| marks.iter().any(|mark| line.contains(mark));
        let lines = (1..).zip(text.lines());
        lines.filter(move |(_, line)| marked(line)).map(|(number, _)| number)
    }

    /// A fault of `page`, in this line of what is shown.
    pub(crate) fn fault(
        &self,
        page: &Path,
        line: Option<usize>,
        what: impl Into<String>,
    ) -> Fault {
        let lines = self.texts.get(page).and_then(|text| text.lines.as_ref());
        let line = match (line, lines) {
            (Some(line), Some(lines)) => lines.get(line - 1).copied().flatten(),
            (line, _) => line,
        };
        self.source.fault(&self.folder.join(page), line, what)
    }
}

/// What mdBook reads first.
pub(crate) const SUMMARY: &str = "SUMMARY.md";

/// Every file below `folder`.
pub(crate) fn files(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        let cannot = || format!("cannot read {}", folder.display());
        for entry in fs::read_dir(&folder).with_context(cannot)? {
            let path = entry.with_context(cannot)?.path();
            let of_its_kind = if path.is_dir() { &mut folders } else { &mut files };
            of_its_kind.push(path);
        }
    }
    Ok(files)
}
