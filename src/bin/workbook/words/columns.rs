//! Columns of a terminal: a Han character takes two, and an escape sequence none.

use textwrap::Options;
use textwrap::core::{Word, display_width};
use textwrap::{WordSeparator, WordSplitter};

use super::{is_chinese, is_wide};

/// `text` in `width` columns, with blanks behind it; before it, where it stands on the right.
pub(crate) fn padded(text: &str, width: usize, right: bool) -> String {
    let blanks = " ".repeat(width.saturating_sub(display_width(text)));
    if right { format!("{blanks}{text}") } else { format!("{text}{blanks}") }
}

/// As much of the beginning of `text` as `width` columns can hold, but one character at least.
pub(crate) fn beginning(text: &str, width: usize) -> &str {
    let ends = text.char_indices().map(|(place, it)| place + it.len_utf8());
    let fits = |end: &usize| display_width(&text[..*end]) <= width;
    let first = text.chars().next().map_or(0, char::len_utf8);
    let end = ends.take_while(fits).last().unwrap_or(first);
    &text[..end]
}

/// The characters of `text` that are seen: escape sequences are not.
pub(crate) fn visible(text: &str) -> impl Iterator<Item = char> {
    characters(text).map(|(_, character)| character)
}

/// The same with their places.
fn characters(text: &str) -> impl Iterator<Item = (usize, char)> {
    let mut is_sequence = false;
    text.char_indices().filter(move |(_, character)| {
        let is_seen = !is_sequence && *character != '\u{1b}';
        if *character == '\u{1b}' {
            is_sequence = true;
        } else if is_sequence && character.is_ascii_alphabetic() {
            is_sequence = false;
        }
        is_seen
    })
}

/// How a text is broken into lines of at most `width` columns.
pub(crate) fn between_words(width: usize) -> Options<'static> {
    let separator = if is_chinese() {
        WordSeparator::Custom(words_and_characters)
    } else {
        WordSeparator::AsciiSpace
    };
    // A hyphen is a part of `Process-1`.
    Options::new(width)
        .word_separator(separator)
        .word_splitter(WordSplitter::NoHyphenation)
}

/// The parts of a text between which it may be broken: words, and Han characters.
fn words_and_characters(line: &str) -> Box<dyn Iterator<Item = Word<'_>> + '_> {
    let mut begin = 0;
    let mut before: Option<(usize, char)> = None;
    let mut breaks = Vec::new();
    for (place, character) in characters(line) {
        if let Some((last, before)) = before {
            let is_blank_between = before == ' ' && character != ' ';
            if is_blank_between {
                breaks.push(place);
            } else if may_break(before, character) {
                // Colours that begin here belong to what follows, and those that end here to
                // what is before; both begin with ESC, and neither is seen.
                breaks.push(last + before.len_utf8());
            }
        }
        before = Some((place, character));
    }
    breaks.push(line.len());
    Box::new(breaks.into_iter().filter_map(move |end| {
        let word = &line[begin..end];
        begin = end;
        (!word.is_empty()).then(|| Word::from(word))
    }))
}

/// Whether a line may end with the one character, and the next begin with the other.
fn may_break(before: char, after: char) -> bool {
    const NO_BEGINNING: &str = "，。：；？！、）】》」』”’…—·％,.:;?!)]}%";
    const NO_END: &str = "（【《「『“‘([{";
    (is_wide(before) || is_wide(after))
        && !before.is_whitespace()
        && !after.is_whitespace()
        && !NO_BEGINNING.contains(after)
        && !NO_END.contains(before)
}

#[cfg(test)]
mod tests {
    use super::{padded, visible, words_and_characters};

    fn parts(line: &str) -> Vec<String> {
        words_and_characters(line)
            .map(|word| format!("{}{}", word.word, word.whitespace))
            .collect()
    }

    #[test]
    fn chinese_is_broken_between_characters_and_latin_between_words() {
        assert_eq!(parts("先用 join 等"), ["先", "用 ", "join ", "等"]);
        assert_eq!(parts("`a b`，再（说）。"), ["`a ", "b`，", "再", "（说）。"]);
        assert_eq!(parts("a-b c"), ["a-b ", "c"]);
        assert_eq!(parts("说：“好”"), ["说：", "“好”"]);
    }

    #[test]
    fn no_line_begins_with_a_mark_behind_a_colour() {
        let parts = parts("\u{1b}[1m不行\u{1b}[0m。");
        assert_eq!(parts, ["\u{1b}[1m不", "行\u{1b}[0m。"]);
    }

    #[test]
    fn a_colour_takes_no_column() {
        assert_eq!(
            padded("\u{1b}[1m中\u{1b}[0m", 4, true),
            "  \u{1b}[1m中\u{1b}[0m"
        );
        assert_eq!(visible("\u{1b}[1m中\u{1b}[0m").collect::<String>(), "中");
    }
}
