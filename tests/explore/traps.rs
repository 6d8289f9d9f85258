//! What is easily got wrong: waiting that is no waiting, signals, locks, whatever is full or
//! shared. Each is a small program whose outputs were worked out by hand.

use std::collections::BTreeSet;
use std::fs;
use std::ops::ControlFlow;
use std::os::unix::net::UnixListener;
use std::path::Path;
use std::process::Command;
use std::time::Duration;

use nix::libc;
use process_workbook::explore::{Exploration, Explorer, Unfinished};
use process_workbook::trace::{Tracer, Unknown};

use super::asked::{Answer, again, ask, ask_for};
use crate::support::made::{c, fresh};

#[test]
fn a_loop_of_polls_is_a_wait() {
    let text = r#"int main(void) {
        int child = fork();
        if (child == 0) { puts("child"); return 0; }
        while (waitpid(child, NULL, WNOHANG) == 0);
        puts("joined");
    }"#;
    ask(&c(text)).is_all(&["child|joined"]);
}

/// The kernel would write it into its memory, and a busy machine moves it to and fro.
#[test]
fn nobody_is_told_on_which_processor_he_runs() {
    let text = r#"
    #include <errno.h>
    #include <sys/syscall.h>

    int main(void) {
        static struct { unsigned word[8]; } area __attribute__((aligned(32)));
        int refused = syscall(SYS_rseq, &area, sizeof area, 0, 0x53053053) == -1;
        puts(refused && errno == ENOSYS ? "refused" : "told");
    }"#;
    ask(&c(text)).is_all(&["refused"]);
}

#[test]
fn polls_that_are_counted_are_followed() {
    let text = r#"int main(void) {
        int child = fork();
        if (child == 0) { puts("child"); return 0; }
        for (int i = 0; i < 5; i++)
            if (waitpid(child, NULL, WNOHANG)) { puts("found"); return 0; }
        puts("gave up");
    }"#;
    ask(&c(text)).is_all(&["child|found", "child|gave up", "gave up|child"]);
}

#[test]
fn a_loop_of_polls_that_nobody_ends() {
    let text = r#"int main(void) {
        int child = fork();
        if (child == 0) pause();
        puts("begin");
        while (waitpid(child, NULL, WNOHANG) == 0);
        puts("joined");
    }"#;
    let answer = ask(&c(text));
    answer.always_stands_still(
        &["begin"],
        "never ends: a process looks again and again for something that nobody will do",
    );
    assert_eq!(answer.unfinished, BTreeSet::new());
}

#[test]
fn two_locks_taken_in_opposite_orders() {
    let [one, two] = [fresh("one"), fresh("two")];
    for path in [&one, &two] {
        fs::write(path, "").expect("the folder can be written to");
    }
    let text = r#"
        void lock(char *path) { flock(open(path, O_RDONLY), LOCK_EX); }
        int main(int count, char **paths) {
            if (fork() == 0) { lock(paths[2]); lock(paths[1]); puts("child"); return 0; }
            lock(paths[1]); lock(paths[2]); puts("parent");
        }"#;
    let mut command = c(text);
    command.args([one, two]);
    let answer = ask(&command);
    let texts: Vec<_> = answer.texts.iter().collect();
    assert_eq!(texts, ["child|parent", "parent|child"]);
    assert_eq!(answer.begun, BTreeSet::from([String::new()]));
    assert_eq!(answer.unfinished, BTreeSet::new());
}

#[test]
fn a_signal_takes_its_time_however_its_victim_waits() {
    for (waits, signal) in [
        ("pause()", "SIGTERM"),
        ("sleep(1)", "SIGTERM"),
        ("pause()", "SIGKILL"),
        ("sleep(1)", "SIGKILL"),
        ("raise(SIGSTOP)", "SIGKILL"),
    ] {
        let text = format!(
            r#"int main(void) {{
                int child = fork();
                if (child == 0) {waits};
                else {{
                    if ("{waits}"[0] == 'r') waitpid(child, NULL, WUNTRACED);
                    kill(child, {signal});
                    puts(waitpid(child, NULL, WNOHANG) ? "ended" : "alive");
                }}
            }}"#
        );
        ask(&c(&text)).is_all(&["alive", "ended"]);
    }
}

