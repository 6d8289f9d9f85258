//! Small programs that people ask about, and what orders their lines.

use process_workbook::trace::{
    Controller, Operation, Rule, Situation, Stdout, Tracer, Unknown,
};

use super::helpers::{
    PATIENCE, TIMED_JOIN, always, c, control, edges, either, go, go_until, is_print,
    names, output, print, pythons, shell, show, trace,
};

#[test]
fn a_fork_in_a_loop_makes_four_processes() {
    // F-10: on a terminal C writes each line at its end, so nothing is copied by a fork.
    let execution = trace(c(r#"
        int main(void) {
            for (int turn = 0; turn < 2; turn++) { fork(); printf("turn %d\n", turn); }
        }"#));
    assert_eq!(names(&execution), ["main", "main.1", "main.2", "main.1.1"]);
    assert_eq!(output(&execution).matches("turn 0\n").count(), 2);
    assert_eq!(output(&execution).matches("turn 1\n").count(), 4);
    let starts = edges(&execution, Rule::Start);
    let expected = [("main", "main.1"), ("main", "main.2"), ("main.1", "main.1.1")];
    assert_eq!(starts, expected);
    assert!(execution.unknown.is_empty(), "{:?}", execution.unknown);
}

#[test]
fn on_a_pipe_the_fork_copies_the_buffer() {
    let command = c(r#"
        int main(void) {
            for (int turn = 0; turn < 2; turn++) { fork(); printf("turn %d\n", turn); }
        }"#);
    let tracer = Tracer::new(command);
    let tracer = tracer.stdout(Stdout::Pipe);
    let execution = tracer.trace().expect("it can be traced");
    assert_eq!(output(&execution), "turn 0\nturn 1\n".repeat(4));
    let prints = execution.steps.iter().filter(|step| is_print(&step.operation));
    assert_eq!(prints.count(), 4, "each process writes once, at its end");
}

#[test]
fn what_the_child_prints_comes_before_what_follows_the_wait() {
    // F-09
    let execution = trace(c(r#"
        int main(void) {
            int pid = fork();
            printf("first of the %s\n", pid ? "parent" : "child");
            if (pid == 0) { printf("second of the child\n"); return 0; }
            wait(NULL);
            printf("second of the parent\n");
        }"#));
    always(&execution, "second of the child\n", "second of the parent\n");
    either(&execution, "first of the parent\n", "second of the child\n");
    assert_eq!(edges(&execution, Rule::Join), [("main.1", "main")]);
}

#[test]
fn who_is_not_waited_for_may_print_at_any_time() {
    let execution = trace(c(r#"
        int main(void) {
            char *who = "main";
            printf("begin\n");
            if (fork()) {
                printf("middle\n");
                if (fork()) printf("last\n"); else who = "second";
            } else who = "first";
            printf("end of %s\n", who);
        }"#));
    assert_eq!(names(&execution), ["main", "main.1", "main.2"]);
    for line in ["middle\n", "last\n", "end of main\n", "end of second\n"] {
        either(&execution, "end of first\n", line);
        always(&execution, "begin\n", line);
    }
    always(&execution, "middle\n", "end of second\n");
    either(&execution, "last\n", "end of second\n");
}

#[test]
fn a_byte_through_a_pipe_orders_without_a_wait() {
    // F-08
    let execution = trace(c(r#"
        int main(void) {
            int ends[2]; char byte;
            pipe(ends);
            if (fork() == 0) {
                printf("child\n"); fflush(stdout); write(ends[1], "!", 1); _exit(0);
            }
            read(ends[0], &byte, 1);
            printf("parent\n");
        }"#));
    always(&execution, "child\n", "parent\n");
    assert_eq!(edges(&execution, Rule::Message), [("main.1", "main")]);
    assert!(edges(&execution, Rule::Join).is_empty());
}

const ANY: &str = r#"
    int main(void) {
        if (fork() == 0) { printf("a\n"); return 0; }
        if (fork() == 0) { printf("b\n"); return 0; }
        wait(NULL); printf("one\n");
        wait(NULL); printf("two\n");
    }"#;

#[test]
fn a_wait_for_any_child_is_a_join_of_the_one_that_it_found() {
    // F-04
    let mut controller = control(c(ANY));
    go_until(&mut controller, "main", |it| matches!(it, Operation::Wait { .. }));
    the_second_is_first(controller);
}

#[test]
fn of_two_senders_the_one_whose_byte_was_read_comes_before() {
    // F-03
    let text = r#"
        int main(void) {
            int ends[2]; char byte;
            pipe(ends);
            for (char *name = "ab"; *name; name++)
                if (fork() == 0) {
                    printf("%c\n", *name); fflush(stdout);
                    write(ends[1], name, 1); _exit(0);
                }
            read(ends[0], &byte, 1); printf("one\n"); fflush(stdout);
            read(ends[0], &byte, 1); printf("two\n");
        }"#;
    let mut controller = control(c(text));
    go_until(&mut controller, "main", |it| matches!(it, Operation::Read { .. }));
    the_second_is_first(controller);
}

/// Main stands where it asks for one of two children, and the second is the first to end.
fn the_second_is_first(mut controller: Controller) {
    go(&mut controller, "main.2");
    go(&mut controller, "main.2");
    go_until(&mut controller, "main", is_print);
    let execution = controller.finish().expect("it ends");
    always(&execution, "b\n", "one\n");
    either(&execution, "a\n", "one\n");
    always(&execution, "a\n", "two\n");
}

const POLL: &str = r#"
    int main(void) {
        int child = fork();
        if (child == 0) { printf("child\n"); return 0; }
        int ended = waitpid(child, NULL, WNOHANG);
        printf("%s\n", ended ? "ended" : "alive"); fflush(stdout);
        if (!ended) waitpid(child, NULL, 0);
        printf("joined\n");
    }"#;

#[test]
fn a_poll_in_vain_comes_before_the_end() {
    let mut controller = control(c(POLL));
    go_until(&mut controller, "main", is_print);
    let execution = controller.finish().expect("it ends");
    assert!(output(&execution).contains("alive\n"));
    assert_eq!(edges(&execution, Rule::NotYet), [("main", "main.1")]);
    either(&execution, "child\n", "alive\n");
    always(&execution, "child\n", "joined\n");
}

#[test]
fn a_poll_that_finds_the_end_is_a_join() {
    let mut controller = control(c(POLL));
    go_until(&mut controller, "main", |it| matches!(it, Operation::Wait { .. }));
    go(&mut controller, "main.1");
    go(&mut controller, "main.1");
    let execution = controller.finish().expect("it ends");
    assert_eq!(output(&execution), "child\nended\njoined\n");
    assert_eq!(edges(&execution, Rule::Join), [("main.1", "main")]);
}

const KILL: &str = r#"
    int main(void) {
        int child = fork();
        if (child == 0) {
            printf("one\n"); fflush(stdout); printf("two\n"); return 0;
        }
        kill(child, SIGTERM);
        waitpid(child, NULL, 0);
        printf("joined\n");
    }"#;

#[test]
fn a_victim_may_go_on_before_the_signal_is_sent() {
    for lines in 0..3 {
        let mut controller = control(c(KILL));
        go_until(&mut controller, "main", |it| {
            matches!(it, Operation::Signal { .. })
        });
        for _ in 0..lines {
            go(&mut controller, "main.1");
        }
        go(&mut controller, "main");
        let execution = controller.finish().expect("it ends");
        let printed = "one\ntwo\n".split_inclusive('\n').take(lines);
        let expected = printed.chain(["joined\n"]).collect::<String>();
        assert_eq!(output(&execution), expected);
        assert_eq!(execution.actors[1].exitcode, Some(-15));
        assert_eq!(edges(&execution, Rule::Signal), [("main", "main.1")]);
    }
}

#[test]
fn each_reads_what_the_other_would_write() {
    // F-30, F-37
    let execution = trace(c(r#"
        int main(void) {
            int p[2], q[2]; char byte;
            pipe(p); pipe(q);
            if (fork() == 0) {
                read(p[0], &byte, 1); printf("child\n"); write(q[1], "x", 1); return 0;
            }
            read(q[0], &byte, 1); printf("parent\n"); write(p[1], "x", 1);
        }"#));
    assert_eq!(output(&execution), "");
    let deadlock = execution.deadlock.expect("nobody can go on");
    assert_eq!(
        deadlock.to_string(),
        "stands still: main waits to read from pipe 2 of main, for main.1; main.1 waits \
         to read from pipe 1 of main, for main"
    );
}

#[test]
fn a_lock_of_multiprocessing_keeps_two_lines_together() {
    // F-07
    let commands = pythons(
        "a_lock_of_multiprocessing_keeps_two_lines_together",
        r#"
import multiprocessing

def speak(name, lock):
    with lock:
        print(name, "begins", flush=True)
        print(name, "ends", flush=True)

if __name__ == "__main__":
    multiprocessing.set_start_method("fork")
    lock = multiprocessing.Lock()
    for name in ("left", "right"):
        multiprocessing.Process(target=speak, args=(name, lock)).start()
"#,
    );
    for command in commands {
        let execution = trace(command);
        let output = output(&execution);
        let first = if output.starts_with("left") { "left" } else { "right" };
        let second = if first == "left" { "right" } else { "left" };
        always(
            &execution,
            &format!("{first} ends\n"),
            &format!("{second} begins\n"),
        );
    }
}

#[test]
fn a_queue_that_is_full_and_a_join_stand_still() {
    let commands = pythons(
        "a_queue_that_is_full_and_a_join_stand_still",
        r#"
import multiprocessing

def fill(queue):
    queue.put("x" * 200_000)

if __name__ == "__main__":
    multiprocessing.set_start_method("fork")
    queue = multiprocessing.Queue()
    child = multiprocessing.Process(target=fill, args=(queue,))
    child.start()
    print("waiting", flush=True)
    child.join()
    print(len(queue.get()), flush=True)
"#,
    );
    for command in commands {
        let execution = trace(command);
        assert_eq!(output(&execution), "waiting\n");
        let deadlock = execution.deadlock.expect("nobody can go on");
        let main = &deadlock.waiting[0];
        assert_eq!(
            (main.name.as_str(), &main.until[..]),
            ("main", &["main.1".to_owned()][..])
        );
        let feeder = deadlock.waiting.iter().find(|it| it.name == "main.1#1");
        let feeder = feeder.expect("the feeder thread waits");
        assert!(
            matches!(feeder.operation, Some(Operation::Write { .. })),
            "{feeder:?}"
        );
        assert!(feeder.until.contains(&"main".to_owned()), "{feeder:?}");
    }
}

#[test]
fn a_time_out_may_win_or_lose() {
    for command in pythons("a_time_out_may_win_or_lose", TIMED_JOIN) {
        let mut controller = control(command);
        go_until(&mut controller, "main", |it| matches!(it, Operation::Poll { .. }));
        // The child does nothing, and the time is up all the same.
        go_until(&mut controller, "main", is_print);
        go(&mut controller, "main");
        let execution = controller.finish().expect("it ends");
        assert_eq!(output(&execution), "parent\nchild\n");
        either(&execution, "child\n", "parent\n");
    }
    for command in pythons("a_time_out_may_win_or_lose", TIMED_JOIN) {
        let execution = trace(command);
        assert_eq!(
            output(&execution),
            "child\nparent\n",
            "nobody needs the time-out"
        );
        always(&execution, "child\n", "parent\n");
    }
}

#[test]
fn an_hour_of_sleep_costs_nothing_and_has_passed() {
    let text = r"
import time
start = time.monotonic()
wall = time.time()
time.sleep(3600)
print(int(time.monotonic() - start) // 60, int(time.time() - wall) // 60, flush=True)
deadline = time.monotonic() + 7200
turns = 0
while time.monotonic() < deadline:
    time.sleep(600)
    turns += 1
print(turns, flush=True)
";
    for command in pythons("an_hour_of_sleep_costs_nothing_and_has_passed", text) {
        assert_eq!(output(&trace(command)), "60 60\n12\n");
    }
}

#[test]
fn two_lines_in_one_write_are_one_operation() {
    // F-50
    let execution = trace(c(r#"
        int main(void) {
            if (fork() == 0) { write(1, "a 1\na 2\n", 8); return 0; }
            write(1, "b 1\nb 2\n", 8);
            wait(NULL);
        }"#));
    either(&execution, "a 1\na 2\n", "b 1\nb 2\n");
}

#[test]
fn threads_are_actors_of_their_own() {
    // F-11
    let text = r#"
import os, threading
for name in "ab":
    threading.Thread(target=os.write, args=(1, b"thread %s\n" % name.encode())).start()
"#;
    for command in pythons("threads_are_actors_of_their_own", text) {
        let execution = trace(command);
        assert_eq!(names(&execution), ["main", "main#1", "main#2"]);
        let (a, b) =
            (print(&execution, "thread a\n"), print(&execution, "thread b\n"));
        assert_eq!(
            (a.actor, b.actor),
            (1, 2),
            "each printed by a thread of its own"
        );
        let starts = edges(&execution, Rule::Start);
        assert_eq!(starts, [("main", "main#1"), ("main", "main#2")]);
        assert!(
            execution.unknown.contains(&Unknown::Threads),
            "what threads share is not seen, and said so"
        );
    }
}

#[test]
fn a_wait_for_either_of_two_sentinels_knows_of_the_one_that_ended() {
    // F-04
    let text = r#"
import multiprocessing
from multiprocessing.connection import wait

def speak(name):
    print(name, flush=True)

if __name__ == "__main__":
    multiprocessing.set_start_method("fork")
    children = [multiprocessing.Process(target=speak, args=(name,)) for name in "ab"]
    for child in children:
        child.start()
    wait([child.sentinel for child in children])
    print("one has ended", flush=True)
    for child in children:
        child.join()
    print("both have ended", flush=True)
"#;
    let test = "a_wait_for_either_of_two_sentinels_knows_of_the_one_that_ended";
    for command in pythons(test, text) {
        let mut controller = control(command);
        go_until(&mut controller, "main", |it| {
            matches!(it, Operation::Poll { timeout: None, .. })
        });
        go_until(&mut controller, "main.2", |it| !is_print(it));
        go(&mut controller, "main.2");
        go_until(&mut controller, "main", is_print);
        let execution = controller.finish().expect("it ends");
        always(&execution, "b\n", "one has ended\n");
        either(&execution, "a\n", "one has ended\n");
        always(&execution, "a\n", "both have ended\n");
    }
}

#[test]
fn a_shell_waits_for_its_jobs() {
    for name in ["bash", "dash"] {
        let text = "echo a & echo b & wait; echo done";
        let Some(command) = shell("a_shell_waits_for_its_jobs", name, text) else {
            continue;
        };
        let execution = trace(command);
        either(&execution, "a\n", "b\n");
        always(&execution, "a\n", "done\n");
        always(&execution, "b\n", "done\n");
    }
}

#[test]
fn what_is_held_is_said() {
    let mut controller = control(c(ANY));
    let Situation::Held(held) = controller.situation().expect("it is held") else {
        panic!("main is held before its fork")
    };
    assert_eq!(held.len(), 1);
    assert_eq!(
        (held[0].name.as_str(), &held[0].operation),
        ("main", &Operation::Fork)
    );
    go(&mut controller, "main");
    go(&mut controller, "main");
    let Situation::Held(held) = controller.situation().expect("they are held")
    else {
        panic!("all three are held")
    };
    let said: Vec<_> =
        held.iter().map(|it| format!("{} {}", it.name, it.operation)).collect();
    assert_eq!(
        said,
        [
            "main.1 print \"a\\n\"",
            "main wait for main.1 or main.2 to end",
            "main.2 print \"b\\n\""
        ]
    );
    assert!(!held[1].readiness.may_go(), "no child has ended");
    let refused = controller.let_go(held[1].actor).expect_err("it would wait");
    assert_eq!(
        refused.to_string(),
        "main is not held before an operation that can go"
    );
}

#[test]
fn the_same_choices_make_the_same_run() {
    // No name of a process, a channel or a word depends on a pid, an inode or an address.
    let mut commands = pythons(
        "the_same_choices_make_the_same_run",
        r#"
import multiprocessing, threading

def work(queue, lock, name):
    with lock:
        print(name, flush=True)
    queue.put(name)

if __name__ == "__main__":
    multiprocessing.set_start_method("fork")
    queue, lock = multiprocessing.Queue(), multiprocessing.Lock()
    for name in "ab":
        multiprocessing.Process(target=work, args=(queue, lock, name)).start()
    thread = threading.Thread(target=print, args=("thread",))
    thread.start()
    thread.join()
    print(sorted(queue.get() for _ in range(2)), flush=True)
"#,
    );
    commands.push(c(POLL));
    for command in commands {
        let again = || {
            let mut same = std::process::Command::new(command.get_program());
            same.args(command.get_args()).env("PYTHONHASHSEED", "0");
            let tracer = Tracer::new(same).fixed_addresses().timeout(PATIENCE);
            tracer.trace().expect("it can be traced")
        };
        let first = again();
        for _ in 0..3 {
            let other = again();
            assert_eq!(show(&first), show(&other), "{command:?}");
        }
    }
}
