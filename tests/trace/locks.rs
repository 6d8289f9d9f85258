//! Locks on files, semaphores, condition variables: one at a time, and either way.

use std::fs::File;
use std::thread;
use std::time::Duration;

use process_workbook::trace::{Operation, Rule, Unknown};

use super::helpers::{
    always, c, control, edges, fresh, go, go_until, is_print, output, pythons, show,
    trace,
};

/// Two children that take one lock, and print two lines each while they have it.
fn two_children(prepare: &str, take: &str, give: &str) -> String {
    format!(
        r#"
        int main(void) {{
            {prepare}
            for (char *name = "ab"; *name; name++)
                if (fork() == 0) {{
                    {take}
                    printf("%c begins\n", *name); fflush(stdout);
                    printf("%c ends\n", *name); fflush(stdout);
                    {give}
                    _exit(0);
                }}
            while (wait(NULL) > 0);
        }}"#
    )
}

/// Each in turn is the first to have the lock, and the other comes after it.
#[track_caller]
fn is_exclusion(text: &str) {
    for (name, first, second) in [("main.1", "a", "b"), ("main.2", "b", "a")] {
        let mut controller = control(c(text));
        go_until(&mut controller, "main", |it| matches!(it, Operation::Wait { .. }));
        go_until(
            &mut controller,
            name,
            |it| matches!(it, Operation::Print(bytes) if bytes.ends_with(b"ends\n")),
        );
        let execution = controller.finish().expect("it ends");
        let expected = format!(
            "{first} begins\n{first} ends\n{second} begins\n{second} ends\n"
        );
        assert_eq!(output(&execution), expected);
        always(
            &execution,
            &format!("{first} ends\n"),
            &format!("{second} begins\n"),
        );
        assert!(execution.deadlock.is_none());
    }
}

#[test]
fn flock_excludes() {
    // F-07
    let path = fresh("lock");
    let open =
        format!("int fd = open(\"{}\", O_RDWR | O_CREAT, 0600);", path.display());
    let take = format!("{open} flock(fd, LOCK_EX);");
    is_exclusion(&two_children("", &take, "flock(fd, LOCK_UN);"));
    // The end of the process gives it back, too.
    is_exclusion(&two_children("", &take, ""));
    // And the close.
    is_exclusion(&two_children("", &take, "close(fd);"));
}

#[test]
fn who_inherits_an_open_file_has_its_flock() {
    let path = fresh("lock");
    let text = r#"
        int main(void) {
            int fd = open("PATH", O_RDWR | O_CREAT, 0600);
            flock(fd, LOCK_EX);
            if (fork() == 0) { flock(fd, LOCK_EX); printf("child\n"); return 0; }
            wait(NULL);
            printf("main\n");
        }"#;
    let execution = trace(c(&text.replace("PATH", path.to_str().expect("UTF-8"))));
    assert_eq!(output(&execution), "child\nmain\n");
}

#[test]
fn fcntl_excludes() {
    let path = fresh("lock");
    let open =
        format!("int fd = open(\"{}\", O_RDWR | O_CREAT, 0600);", path.display());
    let take = format!("{open} lockf(fd, F_LOCK, 0);");
    is_exclusion(&two_children("", &take, "lockf(fd, F_ULOCK, 0);"));
}

#[test]
fn a_lock_that_is_only_tried_makes_nobody_wait() {
    let path = fresh("lock");
    let text = r#"
        int main(void) {
            int fd = open("PATH", O_RDWR | O_CREAT, 0600);
            flock(fd, LOCK_EX);
            if (fork() == 0) {
                fd = open("PATH", O_RDWR);
                printf("%d\n", flock(fd, LOCK_EX | LOCK_NB)); return 0;
            }
            wait(NULL);
        }"#;
    let execution = trace(c(&text.replace("PATH", path.to_str().expect("UTF-8"))));
    assert_eq!(output(&execution), "-1\n");
}

#[test]
fn who_holds_a_file_s_lock_is_named() {
    let path = fresh("lock");
    let text = r#"
        int main(void) {
            int fd = open("PATH", O_RDWR | O_CREAT, 0600), child;
            flock(fd, LOCK_EX);
            if ((child = fork()) == 0) {
                close(fd); fd = open("PATH", O_RDWR);
                flock(fd, LOCK_EX); return 0;
            }
            waitpid(child, NULL, 0);
        }"#;
    let execution = trace(c(&text.replace("PATH", path.to_str().expect("UTF-8"))));
    let deadlock = execution.deadlock.expect("each waits for the other");
    let child = &deadlock.waiting[1];
    assert_eq!(
        (child.name.as_str(), &child.until[..]),
        ("main.1", &["main".to_owned()][..])
    );
}

/// A program that takes the lock of a file, and its path.
fn locks(path: &std::path::Path) -> String {
    let text = r#"
        int main(void) {
            int fd = open("PATH", O_RDONLY);
            write(1, "soon\n", 5);
            flock(fd, LOCK_EX);
            write(1, "mine\n", 5);
        }"#;
    text.replace("PATH", path.to_str().expect("UTF-8"))
}

#[test]
fn a_lock_that_somebody_outside_gives_back_is_waited_for() {
    let path = fresh("lock");
    let theirs = File::create(&path).expect("a file");
    theirs.lock().expect("it is new");
    let mut controller = control(c(&locks(&path)));
    go_until(&mut controller, "main", is_print);
    let other = thread::spawn(move || {
        // However late that is, the lock is had.
        thread::park_timeout(Duration::from_millis(50));
        drop(theirs);
    });
    let execution = controller.finish().expect("it ends");
    other.join().expect("it drops a file");
    assert_eq!(output(&execution), "soon\nmine\n");
    assert!(execution.unknown.is_empty(), "{}", show(&execution));
}

