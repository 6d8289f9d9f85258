//! One line of an order: a text in which what varies is a typed placeholder.

use std::fmt;
use std::ops::Range;

/// What stands for the part of a line that differs from run to run.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Placeholder {
    /// `[pid NAME]`: the process identifier of the process of that name, the same number
    /// wherever it stands.
    Pid(String),
    /// `[alive NAME]`: `True`, or `False`, which happens after all that the process of
    /// that name prints.
    Alive(String),
    /// `[state NAME]`: `started`, or `stopped`, which happens after all that the process
    /// of that name prints.
    State(String),
    /// `[ctime]`: a time as asctime(3) writes it, `Sun Nov 22 10:45:52 2026`.
    Ctime,
    /// `[datetime]`: `2026-11-22 10:45:52`, with or without six decimals of a second.
    Datetime,
    /// `[cpus]`: a number of processors.
    Cpus,
    /// `[bytes N]`: `N` bytes as Python writes them, `b'\x00..'`.
    Bytes(usize),
}

/// A line, of which every run prints an instance.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Pattern {
    pieces: Vec<Piece>,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum Piece {
    Text(String),
    Hole(Placeholder),
}

/// What an instance says about a process.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Claim<'a> {
    /// Its pid, as it is written.
    Pid { of: &'a str, text: &'a str },
    /// It has ended.
    Ended { who: &'a str },
}

impl Pattern {
    /// A line that is the same in every run.
    pub fn literal(text: &str) -> Self {
        let mut pattern = Self::default();
        pattern.push_text(text);
        pattern
    }

    /// A line as it is written in a snapshot: placeholders in brackets. `[[` is a bracket
    /// that would otherwise begin one, and `\u{7f}` a character that cannot be printed.
    pub fn parse(text: &str) -> Self {
        let mut pattern = Self::default();
        let mut rest = text;
        while let Some(at) = rest.find(['[', '\\']) {
            pattern.push_text(&rest[..at]);
            rest = &rest[at..];
            let length = if rest.starts_with("[[") {
                pattern.push_text("[");
                2
            } else if let Some((placeholder, length)) =
                Placeholder::at_start_of(rest)
            {
                pattern.pieces.push(Piece::Hole(placeholder));
                length
            } else if let Some((character, length)) = escape_at_start_of(rest) {
                pattern.push_text(character.encode_utf8(&mut [0; 4]));
                length
            } else {
                pattern.push_text(&rest[..1]);
                1
            };
            rest = &rest[length..];
        }
        pattern.push_text(rest);
        pattern
    }

    /// The same line with `placeholder` in place of each part that `parts` finds in its
    /// text: ranges of bytes, in rising order.
    #[must_use]
    pub fn with_placeholder(
        &self,
        placeholder: &Placeholder,
        parts: impl Fn(&str) -> Vec<Range<usize>>,
    ) -> Self {
        let mut changed = Self::default();
        for piece in &self.pieces {
            match piece {
                Piece::Hole(_) => changed.pieces.push(piece.clone()),
                Piece::Text(text) => {
                    let mut end = 0;
                    for part in parts(text) {
                        changed.push_text(&text[end..part.start]);
                        changed.pieces.push(Piece::Hole(placeholder.clone()));
                        end = part.end;
                    }
                    changed.push_text(&text[end..]);
                }
            }
        }
        changed
    }

    fn push_text(&mut self, text: &str) {
        match self.pieces.last_mut() {
            _ if text.is_empty() => {}
            Some(Piece::Text(last)) => last.push_str(text),
            _ => self.pieces.push(Piece::Text(text.to_owned())),
        }
    }

    /// Whether `text` is an instance. The pattern as it is written is one of its instances.
    pub fn matches(&self, text: &str) -> bool {
        self.claims(text, |_| true)
    }

