//! D. The sentinel.

use std::io::{self, Write};
use std::os::fd::{AsFd, BorrowedFd};
use std::os::unix::process::CommandExt;
use std::process::{self, Command, Stdio};
use std::time::Duration;

use nix::errno::Errno;
use nix::fcntl::{FcntlArg, FdFlag, fcntl};
use nix::libc;
use nix::poll::{PollFd, PollFlags, PollTimeout, poll};
use nix::sys::prctl::set_child_subreaper;
use nix::sys::signal::{Signal, raise};
use nix::sys::wait::{WaitStatus, waitpid};
use process_workbook::{Process, active_children, wait};

use crate::helpers::{
    Gate, behind, descriptors, started, until_asleep, until_dropped, until_ended,
};
use crate::support::probe::Probe;

const A_MOMENT: Option<Duration> = Some(Duration::from_millis(20));
const NO_TIME: Option<Duration> = Some(Duration::ZERO);

pub(crate) const PROBES: &[Probe] = &[
    Probe::inside("the_sentinel_is_a_pidfd_opened_when_asked_for", || {
        // S-044
        let gate = Gate::new();
        let (mut first, second) = (behind(&gate), behind(&gate));
        let before = descriptors().len();
        let sentinel = first.sentinel().expect("a child");
        let flags = fcntl(sentinel, FcntlArg::F_GETFD).expect("a descriptor");
        assert!(FdFlag::from_bits_retain(flags).contains(FdFlag::FD_CLOEXEC));
        assert_eq!(descriptors().len(), before + 1);
        assert!(descriptors().iter().any(|file| file.contains("pidfd")));
        // It is one a child, asked for once or twice, and outlives the child.
        first.sentinel().expect("a child");
        second.sentinel().expect("a child");
        assert_eq!(descriptors().len(), before + 2);
        gate.open();
        for child in [&first, &second] {
            assert_eq!(child.join().expect("join"), 0);
        }
        assert_eq!(descriptors().len(), before + 2);
        drop(second);
        assert_eq!(descriptors().len(), before + 1);
        first.close().expect("close");
        assert_eq!(descriptors().len(), before);
    }),
    Probe::inside("the_sentinel_is_ready_when_the_child_has_ended", || {
        // S-045
        let gate = Gate::new();
        let child = behind(&gate);
        let sentinel = child.sentinel().expect("a child");
        assert_eq!(polled(sentinel), PollFlags::empty());
        gate.open();
        until_ended(&child);
        assert!(polled(sentinel).contains(PollFlags::POLLIN));
        assert_eq!(nix::unistd::read(sentinel, &mut [0]), Err(Errno::EINVAL));
        assert_eq!(child.join().expect("join"), 0);
        assert!(polled(sentinel).contains(PollFlags::POLLIN));
    }),
    Probe::inside("a_sentinel_asked_for_after_join_is_ready", || {
        // S-045
        let child = started(|| ());
        assert_eq!(child.join().expect("join"), 0);
        assert!(!polled(child.sentinel().expect("a child")).is_empty());
        until_ended(&child);
    }),
    Probe::inside("wait_gives_the_positions_of_those_that_have_ended", || {
        // S-046
        let gate = Gate::new();
        let running = behind(&gate);
        let ended = started(|| ());
        for timeout in [None, A_MOMENT] {
            assert_eq!(wait(&[&running, &ended], timeout).expect("wait"), [1]);
            assert_eq!(wait(&[&ended, &running], timeout).expect("wait"), [0]);
        }
        for timeout in [NO_TIME, A_MOMENT] {
            assert!(wait(&[&running], timeout).expect("wait").is_empty());
            assert!(wait(&[], timeout).expect("wait").is_empty());
        }
        assert!(wait(&[], None).expect("wait").is_empty());
        gate.open();
        until_ended(&running);
        assert_eq!(wait(&[&running, &ended], None).expect("wait"), [0, 1]);
    }),
    Probe::inside("wait_wakes_when_one_of_several_ends", || {
        // S-046
        let gate = Gate::new();
        let main = process::id();
        let others = [behind(&gate), behind(&gate)];
        // It ends when main waits for it.
        let first = started(move || until_asleep(main));
        let ended = wait(&[&others[0], &first, &others[1]], None).expect("wait");
        assert_eq!(ended, [1]);
    }),
    Probe::inside("a_grandchild_does_not_hold_the_sentinel", || {
        // S-047
        set_child_subreaper(true).expect("Linux 3.4");
        let gate = Gate::new();
        let latch = gate.latch();
        let child = started(move || {
            let _grandchild = started(move || latch.wait());
            raise(Signal::SIGKILL).expect("a signal that cannot be refused");
        });
        // The child leaves without waiting for the grandchild, which cannot end.
        until_ended(&child);
        assert_eq!(
            child.join_timeout(Duration::ZERO).expect("join"),
            Some(-libc::SIGKILL)
        );
        assert!(active_children().is_empty());
        gate.open();
        reap_orphan();
    }),
    Probe::inside(
        "a_program_that_a_child_started_does_not_hold_the_sentinel",
        || {
            // S-048
            set_child_subreaper(true).expect("Linux 3.4");
            let (stdin, writer) = io::pipe().expect("a pipe");
            let child = started(move || {
                let cat = Command::new("cat").stdin(Stdio::from(stdin)).spawn();
                drop(cat.expect("cat, which nobody waits for"));
            });
            until_ended(&child);
            assert_eq!(child.join().expect("join"), 0);
            drop(writer);
            reap_orphan();
        },
    ),
    Probe::outside(
        "a_child_that_became_another_program_has_not_ended",
        || {
            // S-048
            let (stdin, mut writer) = io::pipe().expect("a pipe");
            let (reader, closed_by_exec) = io::pipe().expect("a pipe");
            let theirs = writer.try_clone().expect("a free descriptor");
            let mut child = Process::new(move || {
                let _open_until_exec = (closed_by_exec, theirs);
                let error = Command::new("cat").stdin(Stdio::from(stdin)).exec();
                panic!("there is no cat: {error}");
            });
            child.start().expect("start");
            until_dropped(reader);
            assert!(wait(&[&child], NO_TIME).expect("wait").is_empty());
            assert!(child.is_alive().expect("a child"));
            writer.write_all(b"a cat by now\n").expect("a reader");
            drop(writer);
            until_ended(&child);
            assert_eq!(child.join().expect("join"), 0);
        },
        |seen| {
            seen.succeeded();
            assert_eq!(seen.stdout, "a cat by now\n");
        },
    ),
];

fn polled(sentinel: BorrowedFd<'_>) -> PollFlags {
    let mut polled = [PollFd::new(sentinel.as_fd(), PollFlags::POLLIN)];
    poll(&mut polled, PollTimeout::ZERO).expect("poll");
    polled[0].revents().expect("flags that nix knows")
}

/// Reaps the grandchild that this process has become the parent of.
fn reap_orphan() {
    let orphan = waitpid(None, None).expect("a grandchild without a parent");
    assert!(matches!(orphan, WaitStatus::Exited(_, 0)), "{orphan:?}");
}