/// When the signal comes before the wait, the handler has run, and the child waits forever.
#[test]
fn a_lost_wake_up_is_not_called_impossible() {
    let text = r#"
        void handler(int signal) {}
        int main(void) {
            int ends[2]; pipe(ends); char byte;
            signal(SIGUSR1, handler);
            int child = fork();
            if (child == 0) { write(ends[1], "x", 1); pause(); puts("woken"); return 0; }
            read(ends[0], &byte, 1);
            kill(child, SIGUSR1);
            waitpid(child, NULL, 0);
        }"#;
    let answer = ask(&c(text));
    answer.is_unfinished(&Unfinished::Unknown(Unknown::EarlySignal));
}

#[test]
fn a_wake_up_is_not_lost_where_the_signal_is_blocked_until_the_wait() {
    let text = r#"
        void handler(int signal) {}
        int main(void) {
            sigset_t set, none; sigemptyset(&none);
            sigemptyset(&set); sigaddset(&set, SIGUSR1);
            sigprocmask(SIG_BLOCK, &set, NULL);
            signal(SIGUSR1, handler);
            int child = fork();
            if (child == 0) { puts("waits"); sigsuspend(&none); puts("woken"); return 0; }
            kill(child, SIGUSR1);
            puts("sent");
            waitpid(child, NULL, 0);
        }"#;
    let answer = ask(&c(text));
    answer.has_found(&["sent|waits|woken", "waits|sent|woken", "waits|woken|sent"]);
    answer.is_unfinished(&Unfinished::Begun);
}

/// A signal that is not blocked ends the process when it comes before the wait for it.
#[test]
fn a_wait_for_a_signal_that_is_not_blocked_is_not_known_whole() {
    let text = r#"int main(void) {
        sigset_t set; int got;
        sigemptyset(&set); sigaddset(&set, SIGUSR1);
        int child = fork();
        if (child == 0) { sigwait(&set, &got); puts("awake"); return 0; }
        kill(child, SIGUSR1);
        waitpid(child, NULL, 0);
        puts("main");
    }"#;
    let answer = ask(&c(text));
    answer.is_unfinished(&Unfinished::Unknown(Unknown::EarlySignal));
}

/// Two signals that nobody has taken yet are one.
#[test]
fn a_signal_that_is_waited_for_may_come_twice_or_once() {
    let text = r#"int main(void) {
        sigset_t set; int got;
        sigemptyset(&set); sigaddset(&set, SIGUSR1);
        sigprocmask(SIG_BLOCK, &set, NULL);
        int child = fork();
        if (child == 0) {
            struct timespec time = {1};
            sigwait(&set, &got); puts("one");
            if (sigtimedwait(&set, NULL, &time) > 0) puts("two");
            return 0;
        }
        kill(child, SIGUSR1); kill(child, SIGUSR1);
        waitpid(child, NULL, 0);
    }"#;
    ask(&c(text)).is_all(&["one", "one|two"]);
}

#[test]
fn of_two_signals_that_are_waited_for_the_lower_one_is_taken() {
    let text = r#"int main(void) {
        sigset_t set; int got;
        sigemptyset(&set); sigaddset(&set, SIGUSR1); sigaddset(&set, SIGINT);
        sigprocmask(SIG_BLOCK, &set, NULL);
        int child = fork();
        if (child == 0) {
            for (int i = 0; i < 2; i++) {
                sigwait(&set, &got); puts(got == SIGINT ? "int" : "usr1");
            }
            return 0;
        }
        kill(child, SIGUSR1); kill(child, SIGINT);
        waitpid(child, NULL, 0);
    }"#;
    ask(&c(text)).is_all(&["usr1|int", "int|usr1"]);
}

#[test]
fn a_wait_for_a_signal_that_nobody_sends_stands_still() {
    let text = r#"int main(void) {
        sigset_t set; int got;
        sigemptyset(&set); sigaddset(&set, SIGINT);
        sigprocmask(SIG_BLOCK, &set, NULL);
        puts("begin");
        sigwait(&set, &got);
        puts("end");
    }"#;
    ask(&c(text)).always_stands_still(
        &["begin"],
        "stands still: main waits for a signal, which nobody of the program can bring about",
    );
}

