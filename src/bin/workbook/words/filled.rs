//! A Chinese sentence with its places filled.

use std::fmt::Display;

use super::columns::{padded, visible};

/// The values of the places, by their names.
type Values<'a> = &'a [(&'static str, &'a dyn Display)];

/// `sentence` with a value in each place. Places are written as for `format!`: `{name}`, or with
/// a width in columns, `{name:<18}`, `{name:>width$}`.
///
/// Where a value meets the sentence there is a blank between Han and Latin, and none between two
/// Han characters, whatever the sentence has there.
pub(crate) fn filled(sentence: &str, values: Values<'_>) -> String {
    let mut text = String::new();
    let mut rest = sentence;
    let mut ends_with_value = false;
    while let Some(brace) = rest.find(['{', '}']) {
        let before = &rest[..brace];
        append(&mut text, before, ends_with_value);
        let sign = &rest[brace..=brace];
        rest = &rest[brace + 1..];
        if let Some(after) = rest.strip_prefix(sign) {
            // `{{` stands for a brace.
            text.push_str(sign);
            rest = after;
            ends_with_value = false;
            continue;
        }
        let (place, after) = rest.split_once('}').unwrap_or((rest, ""));
        rest = after;
        let (name, format) = place.split_once(':').unwrap_or((place, ""));
        let value = value_of(name, values);
        if format.is_empty() {
            append(&mut text, &value, true);
        } else {
            text.push_str(&aligned(&value, format, values));
        }
        ends_with_value = format.is_empty();
    }
    append(&mut text, rest, ends_with_value);
    text
}

fn value_of(name: &str, values: Values<'_>) -> String {
    let found = values.iter().find(|(other, _)| *other == name);
    found.map_or_else(String::new, |(_, value)| value.to_string())
}

/// In as many columns as `format` asks for.
fn aligned(value: &str, format: &str, values: Values<'_>) -> String {
    let (right, width) = match format.strip_prefix('>') {
        Some(width) => (true, width),
        None => (false, format.trim_start_matches('<')),
    };
    let width = match width.strip_suffix('$') {
        Some(name) => value_of(name, values),
        None => width.to_owned(),
    };
    padded(value, width.parse().unwrap_or(0), right)
}

/// Appends `piece` to `text`; at a joint, so that the blanks are right.
fn append(text: &mut String, piece: &str, at_a_joint: bool) {
    let mut piece = piece;
    if at_a_joint {
        let before = visible(text).filter(|it| *it != ' ').last();
        let after = visible(piece).find(|it| *it != ' ');
        if let (Some(before), Some(after)) = (before, after) {
            let blanks = (text.ends_with(' '), piece.starts_with(' '));
            match (Kind::of(before), Kind::of(after)) {
                (Kind::Han | Kind::Mark, Kind::Han | Kind::Mark)
                | (Kind::Mark, Kind::Latin)
                | (Kind::Latin, Kind::Mark) => match blanks {
                    (true, false) if is_single(text) => drop(text.pop()),
                    (false, true) if !piece[1..].starts_with(' ') => {
                        piece = &piece[1..];
                    }
                    _ => {}
                },
                (Kind::Han, Kind::Latin) | (Kind::Latin, Kind::Han)
                    if blanks == (false, false) =>
                {
                    text.push(' ');
                }
                _ => {}
            }
        }
    }
    text.push_str(piece);
}

/// Whether it ends with one blank, and no more.
fn is_single(text: &str) -> bool {
    !text[..text.len() - 1].ends_with([' ', '\n'])
}

enum Kind {
    Han,
    /// A full-width mark.
    Mark,
    /// A letter, a digit, or code.
    Latin,
    Other,
}

impl Kind {
    fn of(character: char) -> Self {
        match character {
            '\u{3000}'..='\u{303f}' | '\u{ff00}'..='\u{ff60}' => Self::Mark,
            _ if is_wide(character) => Self::Han,
            // What begins a path or what somebody has typed.
            '`' | '_' | '/' | '.' | '~' | '"' => Self::Latin,
            _ if character.is_alphanumeric() => Self::Latin,
            _ => Self::Other,
        }
    }
}

/// Whether it is as wide as two Latin letters, and words need no blank beside it.
pub(crate) fn is_wide(character: char) -> bool {
    matches!(character,
        '\u{2e80}'..='\u{a4cf}' | '\u{f900}'..='\u{faff}' | '\u{fe30}'..='\u{fe4f}'
        | '\u{ff00}'..='\u{ff60}' | '\u{20000}'..='\u{3fffd}')
}

#[cfg(test)]
mod tests {
    use super::filled;

    #[test]
    fn a_place_has_a_value() {
        let said = filled("{a} 在 {b} 之前，{{{a}}}。", &[("a", &"x"), ("b", &7)]);
        assert_eq!(said, "x 在 7 之前，{x}。");
    }

    #[test]
    fn a_column_is_as_wide_as_it_looks() {
        let said = filled(
            "{a:<6}|{b:>width$}|",
            &[("a", &"中文"), ("b", &"中"), ("width", &4)],
        );
        assert_eq!(said, "中文  |  中|");
    }

    #[test]
    fn a_blank_is_between_han_and_latin_only() {
        for (value, expected) in [
            ("join", "用 join 等待"),
            ("`join`", "用 `join` 等待"),
            ("锁", "用锁等待"),
            ("\u{1b}[1m锁\u{1b}[0m", "用\u{1b}[1m锁\u{1b}[0m等待"),
        ] {
            assert_eq!(filled("用 {a} 等待", &[("a", &value)]), expected);
            assert_eq!(filled("用{a}等待", &[("a", &value)]), expected);
        }
        assert_eq!(filled("{a}：{b}。", &[("a", &"x"), ("b", &"锁")]), "x：锁。");
        assert_eq!(filled("{a}{b}", &[("a", &"锁"), ("b", &"，y")]), "锁，y");
        assert_eq!(filled("  {a}", &[("a", &"锁")]), "  锁");
    }
}
