//! Events, rules and reasons in words.
//!
//! Every sentence about what processes do is put together here, one module a language, so that
//! the command line, the drawings, the exercises and the explorer say the same thing in the same
//! words. What is displayed is English; another language is asked for, by [`Language`].

pub(crate) mod en;
pub(crate) mod parts;
mod told;
#[cfg(feature = "zh")]
pub(crate) mod zh;

use std::fmt::{self, Display, Formatter};

use crate::Order;
use crate::answers::count::TooMany;
use crate::answers::early_end::EarlyEnd;
use crate::answers::reason::{Reason, Refusal};
use crate::cases::{GaveUp, Together};
use crate::model::action::{Action, End};
use crate::model::edge::Rule;
use crate::model::fault::{Fault, FaultKind};
use crate::model::text::ParseError;
use crate::quiz::Answer;
use crate::relation::why::CausalPath;
use crate::script::TooManyRuns;

pub use told::Told;

/// What the sentences are written in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Language {
    /// English, as everything that is [displayed](Display).
    #[default]
    English,
    /// Simplified Chinese.
    #[cfg(feature = "zh")]
    Chinese,
}

/// What the module of the language says.
macro_rules! by {
    ($language:expr, $function:ident($($argument:expr),*)) => {
        match $language {
            $crate::words::Language::English => $crate::words::en::$function($($argument),*),
            #[cfg(feature = "zh")]
            $crate::words::Language::Chinese => $crate::words::zh::$function($($argument),*),
        }
    };
}
pub(crate) use by;

/// What a process does, in the present tense: ``prints `hello` ``, `joins child`.
///
/// `name` gives the name of another process.
pub fn does<P, N: Display>(
    language: Language,
    action: &Action<P>,
    name: impl FnOnce(&P) -> N,
) -> String {
    by!(language, does(action, name))
}

/// The same without the numbers of messages: `receives a message of child`.
pub fn does_briefly<P, N: Display>(
    language: Language,
    action: &Action<P>,
    name: impl FnOnce(&P) -> N,
) -> String {
    by!(language, does_briefly(action, name))
}

/// The same in the past tense: `joined child`.
pub fn did<P, N: Display>(
    language: Language,
    action: &Action<P>,
    name: impl FnOnce(&P) -> N,
) -> String {
    by!(language, did(action, name))
}

/// `a`, `a and b`, `a, b and c`.
pub fn list(language: Language, items: &[impl AsRef<str>]) -> String {
    by!(language, list(items))
}

/// An order in words, for who cannot see a drawing of it: who starts whom, prints what, waits
/// for whom.
pub fn describe(language: Language, order: &Order) -> String {
    by!(language, describe(order))
}

/// How a process ends: `exits with 0`, `is killed by SIGTERM`, `ends`.
pub fn ends(language: Language, end: &End) -> String {
    by!(language, ends(end))
}

/// An end as a noun: `exit code 3`, `SIGTERM`.
pub fn end(language: Language, end: &End) -> String {
    by!(language, end(end))
}

/// What a rule says, as a sentence.
pub fn sentence(language: Language, rule: Rule) -> &'static str {
    by!(language, sentence(rule))
}

/// What to remember of a rule, or of what no rule orders: its name, then what it says.
pub fn reminder(language: Language, rule: Option<Rule>) -> &'static str {
    by!(language, reminder(rule))
}

/// Each is displayed in English, and told in a language.
macro_rules! told {
    ($($type:ty: $function:ident),+ $(,)?) => {
        $(
            impl $type {
                /// It in words of this language.
                pub fn told(&self, language: Language) -> String {
                    by!(language, $function(self))
                }
            }

            impl Display for $type {
                fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
                    f.write_str(&self.told(Language::English))
                }
            }
        )+
    };
}

told! {
    Answer: answer,
    CausalPath<'_>: path,
    FaultKind: fault,
    GaveUp: gave_up,
    ParseError: parse_error,
    Reason: reason,
    Refusal: refusal,
    Rule: rule,
    Together: together,
    TooMany: too_many,
    TooManyRuns: too_many_runs,
}

impl Fault {
    /// It in words of this language.
    pub fn told(&self, language: Language) -> String {
        self.kind.told(language)
    }
}

impl Display for Fault {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.kind)
    }
}

impl std::error::Error for Fault {}

impl EarlyEnd {
    /// It in words of this language.
    pub fn told(&self, language: Language) -> &str {
        self.why.told(language)
    }
}

impl Display for EarlyEnd {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.why)
    }
}

impl fmt::Debug for CausalPath<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")
    }
}
