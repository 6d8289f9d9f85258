//! What clap says, in Chinese: the help texts, which are looked up in the tables, its own
//! headings, and what is wrong with the arguments.

use std::error::Error as _;

use clap::builder::StyledStr;
use clap::error::{ContextKind, ContextValue, Error, ErrorKind};
use clap::{Arg, Command};
use textwrap::WordSeparator::AsciiSpace;
use textwrap::core::display_width;

use super::columns::{between_words, visible};
use super::error::error_word;
use super::{is_wide, looked_up};

/// `command` with its help, and that of its subcommands, in Chinese. Lines are not broken:
/// [`broken`] does that.
pub(crate) fn in_chinese(command: Command) -> Command {
    with_help(command).term_width(0)
}

fn with_help(mut command: Command) -> Command {
    let [about, long, after] =
        [command.get_about(), command.get_long_about(), command.get_after_help()]
            .map(|text| text.map(chinese));
    if let Some(about) = about {
        command = command.about(about);
    }
    if let Some(long) = long {
        command = command.long_about(long);
    }
    if let Some(after) = after {
        command = command.after_help(after);
    }
    let names: Vec<_> =
        command.get_subcommands().map(|it| it.get_name().to_owned()).collect();
    command = command.mut_args(of_argument);
    names
        .into_iter()
        .fold(command, |command, name| command.mut_subcommand(name, with_help))
}

fn of_argument(mut argument: Arg) -> Arg {
    let [help, long] = [argument.get_help(), argument.get_long_help()]
        .map(|text| text.map(chinese));
    if let Some(help) = help {
        argument = argument.help(help);
    }
    if let Some(long) = long {
        argument = argument.long_help(long);
    }
    let names = argument.get_value_names().unwrap_or_default().iter();
    let names: Option<Vec<_>> = names.map(|name| looked_up(name)).collect();
    if let Some(names) = names.filter(|it| !it.is_empty()) {
        argument = argument.value_names(names);
    }
    argument
}

/// A help text in Chinese: all of it, or paragraph for paragraph.
fn chinese(text: &StyledStr) -> String {
    let text = text.to_string();
    if let Some(chinese) = looked_up(&text) {
        return chinese.to_owned();
    }
    let paragraphs = text.split("\n\n").map(|it| match it.strip_suffix('.') {
        // The first one is that of the short help, which has no full stop.
        Some(short) if looked_up(it).is_none() => {
            looked_up(short).map_or_else(|| it.to_owned(), |it| format!("{it}。"))
        }
        _ => looked_up(it).unwrap_or(it).to_owned(),
    });
    paragraphs.collect::<Vec<_>>().join("\n\n")
}

/// What clap says by itself.
const OWN: [(&str, &str); 14] = [
    ("Usage:", USAGE),
    ("[COMMAND]...", "[命令]..."),
    ("Commands:", "命令："),
    ("Arguments:", "参数："),
    ("Options:", "选项："),
    ("Print help (see a summary with '-h')", "显示帮助（`-h` 显示概要）"),
    ("Print help (see more with '--help')", "显示帮助（`--help` 显示更多）"),
    (
        "Print this message or the help of the given subcommand(s)",
        "显示这份帮助，或某个命令的帮助",
    ),
    ("Print help for the subcommand(s)", "显示这个命令的帮助"),
    ("Print help", "显示帮助"),
    ("Print version", "显示版本"),
    ("[default: ", "[默认值："),
    ("[possible values: ", VALUES),
    ("Possible values:", "可选值："),
];

const USAGE: &str = "用法：";
const VALUES: &str = "[可选值：";

