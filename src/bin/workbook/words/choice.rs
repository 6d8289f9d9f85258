//! Which language the command speaks.

use std::env;
use std::ffi::{OsStr, OsString};

use super::{CHOSEN, Language};

/// Decides it, before the arguments are taken apart: what is wrong with them is said in it.
pub(crate) fn choose() {
    let chosen = chosen(env::args_os().skip(1), |name| env::var_os(name));
    // It was chosen before.
    let _ = CHOSEN.set(chosen);
}

/// `--lang` decides. Without it the environment does, but not of what a program reads.
fn chosen(
    arguments: impl Iterator<Item = OsString>,
    variable: impl Fn(&str) -> Option<OsString>,
) -> Language {
    // What is behind `--` is a command with options of its own.
    let own: Vec<_> = arguments.take_while(|it| it != "--").collect();
    if own.iter().any(|it| it == "--json") {
        return Language::English;
    }
    let mut asked = own.iter().enumerate().filter_map(|(place, it)| {
        if it == "--lang" {
            return own.get(place + 1).map(OsString::as_os_str);
        }
        it.to_str()?.strip_prefix("--lang=").map(OsStr::new)
    });
    match asked.next_back() {
        Some(asked) => of_locale(asked),
        None => of_environment(variable),
    }
}

/// The first of these that is set decides (POSIX.1-2024, "Environment Variables").
fn of_environment(variable: impl Fn(&str) -> Option<OsString>) -> Language {
    let mut locales = ["LC_ALL", "LC_MESSAGES", "LANG"].into_iter().map(variable);
    let locale = locales.find_map(|it| it.filter(|it| !it.is_empty()));
    locale.map_or(Language::English, |it| of_locale(&it))
}

/// Chinese of `zh_CN.UTF-8`, `zh-CN`, `zh_Hans_SG` and `zh`, but not of `zh_TW`, which is
/// written in other characters.
fn of_locale(name: &OsStr) -> Language {
    let name = name.to_string_lossy().to_lowercase().replace('-', "_");
    let name = name.split(['.', '@']).next().unwrap_or_default();
    let (language, rest) = name.split_once('_').unwrap_or((name, ""));
    let is_simplified =
        ["", "cn", "sg", "hans"].contains(&rest) || rest.starts_with("hans_");
    if language == "zh" && is_simplified {
        Language::Chinese
    } else {
        Language::English
    }
}

#[cfg(test)]
mod tests {
    use super::{Language, chosen};

    fn of(arguments: &[&str], environment: &[(&str, &str)]) -> &'static str {
        let variable = |name: &str| {
            let mut found = environment.iter().filter(|(it, _)| *it == name);
            found.next().map(|(_, value)| value.into())
        };
        match chosen(arguments.iter().map(Into::into), variable) {
            Language::Chinese => "Chinese",
            _ => "English",
        }
    }

    #[test]
    fn the_environment_decides_in_the_order_of_posix() {
        for (locale, language) in [
            ("zh_CN.UTF-8", "Chinese"),
            ("zh_SG", "Chinese"),
            ("zh_Hans", "Chinese"),
            ("zh_Hans_CN.UTF-8", "Chinese"),
            ("zh", "Chinese"),
            ("zh_TW.UTF-8", "English"),
            ("zh_HK", "English"),
            ("C", "English"),
            ("C.UTF-8", "English"),
            ("POSIX", "English"),
            ("de_AT", "English"),
        ] {
            assert_eq!(of(&[], &[("LANG", locale)]), language, "{locale}");
        }
        let chinese = ("LANG", "zh_CN.UTF-8");
        assert_eq!(of(&[], &[]), "English");
        assert_eq!(of(&[], &[chinese, ("LC_ALL", "C")]), "English");
        assert_eq!(of(&[], &[chinese, ("LC_MESSAGES", "en_GB")]), "English");
        assert_eq!(of(&[], &[chinese, ("LC_ALL", "")]), "Chinese");
        let messages = ("LC_MESSAGES", "zh_CN");
        assert_eq!(of(&[], &[messages, ("LANG", "C")]), "Chinese");
        assert_eq!(of(&[], &[messages, ("LC_ALL", "C")]), "English");
    }

    #[test]
    fn the_option_decides_against_the_environment() {
        let chinese = [("LC_ALL", "zh_CN.UTF-8")];
        assert_eq!(of(&["--lang", "en", "map"], &chinese), "English");
        assert_eq!(of(&["run", "3", "--lang=zh-CN"], &[]), "Chinese");
        assert_eq!(of(&["run", "--", "x", "--lang=zh-CN"], &[]), "English");
    }

    #[test]
    fn what_a_program_reads_is_english() {
        let chinese = [("LC_ALL", "zh_CN.UTF-8")];
        assert_eq!(of(&["orders", "3", "--json"], &chinese), "English");
        assert_eq!(of(&["orders", "--", "x", "--json"], &chinese), "Chinese");
    }
}
