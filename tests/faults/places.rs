//! Places where a part of Linux is missing, or a pid means somebody else.

use std::fs;
use std::io::{Read, Write, pipe};
use std::process::{self, Command, Stdio};
use std::rc::Rc;
use std::thread;
use std::time::Duration;

use nix::errno::Errno;
use nix::libc;
use nix::sched::{CloneFlags, unshare};
use nix::sys::prctl::set_child_subreaper;
use nix::sys::wait::waitpid;
use nix::unistd::{chdir, chroot};
use process_workbook::{
    Error, Process, active_children, current_process, exit, parent_process, wait,
};

use crate::support::probe::Probe;
use crate::{
    assert_never_started, assert_refused, raw, started, succeeded_or_said_why_not,
    wait_at,
};

pub(crate) const PROBES: &[Probe] = &[
    Probe::inside("without_pidfd_open_one_can_wait_as_well", || {
        without_pidfd(Errno::ENOSYS); // a kernel before 5.3
    }),
    Probe::inside("where_pidfd_open_is_forbidden_one_can_wait_as_well", || {
        without_pidfd(Errno::EPERM); // a container
    }),
    Probe::outside(
        "without_proc_a_start_says_what_is_missing",
        without_proc,
        succeeded_or_said_why_not,
    ),
    Probe::outside(
        "a_daemon_in_a_pid_namespace_of_its_own_runs",
        daemon_in_a_namespace,
        succeeded_or_said_why_not,
    ),
    Probe::outside(
        "a_parent_outside_of_the_pid_namespace_is_alive_and_out_of_reach",
        parent_outside,
        succeeded_or_said_why_not,
    ),
    Probe::outside(
        "the_end_of_a_parent_outside_of_the_pid_namespace_is_seen",
        end_of_the_parent_outside,
        succeeded_or_said_why_not,
    ),
    Probe::outside(
        "a_parent_and_a_child_that_are_both_pid_1_are_two",
        both_pid_1,
        succeeded_or_said_why_not,
    ),
    Probe::outside(
        "a_stranger_with_the_pid_of_a_child_is_not_signalled",
        stranger_with_its_pid,
        succeeded_or_said_why_not,
    ),
];

const LONG: Duration = Duration::from_mins(1);

// F-49
fn without_pidfd(answer: Errno) {
    raw::forbid(libc::SYS_pidfd_open, answer);
    let (gate, mut opener) = pipe().expect("a pipe");
    let gate = Rc::new(gate);
    let held = |code| {
        let gate = Rc::clone(&gate);
        started(move || {
            wait_at(&gate);
            exit(code);
        })
    };
    let (first, second) = (held(7), held(7));
    assert_refused(&first.sentinel(), "pidfd_open", answer);
    let moment = Duration::from_millis(3);
    assert_eq!(first.join_timeout(moment).expect("no error"), None);
    let none = wait(&[&first, &second], Some(moment)).expect("no error");
    assert!(none.is_empty());
    let unstarted = Process::new(|| ());
    let refused = wait(&[&first, &unstarted], None);
    assert!(matches!(refused, Err(Error::NotStarted)), "{refused:?}");

    opener.write_all(&[0]).expect("a child reads it");
    let ended = wait(&[&first, &second], Some(LONG)).expect("no error");
    let [ended] = ended[..] else { panic!("{ended:?} have read one byte") };
    opener.write_all(&[0]).expect("the other child reads it");
    let (ended, other) = if ended == 0 { (first, second) } else { (second, first) };
    assert_eq!(ended.join_timeout(LONG).expect("no error"), Some(7));
    assert_eq!(other.join_timeout(LONG).expect("no error"), Some(7));
    assert_eq!(wait(&[&ended, &other], None).expect("no error"), [0, 1]);

    let child = started(|| {
        let sibling = started(|| {
            let parent = parent_process().expect("the child");
            parent.terminate().expect("no error");
            assert_eq!(wait(&[&parent], None).expect("no error"), [0]);
        });
        sibling.join().expect("join");
    });
    set_child_subreaper(true).expect("Linux 3.4");
    assert_eq!(child.join().expect("join"), -15);
    waitpid(None, None).expect("the orphan");
}

// F-87
fn without_proc() {
    let code = started(|| {
        let empty = env!("CARGO_TARGET_TMPDIR").to_owned() + "/empty";
        fs::create_dir_all(&empty).expect("a folder");
        if chroot(&*empty).and_then(|()| chdir("/")).is_err() {
            println!("SKIPPED: only root may hide /proc");
            return;
        }
        // Not needed, where the kernel tells whether there is one thread.
        let reads_nothing = started(|| {
            assert_eq!(std::io::stdin().read(&mut [0]).expect("stdin"), 0);
        });
        assert_eq!(reads_nothing.join().expect("join"), 0);

        raw::forbid(libc::SYS_unshare, Errno::EPERM);
        let mut refused = Process::new(|| ());
        let error = refused.start().expect_err("it cannot know");
        assert!(matches!(error, Error::ThreadsUnknown { .. }), "{error:?}");
        assert!(error.to_string().ends_with("mount /proc"), "{error}");
        assert_never_started(&refused);
    });
    assert_eq!(code.join().expect("join"), 0);
}