/// A help text that clap has rendered, its own words in Chinese, in lines of at most `width`
/// columns.
pub(crate) fn broken(rendered: &str, width: usize) -> String {
    let own = |text: String, (english, chinese): (&str, &str)| {
        text.replace(english, chinese)
    };
    let text = OWN.into_iter().fold(rendered.to_owned(), own);
    let lines: Vec<_> = text.lines().collect();
    let mut broken = String::new();
    // Blank lines are parts of their own.
    for part in lines.chunk_by(|a, b| a.trim().is_empty() == b.trim().is_empty()) {
        let is_usage = part[0].contains(USAGE);
        let lines: Vec<_> = if is_usage {
            part.iter().map(|line| usage(line)).collect()
        } else {
            below_each_other(aligned(part), width)
        };
        for line in lines {
            let begin = line.len() - line.trim_start_matches(' ').len();
            let (blanks, text) = line.split_at(begin);
            let (options, indent) = if is_usage {
                let whole = between_words(width).word_separator(AsciiSpace);
                (whole, display_width(USAGE))
            } else {
                (between_words(width), indent_of(&line))
            };
            let indent = " ".repeat(indent.min(width / 2));
            let options = options.initial_indent(blanks).subsequent_indent(&indent);
            for line in textwrap::wrap(text, options) {
                broken.push_str(line.trim_end());
                broken.push('\n');
            }
        }
    }
    broken
}

/// A line of the usage with the names of values in Chinese. A full-width colon has no blank
/// behind it, and what stands below moves with what is behind the colon.
fn usage(line: &str) -> String {
    let line = match line.split_once(USAGE) {
        Some((before, after)) => {
            format!("{before}{USAGE}{}", after.replacen(' ', "", 1))
        }
        None => line.strip_prefix(' ').unwrap_or(line).to_owned(),
    };
    let is_of_name = |it: char| it.is_ascii_uppercase() || it == '_';
    let mut text = String::new();
    let mut rest = line.as_str();
    while let Some(begin) = rest.find(is_of_name) {
        let (before, from) = rest.split_at(begin);
        let end = from.find(|it| !is_of_name(it)).unwrap_or(from.len());
        let (name, after) = from.split_at(end);
        text.push_str(before);
        text.push_str(looked_up(name).unwrap_or(name));
        rest = after;
    }
    text + rest
}

/// Each text below what it explains, where two columns leave too little room.
fn below_each_other(lines: Vec<String>, width: usize) -> Vec<String> {
    let is_far = |line: &&String| indent_of(line) > width / 2;
    if !lines.iter().filter(is_far).any(|line| display_width(line) > width) {
        return lines;
    }
    let lines = lines.iter().flat_map(|line| match explained(line) {
        Some(explained) => {
            let text = line[explained.len()..].trim_start();
            vec![explained.to_owned(), format!("{:10}{text}", "")]
        }
        None => vec![line.clone()],
    });
    lines.collect()
}

/// Lines below each other, in which what is explained and the explanation stand in two columns.
/// Clap has taken each character for as wide as any other.
fn aligned(lines: &[&str]) -> Vec<String> {
    let wide = |line: &str| {
        let explained = explained(line).unwrap_or_default();
        visible(explained).filter(|it| is_wide(*it)).count()
    };
    let most = lines.iter().map(|line| wide(line)).max().unwrap_or(0);
    let lines = lines.iter().map(|line| with_value(line));
    let lines = lines.map(|line| match explained(&line) {
        Some(explained) => {
            let blanks = " ".repeat(most - wide(&line));
            format!("{explained}{blanks}{}", &line[explained.len()..])
        }
        None => line,
    });
    lines.collect()
}

/// A line with the possible values as a Chinese list; or `- c:   With fork(2)`, one of them,
/// with what it means in Chinese.
fn with_value(line: &str) -> String {
    if let Some((before, values)) = line.split_once(VALUES) {
        return format!("{before}{VALUES}{}", values.replace(", ", "、"));
    }
    let Some((value, help)) = line.split_once(": ") else { return line.to_owned() };
    let help = help.trim_start();
    match looked_up(help) {
        Some(chinese) if value.trim_start().starts_with("- ") => {
            let gap = line.len() - value.len() - help.len();
            format!("{value}{}{chinese}", &line[value.len()..value.len() + gap])
        }
        _ => line.to_owned(),
    }
}

/// What a line explains, if that and two blanks are before the text.
fn explained(line: &str) -> Option<&str> {
    let begin = line.len() - line.trim_start_matches(' ').len();
    let gap = line[begin..].find("  ").filter(|_| begin > 0)?;
    Some(&line[..begin + gap])
}

/// Where the text of a line begins: behind what it explains, if that is before it.
fn indent_of(line: &str) -> usize {
    let explained = explained(line).unwrap_or_default();
    let rest = line[explained.len()..].trim_start_matches(' ');
    display_width(&line[..line.len() - rest.len()])
}