#[test]
fn a_handler_of_another_signal_interrupts_the_wait_for_one() {
    let text = r#"
        void handler(int signal) {}
        int main(void) {
            sigset_t set;
            sigemptyset(&set); sigaddset(&set, SIGUSR1);
            sigprocmask(SIG_BLOCK, &set, NULL);
            signal(SIGUSR2, handler);
            int child = fork();
            if (child == 0) {
                puts(sigwaitinfo(&set, NULL) > 0 ? "taken" : "interrupted");
                return 0;
            }
            kill(child, SIGUSR2); kill(child, SIGUSR1);
            waitpid(child, NULL, 0);
        }"#;
    ask(&c(text)).is_all(&["interrupted", "taken"]);
}

/// While it wakes up, it has blocked the signal again or not yet, which is all the same.
#[test]
fn a_group_that_waits_for_its_signal_is_the_same_in_every_run() {
    let text = r#"int main(void) {
        setpgid(0, 0);
        sigset_t set; int got, children[3];
        sigemptyset(&set); sigaddset(&set, SIGINT);
        sigprocmask(SIG_BLOCK, &set, NULL);
        for (int child = 0; child < 3; child++)
            if ((children[child] = fork()) == 0) {
                sigwait(&set, &got);
                if (child == 0) puts("child");
                return 0;
            }
        puts("now"); kill(0, SIGINT);
        sigwait(&set, &got);
        puts("main");
        for (int child = 0; child < 3; child++) waitpid(children[child], NULL, 0);
    }"#;
    let command = c(text);
    for _ in 0..5 {
        ask(&command).is_all(&["now|child|main", "now|main|child"]);
    }
}

#[test]
fn a_program_that_changes_while_it_is_searched_is_told_of() {
    let text = r#"int main(int count, char **paths) {
        int file = open(paths[1], O_RDWR | O_CREAT | O_APPEND, 0600);
        write(file, "x", 1);
        sigset_t set; sigemptyset(&set);
        if (lseek(file, 0, SEEK_END) > 3) sigaddset(&set, SIGUSR1);
        sigprocmask(SIG_BLOCK, &set, NULL);
        int child = fork();
        if (child == 0) { puts("child"); return 0; }
        kill(child, SIGUSR1);
        puts("main"); wait(NULL);
    }"#;
    let mut command = c(text);
    command.arg(fresh("runs"));
    let exploration =
        Explorer::new(|| again(&command)).explore().expect("it can be traced");
    assert!(exploration.unfinished.contains(&Unfinished::Diverged));
}

#[test]
fn a_signal_may_come_before_its_handler_is_there() {
    let text = r#"
        void handler(int signal) { write(1, "handled\n", 8); _exit(0); }
        int main(void) {
            int status, child = fork();
            if (child == 0) {
                struct sigaction action = {.sa_handler = handler};
                sigaction(SIGTERM, &action, NULL);
                pause();
            }
            kill(child, SIGTERM);
            waitpid(child, &status, 0);
            puts(WIFSIGNALED(status) ? "killed" : "exited");
        }"#;
    // Not all runs are known, because this handler could have returned.
    ask(&c(text)).has_found(&["killed", "handled|exited"]);
}

#[test]
fn a_handler_of_sigchld_comes_before_or_after_a_line() {
    let text = r#"
        void handler(int signal) { write(1, "handler\n", 8); }
        int main(void) {
            struct sigaction action = {.sa_handler = handler, .sa_flags = SA_RESTART};
            sigaction(SIGCHLD, &action, NULL);
            if (fork() == 0) _exit(0);
            puts("a"); fflush(stdout);
            wait(NULL);
            puts("b");
        }"#;
    ask(&c(text)).is_all(&["handler|a|b", "a|handler|b"]);
}

#[test]
fn time_is_not_waited_for() {
    let text = r#"int main(void) {
        if (fork() == 0) { sleep(36000); puts("child"); return 0; }
        poll(NULL, 0, 18000000);
        puts("parent"); fflush(stdout);
        wait(NULL);
        puts("end");
    }"#;
    // A long sleep may end before a short one: nothing but luck orders the two.
    ask(&c(text)).is_all(&["parent|child|end", "child|parent|end"]);
}

