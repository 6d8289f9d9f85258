//! One line of an order: a text in which what varies is a placeholder.

use std::fmt;
use std::ops::Range;

use super::placeholder::{Claim, Placeholder};

/// In so many ways at most a text is tried as an instance.
const MOST_INSTANCES: u32 = 1_000;

/// What is known of a text that is held against a pattern.
struct Reading<'r, 'a> {
    /// The placeholders from which, with so much of the text left, nothing is an instance.
    dead: Vec<(usize, usize)>,
    /// How many ways have been found in which it is one.
    instances: u32,
    accept: &'r mut dyn FnMut(&[Claim<'a>]) -> bool,
}

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

    /// The line that `rest` ends, of which this is the beginning.
    pub(crate) fn followed_by(&self, rest: &Self) -> Self {
        let mut whole = self.clone();
        whole.text.push_str(&rest.text);
        let moved =
            rest.holes.iter().map(|(at, it)| (self.text.len() + at, it.clone()));
        whole.holes.extend(moved);
        whole
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

    /// Its characters and its placeholders, each as a line of its own.
    pub(crate) fn split(&self) -> Vec<Self> {
        let mut parts = Vec::new();
        for (hole, text) in self.pieces() {
            parts.extend(hole.map(|hole| {
                let mut part = Self::default();
                part.put(hole.clone());
                part
            }));
            parts.extend(
                text.chars().map(|it| Self { text: it.into(), holes: Vec::new() }),
            );
        }
        parts
    }

    /// Goes on with `other` in the same line.
    pub(crate) fn append(&mut self, other: &Self) {
        let behind = self.text.len();
        let holes = other.holes.iter().cloned();
        self.holes.extend(holes.map(|(at, hole)| (behind + at, hole)));
        self.text.push_str(&other.text);
    }

    /// The text, if it is the same in every run.
    pub fn as_literal(&self) -> Option<&str> {
        self.holes.is_empty().then_some(&self.text)
    }

    /// Whether `text` is an instance. The pattern as it is written is one of its instances.
    pub fn matches(&self, text: &str) -> bool {
        self.claims(text, |_| true)
    }

    /// Whether `text` is an instance, in a way of which `accept` accepts all claims.
    ///
    /// A placeholder can be followed by what it could have gone on with, as in `[cpus]0`. So
    /// every length of it is tried, the longest first, until the rest is an instance of the
    /// rest.
    pub(crate) fn claims<'a>(
        &'a self,
        text: &'a str,
        mut accept: impl FnMut(&[Claim<'a>]) -> bool,
    ) -> bool {
        let is_written = || text.contains(['[', '\\']) && self.to_string() == text;
        if self.holes.is_empty() {
            return (self.text == text || is_written()) && accept(&[]);
        }
        let Some(rest) = text.strip_prefix(&self.text[..self.holes[0].0]) else {
            return false;
        };
        let mut claims = Vec::new();
        let mut reading =
            Reading { dead: vec![], instances: 0, accept: &mut accept };
        self.claims_from(0, rest, &mut claims, &mut reading)
            || is_written() && {
                let holes = self.placeholders();
                claims.extend(holes.filter_map(|hole| hole.claim("[")));
                accept(&claims)
            }
    }

    /// The same for the placeholder at `hole` and what comes behind it, after those before it
    /// made these `claims`.
    fn claims_from<'a>(
        &'a self,
        hole: usize,
        text: &'a str,
        claims: &mut Vec<Claim<'a>>,
        reading: &mut Reading<'_, 'a>,
    ) -> bool {
        let Some((start, placeholder)) = self.holes.get(hole) else {
            let is_instance = text.is_empty();
            reading.instances += u32::from(is_instance);
            return is_instance && (reading.accept)(claims);
        };
        let here = (hole, text.len());
        if reading.dead.contains(&here) || reading.instances > MOST_INSTANCES {
            return false;
        }
        let end = self.holes.get(hole + 1).map_or(self.text.len(), |(end, _)| *end);
        let (known, instances) = (claims.len(), reading.instances);
        let mut longest = placeholder.instance_at_start_of(text);
        while let Some(length) = longest {
            let (instance, behind) = text.split_at(length);
            if let Some(rest) = behind.strip_prefix(&self.text[*start..end]) {
                claims.extend(placeholder.claim(instance));
                if self.claims_from(hole + 1, rest, claims, reading) {
                    return true;
                }
                claims.truncate(known);
            }
            longest = placeholder.shorter_instance(instance);
        }
        if instances == reading.instances {
            reading.dead.push(here);
        }
        false
    }

    /// Whether a text can be an instance in two ways, because a digit of it can belong to
    /// either of two placeholders.
    pub(crate) fn is_ambiguous(&self) -> bool {
        self.holes.windows(2).any(|pair| {
            let between = &self.text[pair[0].0..pair[1].0];
            pair.iter().all(|(_, hole)| hole.is_of_any_length())
                && between.bytes().all(|byte| byte.is_ascii_digit())
        })
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
    let rest = text.strip_prefix("\\u{")?;
    // No character has more digits, and a text can have very many of these.
    let digits = &rest[..rest.bytes().take(7).position(|byte| byte == b'}')?];
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

    /// What a placeholder could go on with may be the rest of the line. // F-63
    #[test]
    fn a_placeholder_leaves_what_comes_behind_it() {
        matches("[cpus]0", &["10", "100", "1230"]);
        refuses("[cpus]0", &["0", "1", "12"]);
        matches("[pid a][cpus]", &["12", "4194304"]);
        refuses("[pid a][cpus]", &["1", "10", "1a"]);
        matches("[cpus][cpus]2[cpus]", &["1123", "11222"]);
        matches("[datetime].000001", &["2026-11-22 10:45:52.000001"]);
        assert!(Pattern::parse("[pid a][cpus]").is_ambiguous());
        assert!(!Pattern::parse("[pid a]0 [cpus]").is_ambiguous());
        let long = "[cpus]".repeat(40);
        refuses(&long, &[&"1".repeat(39), &format!("{}x", "1".repeat(60))]);
    }

    /// Each is an instance of itself, as it is written. // F-65
    #[test]
    fn what_is_escaped_matches_as_it_is_written() {
        for text in ["a\r", "[cpus]", "\u{1b}[31m", "\\u{41}", "[["] {
            let literal = Pattern::literal(text);
            assert!(literal.matches(text), "{text:?}");
            assert!(literal.matches(&literal.to_string()), "{literal}");
        }
        let mixed = Pattern::parse("[[[cpus] \\u{d}[pid a]");
        assert!(mixed.matches(&mixed.to_string()), "{mixed}");
        assert!(mixed.matches("[8 \r7"));
        refuses("[bytes 1]", &[r"b'\xzz'", r"b'\x1'", r"b'\q'", r"b'\'"]);
        matches("[bytes 1]", &[r"b'\x0f'", r"b'\t'"]);
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
            let mut found = Vec::new();
            let matched = pattern.claims(text, |claims| {
                found = claims.to_vec();
                true
            });
            assert!(matched);
            found
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
