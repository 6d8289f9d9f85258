//! What a built page says that it is, links to and loads.

use std::cell::RefCell;
use std::collections::BTreeSet;

use html5ever::LocalName;
use html5ever::tendril::StrTendril;
use html5ever::tokenizer::states::RawKind;
use html5ever::tokenizer::{
    BufferQueue, Tag, TagKind, Token, TokenSink, TokenSinkResult, Tokenizer,
    TokenizerOpts,
};

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
        let tokenizer = Tokenizer::new(Reader::default(), TokenizerOpts::default());
        let input = BufferQueue::default();
        input.push_back(StrTendril::from(html));
        // It stops after each script.
        while !input.is_empty() {
            let _ = tokenizer.feed(&input);
        }
        tokenizer.end();
        tokenizer.sink.page.into_inner()
    }
}

#[derive(Default)]
struct Reader {
    page: RefCell<Page>,
    /// The line and the text of the block of code that is open.
    block: RefCell<Option<(usize, String)>>,
    in_style: RefCell<bool>,
}

impl TokenSink for Reader {
    type Handle = ();

    fn process_token(&self, token: Token, line: u64) -> TokenSinkResult<()> {
        match token {
            Token::TagToken(tag) if tag.kind == TagKind::StartTag => {
                self.open(&tag, usize::try_from(line).unwrap_or_default());
                raw(&tag.name)
            }
            Token::TagToken(tag) => {
                self.close(&tag.name);
                TokenSinkResult::Continue
            }
            Token::CharacterTokens(text) => {
                if let Some((_, block)) = &mut *self.block.borrow_mut() {
                    block.push_str(&text);
                }
                if *self.in_style.borrow() {
                    self.page.borrow_mut().styles.push_str(&text);
                }
                TokenSinkResult::Continue
            }
            _ => TokenSinkResult::Continue,
        }
    }
}

/// Elements that hold text and no tags.
fn raw(name: &LocalName) -> TokenSinkResult<()> {
    match &**name {
        "script" => TokenSinkResult::RawData(RawKind::ScriptData),
        "style" => TokenSinkResult::RawData(RawKind::Rawtext),
        "title" | "textarea" => TokenSinkResult::RawData(RawKind::Rcdata),
        _ => TokenSinkResult::Continue,
    }
}

impl Reader {
    fn open(&self, tag: &Tag, line: usize) {
        let page = &mut *self.page.borrow_mut();
        match &*tag.name {
            "code" => *self.block.borrow_mut() = Some((line, String::new())),
            "style" => *self.in_style.borrow_mut() = true,
            "base" => page.from_root = true,
            _ => {}
        }
        for attribute in &tag.attrs {
            let value = attribute.value.to_string();
            match &*attribute.name.local {
                "id" => drop(page.ids.insert(value)),
                "name" if &*tag.name == "a" => drop(page.ids.insert(value)),
                "class" if value.split(' ').any(|class| class == "playground") => {
                    page.playgrounds.push(line);
                }
                "style" => page.styles.push_str(&value),
                name => {
                    for (target, is_loaded) in targets(&tag.name, name, &value) {
                        let target = target.to_owned();
                        page.links.push(Link { target, is_loaded, line });
                    }
                }
            }
        }
    }

    fn close(&self, name: &LocalName) {
        match &**name {
            "code" => {
                let block = self.block.borrow_mut().take();
                let empty = block.filter(|(_, text)| text.trim().is_empty());
                let lines = empty.map(|(line, _)| line);
                self.page.borrow_mut().empty_blocks.extend(lines);
            }
            "style" => *self.in_style.borrow_mut() = false,
            _ => {}
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
