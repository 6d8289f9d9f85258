//! What is said of programs that the workbook has never seen: of all their runs, not of one.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::fixture::{Seen, fed, piped, workbook};

/// A program in a folder of this test.
struct Program(PathBuf);

impl Program {
    fn new(name: &str, source: &str) -> Self {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("any-program");
        fs::create_dir_all(&folder).expect("a folder");
        let path = folder.join(name);
        fs::write(&path, source).expect("the folder can be written to");
        Self(path)
    }

    /// A C program: the headers that each of them needs come before it.
    fn c(name: &str, main: &str) -> Self {
        Self::new(&format!("{name}.c"), &format!("{HEADERS}\n{main}"))
    }

    fn name(&self) -> &str {
        self.0.to_str().expect("UTF-8")
    }

    /// Whether it can print these words, a line each; `None` when that is left open.
    #[track_caller]
    fn can_print(&self, words: &str) -> Option<bool> {
        let command = workbook(&["check", self.name(), "-", "--json"]);
        let seen = fed(command, &words.replace(' ', "\n"));
        let answer: Value = serde_json::from_str(&seen.stdout)
            .unwrap_or_else(|error| panic!("{error}: {seen:?}"));
        let possible = answer["possible"].as_bool();
        // Who reads only the exit status is told the same.
        assert_eq!(seen.status == 0, possible == Some(true), "{seen:?}");
        possible
    }

    /// That it has so many outputs, these among them, and not those.
    #[track_caller]
    fn has(&self, count: &str, possible: &[&str], impossible: &[&str]) {
        let seen = piped(workbook(&["orders", self.name(), "--json", "-n", "0"]));
        let answer: Value = serde_json::from_str(&seen.stdout)
            .unwrap_or_else(|error| panic!("{error}: {seen:?}"));
        assert_eq!(answer["complete"], true, "{answer:#}");
        assert_eq!(answer["outputs"], count, "{answer:#}");
        for words in possible {
            assert_eq!(self.can_print(words), Some(true), "{words}");
        }
        for words in impossible {
            assert_eq!(self.can_print(words), Some(false), "{words}");
        }
    }

    fn why(&self, first: &str, second: &str) -> Seen {
        piped(workbook(&["why", self.name(), first, second]))
    }

    /// That it is so, whichever of the two is asked about first.
    #[track_caller]
    fn is_always_before(&self, first: &str, second: &str) {
        for (a, b, word) in
            [(first, second, "always comes"), (second, first, "never comes")]
        {
            let seen = self.why(a, b);
            assert_eq!(seen.status, 0, "{seen:?}");
            let says = format!("`{a}` {word} before `{b}`: ");
            assert!(seen.stdout.starts_with(&says), "{seen:?}");
        }
    }

    #[track_caller]
    fn comes_either_way(&self, first: &str, second: &str) {
        let seen = self.why(first, second);
        assert_eq!(seen.status, 0, "{seen:?}");
        let said = seen.stdout.replace('\n', " ");
        let says = format!("`{first}` sometimes comes before `{second}`");
        assert!(said.starts_with(&says), "{seen:?}");
    }
}

const HEADERS: &str = "
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
";

// F-03
#[test]
fn two_senders_of_which_either_can_be_the_first() {
    let program = Program::c(
        "senders",
        r#"
        int main(void) {
            int ends[2];
            char byte;
            pid_t children[2];
            pipe(ends);
            for (int child = 0; child < 2; child++)
                if ((children[child] = fork()) == 0) {
                    printf("%c\n", "ab"[child]);
                    write(ends[1], "x", 1);
                    return 0;
                }
            read(ends[0], &byte, 1);
            printf("one\n");
            read(ends[0], &byte, 1);
            printf("two\n");
            waitpid(children[0], NULL, 0);
            waitpid(children[1], NULL, 0);
            return 0;
        }
        "#,
    );
    program.has(
        "4",
        &["a one b two", "b one a two", "a b one two", "b a one two"],
        &["one a b two", "a one two b"],
    );
    program.comes_either_way("a", "one");
    program.is_always_before("a", "two");
}

