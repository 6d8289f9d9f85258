//! A page as a row of blocks: what a translator renders one by one.
//!
//! Blank lines separate blocks. A fenced block is one, whatever it holds, and an indented one
//! belongs to the block above it, such as the second paragraph of an item of a list.

use std::collections::BTreeSet;
use std::fmt::{self, Display, Formatter};

/// A block.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Block<'a> {
    /// With its line ends, and no blank line around it.
    pub(crate) text: &'a str,
    /// Its first line, counted from 1.
    pub(crate) line: usize,
    /// Whether it is a line of a summary.
    is_entry: bool,
}

/// What two blocks have in common when one translates the other.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Shape {
    kind: Kind,
    /// What is shown of other files.
    includes: Vec<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Kind {
    Heading {
        level: usize,
        id: String,
    },
    /// With its language.
    Code(String),
    /// With the first tag in it.
    Html(String),
    Table {
        rows: usize,
    },
    List {
        items: usize,
    },
    /// An entry of a glossary, with its term in each language.
    Term(BTreeSet<String>),
    /// What a definition defines in one language only.
    Definition,
    Quote,
    Rule,
    /// What a line of the summary leads to.
    Page(String),
    Text,
}

/// The blocks of a page.
pub(crate) fn blocks(page: &str) -> Vec<Block<'_>> {
    let mut blocks: Vec<(usize, usize, usize)> = Vec::new();
    let (mut at, mut is_fenced, mut is_open) = (0, false, false);
    for (number, line) in (1..).zip(page.split_inclusive('\n')) {
        let is_blank = line.trim().is_empty() && !is_fenced;
        let is_indented = line.starts_with("  ");
        at += line.len();
        if is_blank {
            is_open = false;
            continue;
        }
        is_fenced ^= line.trim_start().starts_with("```");
        match blocks.last_mut() {
            Some((_, end, _)) if is_open || is_indented => *end = at,
            _ => blocks.push((at - line.len(), at, number)),
        }
        is_open = true;
    }
    let block = |(start, end, line)| Block {
        text: &page[start..end],
        line,
        is_entry: false,
    };
    blocks.into_iter().map(block).collect()
}

/// The blocks of a summary: each line is one, so that a new page makes no other title stale.
pub(crate) fn summary_blocks(summary: &str) -> Vec<Block<'_>> {
    let lines = (1..).zip(summary.split_inclusive('\n'));
    let lines = lines.filter(|(_, text)| !text.trim().is_empty());
    lines.map(|(line, text)| Block { text, line, is_entry: true }).collect()
}