#[test]
fn an_orphan_sees_that_its_parent_is_gone() {
    let text = r#"int main(void) {
        int parent = getpid();
        if (fork() == 0) { puts(getppid() == parent ? "child" : "orphan"); return 0; }
        puts("parent");
    }"#;
    ask(&c(text)).is_all(&["parent|orphan", "parent|child", "child|parent"]);
}

#[test]
fn two_readers_of_one_pipe() {
    let text = r#"int main(void) {
        int ends[2]; char byte;
        pipe(ends);
        for (int reader = 1; reader <= 2; reader++)
            if (fork() == 0) {
                read(ends[0], &byte, 1); printf("%d %c\n", reader, byte); return 0;
            }
        write(ends[1], "a", 1); write(ends[1], "b", 1);
    }"#;
    ask(&c(text)).is_all(&["1 a|2 b", "2 b|1 a", "1 b|2 a", "2 a|1 b"]);
}

#[test]
fn a_lock_that_is_only_tried() {
    let path = fresh("lock");
    fs::write(&path, "").expect("the folder can be written to");
    let text = r#"int main(int count, char **paths) {
        for (int child = 1; child <= 2; child++)
            if (fork() == 0) {
                int got = flock(open(paths[1], O_RDONLY), LOCK_EX | LOCK_NB) == 0;
                printf("%d %s\n", child, got ? "got" : "busy"); return 0;
            }
    }"#;
    let mut command = c(text);
    command.arg(path);
    ask(&command).is_all(&[
        "1 got|2 busy",
        "2 busy|1 got",
        "2 got|1 busy",
        "1 busy|2 got",
        "1 got|2 got",
        "2 got|1 got",
    ]);
}

#[test]
fn a_lock_that_a_fork_has_copied() {
    let path = fresh("lock");
    fs::write(&path, "").expect("the folder can be written to");
    let text = r#"int main(int count, char **paths) {
        flock(open(paths[1], O_RDONLY), LOCK_EX);
        if (fork() == 0) { flock(open(paths[1], O_RDONLY), LOCK_EX); puts("child"); return 0; }
        puts("parent");
    }"#;
    let mut command = c(text);
    command.arg(&path);
    let answer = ask(&command);
    // The child has a copy of the descriptor, so the lock is held until the child ends.
    let why =
        format!("stands still: main.1 waits to lock {}, for main", path.display());
    answer.always_stands_still(&["parent"], &why);
    assert_eq!(answer.unfinished, BTreeSet::new());
}

#[test]
fn what_differs_from_run_to_run_is_left_to_chance() {
    for expression in ["rand_s()", "(long) &main", "(long) malloc(1)"] {
        let text = format!(
            r#"
            long rand_s(void) {{ long number; syscall(SYS_getrandom, &number, 8, 0); return number; }}
            int main(void) {{ printf("%ld\n", (long) {expression}); }}"#
        );
        let answer = ask(&c(&text));
        assert!(
            answer.unfinished.contains(&Unfinished::Chance),
            "{expression} {answer:?}"
        );
    }
    let text = r#"int main(void) {
        struct timespec now; clock_gettime(CLOCK_REALTIME, &now);
        printf("%ld.%09ld\n", now.tv_sec, now.tv_nsec);
    }"#;
    let answer = ask(&c(text));
    assert!(answer.unfinished.contains(&Unfinished::Chance), "the time {answer:?}");
}

#[test]
fn a_file_that_appears_is_not_followed() {
    let path = fresh("file");
    let bind = r"struct sockaddr_un name = {AF_UNIX};
        strcpy(name.sun_path, paths[1]);
        bind(socket(AF_UNIX, SOCK_STREAM, 0), (void *)&name, sizeof name)";
    let makes =
        ["creat(paths[1], 0600)", "open(paths[1], O_CREAT | O_WRONLY, 0600)", bind];
    for makes in makes {
        let text = format!(
            r#"
            #include <sys/un.h>
            int main(int count, char **paths) {{
                unlink(paths[1]);
                struct stat file;
                if (fork() == 0) {{ puts("child"); fflush(stdout); {makes}; return 0; }}
                while (stat(paths[1], &file) != 0) usleep(1000);
                puts("parent");
            }}"#
        );
        let mut command = c(&text);
        command.arg(&path);
        let shared = Unknown::SharedFile(path.display().to_string());
        let answer = ask(&command);
        assert!(
            answer.unfinished.contains(&Unfinished::Unknown(shared)),
            "{answer:?}"
        );
    }
}