    /// Whether `text` is an instance, and `accept` accepts all that it claims.
    pub(super) fn claims<'a>(
        &'a self,
        text: &'a str,
        mut accept: impl FnMut(Claim<'a>) -> bool,
    ) -> bool {
        let mut rest = text;
        for piece in &self.pieces {
            let (length, claim) = match piece {
                Piece::Text(literal) if rest.starts_with(literal.as_str()) => {
                    (literal.len(), None)
                }
                Piece::Text(_) => return false,
                Piece::Hole(placeholder) => {
                    match placeholder.instance_at_start_of(rest) {
                        Some(length) => (length, placeholder.claim(&rest[..length])),
                        None => return false,
                    }
                }
            };
            if claim.is_some_and(|claim| !accept(claim)) {
                return false;
            }
            rest = &rest[length..];
        }
        rest.is_empty()
    }

    /// The placeholders, from left to right.
    pub fn placeholders(&self) -> impl Iterator<Item = &Placeholder> {
        self.pieces.iter().filter_map(|piece| match piece {
            Piece::Hole(placeholder) => Some(placeholder),
            Piece::Text(_) => None,
        })
    }
}

impl fmt::Display for Pattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for piece in &self.pieces {
            match piece {
                Piece::Hole(placeholder) => write!(f, "{placeholder}")?,
                Piece::Text(text) => write_escaped(text, f)?,
            }
        }
        Ok(())
    }
}

/// Writes `text` so that [`Pattern::parse`] reads it as a literal again.
fn write_escaped(text: &str, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    for (at, character) in text.char_indices() {
        let rest = &text[at..];
        match character {
            // At the end: a placeholder may follow, which begins with a bracket.
            '[' if rest.starts_with("[[")
                || rest == "["
                || Placeholder::at_start_of(rest).is_some() =>
            {
                f.write_str("[[")?;
            }
            '\\' if escape_at_start_of(rest).is_some() => f.write_str("\\u{5c}")?,
            _ if character.is_control() => {
                write!(f, "\\u{{{:x}}}", u32::from(character))?;
            }
            _ => write!(f, "{character}")?,
        }
    }
    Ok(())
}

/// The character that `\u{7f}` at the start of `text` stands for, and its length.
fn escape_at_start_of(text: &str) -> Option<(char, usize)> {
    let (digits, _) = text.strip_prefix("\\u{")?.split_once('}')?;
    let character = char::from_u32(u32::from_str_radix(digits, 16).ok()?)?;
    Some((character, "\\u{}".len() + digits.len()))
}

impl Placeholder {
    /// The placeholder that is written at the start of `text`, and its length there.
    fn at_start_of(text: &str) -> Option<(Self, usize)> {
        let (inside, _) = text.strip_prefix('[')?.split_once(']')?;
        let placeholder = match inside.split_once(' ').unwrap_or((inside, "")) {
            ("pid", name) => Self::Pid(name.to_owned()),
            ("alive", name) => Self::Alive(name.to_owned()),
            ("state", name) => Self::State(name.to_owned()),
            ("ctime", _) => Self::Ctime,
            ("datetime", _) => Self::Datetime,
            ("cpus", _) => Self::Cpus,
            ("bytes", count) => Self::Bytes(count.parse().ok()?),
            _ => return None,
        };
        let length = inside.len() + 2;
        (placeholder.to_string() == text[..length]).then_some((placeholder, length))
    }

    /// Where in `text` an instance stands that is no part of a longer word or number: ranges
    /// of bytes.
    pub fn find_in(&self, text: &str) -> Vec<Range<usize>> {
        let mut found: Vec<Range<usize>> = Vec::new();
        for (at, _) in text.char_indices() {
            let is_taken = found.last().is_some_and(|last| last.end > at);
            if is_taken || text[..at].ends_with(char::is_alphanumeric) {
                continue;
            }
            if let Some(length) = self.instance_at_start_of(&text[at..])
                && !text[at + length..].starts_with(char::is_alphanumeric)
            {
                found.push(at..at + length);
            }
        }
        found
    }

