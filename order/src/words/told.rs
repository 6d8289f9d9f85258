//! A sentence that is put together before somebody asks for it in a language.

use std::fmt::{self, Display, Formatter};

use super::parts::Mistake;
use super::{Language, by};

/// A sentence in each language that was compiled in. Displayed, it is English.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Told {
    english: String,
    #[cfg(feature = "zh")]
    chinese: String,
}

impl Told {
    /// What `said` gives, in each language.
    pub(crate) fn new(said: impl Fn(Language) -> String) -> Self {
        Self {
            english: said(Language::English),
            #[cfg(feature = "zh")]
            chinese: said(Language::Chinese),
        }
    }

    /// What is wrong in a text.
    pub(crate) fn of(mistake: &Mistake<'_>) -> Self {
        Self::new(|language| by!(language, mistake(mistake)))
    }

    /// The sentence in this language.
    pub fn told(&self, language: Language) -> &str {
        match language {
            Language::English => &self.english,
            #[cfg(feature = "zh")]
            Language::Chinese => &self.chinese,
        }
    }
}

impl Display for Told {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str(&self.english)
    }
}

/// Whether it is this in English.
impl PartialEq<String> for Told {
    fn eq(&self, other: &String) -> bool {
        self.english == *other
    }
}
