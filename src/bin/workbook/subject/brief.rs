//! The brief of an exercise: the `//!` header of its file.

use std::str::FromStr;

/// What the header says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Brief {
    /// The paragraphs, each in one line.
    paragraphs: Vec<String>,
}

/// What the learner has written in place of `___` in the prediction.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Prediction {
    /// None is asked for.
    NotAsked,
    /// It is still to come, or not a number.
    Open,
    /// So many outputs. Kept as digits: it may be of any size.
    Count(String),
}

impl Brief {
    /// The brief on top of `program`.
    pub(crate) fn of(program: &str) -> Self {
        let mut paragraphs = vec![String::new()];
        let header = program.lines().map_while(|line| line.strip_prefix("//!"));
        for line in header.map(str::trim) {
            match paragraphs.last_mut() {
                Some(last) if !line.is_empty() => {
                    let gap = if last.is_empty() { "" } else { " " };
                    last.push_str(gap);
                    last.push_str(line);
                }
                _ => paragraphs.push(String::new()),
            }
        }
        paragraphs.retain(|paragraph| !paragraph.is_empty());
        Self { paragraphs }
    }

    /// `one line, and a third of the outputs`, of `Exercise 3a: one line, …`
    pub(crate) fn title(&self) -> &str {
        let first = self.paragraphs.first().map_or("", String::as_str);
        first
            .split_once(": ")
            .map_or(first, |(_, title)| title)
            .trim_end_matches('.')
    }

    /// The paragraphs behind the title.
    pub(crate) fn text(&self) -> &[String] {
        self.paragraphs.get(1..).unwrap_or_default()
    }

    /// Whether an order will do that has more order than the solution's.
    pub(crate) fn allows_more_order(&self) -> bool {
        self.paragraphs
            .iter()
            .any(|paragraph| paragraph.contains("More order is fine."))
    }

    /// The number of outputs that is predicted.
    pub(crate) fn prediction(&self) -> Prediction {
        let asked =
            self.paragraphs.iter().find_map(|it| it.strip_prefix("Prediction: "));
        let Some(text) = asked else { return Prediction::NotAsked };
        let number = text.strip_suffix("possible outputs").unwrap_or(text);
        let digits = number.replace([',', '_', ' ', '\''], "");
        match u128::from_str(&digits) {
            Ok(number) => Prediction::Count(number.to_string()),
            Err(_) => Prediction::Open,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Brief, Prediction};

    #[test]
    fn a_brief_has_a_title_and_paragraphs() {
        let brief =
            Brief::of("//! Exercise 3a: a title.\n//!\n//! Two\n//! lines.\n\nfn");
        assert_eq!(brief.title(), "a title");
        assert_eq!(brief.text(), ["Two lines."]);
        assert_eq!(brief.prediction(), Prediction::NotAsked);
        assert!(!brief.allows_more_order());
    }

    #[test]
    fn a_prediction_is_a_number_as_one_writes_it() {
        let of = |text: &str| {
            Brief::of(&format!("//! A: b.\n//!\n//! Prediction: {text}\n"))
                .prediction()
        };
        let number = |digits: &str| Prediction::Count(digits.to_owned());
        assert_eq!(of("___ possible outputs"), Prediction::Open);
        assert_eq!(of("many possible outputs"), Prediction::Open);
        assert_eq!(of("_442_260_ possible outputs"), number("442260"));
        assert_eq!(of("442,260 possible outputs"), number("442260"));
        assert_eq!(of("90"), number("90"));
    }
}
