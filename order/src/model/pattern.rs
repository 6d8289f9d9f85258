//! One line of an order: a text in which what varies is a placeholder.

use std::fmt;
use std::ops::Range;

use super::placeholder::{Claim, Placeholder};

/// A line, of which every run prints an instance.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Pattern {
    /// What is the same in every run.
    text: String,
    /// What stands before which byte of it, from left to right.
    holes: Vec<(usize, Placeholder)>,
}

impl Pattern {
    /// A line that is the same in every run.
    pub fn literal(text: &str) -> Self {
        Self { text: text.to_owned(), holes: Vec::new() }
    }

    /// A line as it is written in a snapshot: placeholders in brackets. `[[` is a bracket
    /// that would otherwise begin one, and `\u{7f}` a character that cannot be printed.
    pub fn parse(text: &str) -> Self {
        let mut pattern = Self::default();
        let mut rest = text;
        while let Some(at) = rest.find(['[', '\\']) {
            pattern.text.push_str(&rest[..at]);
            rest = &rest[at..];
            let length = if rest.starts_with("[[") {
                pattern.text.push('[');
                2
            } else if let Some((placeholder, length)) =
                Placeholder::at_start_of(rest)
            {
                pattern.put(placeholder);
                length
            } else if let Some((character, length)) = escape_at_start_of(rest) {
                pattern.text.push(character);
                length
            } else {
                pattern.text.push_str(&rest[..1]);
                1
            };
            rest = &rest[length..];
        }
        pattern.text.push_str(rest);
        pattern
    }

    /// The same line with `placeholder` in place of each part that `parts` finds in a text
    /// between two others: ranges of bytes, in rising order.
    #[must_use]
    pub fn with_placeholder(
        &self,
        placeholder: &Placeholder,
        parts: impl Fn(&str) -> Vec<Range<usize>>,
    ) -> Self {
        let mut changed = Self::default();
        for (hole, text) in self.pieces() {
            if let Some(hole) = hole {
                changed.put(hole.clone());
            }
            let mut end = 0;
            for part in parts(text) {
                changed.text.push_str(&text[end..part.start]);
                changed.put(placeholder.clone());
                end = part.end;
            }
            changed.text.push_str(&text[end..]);
        }
        changed
    }

    /// The same line with a placeholder for what is different in every run: a time, a key,
    /// and each number that is the pid of one of these processes.
    #[must_use]
    pub fn generalized(&self, processes: &[(u32, String)]) -> Self {
        let mut pattern = self.clone();
        for placeholder in
            [Placeholder::Ctime, Placeholder::Datetime, Placeholder::Bytes(32)]
        {
            pattern = pattern
                .with_placeholder(&placeholder, |text| placeholder.find_in(text));
        }
        for (pid, name) in processes {
            let pid = pid.to_string();
            if !pattern.text.contains(&pid) {
                continue;
            }
            let placeholder = Placeholder::Pid(name.clone());
            pattern = pattern.with_placeholder(&placeholder, |text| {
                let mut numbers = placeholder.find_in(text);
                numbers.retain(|number| text[number.clone()] == pid);
                numbers
            });
        }
        pattern
    }

    fn put(&mut self, placeholder: Placeholder) {
        self.holes.push((self.text.len(), placeholder));
    }

    /// The text before the first placeholder, then each of them with the text behind it.
    fn pieces(&self) -> impl Iterator<Item = (Option<&Placeholder>, &str)> {
        let ends = self.holes.iter().map(|(at, _)| *at).chain([self.text.len()]);
        let holes = self.holes.iter().map(|(at, hole)| (*at, Some(hole)));
        let starts = [(0, None)].into_iter().chain(holes);
        starts.zip(ends).map(|((start, hole), end)| (hole, &self.text[start..end]))
    }

    /// The text, if it is the same in every run.
    pub fn as_literal(&self) -> Option<&str> {
        self.holes.is_empty().then_some(&self.text)
    }

    /// Whether `text` is an instance. The pattern as it is written is one of its instances.
    pub fn matches(&self, text: &str) -> bool {
        self.claims(text, |_| true)
    }

    /// Whether `text` is an instance, and `accept` accepts all that it claims.
    pub(crate) fn claims<'a>(
        &'a self,
        text: &'a str,
        mut accept: impl FnMut(Claim<'a>) -> bool,
    ) -> bool {
        if self.holes.is_empty() {
            return self.text == text;
        }
        let mut rest = text;
        for (hole, literal) in self.pieces() {
            if let Some(hole) = hole {
                let Some(length) = hole.instance_at_start_of(rest) else {
                    return false;
                };
                if hole.claim(&rest[..length]).is_some_and(|claim| !accept(claim)) {
                    return false;
                }
                rest = &rest[length..];
            }
            let Some(behind) = rest.strip_prefix(literal) else { return false };
            rest = behind;
        }
        rest.is_empty()
    }

    /// The placeholders, from left to right.
    pub fn placeholders(&self) -> impl Iterator<Item = &Placeholder> {
        self.holes.iter().map(|(_, placeholder)| placeholder)
    }
}

impl fmt::Display for Pattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (hole, text) in self.pieces() {
            hole.map_or(Ok(()), |hole| write!(f, "{hole}"))?;
            write_escaped(text, f)?;
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

#[cfg(test)]
mod tests {
    use super::{Claim, Pattern, Placeholder};

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
        let pattern = pattern.with_placeholder(&Placeholder::Cpus, sevens);
        assert_eq!(pattern.to_string(), "from [cpus] to [cpus]");
    }
}