    /// How much of the start of `text` is an instance.
    fn instance_at_start_of(&self, text: &str) -> Option<usize> {
        let one_of = |words: [&str; 2]| {
            words.into_iter().find(|word| text.starts_with(word)).map(str::len)
        };
        let found = match self {
            Self::Pid(_) | Self::Cpus => {
                let digits = text.bytes().take_while(u8::is_ascii_digit).count();
                (digits > 0 && !text.starts_with('0')).then_some(digits)
            }
            Self::Alive(_) => one_of(["True", "False"]),
            Self::State(_) => one_of(["started", "stopped"]),
            Self::Ctime => has_shape(text, "Aaa Aaa _9 99:99:99 9999"),
            Self::Datetime => has_shape(text, "9999-99-99 99:99:99.999999")
                .or_else(|| has_shape(text, "9999-99-99 99:99:99")),
            Self::Bytes(count) => bytes_at_start_of(text)
                .and_then(|(found, length)| (found == *count).then_some(length)),
        };
        let written = || {
            let (placeholder, length) = Self::at_start_of(text)?;
            (placeholder == *self).then_some(length)
        };
        found.or_else(written)
    }

    /// What the instance `text` says.
    fn claim<'a>(&'a self, text: &'a str) -> Option<Claim<'a>> {
        match self {
            Self::Pid(of) => Some(Claim::Pid { of, text }),
            Self::Alive(who) if text == "False" => Some(Claim::Ended { who }),
            Self::State(who) if text == "stopped" => Some(Claim::Ended { who }),
            _ => None,
        }
    }
}

impl fmt::Display for Placeholder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Pid(name) => write!(f, "[pid {name}]"),
            Self::Alive(name) => write!(f, "[alive {name}]"),
            Self::State(name) => write!(f, "[state {name}]"),
            Self::Ctime => f.write_str("[ctime]"),
            Self::Datetime => f.write_str("[datetime]"),
            Self::Cpus => f.write_str("[cpus]"),
            Self::Bytes(count) => write!(f, "[bytes {count}]"),
        }
    }
}

/// The length of `shape` if `text` starts like it: a digit for 9, a digit or a blank for _,
/// a capital for A, a small letter for a, the same for everything else.
fn has_shape(text: &str, shape: &str) -> Option<usize> {
    let fits = |(found, wanted): (u8, u8)| match wanted {
        b'9' => found.is_ascii_digit(),
        b'_' => found.is_ascii_digit() || found == b' ',
        b'A' => found.is_ascii_uppercase(),
        b'a' => found.is_ascii_lowercase(),
        _ => found == wanted,
    };
    let start = text.as_bytes().get(..shape.len())?;
    start.iter().copied().zip(shape.bytes()).all(fits).then_some(shape.len())
}

/// How many bytes the Python literal at the start of `text` has, and its length there.
fn bytes_at_start_of(text: &str) -> Option<(usize, usize)> {
    let bytes = text.as_bytes();
    let [b'b', quote @ (b'\'' | b'"'), ..] = bytes else { return None };
    let mut count = 0;
    let mut at = 2;
    while bytes.get(at)? != quote {
        at += match (bytes[at], bytes.get(at + 1)) {
            (b'\\', Some(b'x')) => 4,
            (b'\\', Some(_)) => 2,
            (b' '..=b'~', _) => 1,
            _ => return None,
        };
        count += 1;
    }
    Some((count, at + 1))
}

#[cfg(test)]
mod tests {
    use super::{Claim, Pattern};

    #[track_caller]
    fn matches(pattern: &str, texts: &[&str]) {
        let pattern = Pattern::parse(pattern);
        for text in texts {
            assert!(pattern.matches(text), "{pattern} and {text:?}");
        }
        assert!(pattern.matches(&pattern.to_string()), "{pattern} as it is written");
    }

