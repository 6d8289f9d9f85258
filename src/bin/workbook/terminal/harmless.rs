//! What a program prints, without what a terminal would obey: a title, a colour that stays,
//! a line that is written over.

use std::borrow::Cow;

/// `text` with each control character, apart from a line end and a tab, as it is written in
/// Rust: `\u{1b}`; and what has no width, or turns the direction of writing round.
pub(crate) fn harmless(text: &str) -> Cow<'_, str> {
    let is_hidden = |c: char| {
        matches!(c, '\u{ad}' | '\u{200b}' | '\u{200e}' | '\u{200f}'
        | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
    };
    let is_obeyed =
        |c: char| (c.is_control() && c != '\n' && c != '\t') || is_hidden(c);
    if !text.contains(is_obeyed) {
        return Cow::Borrowed(text);
    }
    let mut shown = String::with_capacity(text.len());
    for c in text.chars() {
        if is_obeyed(c) {
            shown.extend(c.escape_default());
        } else {
            shown.push(c);
        }
    }
    Cow::Owned(shown)
}

#[cfg(test)]
mod tests {
    use super::harmless;

    #[test]
    fn what_a_terminal_would_obey_is_written_out() {
        for text in ["", "a\tb\n", "größer, 中文, 🦀"] {
            assert_eq!(harmless(text), text);
        }
        let shown = harmless("\x1b]0;title\x07\rover\x7f\u{9b}2J");
        assert_eq!(shown, "\\u{1b}]0;title\\u{7}\\rover\\u{7f}\\u{9b}2J");
        // F-33
        assert_eq!(harmless("\u{feff}a\u{202e}b"), "\\u{feff}a\\u{202e}b");
    }
}
