//! The tags of a page, as mdBook writes it: balanced, with names in small letters.
//!
//! A parser for all that others call HTML takes ten times as long, and a third of the whole
//! build where nothing is optimized.

use std::borrow::Cow;

/// A piece of a page.
#[derive(Debug, PartialEq)]
pub(crate) enum Piece<'a> {
    Open(&'a str, Vec<Attribute<'a>>),
    Close(&'a str),
    Text(&'a str),
}

/// A name and its value.
pub(crate) type Attribute<'a> = (&'a str, Cow<'a, str>);

/// The pieces of a page, each with its line, counted from 1.
pub(crate) struct Pieces<'a> {
    rest: &'a str,
    line: usize,
    /// The element that was opened last, if its text has no tags.
    raw: Option<&'a str>,
}

impl<'a> Pieces<'a> {
    pub(crate) fn of(html: &'a str) -> Self {
        Self { rest: html, line: 1, raw: None }
    }

    /// Takes `length` bytes of the rest.
    fn take(&mut self, length: usize) -> &'a str {
        let (taken, rest) = self.rest.split_at(length);
        self.line += taken.matches('\n').count();
        self.rest = rest;
        taken
    }

    /// Takes all before `mark`, or all there is.
    fn take_until(&mut self, mark: &str) -> &'a str {
        self.take(self.rest.find(mark).unwrap_or(self.rest.len()))
    }

    fn take_while(&mut self, is_part: impl Fn(char) -> bool) -> &'a str {
        let end = self.rest.find(|it| !is_part(it));
        self.take(end.unwrap_or(self.rest.len()))
    }

    fn tag(&mut self) -> Piece<'a> {
        let closes = self.rest.starts_with('/');
        self.take(usize::from(closes));
        let name = self.take_while(is_name);
        if closes {
            self.take_until(">");
            self.take(self.rest.len().min(1));
            return Piece::Close(name);
        }
        let mut attributes = Vec::new();
        loop {
            self.take_while(|it| it.is_whitespace() || it == '/');
            let name = self.take_while(is_name);
            if name.is_empty() {
                break;
            }
            attributes.push((name, self.value()));
        }
        self.take_until(">");
        self.take(self.rest.len().min(1));
        let holds_text = ["script", "style", "title", "textarea"].contains(&name);
        self.raw = holds_text.then_some(name);
        Piece::Open(name, attributes)
    }

    /// What an attribute is set to; nothing where it is only named.
    fn value(&mut self) -> Cow<'a, str> {
        if !self.rest.starts_with('=') {
            return Cow::Borrowed("");
        }
        self.take(1);
        match self.rest.chars().next() {
            Some('"') => decoded(self.quoted("\"")),
            Some('\'') => decoded(self.quoted("'")),
            _ => decoded(self.take_while(|it| !it.is_whitespace() && it != '>')),
        }
    }

    fn quoted(&mut self, quote: &str) -> &'a str {
        self.take(1);
        let value = self.take_until(quote);
        self.take(self.rest.len().min(1));
        value
    }
}

impl<'a> Iterator for Pieces<'a> {
    type Item = (usize, Piece<'a>);

    fn next(&mut self) -> Option<Self::Item> {
        let line = self.line;
        if let Some(name) = self.raw.take() {
            return Some((line, Piece::Text(self.take_until(&format!("</{name}")))));
        }
        if self.rest.starts_with("<!--") {
            self.take_until("-->");
        }
        let text = self.take_until("<");
        if !text.is_empty() {
            return Some((line, Piece::Text(text)));
        }
        if self.rest.is_empty() {
            return None;
        }
        self.take(1);
        Some((line, self.tag()))
    }
}

fn is_name(character: char) -> bool {
    !character.is_whitespace() && !matches!(character, '=' | '>' | '/' | '"' | '\'')
}

/// A value without the references that its signs need.
fn decoded(value: &str) -> Cow<'_, str> {
    if !value.contains('&') {
        return Cow::Borrowed(value);
    }
    let signs = [
        ("&quot;", "\""),
        ("&#39;", "'"),
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&amp;", "&"),
    ];
    let decoded =
        signs.into_iter().fold(value.to_owned(), |value, (reference, sign)| {
            value.replace(reference, sign)
        });
    Cow::Owned(decoded)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_is_its_tags_and_its_texts_with_their_lines() {
        let html = "<!DOCTYPE html>\n<a href=\"b?c&amp;d\"\n id=e hidden>f</a><br/>\n\
                    <!-- <i> -->\n<script src='g'>if (1 < 2) \"<b>\"</script><p>é";
        let named = |name, value| (name, Cow::Borrowed(value));
        let expected = [
            (1, Piece::Open("!DOCTYPE", vec![named("html", "")])),
            (1, Piece::Text("\n")),
            (
                2,
                Piece::Open(
                    "a",
                    vec![
                        named("href", "b?c&d"),
                        named("id", "e"),
                        named("hidden", ""),
                    ],
                ),
            ),
            (3, Piece::Text("f")),
            (3, Piece::Close("a")),
            (3, Piece::Open("br", vec![])),
            (3, Piece::Text("\n")),
            (4, Piece::Text("-->\n")),
            (5, Piece::Open("script", vec![named("src", "g")])),
            (5, Piece::Text("if (1 < 2) \"<b>\"")),
            (5, Piece::Close("script")),
            (5, Piece::Open("p", vec![])),
            (5, Piece::Text("é")),
        ];
        assert_eq!(Pieces::of(html).collect::<Vec<_>>(), expected);
    }
}
