//! The limits of setrlimit(2), reached in the middle of a thousand starts.

use std::fs::{self, File};
use std::io::{self, Read, Write, pipe};
use std::process;
use std::rc::Rc;
use std::time::Duration;

use nix::errno::Errno;
use nix::sched::{CloneFlags, unshare};
use nix::sys::prctl::set_dumpable;
use nix::sys::resource::{Resource, getrlimit, rlim_t, setrlimit};
use nix::unistd::{Uid, getuid, setresuid};
use process_workbook::{Process, active_children, exit, wait};

use crate::support::probe::Probe;
use crate::{
    assert_never_started, assert_refused, started, succeeded_or_said_why_not,
    wait_at,
};

pub(crate) const PROBES: &[Probe] = &[
    Probe::outside(
        "a_thousand_starts_meet_the_limit_on_processes",
        a_thousand_starts_meet_the_limit_on_processes,
        succeeded_or_said_why_not,
    ),
    Probe::inside(
        "start_and_join_need_no_file_descriptor",
        start_and_join_need_no_file_descriptor,
    ),
    Probe::inside(
        "what_needs_a_file_descriptor_works_when_there_is_one",
        what_needs_a_file_descriptor_works_when_there_is_one,
    ),
];

const STARTS: usize = 1_000;

fn a_thousand_starts_meet_the_limit_on_processes() {
    const ROOM: u64 = 300;
    if !become_a_user_of_ones_own() {
        println!("SKIPPED: others share the count of this user's processes");
        return;
    }
    // This one is of that user, too.
    limit(Resource::RLIMIT_NPROC, 1 + ROOM);

    let (gate, mut opener) = pipe().expect("a pipe");
    let gate = Rc::new(gate);
    let mut open_and_join = |running: &mut Vec<(i32, Process)>| {
        opener.write_all(&vec![0; running.len()]).expect("children read it");
        for (code, process) in running.drain(..) {
            assert_eq!(process.join().expect("a child of ours"), code);
        }
    };

    let mut running = Vec::new();
    let mut refusals = 0;
    for number in 0..STARTS {
        let gate = Rc::clone(&gate);
        let code = exitcode_of(number);
        let mut process = Process::new(move || {
            wait_at(&gate);
            exit(code);
        });
        if let Err(error) = process.start() {
            refusals += 1;
            assert_refused(&Err::<(), _>(error), "fork", Errno::EAGAIN); // S-029
            assert_never_started(&process);
            assert_eq!(active_children().len(), running.len());
            assert_refused(&process.start(), "fork", Errno::EAGAIN);
            open_and_join(&mut running);
            process.start().expect("there is room again");
        }
        running.push((code, process));
    }
    open_and_join(&mut running);
    assert!(refusals >= 2, "the limit was reached {refusals} times");
    assert!(active_children().is_empty());
}

/// Whether `RLIMIT_NPROC` counts this process and its children alone from now on. // F-85
fn become_a_user_of_ones_own() -> bool {
    if !getuid().is_root() {
        // Since Linux 5.14 a user is counted anew in a user namespace.
        return is_linux(5, 14) && unshare(CloneFlags::CLONE_NEWUSER).is_ok();
    }
    // Root has no limit. No other process is of a user with this number.
    let user = Uid::from_raw(20_000 + process::id() % 40_000);
    if setresuid(user, user, user).is_err() {
        return false;
    }
    // Else procfs hides this process from itself, and the runner from its files.
    set_dumpable(true).expect("it was so before");
    true
}

/// Whether the kernel is of that version or newer.
fn is_linux(major: u32, minor: u32) -> bool {
    let release = fs::read_to_string("/proc/sys/kernel/osrelease").expect("procfs");
    let mut numbers = release.split(['.', '-']).map_while(|part| part.parse().ok());
    let version = (numbers.next().unwrap_or(0), numbers.next().unwrap_or(0));
    version >= (major, minor)
}

fn limit(resource: Resource, soft: rlim_t) {
    let (_, hard) = getrlimit(resource).expect("a resource of this system");
    setrlimit(resource, soft.min(hard), hard).expect("not above the hard limit");
}

