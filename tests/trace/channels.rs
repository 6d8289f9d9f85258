//! Pipes, FIFOs and sockets: whose bytes were read, and who closed what.

use nix::sched::{CpuSet, sched_getaffinity, sched_setaffinity};
use nix::unistd::Pid;
use process_workbook::trace::{Operation, Outcome, Rule, Unknown};

use super::helpers::{
    always, c, control, edges, either, fresh, go, go_until, is_print, output,
    pythons, trace,
};

#[test]
fn an_end_of_file_comes_after_the_last_close() {
    let execution = trace(c(r#"
        int main(void) {
            int ends[2]; char byte;
            pipe(ends);
            for (char *name = "ab"; *name; name++)
                if (fork() == 0) { printf("%c\n", *name); fflush(stdout); _exit(0); }
            close(ends[1]);
            read(ends[0], &byte, 1);
            printf("nobody writes\n");
        }"#));
    always(&execution, "a\n", "nobody writes\n");
    always(&execution, "b\n", "nobody writes\n");
    let end = execution
        .steps
        .iter()
        .find(|it| matches!(it.operation, Operation::Read { .. }));
    assert_eq!(end.expect("main reads").outcome, Outcome::EndOfFile);
}

#[test]
fn a_child_that_closes_goes_on_after_the_end_of_file() {
    goes_on_after("close(ends[1]);");
}

#[test]
fn a_descriptor_that_dup2_replaces_is_closed() {
    goes_on_after("dup2(2, ends[1]);");
}

/// A child that closes the last end for writing, in the way that is given.
fn goes_on_after(closing: &str) {
    let text = r#"
        int main(void) {
            int ends[2]; char byte;
            pipe(ends);
            if (fork() == 0) {
                printf("before\n"); fflush(stdout);
                CLOSING
                printf("after\n"); return 0;
            }
            close(ends[1]);
            read(ends[0], &byte, 1);
            printf("closed\n");
        }"#;
    let execution = trace(c(&text.replace("CLOSING", closing)));
    always(&execution, "before\n", "closed\n");
    either(&execution, "after\n", "closed\n");
}

#[test]
fn bytes_of_several_writers_are_told_apart_by_counting() {
    let text = r#"
        int main(void) {
            int ends[2]; char bytes[3];
            pipe(ends);
            for (char *name = "ab"; *name; name++)
                if (fork() == 0) {
                    printf("%c\n", *name); fflush(stdout);
                    write(ends[1], "123", 3); _exit(0);
                }
            read(ends[0], bytes, 2); printf("two\n"); fflush(stdout);
            read(ends[0], bytes, 1); printf("three\n"); fflush(stdout);
            read(ends[0], bytes, 1); printf("four\n");
        }"#;
    let execution = trace(c(text));
    let first = if output(&execution).starts_with('a') { "a\n" } else { "b\n" };
    let second = if first == "a\n" { "b\n" } else { "a\n" };
    always(&execution, first, "two\n");
    either(&execution, second, "three\n");
    always(&execution, second, "four\n");
}

#[test]
fn two_readers_of_one_pipe_share_its_bytes() {
    let mut controller = control(c(r#"
        int main(void) {
            int ends[2]; char byte;
            pipe(ends);
            for (char *name = "ab"; *name; name++)
                if (fork() == 0) {
                    read(ends[0], &byte, 1);
                    printf("%c has %c\n", *name, byte); fflush(stdout); _exit(0);
                }
            printf("one\n"); fflush(stdout); write(ends[1], "1", 1);
            printf("two\n"); fflush(stdout); write(ends[1], "2", 1);
            while (wait(NULL) > 0);
        }"#));
    go_until(&mut controller, "main", |it| matches!(it, Operation::Wait { .. }));
    go(&mut controller, "main.2");
    let execution = controller.finish().expect("it ends");
    assert!(output(&execution).contains("b has 1\n"));
    either(&execution, "two\n", "b has 1\n");
    always(&execution, "two\n", "a has 2\n");
}

#[test]
fn a_long_write_is_one_write_to_the_program() {
    let execution = trace(c(r#"
        static char bytes[300000];
        int main(void) {
            int ends[2];
            pipe(ends);
            if (fork() == 0) {
                close(ends[0]);
                long written = write(ends[1], bytes, sizeof bytes);
                printf("wrote %ld\n", written); return 0;
            }
            close(ends[1]);
            long all = 0, some;
            while ((some = read(ends[0], bytes, 7000)) > 0) all += some;
            printf("read %ld\n", all);
        }"#));
    assert!(output(&execution).contains("wrote 300000\n"), "{}", output(&execution));
    assert!(output(&execution).contains("read 300000\n"));
    assert!(edges(&execution, Rule::Room).contains(&("main", "main.1")));
    assert!(execution.unknown.is_empty(), "{:?}", execution.unknown);
}

/// It is made in one piece, so its writer waits inside the kernel, and is woken by the reader. It
/// has a processor then only if nobody else wants that one.
#[test]
fn a_writer_that_is_woken_inside_the_kernel_does_not_stand_still() {
    let here = Pid::from_raw(0);
    let all = sched_getaffinity(here).expect("this thread runs somewhere");
    let first = (0..CpuSet::count()).find(|cpu| all.is_set(*cpu) == Ok(true));
    let mut one = CpuSet::new();
    one.set(first.expect("on one processor at least")).expect("it is one");
    sched_setaffinity(here, &one).expect("it may run there");
    let execution = trace(c(r#"
        static char bytes[1000000];
        int main(void) {
            int ends[2];
            pipe(ends);
            if (fork() == 0) {
                close(ends[0]);
                sched_setscheduler(0, SCHED_IDLE, &(struct sched_param) {0});
                struct iovec all = {bytes, sizeof bytes};
                writev(ends[1], &all, 1); return 0;
            }
            close(ends[1]);
            long all = 0, some;
            while ((some = read(ends[0], bytes, sizeof bytes)) > 0) all += some;
            printf("read %ld\n", all);
        }"#));
    assert_eq!(execution.deadlock, None);
    assert_eq!(output(&execution), "read 1000000\n");
}

#[test]
fn a_pipe_that_nobody_reads_fills_up_and_stands_still() {
    let execution = trace(c(r#"
        static char bytes[300000];
        int main(void) {
            int ends[2]; int child;
            pipe(ends);
            if ((child = fork()) == 0) { write(ends[1], bytes, sizeof bytes); return 0; }
            waitpid(child, NULL, 0);
            printf("never\n");
        }"#));
    let deadlock = execution.deadlock.expect("nobody can go on");
    assert!(
        deadlock.to_string().ends_with("pipe 1 of main, for main"),
        "{deadlock}"
    );
}

#[test]
fn who_does_not_wait_looks_in_vain() {
    let mut controller = control(c(r#"
        int main(void) {
            int ends[2]; char byte;
            pipe2(ends, O_NONBLOCK);
            if (fork() == 0) { printf("child\n"); fflush(stdout); write(ends[1], "!", 1); return 0; }
            printf("%s\n", read(ends[0], &byte, 1) < 0 ? "nothing" : "something");
        }"#));
    go_until(&mut controller, "main", is_print);
    let execution = controller.finish().expect("it ends");
    assert!(output(&execution).contains("nothing\n"));
    assert_eq!(edges(&execution, Rule::NotYet), [("main", "main.1")]);
}

#[test]
fn a_broken_pipe_is_a_death() {
    let execution = trace(c(r#"
        int main(void) {
            int ends[2]; int status;
            pipe(ends);
            if (fork() == 0) { close(ends[0]); write(ends[1], "!", 1); printf("never\n"); }
            close(ends[0]); close(ends[1]);
            wait(&status);
            printf("killed by %d\n", WTERMSIG(status));
        }"#));
    assert_eq!(output(&execution), "killed by 13\n");
}

#[test]
fn a_broken_pipe_comes_after_the_reader_s_close() {
    let execution = trace(c(r#"
        int main(void) {
            int ends[2];
            signal(SIGPIPE, SIG_IGN);
            pipe(ends);
            if (fork() == 0) { printf("before\n"); fflush(stdout); _exit(0); }
            close(ends[0]);
            while (write(ends[1], "!", 1) > 0) sched_yield();
            printf("broken\n");
        }"#));
    always(&execution, "before\n", "broken\n");
}

#[test]
fn a_fifo_orders_as_a_pipe_does() {
    let path = fresh("fifo");
    let text = r#"
        int main(int count, char **words) {
            char byte; char *path = "PATH";
            mkfifo(path, 0600);
            if (fork() == 0) {
                printf("before\n"); fflush(stdout);
                int fd = open(path, O_WRONLY);
                printf("open\n"); fflush(stdout);
                write(fd, "!", 1);
                printf("after\n"); return 0;
            }
            int fd = open(path, O_RDONLY);
            printf("met\n"); fflush(stdout);
            read(fd, &byte, 1);
            printf("read\n"); fflush(stdout);
            wait(NULL);
        }"#;
    let execution = trace(c(&text.replace("PATH", path.to_str().expect("UTF-8"))));
    always(&execution, "before\n", "met\n");
    either(&execution, "open\n", "met\n");
    always(&execution, "open\n", "read\n");
    either(&execution, "after\n", "read\n");
}

#[test]
fn a_fifo_that_nobody_else_opens_stands_still() {
    let path = fresh("fifo");
    let text = r#"
        int main(int count, char **words) {
            mkfifo("PATH", 0600);
            open("PATH", O_RDONLY);
        }"#;
    let execution = trace(c(&text.replace("PATH", path.to_str().expect("UTF-8"))));
    let deadlock = execution.deadlock.expect("nobody opens the other side");
    assert!(matches!(deadlock.waiting[0].operation, Some(Operation::Open { .. })));
}

#[test]
fn a_pair_of_sockets_carries_both_ways() {
    let execution = trace(c(r#"
        int main(void) {
            int ends[2]; char byte;
            socketpair(AF_UNIX, SOCK_STREAM, 0, ends);
            if (fork() == 0) {
                close(ends[0]);
                read(ends[1], &byte, 1);
                printf("child\n"); fflush(stdout);
                send(ends[1], "!", 1, 0);
                return 0;
            }
            close(ends[1]);
            printf("first\n"); fflush(stdout);
            write(ends[0], "?", 1);
            recv(ends[0], &byte, 1, 0);
            printf("last\n"); fflush(stdout);
            printf("%d\n", (int) recv(ends[0], &byte, 1, 0));
        }"#));
    assert_eq!(output(&execution), "first\nchild\nlast\n0\n");
    always(&execution, "first\n", "child\n");
    always(&execution, "child\n", "last\n");
}

#[test]
fn a_poll_knows_what_was_ready() {
    let execution = trace(c(r#"
        int main(void) {
            int ends[2]; char byte;
            pipe(ends);
            if (fork() == 0) { printf("child\n"); fflush(stdout); write(ends[1], "!", 1); _exit(0); }
            struct pollfd polled = {ends[0], POLLIN};
            poll(&polled, 1, -1);
            printf("poll\n"); fflush(stdout);
            fd_set set; FD_ZERO(&set); FD_SET(ends[0], &set);
            select(ends[0] + 1, &set, NULL, NULL, NULL);
            printf("select\n"); fflush(stdout);
            int watch = epoll_create1(0);
            struct epoll_event event = {EPOLLIN};
            epoll_ctl(watch, EPOLL_CTL_ADD, ends[0], &event);
            epoll_wait(watch, &event, 1, -1);
            printf("epoll\n");
        }"#));
    for line in ["poll\n", "select\n", "epoll\n"] {
        always(&execution, "child\n", line);
    }
}

#[test]
fn a_poll_of_a_pidfd_is_a_join() {
    let execution = trace(c(r#"
        int main(void) {
            int child = fork();
            if (child == 0) { printf("child\n"); return 0; }
            struct pollfd polled = {syscall(SYS_pidfd_open, child, 0), POLLIN};
            poll(&polled, 1, -1);
            printf("ended\n");
        }"#));
    always(&execution, "child\n", "ended\n");
    assert_eq!(edges(&execution, Rule::Join), [("main.1", "main")]);
}

#[test]
fn every_time_out_passes_at_once() {
    let execution = trace(c(r#"
        int main(void) {
            int ends[2]; sigset_t none; sem_t never;
            pipe(ends); sigemptyset(&none); sem_init(&never, 0, 0);
            struct timespec hour = {3600, 0}, moment;
            struct timeval also = {3600, 0};
            struct pollfd polled = {ends[0], POLLIN};
            printf("%d\n", poll(&polled, 1, 3600000));
            printf("%d\n", ppoll(&polled, 1, &hour, NULL));
            fd_set set; FD_ZERO(&set); FD_SET(ends[0], &set);
            int ready = select(ends[0] + 1, &set, NULL, NULL, &also);
            printf("%d %d\n", ready, FD_ISSET(ends[0], &set));
            FD_SET(ends[0], &set);
            printf("%d\n", pselect(ends[0] + 1, &set, NULL, NULL, &hour, NULL));
            sigaddset(&none, SIGUSR1); sigprocmask(SIG_BLOCK, &none, NULL);
            int signal = sigtimedwait(&none, NULL, &hour);
            printf("%d %d\n", signal, errno == EAGAIN);
            clock_gettime(CLOCK_REALTIME, &moment); moment.tv_sec += 3600;
            int taken = sem_timedwait(&never, &moment);
            printf("%d %d\n", taken, errno == ETIMEDOUT);
            printf("%d %d\n", hour.tv_sec == 3600, polled.fd == ends[0]);
        }"#));
    assert_eq!(output(&execution), "0\n0\n0 0\n0\n-1 1\n-1 1\n1 1\n");
    assert!(execution.deadlock.is_none());
}

#[test]
fn what_multiprocessing_sends_orders() {
    let text = r#"
import multiprocessing

def child(end):
    print("child", end.recv(), flush=True)
    end.send("back")

if __name__ == "__main__":
    multiprocessing.set_start_method("fork")
    ours, theirs = multiprocessing.Pipe()
    process = multiprocessing.Process(target=child, args=(theirs,))
    process.start()
    print("first", flush=True)
    ours.send("there")
    print("last", ours.recv(), flush=True)
    process.join()
"#;
    for command in pythons("what_multiprocessing_sends_orders", text) {
        let execution = trace(command);
        assert_eq!(output(&execution), "first\nchild there\nlast back\n");
        always(&execution, "first\n", "child there\n");
        always(&execution, "child there\n", "last back\n");
    }
}

#[test]
fn a_shell_s_pipeline_orders() {
    for name in ["bash", "dash"] {
        let text = "(echo first >&2; echo x) | (read x; echo \"last $x\")";
        let Some(command) =
            super::helpers::shell("a_shell_s_pipeline_orders", name, text)
        else {
            continue;
        };
        let execution = trace(command);
        assert_eq!(output(&execution), "last x\n");
        assert!(edges(&execution, Rule::Message).contains(&("main.1", "main.2")));
    }
}

#[test]
fn what_is_not_followed_is_named() {
    let execution = trace(c(r#"
        int main(void) {
            int ends[2];
            pipe(ends);
            write(ends[1], "!", 1);
            splice(ends[0], NULL, 1, NULL, 1, 0);
            printf("end\n");
        }"#));
    let splice = execution.unknown.iter().find(|it| matches!(it, Unknown::Call(_)));
    assert!(splice.is_some(), "{:?}", execution.unknown);
}

#[test]
fn a_file_that_two_processes_share_is_named() {
    let path = fresh("file");
    let text = r#"
        int main(void) {
            close(creat("PATH", 0600));
            if (fork() == 0) { close(open("PATH", O_WRONLY)); return 0; }
            wait(NULL);
            open("PATH", O_RDONLY);
        }"#;
    let execution = trace(c(&text.replace("PATH", path.to_str().expect("UTF-8"))));
    let is_named = |it: &Unknown| matches!(it, Unknown::SharedFile(_));
    assert!(execution.unknown.iter().any(is_named), "{:?}", execution.unknown);
}
