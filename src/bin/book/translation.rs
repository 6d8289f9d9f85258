//! The Chinese pages, and which of their blocks still say what the English ones say.
//!
//! Each block of a Chinese page has in a record the hash of the English block that it
//! translates. `cargo book --translated` writes the record, when the two pages have blocks of
//! the same shapes. From then on a Chinese block is shown for an English one only if the hash
//! of the English one is in the record at the place of the Chinese one. Equal hashes are those
//! of equal texts, so a Chinese block never stands for another text than the one that it was
//! made from, however the English pages change. An English block whose hash is not there has no
//! translation: it is shown itself, with a mark, and is told to be stale. What the record does
//! not know is whether a translation is good.

use std::collections::{BTreeMap, HashMap, HashSet, VecDeque};
use std::fmt::Write;
use std::fs;
use std::io::ErrorKind;
use std::path::{Component, Path, PathBuf};

use anyhow::{Context, Result};
use colored::Colorize;

use crate::block::{Block, blocks, summary_blocks};
use crate::chinese;
use crate::fallback::with_files;
use crate::fault::Fault;
use crate::source::{Pages, SUMMARY, Source, Text};

/// Which English blocks each Chinese page translates, in the order of its own blocks.
#[derive(Debug, Default)]
pub(crate) struct Record(BTreeMap<PathBuf, Vec<u64>>);

impl Record {
    pub(crate) fn read(source: &Source) -> Result<Self> {
        let path = path(source);
        let text = match fs::read_to_string(&path) {
            Err(error) if error.kind() == ErrorKind::NotFound => String::new(),
            text => {
                text.with_context(|| format!("cannot read {}", path.display()))?
            }
        };
        let lines = text.lines().filter(|line| !line.starts_with('#'));
        let entries = lines.filter_map(|line| {
            let (page, hashes) = line.split_once(' ')?;
            let hashes = hashes.split(' ').map(|it| u64::from_str_radix(it, 16));
            // A line that nobody can read records nothing, so its page is stale.
            Some((PathBuf::from(page), hashes.collect::<Result<_, _>>().ok()?))
        });
        Ok(Self(entries.collect()))
    }

    pub(crate) fn write(&self, source: &Source) -> Result<()> {
        let mut text = String::from(HEADER);
        for (page, hashes) in &self.0 {
            text += &page.to_string_lossy();
            for hash in hashes {
                write!(text, " {hash:016x}").expect("a String takes it");
            }
            text.push('\n');
        }
        let path = path(source);
        fs::write(&path, text)
            .with_context(|| format!("cannot write {}", path.display()))
    }

    /// Takes the Chinese `page` for a translation of the English one, unless their blocks have
    /// different shapes.
    pub(crate) fn take(
        &mut self,
        page: &Path,
        english: &str,
        chinese: &str,
    ) -> Result<(), Difference> {
        let hashes = pair(&split(page, english), &split(page, chinese))?;
        self.0.insert(page.to_owned(), hashes);
        Ok(())
    }
}

/// Records that the Chinese `pages` say what the English ones say; without any, that all do.
/// What is returned tells why some were refused.
pub(crate) fn record(source: &Source, pages: &[PathBuf]) -> Result<Vec<Fault>> {
    let config = source.config()?;
    let english = Pages::read(source, &config)?;
    let config = chinese::config(source, &config)?;
    let config =
        config.context("the book has no Chinese pages: they are in book/zh-CN")?;
    let chinese = Pages::read(source, &config)?;
    let mut record = Record::read(source)?;
    record.0.retain(|page, _| chinese.text(page).is_some());

    let mut names: Vec<_> = pages.iter().map(|page| named(page)).collect();
    if names.is_empty() {
        names.extend(chinese.iter().map(|(page, _)| page.to_owned()));
    }
    let mut refused = Vec::new();
    for page in &names {
        let Some(text) = chinese.text(page) else {
            refused.push(chinese.fault(page, None, "there is no such page"));
            continue;
        };
        let Some(original) = english.text(page) else {
            refused.push(chinese.fault(page, None, NO_PAGE));
            continue;
        };
        if let Err(Difference { chinese: here, english: there }) =
            record.take(page, original, text)
        {
            let line = here.as_ref().map(|(line, _)| *line);
            let here = here.map_or("the page ends".to_owned(), |(_, shape)| {
                format!("here is {shape}")
            });
            let there = there.map_or("it ends".to_owned(), |(line, shape)| {
                english.fault(page, Some(line), shape).to_string()
            });
            let what = format!("{here}, but in the English one: {there}");
            refused.push(chinese.fault(page, line, what));
        }
    }
    record.write(source)?;
    let pages = match names.len() - refused.len() {
        1 => "1 page".to_owned(),
        count => format!("{count} pages"),
    };
    println!("{}: {pages} in {}", "recorded".green().bold(), path(source).display());
    Ok(refused)
}