/// What is wrong with the arguments; nothing when clap has other words for it.
pub(crate) fn wrong(error: &Error) -> Option<String> {
    let context = |kind| match error.get(kind)? {
        ContextValue::String(text) => Some(text.clone()),
        ContextValue::Strings(texts) => Some(texts.join("`、`")),
        ContextValue::StyledStrs(_) => None,
        other => Some(other.to_string()),
    };
    let argument = context(ContextKind::InvalidArg).unwrap_or_default();
    let value = context(ContextKind::InvalidValue).unwrap_or_default();
    let message = match error.kind() {
        ErrorKind::UnknownArgument => format!("没有 `{argument}` 这个参数"),
        ErrorKind::InvalidSubcommand => {
            let name = context(ContextKind::InvalidSubcommand)?;
            format!("没有 `{name}` 这个命令")
        }
        ErrorKind::MissingRequiredArgument => format!("缺少参数：`{argument}`"),
        ErrorKind::ArgumentConflict => match context(ContextKind::PriorArg) {
            Some(other) if other == argument => format!("`{argument}` 只能用一次"),
            Some(other) => format!("`{argument}` 不能和 `{other}` 一起用"),
            None => format!("`{argument}` 不能和其他参数一起用"),
        },
        ErrorKind::InvalidValue if value.is_empty() => {
            format!("`{argument}` 缺少一个值")
        }
        ErrorKind::InvalidValue => format!("`{argument}` 不能是 {value:?}"),
        ErrorKind::ValueValidation => {
            let why = error.source().map(|it| format!("：{}", why(&it.to_string())));
            format!("`{argument}` 不能是 {value:?}{}", why.unwrap_or_default())
        }
        ErrorKind::TooManyValues => {
            format!("`{argument}` 不能再有 {value:?} 这个值")
        }
        ErrorKind::InvalidUtf8 => "有一个参数不是 UTF-8".to_owned(),
        _ => return None,
    };
    let values = context(ContextKind::ValidValue).filter(|it| !it.is_empty());
    let suggested = [
        ContextKind::SuggestedArg,
        ContextKind::SuggestedSubcommand,
        ContextKind::SuggestedValue,
    ];
    let suggested = suggested.into_iter().find_map(context);
    let as_value = is_value(error).then_some(&argument);
    let tips = [
        suggested.map(|it| format!("  是不是 `{it}`？\n")),
        as_value.map(|it| format!("  如果 `{it}` 是一个值，就写成 `-- {it}`。\n")),
    ];
    let tips = tips.into_iter().flatten().reduce(|a, b| a + &b);
    let usage = match error.get(ContextKind::Usage) {
        Some(ContextValue::StyledStr(usage)) => Some(format!("\n{usage}\n")),
        _ => None,
    };
    let parts = [
        Some(format!("{}：{message}\n", error_word())),
        values.map(|it| format!("  可选值：`{it}`\n")),
        tips.map(|it| format!("\n{it}")),
        usage,
        Some("\n更多信息见 `--help`。\n".to_owned()),
    ];
    Some(parts.into_iter().flatten().collect())
}

/// Whether it may be a value that was taken for an option.
fn is_value(error: &Error) -> bool {
    let Some(ContextValue::StyledStrs(tips)) = error.get(ContextKind::Suggested)
    else {
        return false;
    };
    tips.iter().any(|tip| tip.to_string().contains("as a value"))
}

/// Why a number is none, or not in its range.
fn why(reason: &str) -> String {
    match reason {
        "invalid digit found in string" => "这不是数".to_owned(),
        "cannot parse integer from empty string" => "这里没有数".to_owned(),
        "number too large to fit in target type" => "这个数太大".to_owned(),
        "number too small to fit in target type" => "这个数太小".to_owned(),
        "number would be zero for non-zero type" => "这个数不能是 0".to_owned(),
        _ => match reason.split_once(" is not in ") {
            Some((_, range)) if range.contains("..=") => {
                format!("这个数不在 {} 之间", range.replace("..=", " 和 "))
            }
            _ => reason.to_owned(),
        },
    }
}

