//! Two texts, line by line: what is gone and what is new.

use std::io;

use crate::terminal::harmless::harmless;
use crate::terminal::screen::Screen;

/// So many lines are shown before and after a difference.
const AROUND: usize = 2;

/// A table of so many places at most is made to compare two texts.
const MOST: usize = 4_000_000;

/// A line of one of two texts, or of both.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Line<'a> {
    Same(&'a str),
    Gone(&'a str),
    New(&'a str),
}

/// Shows what differs, with a few lines around it.
pub(crate) fn show(old: &str, new: &str, screen: &mut Screen) -> io::Result<()> {
    let lines = lines(old, new);
    let differs = |at: usize| !matches!(lines[at], Line::Same(_));
    let mut is_left_out = false;
    for (at, line) in lines.iter().enumerate() {
        let around = at.saturating_sub(AROUND)..(at + AROUND + 1).min(lines.len());
        if !around.into_iter().any(differs) {
            is_left_out = true;
            continue;
        }
        if is_left_out {
            screen.say("    …")?;
            is_left_out = false;
        }
        let (mark, text) = match line {
            Line::Same(text) => ("  ", text),
            Line::Gone(text) => ("- ", text),
            Line::New(text) => ("+ ", text),
        };
        screen.hang(&format!("  {mark}"), &harmless(text))?;
    }
    Ok(())
}

/// All lines of both, as few as can be of them gone or new.
fn lines<'a>(old: &'a str, new: &'a str) -> Vec<Line<'a>> {
    let (old, new): (Vec<_>, Vec<_>) =
        (old.lines().collect(), new.lines().collect());
    let same = |(a, b): &(&&str, &&str)| a == b;
    let before = old.iter().zip(&new).take_while(same).count();
    let (old_rest, new_rest) = (&old[before..], &new[before..]);
    let reversed = old_rest.iter().rev().zip(new_rest.iter().rev());
    let after = reversed.take_while(same).count();
    let (old_rest, end) = old_rest.split_at(old_rest.len() - after);
    let new_rest = &new_rest[..new_rest.len() - after];
    let mut lines: Vec<_> = old[..before].iter().map(|it| Line::Same(it)).collect();
    lines.extend(between(old_rest, new_rest));
    lines.extend(end.iter().map(|it| Line::Same(it)));
    lines
}

/// The same of two lists that begin and end with different lines, by a longest common
/// subsequence.
fn between<'a>(old: &[&'a str], new: &[&'a str]) -> Vec<Line<'a>> {
    let is_small = old.len().saturating_mul(new.len()) <= MOST;
    let rows = if is_small { old.len() } else { 0 };
    // How many lines both have in common from these places on.
    let mut common = vec![vec![0_u32; new.len() + 1]; rows + 1];
    for a in (0..rows).rev() {
        for b in (0..new.len()).rev() {
            common[a][b] = if old[a] == new[b] {
                common[a + 1][b + 1] + 1
            } else {
                common[a + 1][b].max(common[a][b + 1])
            };
        }
    }
    let (mut a, mut b) = (0, 0);
    let mut lines = Vec::new();
    while a < old.len() || b < new.len() {
        let is_same = is_small && a < old.len() && b < new.len() && old[a] == new[b];
        let is_gone = a < old.len()
            && (!is_small || b == new.len() || common[a + 1][b] >= common[a][b + 1]);
        if is_same {
            lines.push(Line::Same(old[a]));
        } else if is_gone {
            lines.push(Line::Gone(old[a]));
        } else {
            lines.push(Line::New(new[b]));
        }
        a += usize::from(is_same || is_gone);
        b += usize::from(is_same || !is_gone);
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::{Line, lines};

    #[track_caller]
    fn marked(old: &str, new: &str) -> String {
        let [old, new] = [old, new].map(|text| text.replace(' ', "\n"));
        let lines = lines(&old, &new);
        let kept = |is: fn(&Line<'_>) -> bool| -> Vec<&str> {
            let kept = lines.iter().filter(|line| is(line));
            kept.map(|(Line::Same(it) | Line::Gone(it) | Line::New(it))| *it)
                .collect()
        };
        assert_eq!(kept(|it| !matches!(it, Line::New(_))).join("\n"), old);
        assert_eq!(kept(|it| !matches!(it, Line::Gone(_))).join("\n"), new);
        let marked = lines.iter().map(|line| match line {
            Line::Same(it) => (*it).to_owned(),
            Line::Gone(it) => format!("-{it}"),
            Line::New(it) => format!("+{it}"),
        });
        marked.collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn as_few_lines_as_can_be_are_gone_or_new() {
        assert_eq!(marked("a b c", "a b c"), "a b c");
        assert_eq!(marked("a b c", "a c"), "a -b c");
        assert_eq!(marked("a c", "a b c"), "a +b c");
        assert_eq!(marked("a b c", "a x c"), "a -b +x c");
        assert_eq!(marked("a b a", "b a b"), "-a b a +b");
        assert_eq!(marked("", "a"), "+a");
        assert_eq!(marked("a a a", "a a"), "a a -a");
    }
}
