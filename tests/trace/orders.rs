//! The order of a run, and that its outputs are the right ones: found by a brute force that
//! shares no code with this crate.

use std::collections::BTreeSet;
use std::process::Command;

use process_order::Order;
use process_workbook::trace::{Controller, Execution, Operation};

use super::helpers::{
    TIMED_JOIN, c, control, go, go_until, is_print, pythons, show, trace,
};

/// The order of a run.
#[track_caller]
fn order(execution: &Execution) -> Order {
    let order = execution.order();
    order.unwrap_or_else(|fault| panic!("{fault}: {}", show(execution)))
}

/// The outputs of a run's order.
#[track_caller]
fn outputs(execution: &Execution) -> BTreeSet<String> {
    let order = order(execution);
    let outputs: BTreeSet<_> = order
        .outputs()
        .map(|lines| {
            let lines: Vec<_> = lines.iter().map(ToString::to_string).collect();
            lines.join("\n")
        })
        .collect();
    let own = String::from_utf8(execution.output()).expect("UTF-8");
    assert!(outputs.contains(own.trim_end_matches('\n')), "{order}\n{own}");
    outputs
}

/// The outputs of both cases of a program, of which `choose` makes one come about each.
#[track_caller]
fn of_cases(
    command: &Command,
    choices: &[&dyn Fn(&mut Controller)],
) -> BTreeSet<String> {
    let cases = choices.iter().map(|choose| {
        let mut same = Command::new(command.get_program());
        same.args(command.get_args());
        let mut controller = control(same);
        choose(&mut controller);
        outputs(&controller.finish().expect("it ends"))
    });
    cases.flatten().collect()
}

#[test]
fn programs_of_one_case_have_the_outputs_that_a_brute_force_finds() {
    let programs = [
        (3, r#"for (int i = 0; i < 2; i++) { fork(); printf("%d\n", i); }"#),
        (
            3,
            r#"int pid = fork(); printf("A %s\n", pid ? "parent" : "child");
               if (pid == 0) printf("B\n"); else { wait(NULL); printf("C\n"); }"#,
        ),
        (
            5,
            r#"printf("0\n"); if (fork()) { printf("1\n"); if (fork()) printf("2\n"); }
               printf("bye\n");"#,
        ),
        (
            1,
            r#"int ends[2]; char byte; pipe(ends);
               if (fork() == 0) { printf("hello\n"); fflush(stdout); write(ends[1], "x", 1); return 0; }
               read(ends[0], &byte, 1); printf("goodbye\n");"#,
        ),
        (
            2,
            r#"if (fork() == 0) { write(1, "a 1\na 2\n", 8); return 0; }
               write(1, "b 1\nb 2\n", 8); wait(NULL);"#,
        ),
        (
            24,
            r#"for (int i = 0; i < 4; i++) if (fork() == 0) { printf("%d\n", i); return 0; }
               while (wait(NULL) > 0); printf("end\n");"#,
        ),
    ];
    for (count, text) in programs {
        let execution = trace(c(&format!("int main(void) {{ {text} }}")));
        let outputs = outputs(&execution);
        assert_eq!(outputs.len(), count, "{text} {outputs:#?}");
        assert_eq!(
            order(&execution).count().expect("few").to_string(),
            count.to_string()
        );
    }
}

#[test]
fn two_cases_together_have_all_outputs() {
    let any = c(r#"
        int main(void) {
            for (char *name = "ab"; *name; name++)
                if (fork() == 0) { printf("%c\n", *name); return 0; }
            wait(NULL); printf("one\n");
            wait(NULL); printf("two\n");
        }"#);
    let senders = c(r#"
        int main(void) {
            int ends[2]; char byte; pipe(ends);
            for (char *name = "ab"; *name; name++)
                if (fork() == 0) {
                    printf("%c\n", *name); fflush(stdout);
                    write(ends[1], name, 1); _exit(0);
                }
            read(ends[0], &byte, 1); printf("one\n"); fflush(stdout);
            read(ends[0], &byte, 1); printf("two\n");
        }"#);
    let first = |name: &'static str| {
        move |controller: &mut Controller| {
            go_until(controller, "main", |it| {
                matches!(it, Operation::Wait { .. } | Operation::Read { .. })
            });
            go(controller, name);
            go(controller, name);
        }
    };
    for command in [any, senders] {
        let outputs = of_cases(&command, &[&first("main.1"), &first("main.2")]);
        assert_eq!(outputs.len(), 4, "{outputs:#?}");
    }
}

#[test]
fn a_poll_has_two_cases() {
    let command = c(r#"
        int main(void) {
            int child = fork();
            if (child == 0) { printf("child\n"); return 0; }
            int ended = waitpid(child, NULL, WNOHANG);
            printf("%s\n", ended ? "ended" : "alive"); fflush(stdout);
            if (!ended) waitpid(child, NULL, 0);
            printf("joined\n");
        }"#);
    let alive = |it: &mut Controller| go_until(it, "main", is_print);
    let ended = |it: &mut Controller| {
        go_until(it, "main", |it| matches!(it, Operation::Wait { .. }));
        go(it, "main.1");
        go(it, "main.1");
    };
    assert_eq!(of_cases(&command, &[&alive]).len(), 2);
    assert_eq!(of_cases(&command, &[&ended]).len(), 1);
    assert_eq!(of_cases(&command, &[&alive, &ended]).len(), 3);
}

#[test]
fn a_victim_may_have_printed_any_number_of_its_lines() {
    let command = c(r#"
        int main(void) {
            int child = fork();
            if (child == 0) { printf("one\n"); fflush(stdout); printf("two\n"); return 0; }
            kill(child, SIGTERM);
            waitpid(child, NULL, 0);
            printf("joined\n");
        }"#);
    let late = |it: &mut Controller| {
        go_until(it, "main", |it| matches!(it, Operation::Signal { .. }));
        go(it, "main.1");
        go(it, "main.1");
    };
    assert_eq!(of_cases(&command, &[&late]).len(), 3);
}

#[test]
fn a_time_out_that_wins_orders_nothing() {
    for command in pythons("a_time_out_that_wins_orders_nothing", TIMED_JOIN) {
        let wins = |it: &mut Controller| go_until(it, "main", is_print);
        assert_eq!(of_cases(&command, &[&wins]).len(), 2);
    }
}

#[test]
fn lesson_3_with_all_its_workers_listed_has_the_known_number() {
    let execution = trace(Command::new(env!("CARGO_BIN_EXE_lesson03")));
    let order = order(&execution);
    assert_eq!(order.count().expect("it can be counted").to_string(), "73710");
    assert!(order.to_string().contains("[pid Process-1]"), "{order}");
}

#[test]
fn each_lesson_and_its_order_agree() {
    // A lesson's own run is one of the outputs of its order.
    for number in (1..=20).filter(|number| *number != 18) {
        let lesson = format!("CARGO_BIN_EXE_lesson{number:02}");
        let lesson = std::env::var(lesson).expect("Cargo builds it");
        let execution = trace(Command::new(lesson));
        let order = order(&execution);
        let text = String::from_utf8(execution.output()).expect("UTF-8");
        let verdict = order.check_text(&text);
        assert!(verdict.is_possible(), "lesson {number}: {verdict:?}\n{order}");
    }
}