/// All help texts, as they are looked up.
#[cfg(test)]
pub(super) fn sentences() -> std::collections::BTreeSet<String> {
    use clap::CommandFactory;

    let mut found = std::collections::BTreeSet::from(["OPTIONS".to_owned()]);
    collect(&crate::Arguments::command(), &mut found);
    found
}

#[cfg(test)]
fn collect(command: &Command, found: &mut std::collections::BTreeSet<String>) {
    let whole = |text: Option<&StyledStr>| text.map(ToString::to_string);
    found.extend(whole(command.get_about()));
    found.extend(whole(command.get_after_help()));
    for argument in command.get_arguments() {
        found.extend(whole(argument.get_help()));
        let values = argument.get_possible_values();
        found.extend(values.iter().filter_map(|it| whole(it.get_help())));
        let is_named =
            argument.get_action().takes_values() && !argument.is_hide_set();
        let names = argument.get_value_names().filter(|_| is_named);
        let names = names.unwrap_or_default().iter().map(ToString::to_string);
        // `N` and `1..5` are Chinese, too.
        let is_word = |it: &String| it.chars().all(|it| it.is_ascii_uppercase());
        found.extend(names.filter(|it| it.len() > 1 && is_word(it)));
    }
    let short = found.clone();
    let mut long = |text: Option<&StyledStr>| {
        let text = whole(text).unwrap_or_default();
        for paragraph in text.split("\n\n") {
            let short_one = paragraph.strip_suffix('.').unwrap_or(paragraph);
            if !short.contains(short_one) {
                found.insert(paragraph.to_owned());
            }
        }
    };
    long(command.get_long_about());
    for argument in command.get_arguments() {
        long(argument.get_long_help());
    }
    found.remove("");
    for subcommand in command.get_subcommands() {
        collect(subcommand, found);
    }
}

#[cfg(test)]
mod tests {
    use clap::{Command, CommandFactory};
    use textwrap::core::display_width;

    use super::{USAGE, broken, in_chinese, wrong};
    use crate::words::columns::visible;
    use crate::words::{Language, speaking};

    /// The help of all commands, short and long, with the names of the commands.
    fn all(width: usize) -> Vec<(String, String)> {
        let mut found = Vec::new();
        let mut command = in_chinese(crate::Arguments::command());
        command.build();
        rendered(&mut command, width, &mut found);
        found
    }

    fn rendered(
        command: &mut Command,
        width: usize,
        found: &mut Vec<(String, String)>,
    ) {
        let name = command.get_name().to_owned();
        for help in [command.render_help(), command.render_long_help()] {
            for help in [help.to_string(), help.ansi().to_string()] {
                found.push((name.clone(), broken(&help, width)));
            }
        }
        for subcommand in command.get_subcommands_mut() {
            rendered(subcommand, width, found);
        }
    }

    /// What is English in a text, and neither code nor a command.
    fn english(text: &str) -> Vec<String> {
        let text: String = visible(text).filter(|it| *it != '\u{1b}').collect();
        text.lines().flat_map(english_of_line).collect()
    }

    fn english_of_line(line: &str) -> Vec<String> {
        const COMMANDS: [&str; 4] =
            ["cargo run ", "cargo workbook ", "workbook ", "WORKBOOK_SPEED=50 "];
        const NAMES: [&str; 5] = ["Enter", "Python", "Rust", "Shell", "Tab"];
        let mut rest = line.trim_start_matches(USAGE).trim_start();
        if COMMANDS.iter().any(|it| rest.starts_with(it)) {
            // Only what it is an example of.
            let is_usage = rest.contains('[') || rest.contains('<');
            let gap = if is_usage { Some(0) } else { rest.find("  ") };
            rest = &rest[gap.unwrap_or(rest.len())..];
            rest = rest.trim_start_matches("cargo workbook ");
        }
        let plain = rest.split('`').step_by(2).collect::<Vec<_>>().join("\u{3000}");
        let is_of = |word: &str, is_letter: fn(char) -> bool| {
            word.len() > 1 && word.chars().all(is_letter)
        };
        let mut found = Vec::new();
        for part in plain.split(|it: char| !it.is_ascii()) {
            let words: Vec<_> = part
                .split(' ')
                .map(|it| it.trim_matches(|it| "()[]<>.,:;?!\"'".contains(it)))
                .collect();
            let lower = |it: char| it.is_ascii_lowercase();
            let is_sentence = words.iter().filter(|it| is_of(it, lower)).count() > 1;
            let is_word = words.iter().any(|it| {
                let tail = it.strip_prefix(|it: char| it.is_ascii_uppercase());
                tail.is_some_and(|it| is_of(it, lower)) && !NAMES.contains(it)
            });
            let is_name = part.contains(['[', '<'])
                && words.iter().any(|it| is_of(it, |it| it.is_ascii_uppercase()));
            if is_sentence || is_word || is_name {
                found.push(line.to_owned());
            }
        }
        found
    }