impl Block<'_> {
    /// What of it a translation has, too.
    pub(crate) fn shape(&self) -> Shape {
        Shape { kind: self.kind(), includes: self.includes() }
    }

    fn kind(&self) -> Kind {
        let mut lines = self.text.lines();
        let first = lines.next().unwrap_or_default();
        let is_item = |line: &&str| marker(line).is_some();
        if first.starts_with('#') {
            let level = first.chars().take_while(|it| *it == '#').count();
            Kind::Heading { level, id: id(first).unwrap_or_default().to_owned() }
        } else if let Some(language) = first.strip_prefix("```") {
            Kind::Code(language.to_owned())
        } else if first.starts_with('<') {
            let tag = first.split([' ', '>']).next().unwrap_or_default();
            Kind::Html(tag.to_owned() + ">")
        } else if first.starts_with('|') {
            Kind::Table { rows: self.text.lines().count() }
        } else if first.starts_with('>') {
            Kind::Quote
        } else if first == "---" {
            Kind::Rule
        } else if self.is_entry {
            Kind::Page(entry(first).unwrap_or_default().to_owned())
        } else if is_item(&first) {
            Kind::List { items: self.text.lines().filter(is_item).count() }
        } else if lines.next().is_some_and(|line| line.starts_with(": ")) {
            if first.contains(" lang=\"") {
                Kind::Term(terms(first))
            } else {
                Kind::Definition
            }
        } else {
            Kind::Text
        }
    }

    fn includes(&self) -> Vec<String> {
        let parts = self.text.split("{{#include ").skip(1);
        let parts = parts.filter_map(|rest| rest.split_once("}}"));
        parts.map(|(path, _)| path.to_owned()).collect()
    }

    /// Whether it has words that one could translate. A picture has some, and a tag may have
    /// some in its attributes.
    pub(crate) fn has_words(&self) -> bool {
        let mut rest = self.text;
        let mut shown = String::new();
        while let Some((before, after)) = rest.split_once('<') {
            let (tag, after) = after.split_once('>').unwrap_or((after, ""));
            if ["alt=", "aria-label=", "title="].iter().any(|it| tag.contains(it)) {
                return true;
            }
            shown += before;
            rest = after;
        }
        shown += rest;
        let lines = shown.lines().filter(|line| !line.starts_with("```"));
        let mut texts = lines.flat_map(|line| {
            let (before, after) =
                line.split_once("{{#include ").unwrap_or((line, ""));
            [before, after.split_once("}}").map_or("", |(_, after)| after)]
        });
        texts.any(|text| text.contains(char::is_alphabetic))
    }

    /// The words that it begins with.
    pub(crate) fn beginning(&self) -> String {
        const MOST: usize = 40;
        let line = self.text.lines().next().unwrap_or_default();
        match line.char_indices().nth(MOST) {
            Some((end, _)) => format!("{}…", &line[..end]),
            None => line.to_owned(),
        }
    }

    /// What is the same for equal texts only, also in another process and another year: FNV-1a.
    /// Where a line is broken changes nothing, but in code.
    pub(crate) fn hash(&self) -> u64 {
        let fold = |hash: u64, byte: u8| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
        };
        let start = 0xcbf2_9ce4_8422_2325;
        if self.text.contains("```") {
            return self.text.trim_end().bytes().fold(start, fold);
        }
        let words = self.text.split_whitespace();
        let bytes = words.flat_map(|word| word.bytes().chain([b' ']));
        bytes.fold(start, fold)
    }
}

impl Shape {
    /// Whether it is an entry of a glossary. Each language sorts those in its own way.
    pub(crate) fn is_sorted_by_language(&self) -> bool {
        matches!(self.kind, Kind::Term(_))
    }
}

impl Display for Shape {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match &self.kind {
            Kind::Heading { level, id } if id.is_empty() => {
                write!(f, "a heading of level {level}")
            }
            Kind::Heading { level, id } => {
                write!(f, "a heading of level {level}, #{id}")
            }
            Kind::Code(language) => write!(f, "a block of code, ```{language}"),
            Kind::Html(tag) => write!(f, "HTML that begins with {tag}"),
            Kind::Table { rows } => write!(f, "a table of {rows} lines"),
            Kind::List { items: 1 } => write!(f, "a list of 1 item"),
            Kind::List { items } => write!(f, "a list of {items} items"),
            Kind::Term(terms) => {
                let terms: Vec<_> = terms.iter().map(String::as_str).collect();
                write!(f, "the term {}", terms.join(", "))
            }
            Kind::Definition => write!(f, "a definition"),
            Kind::Quote => write!(f, "a quotation"),
            Kind::Rule => write!(f, "a rule"),
            Kind::Page(page) => write!(f, "a title of {page}"),
            Kind::Text => write!(f, "a paragraph"),
        }?;
        match &self.includes[..] {
            [] => Ok(()),
            includes => write!(f, " that includes {}", includes.join(", ")),
        }
    }
}

/// What a line of a list has before its text.
fn marker(line: &str) -> Option<&str> {
    let (marker, _) = line.split_once(' ')?;
    let number = marker.strip_suffix('.');
    let is_number =
        number.is_some_and(|it| it.chars().all(|digit| digit.is_ascii_digit()));
    (marker == "-" || marker == "*" || is_number).then_some(marker)
}

/// The page that a line of a summary names: `- [Join](08-join.md)`.
fn entry(line: &str) -> Option<&str> {
    let (_, page) = line.trim().strip_suffix(')')?.rsplit_once("](")?;
    Some(page)
}