#[test]
fn the_mode_of_a_file_is_not_followed() {
    let path = fresh("file");
    fs::write(&path, "").unwrap();
    let mut command = c(r#"
        int main(int count, char **paths) {
            struct stat file;
            chmod(paths[1], 0600);
            if (fork() == 0) { puts("child"); fflush(stdout); chmod(paths[1], 0644); return 0; }
            do { usleep(1000); stat(paths[1], &file); } while (!(file.st_mode & 4));
            puts("parent");
        }"#);
    command.arg(&path);
    let shared = Unknown::SharedFile(path.display().to_string());
    let answer = ask(&command);
    assert!(answer.unfinished.contains(&Unfinished::Unknown(shared)), "{answer:?}");
}

/// What a process has open is closed one after the other when it ends.
#[test]
fn an_end_lets_go_of_one_thing_after_the_other() {
    let program = |look: &str| {
        c(&format!(
            r"int main(int count, char **names) {{
                int ends[2]; char byte;
                pipe(ends);
                if (fork() == 0) {{
                    close(ends[0]);
                    flock(open(names[0], O_RDONLY), LOCK_EX);
                    _exit(0);
                }}
                close(ends[1]);
                int file = open(names[0], O_RDONLY);
                {look}
                wait(NULL);
            }}"
        ))
    };
    let takes = r#"read(ends[0], &byte, 1);
        puts(flock(file, LOCK_EX | LOCK_NB) ? "busy" : "got");"#;
    let answer = ask(&program(takes));
    assert!(answer.unfinished.contains(&Unfinished::SlowEnd), "{answer:?}");
    // Whoever waits for the lock gets it, sooner or later.
    ask(&program(r#"read(ends[0], &byte, 1); flock(file, LOCK_EX); puts("got");"#))
        .is_all(&["got"]);
}

/// Between what a process does and its closing of several descriptors others may do something.
#[test]
fn a_closing_of_many_is_a_step_of_its_own() {
    for closes in [
        "close_range(p[1], p[1], 0);",
        "dup2(open(\"/dev/null\", O_WRONLY), p[1]);",
        "close(p[1]);",
    ] {
        let text = format!(
            r#"int main(void) {{
                int p[2], q[2]; char byte;
                pipe(p); pipe(q);
                if (fork() == 0) {{
                    write(q[1], "x", 1);
                    {closes}
                    puts("child"); return 0;
                }}
                close(p[1]);
                read(q[0], &byte, 1);
                fcntl(p[0], F_SETFL, O_NONBLOCK);
                puts(read(p[0], &byte, 1) == 0 ? "eof" : "again");
                wait(NULL);
            }}"#
        );
        let expected = ["again|child", "child|again", "child|eof", "eof|child"];
        ask(&c(&text)).is_all(&expected);
    }
}

/// A read that does not wait may come before or after the end of the pipe.
#[test]
fn a_read_that_does_not_wait_comes_at_any_time() {
    let program = |first: &str| {
        c(&format!(
            r#"int main(void) {{
                int ends[2]; char byte;
                pipe(ends);
                fcntl(ends[0], F_SETFL, O_NONBLOCK);
                if (fork() == 0) {{ {first} _exit(0); }}
                close(ends[1]);
                puts(read(ends[0], &byte, 1) == 0 ? "eof" : "again");
                wait(NULL);
            }}"#
        ))
    };
    ask(&program("")).is_all(&["again", "eof"]);
    ask(&program("close(ends[1]); puts(\"child\"); fflush(stdout);")).is_all(&[
        "again|child",
        "child|again",
        "child|eof",
        "eof|child",
    ]);
}

