//! Ten thousand starts and joins cost no memory.

use std::env;
use std::fs;
use std::io;
use std::process::{Command, Stdio};
use std::time::Duration;

use process_workbook::{Process, active_children};

use crate::succeeded_or_said_why_not;
use crate::support::probe::Probe;

pub(crate) const PROBES: &[Probe] = &[
    Probe::outside(
        "valgrind_finds_no_memory_lost",
        valgrind_finds_no_memory_lost,
        succeeded_or_said_why_not,
    ),
    Probe::inside(
        "ten_thousand_starts_do_not_grow_the_heap",
        ten_thousand_starts_do_not_grow_the_heap,
    ),
];

fn ten_thousand_starts_do_not_grow_the_heap() {
    const STARTS: usize = 10_000;
    /// The smallest piece of memory of glibc's malloc, once for each start, is 320 KiB.
    const NOISE: usize = 128;
    live_and_die(1_000);
    let before = anonymous_memory();
    live_and_die(STARTS);
    let after = anonymous_memory();
    assert!(after <= before + NOISE, "from {before} KiB to {after} KiB");
}

/// The memory of this process that is no file's, in KiB. Counted page by page, as `VmRSS`
/// in /proc/self/status is not.
fn anonymous_memory() -> usize {
    let rollup = fs::read_to_string("/proc/self/smaps_rollup").expect("procfs");
    let size = rollup.lines().find_map(|line| {
        line.strip_prefix("Anonymous:")?.strip_suffix("kB")?.trim().parse().ok()
    });
    size.expect("proc_pid_smaps(5) has that line")
}

/// All the ways through a life, `count` lives in all.
fn live_and_die(count: usize) {
    const LONG: Duration = Duration::from_mins(1);
    // valgrind 3.19 does not know pidfd_open(2).
    let has_sentinels = env::var_os(UNDER_VALGRIND).is_none();
    for number in 0..count {
        let captured = vec![number; 100];
        let mut process = Process::new(move || assert_eq!(captured.len(), 100));
        match number % 5 {
            0 => process.set_name("a name of its own"),
            1 => process.set_daemon(true).expect("it is not started"),
            2 => drop(Process::new(|| ())),
            _ => {}
        }
        process.start().expect("start");
        assert!(process.start().is_err(), "started twice");
        match number % 5 {
            0 if has_sentinels => drop(process.sentinel().expect("sentinel")),
            // Joined by the next start, or at the end.
            1 => continue,
            2 if has_sentinels => {
                assert_eq!(process.join_timeout(LONG).expect("join"), Some(0));
            }
            _ => {}
        }
        assert_eq!(process.join().expect("join"), 0);
        if number % 5 == 3 {
            process.close().expect("close");
        }
    }
    for child in active_children() {
        assert_eq!(child.join().expect("join"), 0);
    }
}

/// Set in the process that runs under valgrind.
const UNDER_VALGRIND: &str = "WORKBOOK_UNDER_VALGRIND";

fn valgrind_finds_no_memory_lost() {
    if env::var_os(UNDER_VALGRIND).is_some() {
        // Each fork there costs as much as a hundred elsewhere.
        return live_and_die(100);
    }
    let valgrind = Command::new("valgrind")
        .args(["--leak-check=full", "--error-exitcode=99", "--trace-children=no"])
        // A child ends by `_exit`, with copies of all that its parent has: only the parent
        // counts, by the summary below.
        .args(["--child-silent-after-fork=yes", "--errors-for-leak-kinds=none"])
        .arg(env::current_exe().expect("a path to this binary"))
        .env(UNDER_VALGRIND, "1")
        .stdin(Stdio::null())
        .output();
    let output = match valgrind {
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            println!("SKIPPED: no valgrind on the path");
            return;
        }
        output => output.expect("valgrind runs"),
    };
    let report = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{report}");
    let nothing_lost = ["definitely lost: 0 bytes", "indirectly lost: 0 bytes"]
        .iter()
        .all(|line| report.contains(line))
        || report.contains("no leaks are possible");
    assert!(nothing_lost, "{report}");
    assert!(report.contains("ERROR SUMMARY: 0 errors"), "{report}");
}