#[test]
fn a_lock_that_somebody_outside_keeps_leaves_the_answer_open() {
    let path = fresh("lock");
    let theirs = File::create(&path).expect("a file");
    theirs.lock().expect("it is new");
    let execution = trace(c(&locks(&path)));
    assert!(execution.unknown.contains(&Unknown::OutsideLock));
    let deadlock = execution.deadlock.expect("nobody gives it back");
    let until = &deadlock.waiting[0].until;
    assert_eq!(until[..], ["a process outside the program".to_owned()]);
}

#[test]
fn a_semaphore_in_shared_memory_excludes() {
    let prepare = "sem_t *lock = mmap(NULL, sizeof *lock, PROT_READ | PROT_WRITE,
        MAP_SHARED | MAP_ANONYMOUS, -1, 0); sem_init(lock, 1, 1);";
    let text = two_children(prepare, "sem_wait(lock);", "sem_post(lock);");
    is_exclusion(&text);
    let execution = trace(c(&text));
    assert!(execution.unknown.contains(&Unknown::SharedMemory));
}

#[test]
fn a_lock_that_is_free_is_seen_by_what_it_changes() {
    // No process ever waits here, so no system call is made.
    let prepare = "pthread_mutex_t *lock = mmap(NULL, 4096, PROT_READ | PROT_WRITE,
        MAP_SHARED | MAP_ANONYMOUS, -1, 0); pthread_mutexattr_t shared;
        pthread_mutexattr_init(&shared);
        pthread_mutexattr_setpshared(&shared, PTHREAD_PROCESS_SHARED);
        pthread_mutex_init(lock, &shared);";
    let text = two_children(
        prepare,
        "pthread_mutex_lock(lock);",
        "pthread_mutex_unlock(lock);",
    );
    let mut controller = control(c(&text));
    go(&mut controller, "main");
    go_until(&mut controller, "main.1", is_print);
    go(&mut controller, "main.1");
    go(&mut controller, "main.1");
    let execution = controller.finish().expect("it ends");
    always(&execution, "a ends\n", "b begins\n");
    let memory = edges(&execution, Rule::Memory);
    assert!(memory.contains(&("main.1", "main.2")), "{}", show(&execution));
}

#[test]
fn a_condition_variable_wakes() {
    let execution = trace(c(r#"
        pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
        pthread_cond_t condition = PTHREAD_COND_INITIALIZER;
        int is_set;
        void *work(void *none) {
            pthread_mutex_lock(&lock);
            while (!is_set) pthread_cond_wait(&condition, &lock);
            pthread_mutex_unlock(&lock);
            write(1, "woken\n", 6);
        }
        int main(void) {
            pthread_t threads[3];
            for (int i = 0; i < 3; i++) pthread_create(threads + i, NULL, work, NULL);
            sleep(1);
            pthread_mutex_lock(&lock);
            is_set = 1;
            write(1, "set\n", 4);
            pthread_cond_broadcast(&condition);
            pthread_mutex_unlock(&lock);
            for (int i = 0; i < 3; i++) pthread_join(threads[i], NULL);
            write(1, "end\n", 4);
        }"#));
    assert_eq!(output(&execution), "set\nwoken\nwoken\nwoken\nend\n");
}

#[test]
fn a_thread_that_waits_for_a_lock_of_its_own_stands_still() {
    let execution = trace(c(r"
        pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
        int main(void) { pthread_mutex_lock(&lock); pthread_mutex_lock(&lock); }"));
    let deadlock = execution.deadlock.expect("nobody gives it back");
    assert!(deadlock.waiting[0].until.is_empty(), "{deadlock}");
}

#[test]
fn a_lock_held_at_the_fork_is_never_given_back() {
    let execution = trace(c(r#"
        pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
        void *work(void *none) { pthread_mutex_lock(&lock); sleep(100); pthread_mutex_unlock(&lock); }
        int main(void) {
            pthread_t thread;
            pthread_create(&thread, NULL, work, NULL);
            sleep(1);
            if (fork() == 0) { pthread_mutex_lock(&lock); printf("never\n"); _exit(0); }
            wait(NULL);
        }"#));
    let deadlock =
        execution.deadlock.expect("the child waits for a thread it has not");
    assert!(
        deadlock.to_string().contains("main waits for main.1 to end"),
        "{deadlock}"
    );
}

#[test]
fn pool_and_queue_of_multiprocessing_come_to_an_end() {
    let text = r#"
import multiprocessing

def double(number):
    return 2 * number

if __name__ == "__main__":
    multiprocessing.set_start_method("fork")
    with multiprocessing.Pool(2) as pool:
        print(pool.map(double, [1, 2, 3]), flush=True)
    queue = multiprocessing.Queue()
    for number in (1, 2):
        multiprocessing.Process(target=queue.put, args=(number,)).start()
    print(sorted(queue.get() for _ in range(2)), flush=True)
"#;
    for command in pythons("pool_and_queue_of_multiprocessing_come_to_an_end", text)
    {
        let execution = trace(command);
        assert_eq!(
            output(&execution),
            "[2, 4, 6]\n[1, 2]\n",
            "{:?}",
            execution.deadlock
        );
    }
}
