//! The built pages together: every link between them leads somewhere, and none of them
//! asks another site for anything.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Component, Path, PathBuf};

use anyhow::{Context, Result};

use crate::address::{addresses, has_scheme, is_outside, percent_decoded};
use crate::fault::Fault;
use crate::page::{Link, Page};
use crate::source::{Pages, Source, files};

/// The page of each built page, both by their paths below their folders.
pub(crate) type Origins = BTreeMap<PathBuf, PathBuf>;

/// All chapters once more, with links that mdBook has rewritten.
const REPEATED: &str = "print.html";

/// The book in one language.
#[derive(Debug)]
pub(crate) struct Edition<'a> {
    pub(crate) pages: &'a Pages<'a>,
    pub(crate) origins: Origins,
    /// Whether its pages have all that they include. What they lack is an empty block, too.
    pub(crate) has_all_parts: bool,
    /// Where it is in the built book.
    pub(crate) below: PathBuf,
}

/// A built book, in all its languages.
#[derive(Debug)]
pub(crate) struct Site<'a> {
    source: &'a Source,
    editions: Vec<Edition<'a>>,
    folder: &'a Path,
    files: BTreeSet<PathBuf>,
    built: BTreeMap<PathBuf, Page>,
}

impl<'a> Site<'a> {
    pub(crate) fn read(
        source: &'a Source,
        editions: Vec<Edition<'a>>,
        folder: &'a Path,
    ) -> Result<Self> {
        let mut built = BTreeMap::new();
        let mut below = BTreeSet::new();
        for path in files(folder)? {
            let name = path.strip_prefix(folder)?.to_owned();
            if is(&name, "html") && !name.ends_with(REPEATED) {
                built.insert(name.clone(), Page::read(&read(&path)?));
            }
            below.insert(name);
        }
        Ok(Self { source, editions, folder, files: below, built })
    }

    /// How many pages it has.
    pub(crate) fn size(&self) -> usize {
        self.built.len()
    }

    /// The edition of a built page, and the page that it is built from.
    fn origin(&self, name: &Path) -> Option<(&Edition<'a>, &Path)> {
        self.editions.iter().find_map(|edition| {
            let origin =
                edition.origins.get(name.strip_prefix(&edition.below).ok()?)?;
            Some((edition, origin.as_path()))
        })
    }

    /// The blocks of code that show nothing, the links that lead nowhere, and what other sites
    /// are asked for.
    pub(crate) fn faults(&self) -> Result<Vec<Fault>> {
        let mut faults = Vec::new();
        for (name, page) in &self.built {
            self.faults_of_page(name, page, &mut faults);
        }
        for name in self.files.iter().filter(|name| is(name, "css")) {
            self.faults_of_style_sheet(name, &mut faults)?;
        }
        Ok(faults)
    }

    fn faults_of_page(&self, name: &Path, page: &Page, faults: &mut Vec<Fault>) {
        if self.origin(name).is_none_or(|(edition, _)| edition.has_all_parts) {
            let what = "a block of code has nothing in it: fill it, or take it out";
            let lines = page.empty_blocks.iter();
            faults.extend(
                lines.map(|line| self.fault(name, *line, &[], what.to_owned())),
            );
        }
        for link in &page.links {
            if let Some(what) = self.link_fault(name, page, link) {
                let written = self.as_written(name, &link.target);
                let what = format!("{written} {what}");
                faults.push(self.fault(name, link.line, &[&written], what));
            }
        }
        for line in &page.playgrounds {
            let what = "a block asks play.rust-lang.org: set runnable = false in \
                        [output.html.playground] of book.toml";
            faults.push(self.fault(name, *line, &[], what.to_owned()));
        }
        for address in addresses(&page.styles).filter(|it| is_outside(it)) {
            let what = format!("{address} {OUTSIDE}");
            faults.push(self.fault(name, 1, &[address], what));
        }
    }

    fn faults_of_style_sheet(
        &self,
        name: &Path,
        faults: &mut Vec<Fault>,
    ) -> Result<()> {
        let path = self.folder.join(name);
        let text = read(&path)?;
        for address in addresses(&text) {
            let found = || self.find(name, address).is_some();
            let what = if is_outside(address) {
                format!("{address} {OUTSIDE}")
            } else if has_scheme(address) || found() {
                continue;
            } else {
                format!("{address} leads nowhere: the book has no such file")
            };
            faults.push(self.source.fault(&path, None, what));
        }
        Ok(())
    }

    /// A fault of a built page: of the page that it is built from, if there is one.
    fn fault(
        &self,
        name: &Path,
        line: usize,
        marks: &[&str],
        what: String,
    ) -> Fault {
        match self.origin(name) {
            Some((Edition { pages, .. }, page)) => {
                let line = pages.lines(page, marks).next();
                pages.fault(page, line, what)
            }
            None => self.source.fault(&self.folder.join(name), Some(line), what),
        }
    }

    /// Why `link` of `page` leads nowhere, or should not.
    fn link_fault(&self, name: &Path, page: &Page, link: &Link) -> Option<String> {
        let target = &link.target;
        if is_outside(target) {
            return link.is_loaded.then(|| OUTSIDE.to_owned());
        }
        if has_scheme(target) {
            return None;
        }
        let (path, id) = target.split_once('#').unwrap_or((target, ""));
        let path = path.split('?').next().unwrap_or_default();
        let from = if page.from_root { Path::new("") } else { name };
        let found = if path.is_empty() {
            Some(name.to_owned())
        } else {
            self.find(from, path)
        };
        let Some(found) = found else {
            return Some(
                "leads nowhere: the book has no such page or file".to_owned(),
            );
        };
        let id = percent_decoded(id);
        // Of what is no page a `#` is not judged.
        let has_id =
            self.built.get(&found).is_none_or(|built| built.ids.contains(&id));
        (!id.is_empty() && !has_id).then(|| {
            let page = self.origin(&found).map_or(&*found, |(_, page)| page);
            format!("leads nowhere: {} has no id {id}", page.display())
        })
    }

    /// The target of a link of a page as its author wrote it: mdBook turns `.md` into
    /// `.html`.
    fn as_written(&self, name: &Path, target: &str) -> String {
        let markdown = target.replacen(".html", ".md", 1);
        let is_written = self.origin(name).is_some_and(|(edition, page)| {
            edition.pages.lines(page, &[&markdown]).next().is_some()
        });
        if is_written { markdown } else { target.to_owned() }
    }

    /// The file that `path` means on the page or in the style sheet `from`.
    fn find(&self, from: &Path, path: &str) -> Option<PathBuf> {
        let path = percent_decoded(path.split(['?', '#']).next()?);
        let mut found = from.parent().unwrap_or(from).to_owned();
        for part in Path::new(&path).components() {
            match part {
                Component::Normal(name) => found.push(name),
                Component::CurDir => {}
                // Above the book there is nothing.
                Component::ParentDir => found.pop().then_some(())?,
                // The book need not lie at the root of its site.
                Component::RootDir | Component::Prefix(_) => return None,
            }
        }
        let index = found.join("index.html");
        [found, index].into_iter().find(|path| self.files.contains(path))
    }
}

fn read(path: &Path) -> Result<String> {
    fs::read_to_string(path)
        .with_context(|| format!("cannot read {}", path.display()))
}

fn is(path: &Path, extension: &str) -> bool {
    path.extension().is_some_and(|of_path| of_path == extension)
}

const OUTSIDE: &str = "is asked of another site: keep a copy of it in the book";
