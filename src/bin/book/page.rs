//! What a built page says that it is, links to and loads.

use std::collections::BTreeSet;

use crate::html::{Attribute, Piece, Pieces};

/// A page of HTML.
#[derive(Debug, Default)]
pub(crate) struct Page {
    /// What a link's `#` can lead to.
    pub(crate) ids: BTreeSet<String>,
    pub(crate) links: Vec<Link>,
    /// Whether links are relative to the site, not to the page.
    pub(crate) from_root: bool,
    /// The lines of blocks of code with nothing in them.
    pub(crate) empty_blocks: Vec<usize>,
    /// The lines of blocks that ask the playground of Rust.
    pub(crate) playgrounds: Vec<usize>,
    /// The style sheets that are in it.
    pub(crate) styles: String,
}

/// What a page leads to.
#[derive(Debug)]
pub(crate) struct Link {
    /// As it is written.
    pub(crate) target: String,
    /// Whether a browser asks for it before somebody clicks on it.
    pub(crate) is_loaded: bool,
    /// The line of the HTML.
    pub(crate) line: usize,
}

impl Page {
    pub(crate) fn read(html: &str) -> Self {
        let mut page = Self::default();
        // The line and the text of the block of code that is open.
        let mut block: Option<(usize, String)> = None;
        let mut in_style = false;
        for (line, piece) in Pieces::of(html) {
            match piece {
                Piece::Open(name, attributes) => {
                    match name {
                        "code" => block = Some((line, String::new())),
                        "style" => in_style = true,
                        _ => {}
                    }
                    page.open(name, attributes, line);
                }
                Piece::Close("code") => {
                    let empty =
                        block.take().filter(|(_, text)| text.trim().is_empty());
                    page.empty_blocks.extend(empty.map(|(line, _)| line));
                }
                Piece::Close("style") => in_style = false,
                Piece::Close(_) => {}
                Piece::Text(text) if in_style => page.styles.push_str(text),
                Piece::Text(text) => {
                    if let Some((_, block)) = &mut block {
                        block.push_str(text);
                    }
                }
            }
        }
        page
    }

    fn open(&mut self, tag: &str, attributes: Vec<Attribute<'_>>, line: usize) {
        self.from_root |= tag == "base";
        for (name, value) in attributes {
            match name {
                "id" => drop(self.ids.insert(value.into_owned())),
                "name" if tag == "a" => drop(self.ids.insert(value.into_owned())),
                "class" if value.split(' ').any(|class| class == "playground") => {
                    self.playgrounds.push(line);
                }
                "style" => self.styles.push_str(&value),
                name => {
                    for (target, is_loaded) in targets(tag, name, &value) {
                        let target = target.to_owned();
                        self.links.push(Link { target, is_loaded, line });
                    }
                }
            }
        }
    }
}

/// What the attribute of a tag leads to, and whether a browser loads it.
fn targets<'a>(tag: &str, attribute: &str, value: &'a str) -> Vec<(&'a str, bool)> {
    match (tag, attribute) {
        ("a" | "area", "href") => vec![(value, false)],
        ("link" | "use" | "image", "href") => vec![(value, true)],
        (_, "src" | "poster") | ("object", "data") => vec![(value, true)],
        (_, "srcset") => value
            .split(',')
            .filter_map(|image| Some((image.split_whitespace().next()?, true)))
            .collect(),
        _ => Vec::new(),
    }
}
