//! Small programs that people ask about, each with all its outputs: on a terminal, and on a
//! pipe, where C keeps what it prints until the end. The outputs were worked out by hand.

use std::collections::BTreeSet;

use process_workbook::trace::Stdout;

use super::asked::{Answer, ask, ask_for, ask_on};
use crate::support::made::{c, pythons, shell};

/// What is found of a C program on a terminal and on a pipe.
fn both(text: &str) -> [Answer; 2] {
    let command = c(text);
    [Stdout::Terminal, Stdout::Pipe].map(|stdout| ask_on(stdout, &command))
}

#[test]
fn a_loop_of_forks() {
    let [terminal, pipe] = both(
        r#"int main(void) {
            for (int i = 0; i < 2; i++) { fork(); printf("round %d\n", i); }
        }"#,
    );
    // Nobody prints 1 before somebody has printed 0, and each 0 is followed by two 1.
    terminal.is_all(
        &["0|0|1|1|1|1", "0|1|0|1|1|1", "0|1|1|0|1|1"]
            .map(rounds)
            .each_ref()
            .map(|it| &**it),
    );
    // A fork copies what was not yet written.
    pipe.is_all(&[&*rounds("0|1|0|1|0|1|0|1")]);
}

fn rounds(text: &str) -> String {
    text.split('|').map(|it| format!("round {it}")).collect::<Vec<_>>().join("|")
}

#[test]
fn a_wait_for_the_only_child() {
    let [terminal, pipe] = both(
        r#"int main(void) {
            int child = fork();
            puts(child ? "parent" : "child");
            if (child == 0) puts("B"); else { wait(NULL); puts("C"); }
        }"#,
    );
    terminal.is_all(&["parent|child|B|C", "child|parent|B|C", "child|B|parent|C"]);
    pipe.is_all(&["child|B|parent|C"]);
}

#[test]
fn nested_forks_that_nobody_waits_for() {
    let [terminal, pipe] = both(
        r#"int main(void) {
            puts("L0");
            if (fork()) { puts("L1"); if (fork()) puts("L2"); }
            puts("Bye");
        }"#,
    );
    terminal.is_all(&[
        "L0|L1|L2|Bye|Bye|Bye",
        "L0|L1|Bye|L2|Bye|Bye",
        "L0|L1|Bye|Bye|L2|Bye",
        "L0|Bye|L1|L2|Bye|Bye",
        "L0|Bye|L1|Bye|L2|Bye",
    ]);
    pipe.is_all(&[
        "L0|Bye|L0|L1|Bye|L0|L1|L2|Bye",
        "L0|Bye|L0|L1|L2|Bye|L0|L1|Bye",
        "L0|L1|Bye|L0|Bye|L0|L1|L2|Bye",
        "L0|L1|Bye|L0|L1|L2|Bye|L0|Bye",
        "L0|L1|L2|Bye|L0|Bye|L0|L1|Bye",
        "L0|L1|L2|Bye|L0|L1|Bye|L0|Bye",
    ]);
}

#[test]
fn a_byte_that_orders() {
    let answers = both(
        r#"int main(void) {
            int ends[2]; char byte;
            pipe(ends);
            if (fork() == 0) { puts("hello"); fflush(stdout); write(ends[1], "x", 1); return 0; }
            read(ends[0], &byte, 1);
            puts("goodbye");
        }"#,
    );
    for answer in answers {
        answer.is_all(&["hello|goodbye"]);
    }
}

#[test]
fn a_wait_for_any_child() {
    let [terminal, pipe] = both(
        r#"int main(void) {
            if (fork() == 0) { puts("a"); return 0; }
            if (fork() == 0) { puts("b"); return 0; }
            wait(NULL); puts("one");
            wait(NULL); puts("two");
        }"#,
    );
    terminal.is_all(&["a|b|one|two", "b|a|one|two", "a|one|b|two", "b|one|a|two"]);
    pipe.is_all(&["a|b|one|two", "b|a|one|two"]);
}