/// The page that somebody names as `08-join`, `08-join.md` or `book/zh-CN/08-join.md`.
fn named(path: &Path) -> PathBuf {
    let mut parts = path.components();
    let is_folder = |part: Component<'_>| part.as_os_str() == chinese::FOLDER;
    let below = parts.clone().any(is_folder) && parts.any(is_folder);
    let page = if below { parts.as_path() } else { path };
    page.with_extension("md")
}

const NO_PAGE: &str = "this translates no page: take it out";

/// Where the record is: not among the pages, whose files are copied into the built book.
fn path(source: &Source) -> PathBuf {
    source.book().join("translated.txt")
}

const HEADER: &str = "\
# Which blocks of book/en each page of book/zh-CN translates, as hashes in the order of its own
# blocks. `cargo book --translated PAGE` writes the line of a page.
";

fn split<'a>(page: &Path, text: &'a str) -> Vec<Block<'a>> {
    if page == Path::new(SUMMARY) { summary_blocks(text) } else { blocks(text) }
}

/// Where a page is no translation of the other.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Difference {
    /// What the Chinese page has, and in which line; nothing where it ends.
    pub(crate) chinese: Option<(usize, String)>,
    /// What the English page has there.
    pub(crate) english: Option<(usize, String)>,
}

/// The hash of the English block that each Chinese one translates.
///
/// It is the one at the same place, but for the entries of a glossary, which are sorted in
/// each language. Those are known by their two terms.
fn pair(
    english: &[Block<'_>],
    chinese: &[Block<'_>],
) -> Result<Vec<u64>, Difference> {
    let mut terms = BTreeMap::new();
    let mut others = VecDeque::new();
    for block in english {
        let shape = block.shape();
        if shape.is_sorted_by_language() {
            terms.insert(shape, block);
        } else {
            others.push_back((block, shape));
        }
    }
    let mut hashes = Vec::new();
    for block in chinese {
        let shape = block.shape();
        let found = if shape.is_sorted_by_language() {
            terms.remove(&shape).map(|block| (block, shape.clone()))
        } else {
            others.pop_front()
        };
        match found {
            Some((other, its)) if its == shape => hashes.push(other.hash()),
            found => {
                return Err(Difference {
                    chinese: Some((block.line, shape.to_string())),
                    english: found
                        .map(|(block, shape)| (block.line, shape.to_string())),
                });
            }
        }
    }
    let left = others.pop_front();
    let left =
        left.or_else(|| terms.pop_first().map(|(shape, block)| (block, shape)));
    match left {
        Some((block, shape)) => Err(Difference {
            chinese: None,
            english: Some((block.line, shape.to_string())),
        }),
        None => Ok(hashes),
    }
}

/// All pages of the Chinese book.
#[derive(Debug)]
pub(crate) struct Translation<'a> {
    pub(crate) pages: Pages<'a>,
    /// What pages and parts are called in the table of contents, by their English names.
    pub(crate) names: HashMap<String, String>,
    /// What is not translated, or not any more. An English author need not mend it.
    pub(crate) stale: Vec<Fault>,
}

impl<'a> Translation<'a> {
    /// The Chinese book of these pages: each English page in Chinese, as far as it can be.
    pub(crate) fn of(
        record: &Record,
        english: &Pages<'_>,
        chinese: &Pages<'a>,
    ) -> Self {
        let mut stale = Vec::new();
        let mut names = HashMap::new();
        let mut texts = BTreeMap::new();
        for (page, text) in english.iter() {
            let rendering = Rendering::new(record, page, chinese.text(page));
            let blocks = split(page, text);
            if page == Path::new(SUMMARY) {
                names = rendering.names(&blocks);
            }
            if let Err(what) = &rendering.state {
                stale.push(chinese.fault(page, None, *what));
            } else {
                stale.extend(rendering.untranslated(&blocks).map(|block| {
                    let place =
                        english.fault(page, Some(block.line), block.beginning());
                    chinese.fault(page, None, format!("new or changed: {place}"))
                }));
                stale.extend(rendering.surplus(&blocks).map(|block| {
                    let what = "this translates what is gone or has changed";
                    chinese.fault(page, Some(block.line), what)
                }));
            }
            let mut text = rendering.page(&blocks);
            text.shown = with_files(&text.shown, english, chinese);
            texts.insert(page.to_owned(), text);
        }
        let surplus =
            chinese.iter().filter(|(page, _)| english.text(page).is_none());
        stale.extend(surplus.map(|(page, _)| chinese.fault(page, None, NO_PAGE)));
        Self { pages: chinese.with(texts), names, stale }
    }
}

/// What there is of a page in Chinese.
struct Rendering<'a> {
    text: &'a str,
    /// Its blocks, each with the hash of the English one. There are none if the record does not
    /// say of each what it translates.
    blocks: Vec<(u64, Block<'a>)>,
    state: Result<(), &'static str>,
}

impl<'a> Rendering<'a> {
    fn new(record: &Record, page: &Path, text: Option<&'a str>) -> Self {
        let Some(text) = text else {
            let state = Err("this page is not translated yet");
            return Self { text: "", blocks: Vec::new(), state };
        };
        let blocks = split(page, text);
        let hashes = record.0.get(page).map_or(&[][..], Vec::as_slice);
        if hashes.len() == blocks.len() {
            let blocks = hashes.iter().copied().zip(blocks).collect();
            Self { text, blocks, state: Ok(()) }
        } else {
            let state = Err("nobody has said since its last change what this page \
                             translates: run cargo book --translated");
            Self { text, blocks: Vec::new(), state }
        }
    }

    /// The Chinese block that says what this English one says. Where a page says something
    /// twice, either translation is one of both.
    fn of(&self, english: &Block<'_>) -> Option<&Block<'a>> {
        let hash = english.hash();
        let mut blocks = self.blocks.iter().filter(|(other, _)| *other == hash);
        blocks.next().map(|(_, block)| block)
    }

    fn untranslated<'b>(
        &self,
        english: &'b [Block<'b>],
    ) -> impl Iterator<Item = &'b Block<'b>> {
        english.iter().filter(|block| block.has_words() && self.of(block).is_none())
    }

    /// Blocks that translate nothing any more.
    fn surplus(&self, english: &[Block<'_>]) -> impl Iterator<Item = &Block<'a>> {
        let hashes: HashSet<_> = english.iter().map(Block::hash).collect();
        let surplus = self.blocks.iter().filter(move |(it, _)| !hashes.contains(it));
        surplus.map(|(_, block)| block).filter(|block| block.has_words())
    }

    fn names(&self, summary: &[Block<'_>]) -> HashMap<String, String> {
        let names = summary
            .iter()
            .filter_map(|it| Some((name(it.text), name(self.of(it)?.text))));
        names.collect()
    }

    /// The whole page. While it is in step it is shown as it is: the terms of a glossary may
    /// be in another order, and nothing else.
    fn page(&self, english: &[Block<'_>]) -> Text {
        let in_place = |block: &Block<'_>| !block.shape().is_sorted_by_language();
        let of_english = english.iter().filter(|it| in_place(it)).map(Block::hash);
        let own = self.blocks.iter().filter(|(_, block)| in_place(block));
        let is_in_step = self.state.is_ok()
            && self.untranslated(english).next().is_none()
            && self.surplus(english).next().is_none()
            && own.map(|(hash, _)| *hash).eq(of_english);
        if is_in_step {
            return Text::from(self.text.to_owned());
        }
        let mut page = Mixture::default();
        for block in english {
            match self.of(block) {
                Some(chinese) => page.push_chinese(chinese),
                None => page.push_english(block),
            }
        }
        page.end()
    }
}

/// What a line of a summary calls a page or a part.
fn name(line: &str) -> String {
    let name = line.trim().trim_start_matches(['-', '#', ' ', '[']);
    name.split("](").next().unwrap_or(name).to_owned()
}

/// A page with blocks of both languages. What is English is marked.
#[derive(Default)]
struct Mixture {
    text: String,
    lines: Vec<Option<usize>>,
    is_in_mark: bool,
}

impl Mixture {
    fn push(&mut self, text: &str, line: Option<usize>) {
        let text = text.trim_end();
        self.text += text;
        self.text += "\n\n";
        let count = text.lines().count();
        let lines = (0..count).map(|place| line.map(|line| line + place));
        self.lines.extend(lines.chain([None]));
    }

    fn push_chinese(&mut self, block: &Block<'_>) {
        self.close();
        self.push(block.text, Some(block.line));
    }

    /// A heading keeps its place among the others, and tags may be closed in a later block: so
    /// neither is put into the element of the mark.
    fn push_english(&mut self, block: &Block<'_>) {
        let heading = block.text.trim_end().strip_suffix('}');
        match heading.filter(|_| block.text.starts_with('#')) {
            Some(heading) => {
                self.close();
                self.push(&format!("{heading} .untranslated lang=en}}"), None);
            }
            None if block.text.starts_with('<') || !block.has_words() => {
                self.close();
                self.push(block.text, None);
            }
            None => {
                if !self.is_in_mark {
                    self.push(MARK, None);
                    self.is_in_mark = true;
                }
                self.push(block.text, None);
            }
        }
    }

    fn close(&mut self) {
        if self.is_in_mark {
            self.push("</div>", None);
            self.is_in_mark = false;
        }
    }

    fn end(mut self) -> Text {
        self.close();
        Text { shown: self.text, lines: Some(self.lines) }
    }
}

/// What begins a part in English: "the following is not translated yet".
const MARK: &str = "\
<div class=\"untranslated\" lang=\"en\">
<p lang=\"zh-CN\">以下内容尚未翻译：</p>";

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: &str = "page.md";
    const ENGLISH: &str = "# Join {#join}\n\nOne.\n\n{{#include a.svg}}\n\nTwo.\n";
    const CHINESE: &str = "# 等待 {#join}\n\n一。\n\n{{#include a.svg}}\n\n二。\n";

    /// How the page is shown when `english` has come after the record was made, and the
    /// untranslated and the surplus lines.
    fn shown(english: &str) -> (String, Vec<usize>, Vec<usize>) {
        let mut record = Record::default();
        record.take(Path::new(PAGE), ENGLISH, CHINESE).expect("a translation");
        let page = Rendering::new(&record, Path::new(PAGE), Some(CHINESE));
        let blocks = blocks(english);
        let lines = |block: &Block<'_>| block.line;
        let untranslated = page.untranslated(&blocks).map(lines).collect();
        let surplus = page.surplus(&blocks).map(lines).collect();
        (page.page(&blocks).shown, untranslated, surplus)
    }

    #[test]
    fn a_page_in_step_is_shown_as_it_is() {
        assert_eq!(shown(ENGLISH), (CHINESE.to_owned(), vec![], vec![]));
        assert_eq!(shown(&ENGLISH.replace("One.", " One.")).0, CHINESE);
    }

    #[test]
    fn what_changes_is_shown_in_english_with_a_mark_and_nothing_else_is() {
        let (page, untranslated, surplus) = shown(&ENGLISH.replace("One", "Won"));
        assert_eq!(
            page,
            format!(
                "# 等待 {{#join}}\n\n{MARK}\n\nWon.\n\n</div>\n\n{{{{#include a.svg}}}}\n\n\
                 二。\n\n"
            )
        );
        assert_eq!((untranslated, surplus), (vec![3], vec![3]));
    }

    #[test]
    fn a_heading_keeps_its_id_and_a_picture_has_no_mark() {
        let (page, untranslated, surplus) =
            shown("# Wait {#join}\n\nTwo.\n\n{{#include b.svg}}\n\nOne.\n");
        assert_eq!(
            page,
            "# Wait {#join .untranslated lang=en}\n\n二。\n\n{{#include b.svg}}\n\n一。\n\n"
        );
        assert_eq!((untranslated, surplus), (vec![1], vec![1]));
    }

    #[test]
    fn a_block_that_moves_takes_its_translation_along() {
        let (page, untranslated, surplus) =
            shown("# Join {#join}\n\nTwo.\n\nOne.\n\n{{#include a.svg}}\n");
        assert!(page.find("二") < page.find("一"), "{page}");
        assert_eq!((untranslated, surplus), (vec![], vec![]));
    }

    #[test]
    fn pages_of_different_shapes_are_no_translations() {
        let taken = |chinese: &str| {
            let taken = Record::default().take(Path::new(PAGE), ENGLISH, chinese);
            let Difference { chinese, english } = taken.expect_err("a difference");
            [chinese, english]
                .map(|it| it.map(|(line, shape)| format!("{line} {shape}")))
        };
        let text = |text: &str| Some(text.to_owned());
        assert_eq!(
            taken(&CHINESE.replace("#join", "#wait")),
            [
                text("1 a heading of level 1, #wait"),
                text("1 a heading of level 1, #join")
            ]
        );
        assert_eq!(
            taken("# 等待 {#join}\n\n一。\n"),
            [None, text("5 a paragraph that includes a.svg")]
        );
        assert_eq!(
            taken(&format!("{CHINESE}\n三。\n")),
            [text("9 a paragraph"), None]
        );
    }

    #[test]
    fn the_terms_of_a_glossary_are_known_in_any_order() {
        let english = "a <span lang=\"zh-CN\">甲</span>\n: A.\n\n\
                       b <span lang=\"zh-CN\">乙</span>\n: B.\n";
        let chinese = "乙 <span lang=\"en\">b</span>\n: 二。\n\n\
                       甲 <span lang=\"en\">a</span>\n: 一。\n";
        let mut record = Record::default();
        record.take(Path::new(PAGE), english, chinese).expect("a translation");
        let page = Rendering::new(&record, Path::new(PAGE), Some(chinese));
        let english = blocks(english);
        assert_eq!(page.of(&english[0]).expect("it is there").line, 4);
        assert_eq!(page.page(&english).shown, chinese);
    }

    #[test]
    fn titles_are_known_by_the_english_ones() {
        let [english, chinese] = [
            "# Summary\n\n# Lessons\n\n- [Join](a.md)\n  - [In](b.md)\n",
            "# 目录\n\n# 课\n\n- [等待](a.md)\n  - [内](b.md)\n",
        ];
        let mut record = Record::default();
        record.take(Path::new(SUMMARY), english, chinese).expect("a translation");
        let summary = Rendering::new(&record, Path::new(SUMMARY), Some(chinese));
        let names = summary.names(&summary_blocks(english));
        for (english, chinese) in [("Lessons", "课"), ("Join", "等待"), ("In", "内")]
        {
            assert_eq!(names[english], chinese);
        }
    }
}