/// Whether the next child of this process is the first one in a PID namespace.
fn enter_a_namespace() -> bool {
    let pid = CloneFlags::CLONE_NEWPID;
    let entered = unshare(pid).or_else(|_| unshare(pid | CloneFlags::CLONE_NEWUSER));
    if entered.is_err() {
        println!("SKIPPED: this process may make no PID namespace");
    }
    entered.is_ok()
}

// F-45
fn daemon_in_a_namespace() {
    if enter_a_namespace() {
        let (gate, mut opener) = pipe().expect("a pipe");
        let mut daemon = Process::new(move || {
            assert_eq!(process::id(), 1);
            wait_at(&gate);
            exit(7);
        })
        .with_daemon(true);
        daemon.start().expect("start");
        // pid_namespaces(7): the first process of one gets no signal that it does not handle.
        daemon.terminate().expect("it is sent");
        assert!(daemon.is_alive().expect("a child of ours"));
        opener.write_all(&[0]).expect("the daemon reads it");
        assert_eq!(daemon.join().expect("join"), 7);
    }
}

// F-45
fn parent_outside() {
    let main = process::id();
    if !enter_a_namespace() {
        return;
    }
    let child = started(move || {
        assert_eq!(process::id(), 1);
        let parent = parent_process().expect("main");
        assert_eq!(parent.pid(), Some(main), "in its own namespace");
        assert!(parent.is_alive().expect("/proc is of its namespace"));
        for refused in [
            parent.sentinel().map(drop),
            parent.terminate(),
            parent.kill(),
            wait(&[&parent], None).map(drop),
        ] {
            assert!(matches!(refused, Err(Error::ParentOutOfSight)), "{refused:?}");
        }
        assert_eq!(current_process().pid(), Some(1));
        // Its own children are in the same namespace, and see it.
        let grandchild = started(|| {
            let parent = parent_process().expect("the child");
            assert_eq!(parent.pid(), Some(1));
            assert!(parent.is_alive().expect("it is seen"));
            parent.sentinel().map(drop).expect("it is in reach");
        });
        assert_eq!(grandchild.join().expect("join"), 0);
    });
    assert_eq!(child.join().expect("join"), 0);
}

// F-45
fn end_of_the_parent_outside() {
    set_child_subreaper(true).expect("Linux 3.4");
    let (mut said, says) = pipe().expect("a pipe");
    let parent = started(move || {
        if !enter_a_namespace() {
            return;
        }
        let (parents_life, parent_lives) = pipe().expect("a pipe");
        started(move || {
            drop(parent_lives);
            let mut says = says;
            wait_at(&parents_life);
            let parent = parent_process().expect("it was there");
            while parent.is_alive().expect("/proc is of its namespace") {
                thread::yield_now();
            }
            says.write_all(b"ended").expect("main reads it");
        });
        process::abort();
    });
    let code = parent.join().expect("join");
    let mut text = String::new();
    said.read_to_string(&mut text).expect("a pipe");
    if code == -6 {
        assert_eq!(text, "ended");
        waitpid(None, None).expect("the orphan");
    }
}

// F-45
fn both_pid_1() {
    if !enter_a_namespace() {
        return;
    }
    let outer = started(|| {
        assert_eq!(process::id(), 1);
        let unstarted = Process::new(|| ());
        unshare(CloneFlags::CLONE_NEWPID).expect("it may, as its parent could");
        let mut inner = Process::new(move || {
            assert_eq!(process::id(), 1);
            let mut unstarted = unstarted;
            let refused = unstarted.start();
            assert!(matches!(refused, Err(Error::StartedElsewhere)), "{refused:?}");
            let refused = unstarted.join();
            assert!(matches!(refused, Err(Error::JoinedElsewhere)), "{refused:?}");
            assert!(format!("{unstarted:?}").ends_with(", unknown)>"));
            assert_eq!(Process::new(|| ()).name(), "Process-1:2:1");
            assert!(active_children().is_empty());
            exit(7);
        });
        inner.start().expect("start");
        assert_eq!(inner.join().expect("join"), 7);
    });
    assert_eq!(outer.join().expect("join"), 0);
}

// F-43
fn stranger_with_its_pid() {
    if !enter_a_namespace() {
        return;
    }
    let first = started(|| {
        let child = started(|| ());
        assert_eq!(child.join().expect("join"), 0);
        let pid = child.pid().expect("it was started");
        let last = (pid - 1).to_string();
        if fs::write("/proc/sys/kernel/ns_last_pid", last).is_err() {
            println!("SKIPPED: this process may not choose the next pid");
            return;
        }
        let mut stranger =
            Command::new("cat").stdin(Stdio::piped()).spawn().expect("cat(1)");
        assert_eq!(stranger.id(), pid);
        child.terminate().expect("no error");
        child.kill().expect("no error");
        assert!(stranger.wait().expect("its end").success());
    });
    assert_eq!(first.join().expect("join"), 0);
}
