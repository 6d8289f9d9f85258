//! What the answers of one student are worth.

use std::fmt;

use super::key::{Item, Key};
use super::question::Reply;
use crate::words::words;

/// What became of each question, and what there is to say of the file.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Marks {
    /// One for each question, in their order.
    pub(crate) marks: Vec<Mark>,
    /// What is to be said of lines, in their order.
    pub(crate) remarks: Vec<Remark>,
}

/// What became of one question.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Mark {
    Right,
    Wrong(Reply),
    /// What is there is no answer.
    Unreadable,
    /// Different answers are there, on these lines.
    Double(Vec<usize>),
    Missing,
}

/// `wrong`, a word for a table.
impl fmt::Display for Mark {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Right => "right",
            Self::Wrong(_) => "wrong",
            Self::Unreadable => "unreadable",
            Self::Double(_) => "double",
            Self::Missing => "missing",
        })
    }
}

/// Something that is not understood on a line, or not counted.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Remark {
    line: usize,
    text: String,
}

/// `line 4: there is no question 9`
impl fmt::Display for Remark {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { line, text } = self;
        write!(f, "{}", words!("line {line}: {text}", line, text))
    }
}

/// What is said on a line: a number of a question, and what comes after it.
struct Said<'a> {
    line: usize,
    text: &'a str,
}

impl Marks {
    /// The marks for a file with this text.
    pub(crate) fn of(key: &Key, text: &str) -> Self {
        let mut remarks = Vec::new();
        let mut said: Vec<Vec<Said<'_>>> =
            key.items.iter().map(|_| Vec::new()).collect();
        for (line, content) in (1..).zip(text.lines()) {
            let content = content.trim();
            if content.is_empty() || content.starts_with('#') {
                continue;
            }
            let Some((number, text)) = numbered(content) else {
                let said = quoted(content);
                let text = words!("{said} has no number before it", said);
                remarks.push(Remark { line, text });
                continue;
            };
            match number.checked_sub(1).and_then(|place| said.get_mut(place)) {
                Some(said) if !text.is_empty() => said.push(Said { line, text }),
                Some(_) => {} // The form, as it was handed out.
                None => {
                    let text = words!("there is no question {number}", number);
                    remarks.push(Remark { line, text });
                }
            }
        }
        let mut marks = Vec::new();
        for (number, (item, said)) in (1..).zip(key.items.iter().zip(&said)) {
            let mark = Mark::of(item, said);
            if let ([_, again, ..], Mark::Right | Mark::Wrong(_)) =
                (&said[..], &mark)
            {
                let text =
                    words!("question {number} is answered again, and alike", number);
                remarks.push(Remark { line: again.line, text });
            }
            marks.push(mark);
            remarks.extend(said.iter().filter_map(|said| said.remark(item, number)));
        }
        remarks.sort();
        Self { marks, remarks }
    }

    /// How many answers are right.
    pub(crate) fn points(&self) -> usize {
        self.count(|mark| *mark == Mark::Right)
    }

    pub(crate) fn count(&self, is: impl Fn(&Mark) -> bool) -> usize {
        self.marks.iter().filter(|mark| is(mark)).count()
    }
}

impl Said<'_> {
    /// That this is no answer to the question.
    fn remark(&self, item: &Item, number: usize) -> Option<Remark> {
        let Self { line, text } = *self;
        let (said, form) = (quoted(text), item.form());
        let text = words!(
            "{said} does not answer question {number} ({form})",
            said,
            number,
            form
        );
        item.parse(self.text).is_none().then_some(Remark { line, text })
    }
}

impl Mark {
    fn of(item: &Item, said: &[Said<'_>]) -> Self {
        let Some(first) = said.first() else { return Self::Missing };
        let replies: Vec<_> = said.iter().map(|it| item.parse(it.text)).collect();
        if replies.iter().any(|it| *it != replies[0]) {
            return Self::Double(said.iter().map(|it| it.line).collect());
        }
        match item.parse(first.text) {
            None => Self::Unreadable,
            Some(reply) if reply == item.reply => Self::Right,
            Some(reply) => Self::Wrong(reply),
        }
    }
}

/// `1 and 4`
pub(crate) fn listed(lines: &[usize]) -> String {
    let words: Vec<_> = lines.iter().map(ToString::to_string).collect();
    match &words[..] {
        [rest @ .., last] if !rest.is_empty() => {
            words!("{rest} and {last}", rest = rest.join(words!(", ")), last)
        }
        words => words.concat(),
    }
}

/// `3: yes`, `3. yes`, `3) yes`, `3 yes`, `3 = yes`; also `(3) yes`.
fn numbered(line: &str) -> Option<(usize, &str)> {
    let line = line.trim_start_matches('(').trim_start();
    let end = line.find(|c: char| !c.is_ascii_digit()).unwrap_or(line.len());
    let (digits, rest) = line.split_at(end);
    let number = digits.parse().ok()?;
    let is_apart = rest.is_empty()
        || rest.starts_with(|c: char| c.is_whitespace() || ":：.)=".contains(c));
    let rest =
        rest.trim_start_matches(|c: char| c.is_whitespace() || ":：.)=".contains(c));
    is_apart.then_some((number, rest.trim_end()))
}

/// As much of it as one needs to find it.
fn quoted(text: &str) -> String {
    /// So many characters are shown.
    const MOST: usize = 30;
    let short: String = text.chars().take(MOST).collect();
    let more = if short.len() < text.len() { "…" } else { "" };
    format!("`{short}{more}`")
}

#[cfg(test)]
mod tests {
    use super::numbered;

    #[test]
    fn an_answer_may_have_its_number_in_many_ways() {
        for line in
            ["3: yes", "3. yes", "3) yes", "(3) yes", "3 yes", "3 = yes", "03:yes"]
        {
            assert_eq!(numbered(line), Some((3, "yes")), "{line}");
        }
        assert_eq!(numbered("3:"), Some((3, "")));
        for line in ["yes", "3yes", ": yes", "99999999999999999999: 1"] {
            assert_eq!(numbered(line), None, "{line}");
        }
    }
}