/// As the C library asks for a cache of users' names, which few machines have.
#[test]
fn a_connection_to_nobody_fails() {
    let program = c(r#"
        #include <sys/un.h>
        int main(int count, char **paths) {
            struct sockaddr_un name = {AF_UNIX};
            strcpy(name.sun_path, paths[1]);
            int fd = socket(AF_UNIX, SOCK_STREAM, 0);
            if (fork() == 0) { puts("child"); return 0; }
            puts(connect(fd, (void *)&name, sizeof name) ? "nobody" : "somebody");
        }"#);
    let connects_to = |path: &Path| {
        let mut command = again(&program);
        command.arg(path);
        ask(&command)
    };
    connects_to(&fresh("socket")).is_all(&["child|nobody", "nobody|child"]);
    let path = fresh("socket");
    let _listener = UnixListener::bind(&path).unwrap();
    let connect = Unfinished::Unknown(Unknown::Call(libc::SYS_connect));
    connects_to(&path).is_unfinished(&connect);
}

#[test]
fn a_long_write_waits_for_its_reader() {
    let text = |first: &str| {
        format!(
            r#"int main(void) {{
                static char bytes[200000];
                int ends[2]; long got, all = 0;
                pipe(ends);
                if (fork() == 0) {{
                    write(ends[1], bytes, sizeof bytes); puts("sent"); return 0;
                }}
                {first}
                while (all < sizeof bytes && (got = read(ends[0], bytes, sizeof bytes)) > 0) all += got;
                puts("got"); fflush(stdout);
                wait(NULL);
            }}"#
        )
    };
    ask(&c(&text(""))).is_all(&["sent|got", "got|sent"]);
    ask(&c(&text("wait(NULL);"))).always_stands_still(
        &[""],
        "stands still: main waits for main.1 to end; main.1 waits to write 134464 bytes into \
         pipe 1 of main, for main",
    );
}

/// The short message takes a page of the pipe, so that the long one does not fill the pipe to its
/// last byte. Yet it is known how much of the long one fits.
#[test]
fn a_long_write_after_a_short_one_waits_for_its_reader() {
    let text = r#"int main(void) {
        static char bytes[200000];
        int ends[2]; long all = 0;
        pipe(ends);
        if (fork() == 0) {
            write(ends[1], bytes, 23); puts("short");
            WRITE; puts("long"); return 0;
        }
        puts("main"); fflush(stdout);
        read(ends[0], bytes, 12); read(ends[0], bytes, 11);
        puts("one"); fflush(stdout);
        while (all < sizeof bytes) all += read(ends[0], bytes, sizeof bytes);
        puts("two"); fflush(stdout);
        wait(NULL);
    }"#;
    let ends = ["two|long", "long|two"];
    let begins = ["short|main|one", "main|short|one", "main|one|short"];
    let texts = begins
        .iter()
        .flat_map(|begin| ends.iter().map(move |end| format!("{begin}|{end}")))
        .collect::<Vec<_>>();
    let texts: Vec<_> = texts.iter().map(String::as_str).collect();
    let write = text.replace("WRITE", "write(ends[1], bytes, sizeof bytes)");
    ask(&c(&write)).is_all(&texts);

    // The kernel makes this one in one piece, and wakes whoever waits in there. That is not
    // found out too late, as if both stood still.
    let gather = text.replace(
        "WRITE",
        "struct iovec all_bytes = {bytes, sizeof bytes}; writev(ends[1], &all_bytes, 1)",
    );
    ask_for(&c(&gather), 300).has_found(&texts);
}

#[test]
fn whoever_is_ready_of_two_pipes() {
    let polls =
        "struct pollfd both[] = {{p[0], POLLIN}, {q[0], POLLIN}}; poll(both, 2, -1);
        int first = both[0].revents, second = both[1].revents;";
    let selects =
        "fd_set both; FD_ZERO(&both); FD_SET(p[0], &both); FD_SET(q[0], &both);
        select(9, &both, NULL, NULL, NULL);
        int first = FD_ISSET(p[0], &both), second = FD_ISSET(q[0], &both);";
    for look in [polls, selects] {
        let text = format!(
            r#"int main(void) {{
                int p[2], q[2];
                pipe(p); pipe(q);
                if (fork() == 0) {{ write(p[1], "x", 1); return 0; }}
                if (fork() == 0) {{ write(q[1], "x", 1); return 0; }}
                {look}
                puts(first && second ? "both" : first ? "first" : "second");
            }}"#
        );
        ask(&c(&text)).is_all(&["both", "first", "second"]);
    }
}