// F-04
#[test]
fn a_wait_for_whichever_child_ends_first() {
    let program = Program::c(
        "whichever",
        r#"
        int main(void) {
            if (fork() == 0) { printf("a\n"); return 0; }
            if (fork() == 0) { printf("b\n"); return 0; }
            wait(NULL);
            printf("one\n");
            wait(NULL);
            printf("both\n");
            return 0;
        }
        "#,
    );
    program.has("4", &["a one b both", "b one a both"], &["one a b both"]);
    program.comes_either_way("a", "one");
    program.is_always_before("b", "both");
}

// F-05
#[test]
fn a_look_that_orders_nothing() {
    let program = Program::c(
        "look",
        r#"
        int main(void) {
            if (fork() == 0) { printf("child\n"); return 0; }
            usleep(1000);
            waitpid(-1, NULL, WNOHANG);
            printf("parent\n");
            wait(NULL);
            return 0;
        }
        "#,
    );
    program.has("2", &["child parent", "parent child"], &["parent"]);
    program.comes_either_way("child", "parent");
}

// F-06
#[test]
fn a_signal_that_races_the_end_of_its_victim() {
    let program = Program::c(
        "race",
        r#"
        int main(void) {
            int status;
            pid_t child = fork();
            if (child == 0) { usleep(1000); return 0; }
            kill(child, SIGTERM);
            waitpid(child, &status, 0);
            printf(WIFSIGNALED(status) ? "killed\n" : "ended\n");
            return 0;
        }
        "#,
    );
    program.has("2", &["killed", "ended"], &["killed ended"]);
}

// F-07
#[test]
fn two_critical_sections_under_one_lock() {
    let program = Program::c(
        "lock",
        r#"
        int main(int count, char **words) {
            pid_t children[2];
            for (int child = 0; child < 2; child++)
                if ((children[child] = fork()) == 0) {
                    int lock = open(words[0], O_RDONLY);
                    flock(lock, LOCK_EX);
                    printf("%c1\n", "ab"[child]);
                    printf("%c2\n", "ab"[child]);
                    flock(lock, LOCK_UN);
                    return 0;
                }
            waitpid(children[0], NULL, 0);
            waitpid(children[1], NULL, 0);
            return 0;
        }
        "#,
    );
    program.has("2", &["a1 a2 b1 b2", "b1 b2 a1 a2"], &["a1 b1 a2 b2"]);
    program.comes_either_way("a1", "b2");
}

// F-08
#[test]
fn a_pipe_of_the_system() {
    let program = Program::c(
        "pipe",
        r#"
        int main(void) {
            int ends[2];
            char byte;
            pipe(ends);
            if (fork() == 0) {
                printf("hello\n");
                write(ends[1], "x", 1);
                return 0;
            }
            read(ends[0], &byte, 1);
            printf("goodbye\n");
            wait(NULL);
            return 0;
        }
        "#,
    );
    program.has("1", &["hello goodbye"], &["goodbye hello"]);
    program.is_always_before("hello", "goodbye");
}

// F-09
#[test]
fn a_parent_that_waits() {
    let program = Program::c(
        "waits",
        r#"
        int main(void) {
            if (fork() == 0) { printf("A-child\nB\n"); return 0; }
            printf("A-parent\n");
            wait(NULL);
            printf("C\n");
            return 0;
        }
        "#,
    );
    program.has(
        "3",
        &["A-child B A-parent C", "A-parent A-child B C", "A-child A-parent B C"],
        &["A-parent A-child C B"],
    );
    program.is_always_before("B", "C");
    let command = workbook(&["check", program.name(), "-"]);
    let seen = fed(command, "A-parent\nA-child\nC\nB\n");
    assert_eq!(seen.status, 1, "{seen:?}");
    let reason = "impossible: line 3: `C` cannot come before `B`";
    assert!(seen.stdout.contains(reason), "{seen:?}");
}

