//! Where this runs, as far as that makes a difference: WSL, a container, a remote workspace,
//! a variable that changes what programs print.

use crate::words::{self, translated, words};
use std::env;
use std::fs;
use std::path::Path;

/// What is to be known about it, a few sentences each.
pub(crate) fn notes() -> Vec<String> {
    [wsl(), container(), remote(), python(), speed()].into_iter().flatten().collect()
}

fn wsl() -> Option<String> {
    let release = fs::read_to_string("/proc/sys/kernel/osrelease").ok()?;
    wsl_of(release.trim()).map(|it| words::of(it).to_owned())
}

/// The kernel of WSL 1 is none: it has no seccomp(2), and little of ptrace(2).
fn wsl_of(release: &str) -> Option<&'static str> {
    if release.ends_with("-Microsoft") {
        return Some(translated!(
            "This is WSL 1, which has no Linux kernel: in PowerShell, `wsl --set-version \
             NAME 2` makes it WSL 2, where everything works."
        ));
    }
    release.to_lowercase().contains("microsoft").then_some(translated!(
        "This is WSL 2. Keep the checkout in the file system of Linux, below your home \
         folder: below /mnt/c compiling takes many times as long."
    ))
}

fn container() -> Option<String> {
    let is_one = ["/.dockerenv", "/run/.containerenv"];
    is_one.iter().any(|mark| Path::new(mark).exists()).then(|| {
        words!(
            "This is a container. If ptrace is refused, start it with `docker run --cap-add \
             SYS_PTRACE`."
        )
        .to_owned()
    })
}

fn remote() -> Option<String> {
    let names = ["CODESPACES", "GITPOD_WORKSPACE_ID", "SSH_CONNECTION"];
    let name = names.into_iter().find(|name| is_set(name))?;
    Some(words!(
        "This is a remote workspace ({name} is set). `cargo book --serve` serves the book \
         there, at a port that you forward to your own browser.",
        name
    ))
}

fn python() -> Option<String> {
    is_set("PYTHONUNBUFFERED").then(|| {
        words!(
            "PYTHONUNBUFFERED is set: what Python prints into a pipe then comes line by \
             line. `unset PYTHONUNBUFFERED` has your scripts print as they do elsewhere; \
             for the lessons' twins it is never set."
        )
        .to_owned()
    })
}

fn speed() -> Option<String> {
    let speed = env::var("WORKBOOK_SPEED").ok()?;
    Some(words!(
        "WORKBOOK_SPEED is {speed}: every pause of a lesson is that many times shorter.",
        speed
    ))
}

fn is_set(name: &str) -> bool {
    env::var_os(name).is_some_and(|value| !value.is_empty())
}

#[cfg(test)]
mod tests {
    use super::wsl_of;

    #[test]
    fn the_two_kinds_of_wsl_are_told_apart() {
        let of = |release| wsl_of(release).unwrap_or_default();
        assert!(of("4.4.0-19041-Microsoft").starts_with("This is WSL 1,"));
        assert!(
            of("5.15.153.1-microsoft-standard-WSL2").starts_with("This is WSL 2.")
        );
        assert_eq!(of("6.8.0-45-generic"), "");
    }
}
