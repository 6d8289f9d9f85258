//! Signals: whom they end or interrupt, and when they are delivered.

use process_workbook::trace::{Operation, Rule, Unknown};

use super::helpers::{
    always, c, control, edges, either, go, go_until, is_print, output, shell, trace,
};

#[test]
fn a_handler_runs_after_the_signal_was_sent() {
    let execution = trace(c(r#"
        void handler(int signal) { write(1, "handler\n", 8); }
        int main(void) {
            int ends[2]; char byte;
            pipe(ends);
            int child = fork();
            if (child == 0) {
                signal(SIGUSR1, handler);
                write(ends[1], "!", 1);
                pause();
                printf("woken\n"); return 0;
            }
            read(ends[0], &byte, 1);
            printf("before\n"); fflush(stdout);
            kill(child, SIGUSR1);
            printf("after\n"); fflush(stdout);
            wait(NULL);
        }"#));
    always(&execution, "before\n", "handler\n");
    always(&execution, "handler\n", "woken\n");
    either(&execution, "after\n", "handler\n");
    assert_eq!(edges(&execution, Rule::Signal), [("main", "main.1")]);
}

#[test]
fn a_handler_runs_before_the_operation_that_was_held() {
    let mut controller = control(c(r#"
        void handler(int signal) { write(1, "handler\n", 8); }
        int main(void) {
            signal(SIGUSR1, handler);
            int child = fork();
            if (child == 0) { write(1, "child\n", 6); return 0; }
            kill(child, SIGUSR1);
            wait(NULL);
        }"#));
    go_until(&mut controller, "main", |it| matches!(it, Operation::Signal { .. }));
    // The child is held before it prints: it has not begun to.
    go(&mut controller, "main");
    let execution = controller.finish().expect("it ends");
    assert_eq!(output(&execution), "handler\nchild\n");
}

#[test]
fn a_call_that_was_held_is_not_made_before_the_handler() {
    // The kernel would write into a pipe, and look for signals afterwards.
    let mut controller = control(c(r#"
        int ends[2];
        void handler(int signal) { write(ends[1], "h", 1); }
        int main(void) {
            char bytes[3] = "";
            pipe(ends);
            signal(SIGUSR1, handler);
            int child = fork();
            if (child == 0) { write(ends[1], "x", 1); _exit(0); }
            kill(child, SIGUSR1);
            wait(NULL);
            read(ends[0], bytes, 2);
            puts(bytes);
        }"#));
    go_until(&mut controller, "main", |it| matches!(it, Operation::Signal { .. }));
    go(&mut controller, "main");
    let execution = controller.finish().expect("it ends");
    assert_eq!(output(&execution), "hx\n");
}

#[test]
fn a_wait_is_interrupted_by_a_handler() {
    for (flags, expected) in
        [("0", "handler\ninterrupted\n"), ("SA_RESTART", "handler\nthe byte\n")]
    {
        let text = r#"
            void handler(int signal) { write(1, "handler\n", 8); }
            int main(void) {
                int ends[2]; char byte;
                pipe(ends);
                struct sigaction action = {.sa_handler = handler, .sa_flags = FLAGS};
                sigaction(SIGUSR1, &action, NULL);
                int parent = getpid();
                if (fork() == 0) {
                    sleep(1);
                    kill(parent, SIGUSR1);
                    sleep(1);
                    write(ends[1], "!", 1);
                    return 0;
                }
                long got = read(ends[0], &byte, 1);
                printf("%s\n", got < 0 && errno == EINTR ? "interrupted" : "the byte");
                fflush(stdout);
                wait(NULL);
            }"#;
        let execution = trace(c(&text.replace("FLAGS", flags)));
        assert_eq!(output(&execution), expected);
    }
}

#[test]
fn a_poll_that_is_interrupted_and_made_again_is_seen() {
    let execution = trace(c(r#"
        int main(void) {
            int ends[2]; char byte; int parent = getpid();
            pipe(ends);
            if (fork() == 0) {
                kill(parent, SIGSTOP); kill(parent, SIGCONT);
                printf("child\n"); fflush(stdout);
                write(ends[1], "!", 1); return 0;
            }
            struct pollfd polled = {ends[0], POLLIN};
            printf("%d\n", poll(&polled, 1, -1)); fflush(stdout);
            wait(NULL);
        }"#));
    always(&execution, "child\n", "1\n");
}

#[test]
fn a_handler_of_sigchld_runs_after_the_child_s_end() {
    let execution = trace(c(r#"
        volatile int ended;
        void handler(int signal) {
            ended = 1; while (waitpid(-1, NULL, WNOHANG) > 0); write(1, "reaped\n", 7);
        }
        int main(void) {
            signal(SIGCHLD, handler);
            if (fork() == 0) { printf("child\n"); return 0; }
            sigset_t set; sigemptyset(&set);
            while (!ended) usleep(1000);
            printf("end\n");
        }"#));
    always(&execution, "child\n", "reaped\n");
    always(&execution, "reaped\n", "end\n");
}

#[test]
fn a_stopped_child_is_seen_and_goes_on() {
    let execution = trace(c(r#"
        int main(void) {
            int status, child = fork();
            if (child == 0) {
                printf("begin\n"); fflush(stdout);
                raise(SIGSTOP);
                printf("go on\n"); return 0;
            }
            waitpid(child, &status, WUNTRACED);
            printf("stopped by %d\n", WSTOPSIG(status)); fflush(stdout);
            kill(child, SIGCONT);
            waitpid(child, &status, WCONTINUED);
            printf("continued %d\n", WIFCONTINUED(status)); fflush(stdout);
            waitpid(child, &status, 0);
            printf("ended %d\n", WIFEXITED(status));
        }"#));
    let text = output(&execution);
    assert!(
        text.contains("stopped by 19\n") && text.contains("ended 1\n"),
        "{text}"
    );
    always(&execution, "begin\n", "stopped by 19\n");
    always(&execution, "stopped by 19\n", "go on\n");
    always(&execution, "go on\n", "ended 1\n");
}

#[test]
fn a_program_that_stops_itself_is_said_to_be_stopped() {
    let execution = trace(c("int main(void) { raise(SIGSTOP); }"));
    let deadlock = execution.deadlock.expect("nobody wakes it");
    assert_eq!(
        deadlock.to_string(),
        "stands still: main is stopped, until somebody sends SIGCONT"
    );
}

#[test]
fn a_held_process_can_be_stopped_and_comes_back_to_its_operation() {
    let mut controller = control(c(r#"
        int main(void) {
            int child = fork();
            if (child == 0) { printf("child\n"); return 0; }
            kill(child, SIGSTOP);
            printf("stopped\n"); fflush(stdout);
            kill(child, SIGCONT);
            wait(NULL);
        }"#));
    go_until(&mut controller, "main", is_print);
    let execution = controller.finish().expect("it ends");
    assert_eq!(output(&execution), "stopped\nchild\n");
    always(&execution, "stopped\n", "child\n");
}

#[test]
fn real_time_signals_have_no_name_and_are_delivered() {
    let execution = trace(c(r#"
        void handler(int signal) { char text[] = "signal 40\n"; write(1, text, 10); }
        int main(void) {
            signal(40, handler);
            int status, child = fork();
            if (child == 0) { pause(); signal(41, SIG_DFL); pause(); }
            sleep(1);
            kill(child, 40);
            sleep(1);
            kill(child, 41);
            wait(&status);
            printf("killed by %d\n", WTERMSIG(status));
        }"#));
    assert_eq!(output(&execution), "signal 40\nkilled by 41\n");
    assert_eq!(execution.actors[1].exitcode, Some(-41));
}

#[test]
fn a_signal_that_is_waited_for_is_taken_without_a_handler() {
    let execution = trace(c(r#"
        int main(void) {
            sigset_t set; int got, child;
            sigemptyset(&set); sigaddset(&set, SIGUSR1);
            sigprocmask(SIG_BLOCK, &set, NULL);
            if ((child = fork()) == 0) {
                sigwait(&set, &got);
                printf("got %d\n", got); return 0;
            }
            printf("before\n"); fflush(stdout);
            kill(child, SIGUSR1);
            wait(NULL);
        }"#));
    assert_eq!(output(&execution), "before\ngot 10\n");
    always(&execution, "before\n", "got 10\n");
    assert_eq!(edges(&execution, Rule::Signal), [("main", "main.1")]);
}

#[test]
fn an_end_that_is_waited_for_by_its_signal_comes_before() {
    let execution = trace(c(r#"
        int main(void) {
            sigset_t set; int got;
            sigemptyset(&set); sigaddset(&set, SIGCHLD);
            sigprocmask(SIG_BLOCK, &set, NULL);
            if (fork() == 0) { printf("child\n"); return 0; }
            sigwait(&set, &got);
            printf("ended\n"); fflush(stdout);
            wait(NULL);
        }"#));
    always(&execution, "child\n", "ended\n");
}

#[test]
fn a_signal_to_the_group_reaches_all() {
    let execution = trace(c(r#"
        int main(void) {
            signal(SIGTERM, SIG_IGN);
            for (int i = 0; i < 2; i++)
                if (fork() == 0) { signal(SIGTERM, SIG_DFL); for (;;) pause(); }
            sleep(1);
            kill(0, SIGTERM);
            int status;
            while (wait(&status) > 0) printf("%d\n", WTERMSIG(status));
        }"#));
    assert_eq!(output(&execution), "15\n15\n");
    let signals = edges(&execution, Rule::Signal);
    assert_eq!(signals, [("main", "main.1"), ("main", "main.2")]);
}

#[test]
fn sigkill_ends_a_process_that_is_held() {
    let execution = trace(c(r#"
        int main(void) {
            int status, child = fork();
            if (child == 0) { signal(SIGTERM, SIG_IGN); printf("never\n"); return 0; }
            kill(child, SIGKILL);
            wait(&status);
            printf("killed by %d\n", WTERMSIG(status));
        }"#));
    assert!(output(&execution).ends_with("killed by 9\n"), "{}", output(&execution));
}

#[test]
fn a_fault_of_its_own_is_a_death() {
    let execution = trace(c(r#"
        int main(void) {
            int status;
            if (fork() == 0) { volatile int *none = 0; *none = 1; }
            wait(&status); printf("%d\n", WTERMSIG(status)); fflush(stdout);
            if (fork() == 0) abort();
            wait(&status); printf("%d\n", WTERMSIG(status));
        }"#));
    assert_eq!(output(&execution), "11\n6\n");
    assert!(edges(&execution, Rule::Signal).is_empty());
}

#[test]
fn an_alarm_comes_in_real_time_and_is_named() {
    // Whoever waits for it does not stand still.
    let execution = trace(c(r#"
        void handler(int signal) { write(1, "alarm\n", 6); }
        int main(void) {
            signal(SIGALRM, handler); ualarm(10000, 0); pause(); printf("end\n");
        }"#));
    assert_eq!(output(&execution), "alarm\nend\n");
    assert!(execution.unknown.contains(&Unknown::Timer));
}

#[test]
fn bash_runs_a_trap_while_it_waits() {
    let text = "trap 'echo trapped' USR1; (sleep 1; kill -USR1 $$; sleep 1) & wait; echo $?";
    let Some(command) = shell("bash_runs_a_trap_while_it_waits", "bash", text)
    else {
        return;
    };
    assert_eq!(output(&trace(command)), "trapped\n138\n");
}

#[test]
fn a_keyboard_interrupt_reaches_a_python_that_sleeps() {
    for command in super::helpers::pythons(
        "a_keyboard_interrupt_reaches_a_python_that_sleeps",
        r#"
import os, signal, time
parent = os.getpid()
if os.fork() == 0:
    time.sleep(1)
    os.kill(parent, signal.SIGINT)
    os._exit(0)
try:
    os.wait()
    time.sleep(100)
    print("slept", flush=True)
except KeyboardInterrupt:
    print("interrupted", flush=True)
"#,
    ) {
        assert_eq!(output(&trace(command)), "interrupted\n");
    }
}
