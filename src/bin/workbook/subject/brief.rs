//! The brief of an exercise: the `//!` header of its file.

use std::iter;
use std::str::FromStr;

use crate::terminal::screen::wrapped;
use crate::words::is_wide;

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
                    let is_between = |side: Option<char>| side.is_some_and(is_wide);
                    let is_han =
                        is_between(last.chars().last()) && line.starts_with(is_wide);
                    let gap = if last.is_empty() || is_han { "" } else { " " };
                    last.push_str(gap);
                    last.push_str(line);
                }
                _ => paragraphs.push(String::new()),
            }
        }
        paragraphs.retain(|paragraph| !paragraph.is_empty());
        Self { paragraphs }
    }

    /// The brief in a translation: its title, and its first section, a paragraph a line.
    pub(crate) fn translated(translation: &str) -> Self {
        let mut sections = translation.split("\n## ");
        let title = sections.next().unwrap_or_default();
        let section = sections.next().unwrap_or_default();
        let text = section.lines().skip(1).filter(|line| !line.is_empty());
        let title =
            title.lines().next().unwrap_or_default().trim_start_matches("# ");
        let paragraphs = iter::once(title).chain(text).map(str::to_owned);
        Self { paragraphs: paragraphs.collect() }
    }

    /// The brief as the header of a program.
    pub(crate) fn as_header(&self) -> String {
        const WIDTH: usize = 85 - "//! ".len();
        let mut header = String::new();
        for (place, paragraph) in self.paragraphs.iter().enumerate() {
            if place > 0 {
                header.push_str("//!\n");
            }
            let end = if place == 0 { "。" } else { "" };
            for line in wrapped(&format!("{paragraph}{end}"), WIDTH) {
                header.extend(["//! ", &line, "\n"]);
            }
        }
        header
    }

    /// `one line, and a third of the outputs`, of `Exercise 3a: one line, …`
    pub(crate) fn title(&self) -> &str {
        let first = self.paragraphs.first().map_or("", String::as_str);
        first
            .split_once(": ")
            .or_else(|| first.split_once('：'))
            .map_or(first, |(_, title)| title)
            .trim_end_matches(['.', '。'])
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
        let mut paragraphs = self.paragraphs.iter();
        let asked = paragraphs.find_map(|it| {
            it.strip_prefix("Prediction: ").or_else(|| it.strip_prefix("预测："))
        });
        let Some(text) = asked else { return Prediction::NotAsked };
        let number = text
            .strip_suffix("possible outputs")
            .or_else(|| text.strip_suffix("种可能的输出"))
            .unwrap_or(text);
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

    #[test]
    fn a_translation_is_a_header_and_back() {
        let text = "# 练习 3a：一行\n\n## 题目\n\n做这件事。\n\n预测：___ 种可能的输出\n\n\
                    ## 问题\n\n为什么？\n";
        let brief = Brief::translated(text);
        assert_eq!(brief.title(), "一行");
        assert_eq!(brief.text(), ["做这件事。", "预测：___ 种可能的输出"]);
        let header = brief.as_header();
        assert_eq!(
            header,
            "//! 练习 3a：一行。\n//!\n//! 做这件事。\n//!\n//! 预测：___ 种可能的输出\n"
        );
        assert_eq!(Brief::of(&header).text(), brief.text());
        let predicted = header.replace("___", "1,680");
        let count = Prediction::Count("1680".to_owned());
        assert_eq!(Brief::of(&predicted).prediction(), count);
        assert_eq!(Brief::of(&header).prediction(), Prediction::Open);
    }

    #[test]
    fn a_chinese_line_goes_on_without_a_blank() {
        let brief = Brief::of("//! 甲：乙。\n//!\n//! 先做这，\n//! 再做那。\n");
        assert_eq!(brief.text(), ["先做这，再做那。"]);
    }
}