/// The id of a heading: `## Join {#join}`.
fn id(heading: &str) -> Option<&str> {
    heading.trim_end().strip_suffix('}')?.rsplit_once("{#").map(|(_, id)| id)
}

/// The two terms of an entry: `join <span lang="zh-CN">等待</span>`.
fn terms(line: &str) -> BTreeSet<String> {
    let mut parts = line.split('<');
    let own = parts.next();
    let others = parts.filter_map(|part| Some(part.split_once('>')?.1));
    let terms = own.into_iter().chain(others).map(|term| term.trim().to_owned());
    terms.filter(|term| !term.is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn block(text: &str) -> Block<'_> {
        Block { text, line: 1, is_entry: false }
    }

    const PAGE: &str = "\
# Join {#join}

A text of
two lines.

```rust
let a;

let b;
```

- One.
- Two:

  and more.

| a |
| --- |
| b |
";

    fn shapes(page: &str) -> Vec<String> {
        blocks(page).iter().map(|block| block.shape().to_string()).collect()
    }

    #[test]
    fn blank_lines_separate_blocks_but_not_in_code_or_items() {
        let lines: Vec<_> = blocks(PAGE).iter().map(|block| block.line).collect();
        assert_eq!(lines, [1, 3, 6, 12, 17]);
        assert_eq!(
            shapes(PAGE),
            [
                "a heading of level 1, #join",
                "a paragraph",
                "a block of code, ```rust",
                "a list of 2 items",
                "a table of 3 lines",
            ]
        );
        let lines: usize =
            blocks(PAGE).iter().map(|block| block.text.lines().count()).sum();
        assert_eq!(lines + 4, PAGE.lines().count());
    }

    #[test]
    fn a_shape_names_what_a_translation_must_have() {
        assert_eq!(
            shapes(
                "{{#include a.svg}}\n\n<div class=\"figure\">\n{{#include b.svg}}"
            ),
            [
                "a paragraph that includes a.svg",
                "HTML that begins with <div> that includes b.svg"
            ]
        );
        let [english, chinese] = [
            "join <span lang=\"zh-CN\">等待</span>\n: To wait.",
            "等待 <span lang=\"en\">join</span>\n: 等。",
        ]
        .map(|term| blocks(term)[0].shape());
        assert!(english.is_sorted_by_language());
        assert_eq!(english, chinese);
    }

    #[test]
    fn a_line_of_a_summary_is_known_by_its_page() {
        let summary = "# Summary\n\n[Start](a.md)\n- [Join](b.md)\n  - [In](c.md)\n";
        let shapes: Vec<_> = summary_blocks(summary)
            .iter()
            .map(|block| block.shape().to_string())
            .collect();
        assert_eq!(
            shapes,
            [
                "a heading of level 1",
                "a title of a.md",
                "a title of b.md",
                "a title of c.md"
            ]
        );
    }

    #[test]
    fn where_a_line_is_broken_changes_no_hash_but_in_code() {
        let hash = |text| block(text).hash();
        assert_eq!(hash("a b\nc\n"), hash("a\nb c"));
        assert_ne!(hash("a b"), hash("ab"));
        assert_ne!(hash("```\na b\n```"), hash("```\na\nb\n```"));
        // It is written in files: it must never change.
        assert_eq!(hash(""), 0xcbf2_9ce4_8422_2325);
        assert_eq!(hash("```"), 0xeee8_d219_096a_c717);
    }

    #[test]
    fn what_has_no_words_needs_no_translation() {
        for (text, has_words) in [
            ("</details>\n</div>", false),
            ("{{#include figures/08-join.svg}}", false),
            ("```rust\n{{#include lesson.rs:program}}\n```", false),
            ("```sh\ncargo book\n```", true),
            ("<summary>Answers</summary>", true),
            ("<img src=\"a.png\" alt=\"Join\">", true),
            ("There are {{#include a.count}}.", true),
        ] {
            assert_eq!(block(text).has_words(), has_words, "{text}");
        }
    }
}
