//! What a program can be: a file of C, Python or shell, an executable, a command, a program
//! of one's own; and what is said of what it cannot be.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::fixture::{Seen, fed, holds, piped, workbook};
use crate::support::python;

/// A file in a folder of this test.
fn file(test: &str, name: &str, text: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("subjects").join(test);
    fs::create_dir_all(&folder).expect("a folder");
    let path = folder.join(name);
    fs::write(&path, text).expect("the folder can be written to");
    path
}

/// The command, called in the folder of `path`, with the name of that file in place of `FILE`.
fn beside(path: &Path, arguments: &[&str]) -> Command {
    let name = path.file_name().and_then(|it| it.to_str()).expect("UTF-8");
    let arguments = arguments.iter().map(|it| it.replace("FILE", name));
    let mut command = workbook(&[]);
    command.args(arguments).current_dir(path.parent().expect("a folder"));
    command
}

/// Two children that print, in C: its stdout has to be a terminal, or each line is printed by
/// every process that has a copy of the buffer.
const ANY: &str = r#"
    #include <stdio.h>
    #include <sys/wait.h>
    #include <unistd.h>
    int main(void) {
        printf("begin\n");
        if (fork() == 0) { printf("a\n"); return 0; }
        if (fork() == 0) { printf("b\n"); return 0; }
        wait(NULL); printf("one\n");
        wait(NULL); printf("two\n");
        return 0;
    }
"#;

const PYTHON: &str = "
import os
if os.fork() == 0:
    print('child', flush=True)
    os._exit(0)
os.wait()
print('parent')
";

const SHELL: &str = "(echo a) &\nwait\necho b\n";

#[test]
fn a_c_program_is_compiled_and_run() {
    let path = file("c-run", "any.c", ANY);
    let Seen { status, stdout, stderr } = piped(beside(&path, &["run", "FILE"]));
    assert_eq!(status, 0, "{stderr}");
    assert!(stderr.contains("any.c: a C program, compiled with `cc"), "{stderr}");
    holds("run-any-c", &stdout);
}

#[test]
fn a_c_program_that_does_not_compile_is_wrong_and_the_compiler_says_why() {
    let path = file("c-wrong", "wrong.c", "int main(void) { return nothing; }\n");
    let Seen { status, stdout, stderr } = piped(beside(&path, &["run", "FILE"]));
    assert_eq!((status, stdout.as_str()), (1, ""));
    assert!(stderr.contains("nothing"), "the compiler's own words: {stderr}");
    assert!(stderr.ends_with("error: wrong.c does not compile: see above\n"));
}

#[test]
fn each_output_of_a_c_program_is_made_to_happen() {
    let path = file("c-direct", "any.c", ANY);
    for output in ["begin a b one two", "begin b a one two", "begin a one b two"] {
        let text = output.replace(' ', "\n");
        let seen = fed(beside(&path, &["direct", "FILE", "-"]), &text);
        let shown = output.replace(' ', "\n  ");
        assert_eq!(seen.status, 0, "{seen:?}");
        assert!(seen.stdout.contains(&format!("  {shown}\n")), "{seen:?}");
    }
    // Which child is waited for first is a choice that no order of one run has.
    let seen =
        fed(beside(&path, &["direct", "FILE", "-"]), "begin\nb\none\na\ntwo\n");
    assert_eq!(seen.status, 0, "{seen:?}");
}

/// Nobody looks for what is known to be impossible.
// F-14
#[test]
fn what_is_impossible_is_not_looked_for() {
    let path = file("c-not-found", "any.c", ANY);
    let seen = fed(beside(&path, &["direct", "FILE", "-"]), "begin\none\na\n");
    assert_eq!(seen.status, 1, "{seen:?}");
    let refused = "impossible: line 2: `one` cannot come before `";
    assert!(seen.stdout.contains(refused), "{seen:?}");
    assert!(
        seen.stdout.ends_with("No scheduler can make that happen.\n"),
        "{seen:?}"
    );
}

#[test]
fn scripts_are_run_by_their_interpreters() {
    let shell = file("scripts", "job.sh", SHELL);
    let seen = piped(beside(&shell, &["run", "FILE"]));
    assert_eq!(seen.status, 0, "{seen:?}");
    assert!(seen.stderr.contains("job.sh: a script, run by sh"), "{seen:?}");
    let interpreted = file("scripts", "hashbang", &format!("#!/bin/sh -e\n{SHELL}"));
    let seen = piped(beside(&interpreted, &["draw", "FILE"]));
    assert_eq!(seen.status, 0, "{seen:?}");
    assert!(
        seen.stderr.contains("hashbang: a script, run by /bin/sh -e"),
        "{seen:?}"
    );
    holds("draw-job", &seen.stdout);
    if python::find("a script of Python").is_some() {
        let path = file("scripts", "script.py", PYTHON);
        let seen = piped(beside(&path, &["run", "FILE"]));
        assert_eq!(seen.status, 0, "{seen:?}");
        let only = "the only possible output of script.py";
        assert!(seen.stdout.contains(only), "{seen:?}");
    }
}

