//! Builds a book with mdBook, and finds what mdBook lets pass.

use std::collections::BTreeSet;
use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use anyhow::{Context, Error, Result, bail};
use mdbook_driver::MDBook;
use mdbook_driver::config::Config;

use crate::chinese;
use crate::fault::Fault;
use crate::include;
use crate::log;
use crate::progress;
use crate::site::{Edition, Origins, Site};
use crate::source::{Pages, SUMMARY, Source};
use crate::translation::{Record, Translation};

/// What came of a build.
#[derive(Debug, Default)]
pub(crate) struct Built {
    pub(crate) faults: BTreeSet<Fault>,
    /// What is not translated, or not any more.
    pub(crate) stale: Vec<Fault>,
    /// How many pages the book has.
    pub(crate) pages: usize,
}

/// Builds the book of `source` into `dest`, in each of its languages.
pub(crate) fn book(source: &Source, dest: &Path) -> Result<Built> {
    check_may_be_emptied(dest)?;
    progress::meanwhile("The book is being built", || build(source, dest))
}

fn build(source: &Source, dest: &Path) -> Result<Built> {
    let mut config = match source.config() {
        Ok(config) => config,
        Err(error) => {
            let path = source.book().join("book.toml");
            return Ok(Built::failed(source.fault(&path, None, sentence(&error))));
        }
    };
    dest.clone_into(&mut config.build.build_dir);
    let english = Pages::read(source, &config)?;
    let (book, warnings) =
        log::listening(|| MDBook::load_with_config(source.book(), config.clone()));
    let mut book = match book {
        Ok(book) => book,
        Err(error) => return Ok(Built::failed(summary_fault(&english, &error))),
    };
    let mut built = Built::default();
    let mut editions = vec![built.add(&book, &english, warnings, Path::new(""))?];

    let translation = match chinese::config(source, &config)? {
        Some(config) => {
            let translation = translation(source, &english, &config)?;
            book.config = config;
            chinese::translate(&mut book.book, &translation);
            Some(translation)
        }
        None => None,
    };
    if let Some(Translation { pages, stale, .. }) = &translation {
        built.stale.clone_from(stale);
        let below = Path::new(chinese::FOLDER);
        editions.push(built.add(&book, pages, Vec::new(), below)?);
        chinese::join(dest, pages)?;
    }

    let site = Site::read(source, editions, dest)?;
    built.faults.extend(site.faults()?);
    built.pages = site.size();
    let all = built.faults.clone();
    built.faults.retain(|fault| !is_from_english(fault, &all));
    Ok(built)
}

/// Whether a Chinese page has a fault only because it shows a part of the English one, where
/// the fault is told of.
fn is_from_english(fault: &Fault, all: &BTreeSet<Fault>) -> bool {
    let is_same = |other: &Fault| {
        other.what == fault.what && other.path.file_name() == fault.path.file_name()
    };
    let below = Path::new(chinese::FOLDER);
    let is_chinese =
        |it: &Fault| it.path.parent().is_some_and(|it| it.ends_with(below));
    fault.line.is_none()
        && is_chinese(fault)
        && all.iter().any(|other| !is_chinese(other) && is_same(other))
}

/// The Chinese pages of the book with these English ones.
fn translation<'a>(
    source: &'a Source,
    english: &Pages<'_>,
    config: &Config,
) -> Result<Translation<'a>> {
    let chinese = Pages::read(source, config)?;
    let translation = Translation::of(&Record::read(source)?, english, &chinese);
    Ok(translation)
}

impl Built {
    /// No page is built for this reason.
    fn failed(fault: Fault) -> Self {
        Self { faults: BTreeSet::from([fault]), ..Self::default() }
    }

    /// Builds the book in one language, of `pages` and into the folder `below`.
    fn add<'a>(
        &mut self,
        book: &MDBook,
        pages: &'a Pages<'a>,
        mut warnings: Vec<String>,
        below: &Path,
    ) -> Result<Edition<'a>> {
        let of_includes = include::faults(pages);
        let (built, others) = log::listening(|| book.build());
        built.with_context(|| {
            format!("cannot build into {}", book.config.build.build_dir.display())
        })?;
        warnings.extend(others);
        let origins = origins(book);
        self.faults.extend(unlisted(pages, &origins));
        let warnings = warnings.iter().filter(|it| !is_told(it, &of_includes));
        self.faults.extend(warnings.map(|warning| of_warning(pages, warning)));
        let has_all_parts = of_includes.is_empty();
        self.faults.extend(of_includes);
        Ok(Edition { pages, origins, has_all_parts, below: below.to_owned() })
    }
}