    #[test]
    fn what_is_english_is_found() {
        for line in [
            "  check        Says whether an output is possible",
            "用法：cargo workbook check [OPTIONS] [程序]",
            "选项： Options:",
            "  cargo workbook run 3  in a hurry",
            "      --for <SECONDS>",
            "要写入的文件；with --book the folder",
        ] {
            assert_eq!(english(line).len(), 1, "{line}");
        }
        for line in [
            "用法：cargo workbook why [选项] <程序> <A> <B>",
            "  cargo workbook race -- sh -c 'echo a & echo b & wait'",
            "      --edit-cmd <命令>  用 `hx` 或 `emacsclient -n`",
            "      --level <1..5>",
        ] {
            assert_eq!(english(line), [""; 0], "{line}");
        }
    }

    #[test]
    fn no_help_is_english() {
        speaking(Language::Chinese, || {
            for (name, help) in all(1000) {
                assert_eq!(english(&help), [""; 0], "{name}");
            }
        });
    }

    #[test]
    fn no_help_is_wider_than_the_terminal() {
        speaking(Language::Chinese, || {
            for width in [80, 60, 40] {
                for (name, help) in all(width) {
                    for line in help.lines() {
                        assert!(display_width(line) <= width, "{name}: {line}");
                    }
                }
            }
        });
    }

    #[test]
    fn names_of_values_and_explanations_stand_in_columns() {
        let text = "Options:\n  -a <文件>     甲\n  -h, --help  乙\n\nUsage: x [FILE]\n       x <N>";
        let expected = "选项：\n  -a <文件>     甲\n  -h, --help    乙\n\n用法：x [文件]\n      x <N>\n";
        speaking(Language::Chinese, || assert_eq!(broken(text, 80), expected));
    }

    #[test]
    fn what_is_wrong_with_the_arguments_is_said_in_chinese() {
        for (arguments, expected) in [
            ("chek", "错误：没有 `chek` 这个命令\n\n  是不是 `check`？\n"),
            (
                "check --jso",
                "错误：没有 `--jso` 这个参数\n\n  是不是 `--json`？\n  如果 `--jso` 是一个值，\
                 就写成 `-- --jso`。\n",
            ),
            ("why 3", "错误：缺少参数：`<A>`\n"),
            ("grade", "错误：缺少参数：`<谜题卷>`、`<答卷>...`\n"),
            ("race 3 --runs", "错误：`--runs <N>` 缺少一个值\n"),
            ("race 3 --runs x", "错误：`--runs <N>` 不能是 \"x\"：这不是数\n"),
            (
                "puzzle --level 9",
                "错误：`--level <1..5>` 不能是 \"9\"：这个数不在 1 和 5 之间\n",
            ),
            (
                "puzzle --language go",
                "错误：`--language <语言>` 不能是 \"go\"\n  可选值：`rust`、`python`、`c`\n",
            ),
            ("race 3 --anew --anew", "错误：`--anew` 只能用一次\n"),
            (
                "check 3a --given --solution",
                "错误：`--given` 不能和 `--solution` 一起用\n",
            ),
        ] {
            speaking(Language::Chinese, || {
                let command = in_chinese(crate::Arguments::command());
                let given = ["workbook"].into_iter().chain(arguments.split(' '));
                let error = command.try_get_matches_from(given).unwrap_err();
                let said = wrong(&error).expect("there are words for it");
                assert!(said.starts_with(expected), "{said}");
                assert_eq!(english(&broken(&said, 1000)), [""; 0]);
            });
        }
    }
}