fn start_and_join_need_no_file_descriptor() {
    let (gate, mut opener) = pipe().expect("a pipe");
    let gate = Rc::new(gate);
    let mut processes = Vec::new();
    let mut exhausted = None;
    for number in 0..STARTS {
        if number == STARTS / 2 {
            exhausted = Some(Exhausted::new());
        }
        let gate = Rc::clone(&gate);
        processes.push(started(move || {
            wait_at(&gate);
            let stdin = io::stdin().read(&mut [0]).expect("/dev/null");
            assert_eq!(stdin, 0);
            exit(exitcode_of(number));
        }));
    }

    processes[0].kill().expect("kill");
    opener.write_all(&[0; STARTS]).expect("children read it");
    for (number, process) in processes.iter().enumerate() {
        let code = if number == 0 { -9 } else { exitcode_of(number) };
        assert_eq!(process.join().expect("join"), code, "child {number}");
        assert!(!process.is_alive().expect("is_alive"));
    }
    drop(exhausted);
}

fn what_needs_a_file_descriptor_works_when_there_is_one() {
    const LONG: Duration = Duration::from_mins(1);
    let (gate, mut opener) = pipe().expect("a pipe");
    let gate = Rc::new(gate);
    let held = |code| {
        let gate = Rc::clone(&gate);
        started(move || {
            wait_at(&gate);
            exit(code);
        })
    };
    let (first, second, gone) = (held(1), held(2), started(|| ()));
    assert_eq!(gone.join().expect("join"), 0);

    let mut exhausted = Exhausted::new();
    for _ in 0..100 {
        assert_refused(&first.sentinel(), "pidfd_open", Errno::EMFILE);
        assert_refused(&first.join_timeout(LONG), "pidfd_open", Errno::EMFILE);
        assert_refused(
            &wait(&[&first, &second], Some(LONG)),
            "pidfd_open",
            Errno::EMFILE,
        );
        assert_refused(&gone.sentinel(), "pipe", Errno::EMFILE);
    }
    // What waits for nobody, or knows the answer, needs no descriptor.
    assert_eq!(first.join_timeout(Duration::ZERO).expect("no wait"), None);
    assert_eq!(gone.join_timeout(LONG).expect("joined before"), Some(0));

    exhausted.files.pop();
    let half = wait(&[&first, &second], Some(Duration::ZERO));
    assert_refused(&half, "pidfd_open", Errno::EMFILE);
    first.sentinel().expect("the wait has opened it, and keeps it");
    assert_refused(&second.sentinel(), "pidfd_open", Errno::EMFILE);

    drop(exhausted);
    let ready = wait(&[&first, &second, &gone], Some(LONG)).expect("wait");
    assert_eq!(ready, [2]);
    opener.write_all(&[0; 2]).expect("children read it");
    assert_eq!(first.join_timeout(LONG).expect("join"), Some(1));
    assert_eq!(wait(&[&second], None).expect("wait"), [0]);
    assert_eq!(second.join().expect("join"), 2);
}

/// Every descriptor that this process may open is open, until this is dropped.
struct Exhausted {
    files: Vec<File>,
    limit: rlim_t,
}

impl Exhausted {
    fn new() -> Self {
        let (limit_before, _) =
            getrlimit(Resource::RLIMIT_NOFILE).expect("getrlimit");
        limit(Resource::RLIMIT_NOFILE, 64);
        let mut files = Vec::new();
        let refused = loop {
            match File::open("/dev/null") {
                Ok(file) => files.push(file),
                Err(error) => break error,
            }
        };
        assert_eq!(refused.raw_os_error(), Some(Errno::EMFILE as i32));
        Self { files, limit: limit_before }
    }
}

impl Drop for Exhausted {
    fn drop(&mut self) {
        limit(Resource::RLIMIT_NOFILE, self.limit);
    }
}

fn exitcode_of(number: usize) -> i32 {
    i32::try_from(number % 256).expect("a byte")
}
