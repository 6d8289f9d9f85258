//! What is put together now, and kept, and said another time, in whichever language is spoken
//! then.

use std::fmt;

use super::{Language, is_chinese, speaking};

/// A sentence in both languages. It is displayed in that of the command.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Both {
    english: String,
    chinese: String,
}

impl Both {
    /// What `said` gives, in each language.
    pub(crate) fn new(said: impl Fn() -> String) -> Self {
        Self {
            english: speaking(Language::English, &said),
            chinese: speaking(Language::Chinese, &said),
        }
    }

    /// As it was [kept](Self::parts).
    pub(crate) fn of([english, chinese]: [String; 2]) -> Self {
        Self { english, chinese }
    }

    /// It, to be kept.
    pub(crate) fn parts(&self) -> [&str; 2] {
        [&self.english, &self.chinese]
    }

    /// It in English, for a program to read.
    pub(crate) fn english(&self) -> &str {
        &self.english
    }
}

impl fmt::Display for Both {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if is_chinese() { &self.chinese } else { &self.english })
    }
}