#[test]
fn two_writers_of_one_pipe() {
    let answers = both(
        r#"int main(void) {
            int ends[2]; char byte;
            pipe(ends);
            for (char *name = "ab"; *name; name++)
                if (fork() == 0) {
                    printf("%c\n", *name); fflush(stdout); write(ends[1], name, 1); return 0;
                }
            read(ends[0], &byte, 1); puts("one"); fflush(stdout);
            read(ends[0], &byte, 1); puts("two");
        }"#,
    );
    for answer in answers {
        answer.is_all(&["a|b|one|two", "b|a|one|two", "a|one|b|two", "b|one|a|two"]);
    }
}

#[test]
fn a_poll_of_a_child() {
    let answers = both(
        r#"int main(void) {
            int child = fork();
            if (child == 0) { puts("child"); return 0; }
            int ended = waitpid(child, NULL, WNOHANG);
            puts(ended ? "ended" : "alive"); fflush(stdout);
            if (!ended) waitpid(child, NULL, 0);
            puts("joined");
        }"#,
    );
    for answer in answers {
        answer.is_all(&[
            "child|ended|joined",
            "alive|child|joined",
            "child|alive|joined",
        ]);
    }
}

#[test]
fn a_child_that_is_terminated() {
    let answers = both(
        r#"int main(void) {
            int child = fork();
            if (child == 0) { puts("one"); fflush(stdout); puts("two"); return 0; }
            kill(child, SIGTERM);
            waitpid(child, NULL, 0);
            puts("joined");
        }"#,
    );
    for answer in answers {
        answer.is_all(&["joined", "one|joined", "one|two|joined"]);
    }
}

#[test]
fn each_reads_what_the_other_would_write() {
    let answers = both(
        r#"int main(void) {
            int p[2], q[2]; char byte;
            pipe(p); pipe(q);
            if (fork() == 0) { read(p[0], &byte, 1); puts("child"); write(q[1], "x", 1); return 0; }
            read(q[0], &byte, 1); puts("parent"); write(p[1], "x", 1);
        }"#,
    );
    for answer in answers {
        answer.always_stands_still(
            &[""],
            "stands still: main waits to read from pipe 2 of main, for main.1; main.1 waits to \
             read from pipe 1 of main, for main",
        );
        assert!(answer.unfinished.is_empty());
    }
}

#[test]
fn jobs_of_a_shell() {
    for name in ["bash", "dash"] {
        let text = "echo a & echo b & wait; echo done";
        let Some(mut command) = shell("jobs_of_a_shell", name, text) else {
            continue;
        };
        // Then bash looks for the folder of its user.
        command.env_remove("HOME");
        for stdout in [Stdout::Terminal, Stdout::Pipe] {
            ask_on(stdout, &command).is_all(&["a|b|done", "b|a|done"]);
        }
    }
}

#[test]
fn a_lock_of_python_keeps_two_lines_together() {
    let text = "
import multiprocessing

def say(name, lock):
    with lock:
        print(name, 1, flush=True)
        print(name, 2, flush=True)

if __name__ == '__main__':
    multiprocessing.set_start_method('fork')
    lock = multiprocessing.Lock()
    for name in 'ab':
        multiprocessing.Process(target=say, args=(name, lock)).start()
";
    for command in pythons("a_lock_of_python_keeps_two_lines_together", text) {
        let answer = ask_for(&command, 60);
        answer.has_found(&["a 1|a 2|b 1|b 2", "b 1|b 2|a 1|a 2"]);
        // A semaphore in shared memory is not seen when it is free.
        assert!(!answer.unfinished.is_empty());
    }
}