#[test]
fn a_command_comes_after_two_dashes() {
    let mut command = workbook(&["run", "--", "sh", "-c"]);
    command.arg("echo a & wait; echo b; exit 3");
    let seen = piped(command);
    assert_eq!(seen.status, 0, "{seen:?}");
    assert!(seen.stdout.contains("ended with exit code 3"), "{seen:?}");
    let mut command = workbook(&["direct", "-", "--", "sh", "-c"]);
    command.arg("(echo a) & (echo b) & wait");
    let seen = fed(command, "b\na\n");
    assert_eq!(seen.status, 0, "{seen:?}");
    assert!(seen.stdout.starts_with("  b\n  a\nhappened"), "{seen:?}");
}

#[test]
fn a_random_output_of_a_command_is_made_to_happen() {
    let direct = || {
        let mut command = workbook(&["direct", "--random", "5", "--", "sh", "-c"]);
        command.arg("for i in 1 2 3 4; do (echo $i) & done; wait");
        piped(command)
    };
    let seen = direct();
    assert_eq!(seen.status, 0, "{seen:?}");
    assert!(seen.stdout.contains("happened"), "{seen:?}");
    assert_eq!(direct().stdout, seen.stdout);
}

#[test]
fn two_programs_are_compared() {
    let free = file("compare", "free.sh", "(echo a) &\n(echo b) &\nwait\n");
    file("compare", "joined.sh", "(echo a) &\nwait\n(echo b) &\nwait\n");
    let seen = piped(beside(&free, &["compare", "FILE", "joined.sh"]));
    assert_eq!(seen.status, 1, "{seen:?}");
    holds("compare-programs", &seen.stdout);
    let seen = piped(beside(&free, &["compare", "joined.sh", "FILE"]));
    assert_eq!(seen.status, 1, "{seen:?}");
    assert!(
        seen.stdout
            .contains("Every output of joined.sh is an output of free.sh too."),
        "{seen:?}"
    );
    let seen = piped(beside(&free, &["compare", "FILE", "FILE"]));
    assert_eq!(seen.status, 0, "{seen:?}");
    assert!(seen.stdout.ends_with("They have the same outputs.\n"), "{seen:?}");
    let seen = piped(beside(&free, &["compare", "FILE"]));
    assert_eq!(seen.status, 2, "{seen:?}");
    assert!(seen.stderr.contains("name a second program"), "{seen:?}");
}

#[test]
fn what_is_no_program_is_refused_with_what_to_do() {
    let path = file("refused", "notes.txt", "nothing to run\n");
    file("refused", "source.rs", "fn main() {}\n");
    for (name, says) in [
        ("nowhere", "there is no \"nowhere\""),
        ("nowhere", "cargo workbook new nowhere"),
        ("notes.txt", "chmod +x notes.txt"),
        ("source.rs", "cargo workbook new NAME"),
        (".", "is a folder"),
        ("99", "there is no lesson \"99\""),
    ] {
        let seen = piped(beside(&path, &["run", name]));
        assert_eq!((seen.status, seen.stdout.as_str()), (2, ""), "{seen:?}");
        let said = seen.stderr.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(said.contains(says), "{says}: {seen:?}");
    }
}

// F-20, F-26
#[test]
fn what_cannot_be_executed_is_said_to_be_that() {
    let path = file("broken", "broken", "#!/no/such/interpreter\n");
    fs::set_permissions(&path, fs::Permissions::from_mode(0o755))
        .expect("it is ours");
    for command in [
        beside(&path, &["direct", "-", "--", "/no/such/program"]),
        beside(&path, &["direct", "-", "--", "/"]),
        beside(&path, &["direct", "FILE", "-"]),
        beside(&path, &["run", "FILE"]),
    ] {
        let seen = fed(command, "a\n");
        assert_eq!((seen.status, seen.stdout.as_str()), (2, ""), "{seen:?}");
        assert!(seen.stderr.contains("error: cannot run "), "{seen:?}");
        assert!(!seen.stderr.contains("refuse"), "{seen:?}");
    }
}