// F-10
#[test]
fn a_terminal_ends_a_line_and_a_pipe_does_not() {
    let program = Program::c(
        "rounds",
        r#"
        int main(void) {
            for (int round = 0; round < 2; round++) {
                fork();
                printf("round %d\n", round);
            }
            while (wait(NULL) > 0);
            return 0;
        }
        "#,
    );
    program.has("3", &[], &[]);
    let six = "round 0\nround 0\nround 1\nround 1\nround 1\nround 1\n";
    let seen = fed(workbook(&["check", program.name(), "-"]), six);
    assert_eq!(seen.status, 0, "{seen:?}");
    let command = workbook(&["check", program.name(), "-", "--pipe"]);
    let seen = fed(command, six);
    assert_eq!(seen.status, 1, "{seen:?}");
}

// F-11
#[test]
fn threads_of_one_process() {
    let program = Program::new(
        "threads.py",
        "
import threading
threads = [threading.Thread(target=print, args=[name]) for name in 'ab']
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
",
    );
    let seen = program.why("a", "b");
    assert!(!seen.stdout.contains("always"), "{seen:?}");
    assert!(!seen.stdout.contains("never"), "{seen:?}");
    assert_ne!(program.can_print("b a"), Some(false));
}

/// The lesson's daemon, which main cuts off in its sleep, wakes up when main is slow.
// F-12
#[test]
fn a_lesson_of_which_the_clock_runs_fast() {
    let mut command = workbook(&["check", "11"]);
    command.env("WORKBOOK_SPEED", "1e18");
    let seen = piped(command);
    assert_eq!(seen.status, 0, "{seen:?}");
    assert!(seen.stdout.contains("possible: one of 38"), "{seen:?}");
}

// F-13
#[test]
fn the_torn_lines_of_a_lesson() {
    let torn = "main: we sail parrot: sail!\nat dawn\nparrot: land!\nmain: we land at \
                noon\n";
    let seen = fed(workbook(&["check", "18", "-"]), torn);
    assert_eq!(seen.status, 0, "{seen:?}");
    let only = "possible: the only possible output of lesson 18\n";
    assert_eq!(seen.stdout, only);
    let seen = fed(workbook(&["check", "18", "-"]), &torn.replace("at dawn\n", ""));
    assert_eq!(seen.status, 1, "{seen:?}");
}

#[test]
fn what_is_printed_before_a_program_stands_still() {
    let program = Program::c(
        "still",
        r#"
        int main(void) {
            int ends[2];
            char byte;
            pipe(ends);
            printf("begin\n");
            read(ends[0], &byte, 1);
            printf("end\n");
            return 0;
        }
        "#,
    );
    let command = || workbook(&["check", program.name(), "-"]);
    let seen = fed(command(), "begin\n");
    assert_eq!(seen.status, 1, "{seen:?}");
    assert!(seen.stdout.starts_with("stands still: "), "{seen:?}");
    let said = seen.stdout.replace('\n', " ");
    assert!(said.contains("main waits"), "{said}");
    let seen = fed(command(), "begin\nend\n");
    assert_eq!(seen.status, 1, "{seen:?}");
    assert!(seen.stdout.contains("impossible"), "{seen:?}");
}

#[test]
fn the_processes_are_shown_as_a_tree() {
    let text = "(sh -c 'exit 3'; echo inner) & echo outer; wait";
    let seen = piped(workbook(&["run", "--", "sh", "-c", text]));
    assert_eq!(seen.status, 0, "{seen:?}");
    let tree = "it:\n\n  main\n    main.1\n      main.1.1  exit code 3\n\n";
    assert!(seen.stdout.contains(tree), "{}", seen.stdout);
}