#[test]
fn a_child_is_joined_before_its_queue_is_read() {
    let text = "
import multiprocessing

def fill(queue):
    queue.put('x' * 200_000)

if __name__ == '__main__':
    multiprocessing.set_start_method('fork')
    queue = multiprocessing.Queue()
    child = multiprocessing.Process(target=fill, args=(queue,))
    child.start()
    print('waiting', flush=True)
    child.join()
    print(len(queue.get()), flush=True)
";
    for command in pythons("a_child_is_joined_before_its_queue_is_read", text) {
        let answer = ask_for(&command, 3);
        assert_eq!(answer.texts, BTreeSet::new());
        assert_eq!(answer.begun, BTreeSet::from(["waiting".to_owned()]));
        for why in &answer.standstills {
            // It is the feeder, a thread of the child, that nobody reads from.
            let [main, .., feeder] = why.split("; ").collect::<Vec<_>>()[..] else {
                panic!("{why}")
            };
            assert_eq!(main, "stands still: main waits for main.1 to end");
            assert!(feeder.starts_with("main.1#1 waits to write"), "{why}");
        }
        assert!(!answer.unfinished.is_empty());
    }
}

#[test]
fn a_join_with_a_time_out_orders_nothing() {
    let text = "
import multiprocessing

def child():
    print('child', flush=True)

if __name__ == '__main__':
    multiprocessing.set_start_method('fork')
    p = multiprocessing.Process(target=child)
    p.start()
    p.join(0.1)
    print('parent', flush=True)
";
    for command in pythons("a_join_with_a_time_out_orders_nothing", text) {
        ask(&command).is_all(&["child|parent", "parent|child"]);
    }
}

#[test]
fn one_print_of_two_lines() {
    let text = r#"
import os

if os.fork() == 0:
    print("a 1\na 2", flush=True)
else:
    print("b 1\nb 2", flush=True)
    os.wait()
"#;
    for command in pythons("one_print_of_two_lines", text) {
        // On a terminal Python writes up to the last end of line in the text, and then the end
        // that print adds.
        let [terminal, pipe] =
            [Stdout::Terminal, Stdout::Pipe].map(|it| ask_on(it, &command));
        assert_eq!(terminal.texts.len(), 4, "{terminal:?}");
        assert!(terminal.unfinished.is_empty(), "{terminal:?}");
        pipe.is_all(&["a 1|a 2|b 1|b 2", "b 1|b 2|a 1|a 2"]);
    }
}

#[test]
fn two_threads_of_python() {
    let text = "
import os, threading
for name in 'ab':
    threading.Thread(target=os.write, args=(1, b'thread %s\\n' % name.encode())).start()
";
    for command in pythons("two_threads_of_python", text) {
        let answer = ask_for(&command, 6);
        answer.has_found(&["thread a|thread b", "thread b|thread a"]);
        assert!(!answer.unfinished.is_empty());
    }
}

/// A child is copied while another thread of its parent has the lock, or after that.
#[test]
fn a_fork_beside_a_thread_that_has_a_lock() {
    for answer in both(
        r#"
        pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

        void *work(void *none) {
            pthread_mutex_lock(&lock);
            write(1, "it works\n", 9);
            pthread_mutex_unlock(&lock);
        }

        int main(void) {
            pthread_t thread;
            pthread_create(&thread, NULL, work, NULL);
            usleep(1000);
            if (fork() == 0) {
                int is_taken = pthread_mutex_trylock(&lock);
                write(1, is_taken ? "taken\n" : "open\n", is_taken ? 6 : 5);
                _exit(0);
            }
            pthread_join(thread, NULL);
            wait(NULL);
        }"#,
    ) {
        answer.has_found(&[
            "it works|open",
            "it works|taken",
            "open|it works",
            "taken|it works",
        ]);
        assert!(!answer.unfinished.is_empty());
    }
}

#[test]
fn a_wait_for_either_of_two_sentinels() {
    let text = "
import multiprocessing
from multiprocessing.connection import wait

def say(name):
    print(name, flush=True)

if __name__ == '__main__':
    multiprocessing.set_start_method('fork')
    children = [multiprocessing.Process(target=say, args=(name,)) for name in 'ab']
    for child in children:
        child.start()
    wait([child.sentinel for child in children])
    print('one', flush=True)
    for child in children:
        child.join()
    print('two', flush=True)
";
    for command in pythons("a_wait_for_either_of_two_sentinels", text) {
        let all = ["a|b|one|two", "b|a|one|two", "a|one|b|two", "b|one|a|two"];
        ask(&command).is_all(&all);
    }
}
