//! Builds a book with mdBook, and finds what mdBook lets pass.

use std::collections::BTreeSet;
use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use anyhow::{Context, Error, Result, bail};
use mdbook_driver::MDBook;

use crate::fault::Fault;
use crate::include;
use crate::log;
use crate::progress;
use crate::site::{Origins, Site};
use crate::source::{Pages, Source};

/// What came of a build.
#[derive(Debug, Default)]
pub(crate) struct Built {
    pub(crate) faults: BTreeSet<Fault>,
    /// How many pages the book has.
    pub(crate) pages: usize,
}

/// Builds the book of `source` into `dest`.
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
    let pages = Pages::read(source, &config)?;
    let of_includes = include::faults(&pages);

    let (book, warnings) = log::listening(|| {
        let book = MDBook::load_with_config(source.book(), config)?;
        Ok((origins(&book), book.build()))
    });
    let (origins, built) = match book {
        Ok(book) => book,
        Err(error) => return Ok(Built::failed(summary_fault(&pages, &error))),
    };
    built.with_context(|| format!("cannot build into {}", dest.display()))?;

    let site = Site::read(source, &pages, &origins, dest)?;
    let mut faults: BTreeSet<_> = site.faults()?.into_iter().collect();
    if of_includes.is_empty() {
        faults.extend(site.empty_blocks());
    }
    faults.extend(unlisted(&pages, &origins));
    let warnings = warnings.iter().filter(|it| !is_told(it, &of_includes));
    faults.extend(warnings.map(|warning| of_warning(&pages, warning)));
    faults.extend(of_includes);
    Ok(Built { faults, pages: site.size() })
}

impl Built {
    /// No page is built for this reason.
    fn failed(fault: Fault) -> Self {
        Self { faults: BTreeSet::from([fault]), pages: 0 }
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

/// What mdBook reads first.
const SUMMARY: &str = "SUMMARY.md";