#[test]
fn a_fifo_and_a_pair_of_sockets_order() {
    let path = fresh("fifo");
    let text = r#"int main(int count, char **paths) {
        char byte;
        unlink(paths[1]); mkfifo(paths[1], 0600);
        if (fork() == 0) {
            puts("child"); fflush(stdout);
            write(open(paths[1], O_WRONLY), "x", 1); return 0;
        }
        read(open(paths[1], O_RDONLY), &byte, 1);
        puts("parent");
    }"#;
    let mut fifo = c(text);
    fifo.arg(&path);
    let sockets = r#"int main(void) {
        int ends[2]; char byte;
        socketpair(AF_UNIX, SOCK_STREAM, 0, ends);
        if (fork() == 0) { puts("child"); fflush(stdout); send(ends[1], "x", 1, 0); return 0; }
        recv(ends[0], &byte, 1, 0);
        puts("parent");
    }"#;
    ask(&c(sockets)).is_all(&["child|parent"]);
    // Whoever opens a FIFO waits inside the kernel for the other side.
    let answer = ask(&fifo);
    answer.has_found(&["child|parent"]);
    let open = format!("open {}", path.display());
    answer.is_unfinished(&Unfinished::Waits(open));
}

#[test]
fn a_second_counter_is_not_the_first() {
    // The kernel gives the number of an eventfd again once nobody has it open.
    let text = r"
        #include <sys/eventfd.h>
        int main(void) {
            unsigned long number;
            for (int round = 0; round < 3; round++) {
                int counter = eventfd(1, 0);
                eventfd_read(counter, &number);
                close(counter);
            }
        }";
    let execution = Tracer::new(c(text)).trace().expect("it can be traced");
    let steps = execution.steps.iter().map(|step| step.operation.to_string());
    let reads: BTreeSet<_> =
        steps.filter(|step| step.starts_with("read from counter")).collect();
    assert_eq!(reads.len(), 3, "{reads:?}");
}

#[test]
fn however_a_child_is_born() {
    let spawn = r#"char *words[] = {"echo", "child", NULL};
        posix_spawnp(&child, "echo", NULL, NULL, words, environ);"#;
    let vfork = r#"if ((child = vfork()) == 0) { execlp("echo", "echo", "child", NULL); _exit(1); }"#;
    for birth in [spawn, vfork] {
        let text = format!(
            r#"int main(void) {{
                int child;
                {birth}
                puts("parent"); fflush(stdout);
                waitpid(child, NULL, 0);
                puts("end");
            }}"#
        );
        ask(&c(&text)).is_all(&["child|parent|end", "parent|child|end"]);
    }
}

/// Three children whose lines come in any order, and are waited for in any order.
fn many_runs() -> Command {
    c(r#"int main(void) {
        for (int child = 0; child < 3; child++)
            if (fork() == 0) { printf("%d\n", child); return 0; }
        for (int child = 0; child < 3; child++) printf("%d\n", wait(NULL) > 0), fflush(stdout);
    }"#)
}

/// One run was made, its outputs are known, and it is not said that they are all.
#[track_caller]
fn has_stopped(exploration: &Exploration) {
    assert_eq!(exploration.runs, 1);
    let [Unfinished::Bound(left)] =
        exploration.unfinished.iter().collect::<Vec<_>>()[..]
    else {
        panic!("{:?}", exploration.unfinished)
    };
    assert!(*left > 0);
    assert!(!exploration.is_complete());
    assert!(!Answer::of(exploration).texts.is_empty());
}

#[test]
fn a_search_that_is_stopped_keeps_what_it_has() {
    let command = many_runs();
    let explorer = || Explorer::new(|| again(&command));
    let watched = explorer().watch(|_| ControlFlow::Break(()));
    for explorer in
        [watched, explorer().most_runs(1), explorer().time(Duration::ZERO)]
    {
        has_stopped(&explorer.explore().expect("it can be explored"));
    }
    assert!(explorer().explore().expect("it can be explored").is_complete());
}
