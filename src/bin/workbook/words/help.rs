//! What clap says, in Chinese: the help texts, which are looked up in the tables, its own
//! headings, and what is wrong with the arguments.

use std::error::Error as _;

use clap::builder::StyledStr;
use clap::error::{ContextKind, ContextValue, Error, ErrorKind};
use clap::{Arg, Command};
use textwrap::core::display_width;

use super::columns::between_words;
use super::{looked_up, words};

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
const OWN: [(&str, &str); 11] = [
    ("Usage:", "用法："),
    ("Commands:", "命令："),
    ("Arguments:", "参数："),
    ("Options:", "选项："),
    ("Print help (see a summary with '-h')", "显示帮助（`-h` 显示概要）"),
    ("Print help (see more with '--help')", "显示帮助（`--help` 显示更多）"),
    (
        "Print this message or the help of the given subcommand(s)",
        "显示这份帮助，或某个命令的帮助",
    ),
    ("Print help", "显示帮助"),
    ("Print version", "显示版本"),
    ("[default: ", "[默认值："),
    ("[possible values: ", "[可选值："),
];

/// A help text that clap has rendered, its own words in Chinese, in lines of at most `width`
/// columns.
pub(crate) fn broken(rendered: &str, width: usize) -> String {
    let own = |text: String, (english, chinese): (&str, &str)| {
        text.replace(english, chinese)
    };
    let text = OWN.into_iter().fold(rendered.to_owned(), own);
    let mut broken = String::new();
    for line in text.lines() {
        let indent = " ".repeat(indent_of(line).min(width / 2));
        let begin = line.len() - line.trim_start_matches(' ').len();
        let options = between_words(width)
            .initial_indent(&line[..begin])
            .subsequent_indent(&indent);
        for line in textwrap::wrap(&line[begin..], options) {
            broken.push_str(line.trim_end());
            broken.push('\n');
        }
    }
    broken
}

/// Where the text of a line begins: behind what it explains, if that is before it.
fn indent_of(line: &str) -> usize {
    let begin = line.len() - line.trim_start_matches(' ').len();
    let text = &line[begin..];
    let gap = text.find("  ").filter(|_| begin > 0);
    let explained = gap.map_or(0, |gap| {
        let rest = text[gap..].trim_start_matches(' ');
        display_width(&text[..text.len() - rest.len()])
    });
    begin + explained
}

/// What is wrong with the arguments; nothing when clap has other words for it.
pub(crate) fn wrong(error: &Error) -> Option<String> {
    let context = |kind| match error.get(kind)? {
        ContextValue::String(text) => Some(text.clone()),
        ContextValue::Strings(texts) => Some(texts.join("、")),
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
        ErrorKind::MissingRequiredArgument => format!("缺少参数：{argument}"),
        ErrorKind::ArgumentConflict => match context(ContextKind::PriorArg) {
            Some(other) if other == argument => format!("`{argument}` 只能用一次"),
            Some(other) => format!("`{argument}` 不能和 {other} 一起用"),
            None => format!("`{argument}` 不能和其他参数一起用"),
        },
        ErrorKind::InvalidValue if value.is_empty() => {
            format!("`{argument}` 缺少一个值")
        }
        ErrorKind::InvalidValue => format!("`{argument}` 不能是 {value:?}"),
        ErrorKind::ValueValidation => {
            let why = error.source().map(|it| of_value(&it.to_string()));
            let why = why.map_or(String::new(), |it| format!("：{it}"));
            format!("`{argument}` 不能是 {value:?}{why}")
        }
        _ => return None,
    };
    let mut text = format!("{}：{message}\n", words!("error"));
    if let Some(values) = context(ContextKind::ValidValue) {
        text.extend(["  可选值：", &values, "\n"]);
    }
    let suggested = [
        ContextKind::SuggestedArg,
        ContextKind::SuggestedSubcommand,
        ContextKind::SuggestedValue,
    ];
    if let Some(suggested) = suggested.into_iter().find_map(context) {
        text.extend(["\n  是不是 `", &suggested, "`？\n"]);
    }
    if let Some(ContextValue::StyledStr(usage)) = error.get(ContextKind::Usage) {
        text.extend(["\n", &usage.to_string(), "\n"]);
    }
    text.push_str("\n更多信息见 `--help`。\n");
    Some(text)
}

/// What a number is not, in Chinese; what the workbook says of a value is so already.
fn of_value(why: &str) -> String {
    if let Some((_, range)) = why.split_once(" is not in ") {
        return format!("不在 {range} 之内");
    }
    match why {
        "invalid digit found in string" => "不是这里要的数".to_owned(),
        "cannot parse integer from empty string" => "是空的".to_owned(),
        _ if why.starts_with("number too large") => "太大".to_owned(),
        _ => why.to_owned(),
    }
}

/// All help texts, as they are looked up.
#[cfg(test)]
pub(super) fn sentences() -> std::collections::BTreeSet<String> {
    use clap::CommandFactory;

    let mut found = std::collections::BTreeSet::new();
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
