//! What stands for the part of a line that differs from run to run.

use std::fmt;
use std::ops::Range;

/// A part of a line that differs from run to run, and what it can be.
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

/// What an instance says about a process.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Claim<'a> {
    /// Its pid, as it is written.
    Pid { of: &'a str, text: &'a str },
    /// It has ended.
    Ended { who: &'a str },
    /// So many processors there are.
    Cpus { text: &'a str },
    /// It is now this time: comparable with other times of the same form.
    Now { time: u64, is_ctime: bool },
}

impl Placeholder {
    /// The placeholder that is written at the start of `text`, and its length there.
    pub(crate) fn at_start_of(text: &str) -> Option<(Self, usize)> {
        let rest = text.strip_prefix('[')?;
        // A name has no bracket, so that nothing is read twice.
        let inside = &rest
            [..rest.find(['[', ']']).filter(|end| rest[*end..].starts_with(']'))?];
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
    pub(crate) fn instance_at_start_of(&self, text: &str) -> Option<usize> {
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

    /// Whether instances have more than one length.
    pub(crate) fn is_of_any_length(&self) -> bool {
        matches!(self, Self::Pid(_) | Self::Cpus | Self::Datetime)
    }

    /// The longest instance that is a shorter beginning of this one.
    pub(crate) fn shorter_instance(&self, instance: &str) -> Option<usize> {
        match self {
            _ if instance.starts_with('[') => None,
            Self::Pid(_) | Self::Cpus => {
                (instance.len() > 1).then(|| instance.len() - 1)
            }
            Self::Datetime => instance.rfind('.'),
            _ => None,
        }
    }

    /// What the instance `text` says.
    pub(crate) fn claim<'a>(&'a self, text: &'a str) -> Option<Claim<'a>> {
        match self {
            Self::Pid(of) => Some(Claim::Pid { of, text }),
            Self::Alive(who) if text == "False" => Some(Claim::Ended { who }),
            Self::State(who) if text == "stopped" => Some(Claim::Ended { who }),
            Self::Cpus if !text.starts_with('[') => Some(Claim::Cpus { text }),
            Self::Ctime => Some(Claim::Now { time: ctime(text)?, is_ctime: true }),
            Self::Datetime => {
                Some(Claim::Now { time: datetime(text)?, is_ctime: false })
            }
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

/// A number that rises with the time, in seconds where a month has 31 days; nothing for a
/// month that there is not.
fn ctime(text: &str) -> Option<u64> {
    const MONTHS: &str = "JanFebMarAprMayJunJulAugSepOctNovDec";
    let month = MONTHS.find(text.get(4..7)?)? / 3;
    let number = |at: usize, length: usize| -> Option<u64> {
        text.get(at..at + length)?.trim().parse().ok()
    };
    let days =
        (number(20, 4)? * 12 + u64::try_from(month).ok()?) * 31 + number(8, 2)?;
    Some(((days * 24 + number(11, 2)?) * 60 + number(14, 2)?) * 60 + number(17, 2)?)
}

/// All digits of a time but that of the millennium as one number, with the six decimals of
/// its second.
fn datetime(text: &str) -> Option<u64> {
    if text.starts_with('[') {
        return None;
    }
    let mut number = 0_u64;
    for digit in text.chars().skip(1).filter_map(|it| it.to_digit(10)) {
        number = number.checked_mul(10)?.checked_add(digit.into())?;
    }
    // Python leaves the decimals out when all are zero.
    if text.contains('.') { Some(number) } else { number.checked_mul(1_000_000) }
}

/// How many bytes the Python literal at the start of `text` has, and its length there.
fn bytes_at_start_of(text: &str) -> Option<(usize, usize)> {
    let bytes = text.as_bytes();
    let [b'b', quote @ (b'\'' | b'"'), ..] = bytes else { return None };
    let mut count = 0;
    let mut at = 2;
    while bytes.get(at)? != quote {
        at += match (bytes[at], bytes.get(at + 1)) {
            (b'\\', Some(b'x')) => {
                let digits = bytes.get(at + 2..at + 4)?;
                if !digits.iter().all(u8::is_ascii_hexdigit) {
                    return None;
                }
                4
            }
            (b'\\', Some(b'\\' | b'\'' | b'"' | b't' | b'n' | b'r')) => 2,
            (b'\\', _) => return None,
            (b' '..=b'~', _) => 1,
            _ => return None,
        };
        count += 1;
    }
    Some((count, at + 1))
}
