//! Processes and threads: how they begin, become other programs, and end.

use process_workbook::trace::{Operation, Outcome, Rule};

use super::helpers::{always, c, control, edges, either, go, names, output, trace};

#[test]
fn a_parent_that_vforks_waits_until_the_child_is_another_program() {
    let execution = trace(c(r#"
        int main(void) {
            int child = vfork();
            if (child == 0) {
                execlp("echo", "echo", "echo", NULL);
                _exit(1);
            }
            printf("parent\n"); fflush(stdout);
            waitpid(child, NULL, 0);
            printf("joined\n");
        }"#));
    assert_eq!(names(&execution), ["main", "main.1"]);
    always(&execution, "echo\n", "joined\n");
    either(&execution, "echo\n", "parent\n");
}

#[test]
fn a_vforked_child_that_only_ends_lets_its_parent_go_on() {
    let execution = trace(c(r#"
        int main(void) {
            if (vfork() == 0) _exit(3);
            int status; wait(&status);
            printf("%d\n", WEXITSTATUS(status));
        }"#));
    assert_eq!(output(&execution), "3\n");
}

#[test]
fn posix_spawn_is_a_start() {
    let execution = trace(c(r#"
        int main(void) {
            int child; char *words[] = {"echo", "spawned", NULL};
            posix_spawnp(&child, "echo", NULL, NULL, words, environ);
            waitpid(child, NULL, 0);
            printf("joined\n");
        }"#));
    always(&execution, "spawned\n", "joined\n");
    assert_eq!(edges(&execution, Rule::Start), [("main", "main.1")]);
}

#[test]
fn a_program_that_cannot_be_spawned_leaves_its_parent_alive() {
    // F-72: under vfork the parent waits in state D, and a director hung.
    for command in super::helpers::pythons(
        "a_program_that_cannot_be_spawned_leaves_its_parent_alive",
        r#"
import subprocess
try:
    subprocess.Popen(["no-such-program"])
except FileNotFoundError:
    print("not found", flush=True)
subprocess.check_call(["echo", "found"])
print("end", flush=True)
"#,
    ) {
        assert_eq!(output(&trace(command)), "not found\nfound\nend\n");
    }
}

#[test]
fn an_orphan_is_followed_to_its_end() {
    let execution = trace(c(r#"
        int main(void) {
            if (fork() == 0) {
                if (fork() == 0) { sleep(60); printf("orphan\n"); }
                return 0;
            }
            wait(NULL);
            printf("main\n");
        }"#));
    assert_eq!(names(&execution), ["main", "main.1", "main.1.1"]);
    either(&execution, "main\n", "orphan\n");
    assert_eq!(execution.actors[2].exitcode, Some(0));
    assert!(execution.deadlock.is_none());
}

#[test]
fn execve_goes_on_with_the_same_process() {
    let execution = trace(c(r#"
        int main(int count, char **words) {
            printf("before\n"); fflush(stdout);
            execlp("sh", "sh", "-c", "echo after", NULL);
        }"#));
    assert_eq!(names(&execution), ["main"]);
    always(&execution, "before\n", "after\n");
}

#[test]
fn a_thread_that_becomes_another_program_is_the_process_then() {
    let execution = trace(c(r#"
        void *other(void *none) { pause(); }
        void *become(void *none) {
            execlp("sh", "sh", "-c", "echo another program", NULL);
        }
        int main(void) {
            pthread_t one, two;
            pthread_create(&one, NULL, other, NULL);
            pthread_create(&two, NULL, become, NULL);
            pthread_join(two, NULL);
            printf("never\n");
        }"#));
    assert_eq!(output(&execution), "another program\n");
    assert_eq!(execution.exitcode(), Some(0));
    assert!(execution.deadlock.is_none(), "{:?}", execution.deadlock);
}

#[test]
fn a_first_thread_may_end_before_the_others() {
    // The zombie's /proc/PID/fd is empty, and its end is told when all have ended.
    let execution = trace(c(r#"
        void *work(void *none) {
            sleep(1);
            printf("thread\n"); fflush(stdout);
            return NULL;
        }
        int main(void) {
            if (fork() == 0) {
                pthread_t thread;
                pthread_create(&thread, NULL, work, NULL);
                printf("first\n"); fflush(stdout);
                pthread_exit(NULL);
            }
            wait(NULL);
            printf("joined\n");
        }"#));
    assert_eq!(names(&execution), ["main", "main.1", "main.1#1"]);
    always(&execution, "thread\n", "joined\n");
    always(&execution, "first\n", "joined\n");
    either(&execution, "first\n", "thread\n");
}

#[test]
fn a_join_of_a_thread_orders() {
    let execution = trace(c(r#"
        void *work(void *none) { printf("thread\n"); fflush(stdout); }
        int main(void) {
            pthread_t thread;
            pthread_create(&thread, NULL, work, NULL);
            printf("main\n"); fflush(stdout);
            pthread_join(thread, NULL);
            printf("joined\n");
        }"#));
    either(&execution, "main\n", "thread\n");
    always(&execution, "thread\n", "joined\n");
    assert!(edges(&execution, Rule::Join).contains(&("main#1", "main")));
}

#[test]
fn an_exit_ends_all_threads() {
    let execution = trace(c(r#"
        void *work(void *none) { pause(); printf("never\n"); }
        int main(void) {
            pthread_t thread;
            for (int i = 0; i < 3; i++) pthread_create(&thread, NULL, work, NULL);
            printf("main\n"); fflush(stdout);
            exit(7);
        }"#));
    assert_eq!(
        (output(&execution).as_str(), execution.exitcode()),
        ("main\n", Some(7))
    );
    assert!(execution.deadlock.is_none());
}

#[test]
fn a_wait_that_leaves_the_child_can_be_made_again() {
    let execution = trace(c(r#"
        int main(void) {
            siginfo_t info; int child = fork();
            if (child == 0) { printf("child\n"); return 4; }
            waitid(P_PID, child, &info, WEXITED | WNOWAIT);
            printf("seen\n"); fflush(stdout);
            int status; waitpid(child, &status, 0);
            printf("%d\n", WEXITSTATUS(status));
        }"#));
    assert_eq!(output(&execution), "child\nseen\n4\n");
    always(&execution, "child\n", "seen\n");
    let found = execution.steps.iter().filter(|step| {
        step.outcome == Outcome::Found { child: "main.1".to_owned(), code: Some(4) }
    });
    assert_eq!(found.count(), 2);
    assert!(execution.actors[1].is_reaped);
}

#[test]
fn a_parent_that_ignores_sigchld_waits_for_all_and_finds_nobody() {
    let execution = trace(c(r#"
        int main(void) {
            signal(SIGCHLD, SIG_IGN);
            if (fork() == 0) { printf("child\n"); return 0; }
            int found = wait(NULL);
            printf("%d %s\n", found, strerror(errno));
        }"#));
    assert_eq!(output(&execution), "child\n-1 No child processes\n");
}

#[test]
fn a_wait_for_a_group_takes_only_its_members() {
    let execution = trace(c(r#"
        int main(void) {
            int group = fork();
            if (group == 0) { setpgid(0, 0); printf("leader\n"); return 1; }
            setpgid(group, group);
            if (fork() == 0) { printf("other\n"); return 2; }
            int status; waitpid(-group, &status, 0);
            printf("%d\n", WEXITSTATUS(status)); fflush(stdout);
            wait(&status);
            printf("%d\n", WEXITSTATUS(status));
        }"#));
    always(&execution, "leader\n", "1\n");
    either(&execution, "other\n", "1\n");
}

#[test]
fn a_thousand_children_are_followed() {
    let execution = trace(c(r#"
        int main(void) {
            for (int i = 0; i < 1000; i++)
                if (fork() == 0) { printf("%d\n", i); fflush(stdout); _exit(0); }
            while (wait(NULL) > 0);
            printf("end\n");
        }"#));
    assert_eq!(execution.actors.len(), 1001);
    assert_eq!(output(&execution).lines().count(), 1001);
    always(&execution, "0\n", "end\n");
    always(&execution, "999\n", "end\n");
    either(&execution, "0\n", "999\n");
}

#[test]
fn a_child_is_born_before_or_after_its_parent_tells() {
    // Which of the two comes first is the kernel's choice: many, at once.
    let execution = trace(c(r#"
        int main(void) {
            for (int i = 0; i < 6; i++) fork();
            printf("%d\n", getpid() == getpgrp());
            while (wait(NULL) > 0);
        }"#));
    assert_eq!(execution.actors.len(), 64);
    assert_eq!(output(&execution).lines().count(), 64);
    assert!(execution.unknown.is_empty());
}

#[test]
fn who_is_let_go_is_who_goes() {
    let mut controller = control(c(r#"
        int main(void) {
            for (int i = 0; i < 3; i++)
                if (fork() == 0) { printf("%d\n", i); return 0; }
            while (wait(NULL) > 0);
        }"#));
    for _ in 0..3 {
        go(&mut controller, "main");
    }
    for name in ["main.2", "main.3", "main.1"] {
        go(&mut controller, name);
    }
    let execution = controller.finish().expect("it ends");
    assert_eq!(output(&execution), "1\n2\n0\n");
}

#[test]
fn clone3_and_clone_of_old_are_starts() {
    let execution = trace(c(r#"
        int child(void *word) { write(1, word, strlen(word)); return 0; }
        int main(void) {
            static char stack[65536];
            clone(child, stack + sizeof stack, SIGCHLD, "clone\n");
            wait(NULL);
            unsigned long long words[8] = {0, 0, 0, 0, SIGCHLD};
            if (syscall(435, words, sizeof words) == 0) { child("clone3\n"); _exit(0); }
            wait(NULL);
            write(1, "end\n", 4);
        }"#));
    assert_eq!(output(&execution), "clone\nclone3\nend\n");
    let starts = [("main", "main.1"), ("main", "main.2")];
    assert_eq!(edges(&execution, Rule::Start), starts);
    assert!(execution.steps.iter().any(|step| step.operation == Operation::Fork));
}