/// mdBook empties the folder that it builds into: only an older book may be lost.
fn check_may_be_emptied(dest: &Path) -> Result<()> {
    let entries = match fs::read_dir(dest) {
        Ok(entries) => entries,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(()),
        Err(error) => {
            return Err(error)
                .with_context(|| format!("cannot use {}", dest.display()));
        }
    };
    let is_book = [".nojekyll", "toc.html"].iter().all(|it| dest.join(it).is_file());
    if !is_book && entries.count() > 0 {
        bail!(
            "{} is not empty and holds no built book: name a new folder with --dest, \
             or remove it yourself",
            dest.display()
        );
    }
    Ok(())
}

/// Which page each built page comes from.
fn origins(book: &MDBook) -> Origins {
    let mut origins = Origins::new();
    for chapter in book.book.chapters() {
        if let (Some(path), Some(source)) = (&chapter.path, &chapter.source_path) {
            if origins.is_empty() {
                // mdBook shows the first one as the front page too.
                origins.insert(PathBuf::from("index.html"), source.clone());
            }
            origins.insert(path.with_extension("html"), source.clone());
        }
    }
    origins
}

/// The pages that are written and in no list.
fn unlisted(pages: &Pages<'_>, origins: &Origins) -> Vec<Fault> {
    let listed: BTreeSet<_> = origins.values().map(PathBuf::as_path).collect();
    let unlisted = pages
        .iter()
        .map(|(page, _)| page)
        .filter(|page| !listed.contains(page) && *page != Path::new(SUMMARY));
    let what = "the book leaves this page out: name it in a list of SUMMARY.md";
    unlisted.map(|page| pages.fault(page, None, what)).collect()
}

/// Why mdBook cannot load the book: its summary is wrong.
fn summary_fault(pages: &Pages<'_>, error: &Error) -> Fault {
    let what = sentence(error);
    let summary = Path::new(SUMMARY);
    let text = pages.iter().find(|(page, _)| *page == summary).map(|(_, text)| text);
    let is_named = |line: &str| {
        let target =
            line.split_once("](").and_then(|(_, rest)| rest.split(')').next());
        target.is_some_and(|target| !target.is_empty() && what.contains(target))
    };
    let line = text.and_then(|text| text.lines().position(is_named));
    pages.fault(summary, line.map(|line| line + 1), what)
}

/// Whether a fault of an include says the same with its line.
fn is_told(warning: &str, of_includes: &[Fault]) -> bool {
    let told =
        |text: &str| of_includes.iter().any(|fault| fault.what.starts_with(text));
    match warning.strip_prefix("Error updating \"") {
        Some(rest) => rest.split_once('"').is_some_and(|(include, _)| told(include)),
        // It follows an error.
        None => warning.starts_with("Caused By: "),
    }
}

/// A warning of mdBook, at the page that it names and the line, if only one can be meant.
fn of_warning(pages: &Pages<'_>, warning: &str) -> Fault {
    let what = warning.lines().collect::<Vec<_>>().join(" ");
    // A tag is cited as `<div>`, and may have attributes where it stands.
    let cited = warning.split('`').nth(1).unwrap_or_default().trim_end_matches('>');
    let named = |page: &Path| warning.contains(&*page.to_string_lossy());
    let page = pages.iter().map(|(page, _)| page).find(|page| named(page));
    let Some(page) = page else {
        return pages.fault(Path::new(""), None, what);
    };
    let marks = [cited];
    let mut lines = pages.lines(page, &marks);
    let line = lines.next().filter(|_| !cited.is_empty() && lines.next().is_none());
    pages.fault(page, line, what)
}

/// An error and its causes on one line.
fn sentence(error: &Error) -> String {
    format!("{error:#}").lines().map(str::trim).collect::<Vec<_>>().join(" ")
}