    #[track_caller]
    fn refuses(pattern: &str, texts: &[&str]) {
        let pattern = Pattern::parse(pattern);
        for text in texts {
            assert!(!pattern.matches(text), "{pattern} and {text:?}");
        }
    }

    #[test]
    fn a_placeholder_matches_only_what_it_stands_for() {
        matches("p.id: [pid P]", &["p.id: 1", "p.id: 4194304"]);
        refuses("p.id: [pid P]", &["p.id: ", "p.id: 01", "p.id: 1 ", "p.id: -1"]);
        refuses("p.id: [pid P]", &["p.id: [pid Q]", "p.id: one"]);
        matches("[alive P]!", &["True!", "False!"]);
        refuses("[alive P]!", &["true!", "!", "None!"]);
        matches("([state P])", &["(started)", "(stopped)"]);
        refuses("([state P])", &["(initial)", "(stopped[1])"]);
        matches(
            "[ctime]",
            &["Sun Nov 22 10:45:52 2026", "Tue Dec  1 00:00:00 2026"],
        );
        refuses("[ctime]", &["Sun Nov 22 10:45:52", "sun nov 22 10:45:52 2026"]);
        matches(
            "[datetime]",
            &["2026-11-22 10:45:52", "2026-11-22 10:45:52.000001"],
        );
        refuses("[datetime]", &["2026-11-22", "2026-11-22 10:45:52.1"]);
        matches("[cpus] of them", &["1 of them", "128 of them"]);
        refuses("[cpus] of them", &["0 of them", "many of them"]);
        matches("k [bytes 3]", &[r"k b'abc'", r"k b'\x00\n\''", r#"k b"a'\\""#]);
        refuses(
            "k [bytes 3]",
            &[r"k b'ab'", r"k b'abcd'", "k b'ab\u{e4}'", "k b'abc"],
        );
    }

    #[test]
    fn brackets_that_are_no_placeholder_are_themselves() {
        for text in [
            "[<Process(P, started)>]",
            "a[0]",
            "[",
            "\\",
            "[pid]",
            "\\u{x}",
            "[bytes]",
        ] {
            assert_eq!(Pattern::parse(text), Pattern::literal(text));
        }
    }

    #[test]
    fn every_text_is_read_as_it_was_written() {
        for text in [
            "[cpus]",
            "[[",
            "[[cpus]",
            "[[[",
            "\\u{41}",
            "\\u{5c}",
            "a\u{1b}\t\n",
            "x[",
        ] {
            let literal = Pattern::literal(text);
            assert_eq!(Pattern::parse(&literal.to_string()), literal, "{literal}");
            assert!(literal.matches(text));
            assert_eq!(literal.placeholders().count(), 0);
        }
        let before = Pattern::parse("[[[cpus]");
        assert_eq!(before.placeholders().count(), 1);
        assert!(before.matches("[8"));
    }

    #[test]
    fn a_false_claims_the_end_and_a_true_nothing() {
        let pattern = Pattern::parse("[pid a] [alive a] [state b]");
        let claims = |text| {
            let mut claims = Vec::new();
            let matched = pattern.claims(text, |claim| {
                claims.push(claim);
                true
            });
            assert!(matched);
            claims
        };
        let pid = Claim::Pid { of: "a", text: "12" };
        assert_eq!(claims("12 True started"), [pid]);
        assert_eq!(claims("12 False started"), [pid, Claim::Ended { who: "a" }]);
        assert_eq!(claims("12 True stopped"), [pid, Claim::Ended { who: "b" }]);
        assert!(!pattern.claims("12 True started", |_| false));
    }

    #[test]
    fn a_part_becomes_a_placeholder() {
        let pattern = Pattern::literal("from 7 to 7");
        let sevens =
            |text: &str| text.match_indices('7').map(|(at, _)| at..at + 1).collect();
        let pattern = pattern.with_placeholder(&super::Placeholder::Cpus, sevens);
        assert_eq!(pattern.to_string(), "from [cpus] to [cpus]");
    }
}
