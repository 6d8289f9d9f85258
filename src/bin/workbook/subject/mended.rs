//! What an output can suffer on its way from a program to a file: colours, the lines of cargo
//! and of a shell around it, blanks, lines of stderr.
//!
//! The output as it is stays impossible. But when it is possible without such a thing,
//! that thing is why, and is worth a sentence. It is only said of what was judged:
//! each mending is done, the rest is judged, and a mending that makes no difference
//! is not named.

use std::borrow::Cow;

use process_order::{Cases, Order};

use super::possible::Knowledge;
use crate::words::words;

/// The lines that are left of an output, each with its number in it.
type Lines<'a> = Vec<(usize, Cow<'a, str>)>;

/// One thing that an output can have suffered.
struct Mending {
    /// The lines without it.
    mend: for<'a> fn(&Lines<'a>, &Cases) -> Lines<'a>,
    /// What that takes out, of these lines.
    cause: fn(&str) -> String,
}

const MENDINGS: [Mending; 7] = [
    Mending {
        mend: |lines, _| {
            each(lines, |it| console::strip_ansi_codes(it).into_owned())
        },
        cause: |lines| {
            words!("the escape sequences in {lines}, which a terminal obeys", lines)
        },
    },
    Mending {
        mend: |lines, _| without(lines, is_cargos),
        cause: |lines| words!("{lines}, cargo's own", lines),
    },
    Mending {
        mend: |lines, _| without(lines, has_prompt),
        cause: |lines| words!("{lines}, with the prompt of a shell", lines),
    },
    Mending {
        mend: |lines, _| each(lines, |it| it.trim_end().to_owned()),
        cause: |lines| words!("the blanks at the end of {lines}", lines),
    },
    Mending {
        mend: |lines, _| each(lines, |it| it.trim_start().to_owned()),
        cause: |lines| words!("the blanks at the beginning of {lines}", lines),
    },
    Mending {
        mend: |lines, _| without(lines, |it| it.trim().is_empty()),
        cause: |lines| words!("{lines}, empty", lines),
    },
    Mending {
        mend: |lines, cases| without(lines, |it| !is_printed(it, cases)),
        cause: |lines| {
            words!(
                "{lines}, printed by no process on stdout, and perhaps on stderr",
                lines
            )
        },
    },
];

/// What `text`, which is not possible, would be possible without.
pub(crate) fn causes(text: &str, knowledge: &Knowledge) -> Option<Vec<String>> {
    /// A longer output is no example that somebody has copied.
    const MOST: usize = 1000;
    let cases = &knowledge.explored.as_ref()?.cases;
    let lines: Lines<'_> =
        text.lines().enumerate().map(|(at, line)| (at + 1, line.into())).collect();
    if lines.len() > MOST {
        return None;
    }
    let mended = |mendings: &[&Mending]| {
        mendings.iter().fold(lines.clone(), |lines, it| (it.mend)(&lines, cases))
    };
    let is_possible = |mendings: &[&Mending]| {
        let lines = mended(mendings);
        let text =
            lines.iter().map(|(_, line)| &**line).collect::<Vec<_>>().join("\n");
        !lines.is_empty() && knowledge.judge(&text).is_possible() == Some(true)
    };
    // The fewest, of those that come first: lines are thrown away only as the last resort.
    let count = (1..=MENDINGS.len())
        .find(|count| is_possible(&MENDINGS[..*count].iter().collect::<Vec<_>>()))?;
    let mut needed: Vec<_> = MENDINGS[..count].iter().collect();
    for at in (0..count).rev() {
        let mut fewer = needed.clone();
        fewer.remove(at);
        if is_possible(&fewer) {
            needed = fewer;
        }
    }
    let causes = needed.iter().enumerate().map(|(at, mending)| {
        let (before, after) = (mended(&needed[..at]), mended(&needed[..=at]));
        let numbers: Vec<_> =
            before.iter().filter(|it| !after.contains(it)).collect();
        (mending.cause)(&named(
            &numbers.iter().map(|(at, _)| *at).collect::<Vec<_>>(),
        ))
    });
    Some(causes.collect())
}

fn each<'a>(lines: &Lines<'a>, mend: fn(&str) -> String) -> Lines<'a> {
    lines.iter().map(|(at, line)| (*at, mend(line).into())).collect()
}

fn without<'a>(lines: &Lines<'a>, is_foreign: impl Fn(&str) -> bool) -> Lines<'a> {
    lines.iter().filter(|(_, line)| !is_foreign(line)).cloned().collect()
}

/// What cargo says on stderr, with the word that it begins with.
fn is_cargos(line: &str) -> bool {
    const WORDS: [&str; 8] = [
        "Blocking",
        "Building",
        "Compiling",
        "Downloaded",
        "Downloading",
        "Finished",
        "Running",
        "Updating",
    ];
    let is_indented = line.starts_with("   ");
    is_indented && WORDS.iter().any(|it| line.trim_start().starts_with(it))
}

/// Whether a command was typed there: `$ ./a.out`, `me@host:~$ ./a.out`.
fn has_prompt(line: &str) -> bool {
    let Some((prompt, _)) = line.split_once(' ') else {
        return line.ends_with('$') && line.len() < 80;
    };
    ["$", "%", "#", ">", ">>>"].contains(&prompt)
        || (prompt.contains('@') && prompt.ends_with(['$', '#', '%']))
}

/// Whether a process prints this line in one of the runs.
fn is_printed(line: &str, cases: &Cases) -> bool {
    let mut lines = cases.orders().iter().flat_map(Order::lines);
    lines.any(|it| it.pattern.matches(line))
}

/// `line 2`, `lines 2 and 3`, `5 lines`
fn named(numbers: &[usize]) -> String {
    match numbers {
        [one] => words!("line {one}", one),
        [first, second] => words!("lines {first} and {second}", first, second),
        [first, second, third] => {
            words!("lines {first}, {second} and {third}", first, second, third)
        }
        many => words!("{count} lines", count = many.len()),
    }
}

#[cfg(test)]
mod tests {
    use super::{has_prompt, is_cargos};

    #[test]
    fn the_lines_of_cargo_and_of_a_shell_are_known() {
        assert!(is_cargos("    Finished `dev` profile [unoptimized] in 0.02s"));
        assert!(is_cargos("     Running `target/debug/lesson01`"));
        assert!(!is_cargos("Running away"));
        for prompt in
            ["$ ./a.out", "me@host:~/puzzles$ ./a.out", ">>> run()", "me@host:~$"]
        {
            assert!(has_prompt(prompt), "{prompt}");
        }
        for line in ["child", "I have 3$ left", "a > b"] {
            assert!(!has_prompt(line), "{line}");
        }
    }
}
