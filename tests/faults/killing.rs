//! `SIGKILL` at random moments, to every member of a family of four.
//!
//! ```text
//! root ── daemon
//!    └─── child ── grandchild
//! ```
//!
//! But for the daemon, each goes on until the test lets go of a pipe. Nobody else ends one,
//! so that a pid which was learnt stays right.

use std::cell::Cell;
use std::io::{PipeReader, PipeWriter, Read, Write, pipe};
use std::process;
use std::rc::Rc;
use std::time::Duration;

use nix::errno::Errno;
use nix::poll::ppoll;
use nix::sys::prctl::set_child_subreaper;
use nix::sys::signal::{Signal, kill};
use nix::sys::time::TimeSpec;
use nix::sys::wait::{WaitStatus, waitpid};
use nix::unistd::Pid;
use process_workbook::{Process, exit, sleep};
use rand::rngs::StdRng;
use rand::seq::SliceRandom;
use rand::{RngExt, SeedableRng};

use crate::support::probe::Probe;
use crate::{started, wait_at};

pub(crate) const PROBES: &[Probe] = &[Probe::outside(
    "a_thousand_kills_leave_nobody_and_hide_no_exitcode",
    a_thousand_kills_leave_nobody_and_hide_no_exitcode,
    |seen| {
        seen.succeeded();
        assert_eq!(seen.stderr, "", "nobody panicked");
    },
)];

const KILLS: usize = 1_000;
/// How many families are alive at once.
const BATCH: usize = 25;
const SEED: u64 = 20_251_122;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Role {
    Root,
    Daemon,
    Child,
    Grandchild,
}

use Role::{Child, Daemon, Grandchild, Root};

const ROLES: [Role; 4] = [Root, Daemon, Child, Grandchild];

fn a_thousand_kills_leave_nobody_and_hide_no_exitcode() {
    // Orphans become children of this process, which then knows when it is alone.
    set_child_subreaper(true).expect("prctl");
    let mut rng = StdRng::seed_from_u64(SEED);
    let mut kills = 0;
    while kills < KILLS {
        kills += kill_some_of_a_batch(&mut rng);
    }
}

/// The number of processes that were killed.
fn kill_some_of_a_batch(rng: &mut StdRng) -> usize {
    let (gate, opener) = pipe().expect("a pipe");
    let (mut life, alive) = pipe().expect("a pipe");
    let gate = Rc::new(gate);
    let opener = Held::new(Cell::new(Some(opener)));
    let mut families: Vec<_> =
        (0..BATCH).map(|_| Family::start(&gate, &opener)).collect();
    // From here on only members of the families hold it.
    drop(alive);

    let mut victims: Vec<_> = (0..BATCH)
        .flat_map(|family| ROLES.map(|role| (family, role)))
        .filter(|_| rng.random_bool(0.7))
        .collect();
    victims.shuffle(rng);
    for &(family, role) in &victims {
        pass_a_moment(rng);
        families[family].kill(role);
    }

    for family in &mut families {
        family.daemon_has_ended_if_root_has();
    }
    drop(opener.take());
    for family in &families {
        family.check_exitcode();
    }
    assert_eq!(life.read(&mut [0]).expect("a pipe"), 0, "somebody is alive");
    reap_orphans();
    families.iter().map(|family| family.killed.len()).sum()
}

/// The exit code of a daemon whose parent was killed before the daemon's first step.
const TOO_LATE: i32 = 1;

/// They have ended as they should, and afterwards nobody is left.
fn reap_orphans() {
    loop {
        match waitpid(None, None) {
            Ok(
                WaitStatus::Exited(_, 0 | TOO_LATE | GRANDCHILD_KILLED)
                | WaitStatus::Signaled(_, Signal::SIGKILL | Signal::SIGTERM, _),
            ) => {}
            Err(Errno::ECHILD) => return,
            status => panic!("an orphan: {status:?}"),
        }
    }
}

/// Up to a quarter of a millisecond: what starting and ending takes here.
fn pass_a_moment(rng: &mut StdRng) {
    let moment = Duration::from_micros(rng.random_range(0..250));
    ppoll(&mut [], Some(TimeSpec::from_duration(moment)), None)
        .expect("no signal interrupts it");
}

/// The writing end of a pipe, until the process at hand lets go of its copy.
type Held = Rc<Cell<Option<PipeWriter>>>;

/// What the test knows of a family.
struct Family {
    root: Process,
    /// Each member writes its role and its pid when it starts.
    reports: PipeReader,
    reported: Vec<(Role, Pid)>,
    /// Held open by the daemon alone, and by the root until the daemon is started.
    daemon: PipeReader,
    killed: Vec<Role>,
}

impl Family {
    fn start(gate: &Rc<PipeReader>, opener: &Held) -> Self {
        let (reports, report) = pipe().expect("a pipe");
        let (daemon, daemon_lives) = pipe().expect("a pipe");
        let (gate, opener) = (Rc::clone(gate), Rc::clone(opener));
        let root = started(move || {
            // Its copy would keep the gate shut.
            drop(opener.take());
            let report = Held::new(Cell::new(Some(report)));
            live_as_root(&gate, &report, daemon_lives);
        });
        Self { root, reports, reported: Vec::new(), daemon, killed: Vec::new() }
    }

    /// Kills the member with that role, if it is ever born.
    fn kill(&mut self, role: Role) {
        let Some(pid) = self.pid_of(role) else { return };
        if role == Daemon && self.killed.contains(&Root) {
            // It ends by itself, and its pid may be another's by now.
            return;
        }
        kill(pid, Signal::SIGKILL).expect("it is alive: only the test ends it");
        self.killed.push(role);
    }

    fn pid_of(&mut self, role: Role) -> Option<Pid> {
        if role == Root {
            let pid = self.root.pid().expect("it was started");
            return Some(Pid::from_raw(pid.cast_signed()));
        }
        loop {
            let known = self.reported.iter().find(|(reported, _)| *reported == role);
            if let Some((_, pid)) = known {
                return Some(*pid);
            }
            let mut report = [0; 5];
            // The pipe ends when there is nobody left who could report.
            self.reports.read_exact(&mut report).ok()?;
            let [number, pid @ ..] = report;
            let pid = Pid::from_raw(i32::from_ne_bytes(pid));
            self.reported.push((ROLES[usize::from(number)], pid));
        }
    }

    /// A daemon whose parent was killed is ended by the kernel, with the gate still shut.
    fn daemon_has_ended_if_root_has(&mut self) {
        if self.killed.contains(&Root) {
            assert_eq!(self.daemon.read(&mut [0]).expect("a pipe"), 0);
        }
    }

    fn check_exitcode(&self) {
        let if_killed =
            |role, code| if self.killed.contains(&role) { code } else { 0 };
        let expected = match (if_killed(Root, -9), if_killed(Child, CHILD_KILLED)) {
            (0, 0) => {
                if_killed(Daemon, DAEMON_KILLED)
                    + if_killed(Grandchild, GRANDCHILD_KILLED)
            }
            (0, child) => if_killed(Daemon, DAEMON_KILLED) + child,
            (root, _) => root,
        };
        let exitcode = self.root.join().expect("a child of ours");
        assert_eq!(exitcode, expected, "{:?} were killed", self.killed);
    }
}

/// Exit codes by which a parent tells whom it has seen killed; a root adds them.
const DAEMON_KILLED: i32 = 10;
const CHILD_KILLED: i32 = 20;
const GRANDCHILD_KILLED: i32 = 40;

fn live_as_root(gate: &Rc<PipeReader>, report: &Held, lives: PipeWriter) {
    // The daemon takes the pipe along: who is started later has no copy.
    let mut daemon = Process::new({
        let report = Rc::clone(report);
        move || {
            say_who(Daemon, &report);
            sleep(60.0);
            drop(lives);
        }
    })
    .with_daemon(true);
    daemon.start().expect("start");
    let child = started({
        let (gate, report) = (Rc::clone(gate), Rc::clone(report));
        move || live_as_child(&gate, &report)
    });
    drop(report.take());
    wait_at(gate);

    let child = match child.join().expect("a child of root") {
        -9 => CHILD_KILLED,
        code @ (0 | GRANDCHILD_KILLED) => code,
        code => panic!("child: {code}"),
    };
    // The `SIGKILL` of the test was sent before the gate was opened, so it came first.
    daemon.terminate().expect("terminate");
    let daemon = match daemon.join().expect("a child of root") {
        -9 => DAEMON_KILLED,
        -15 => 0,
        code => panic!("daemon: {code}"),
    };
    exit(child + daemon);
}

fn live_as_child(gate: &Rc<PipeReader>, report: &Held) {
    let grandchild = started({
        let (gate, report) = (Rc::clone(gate), Rc::clone(report));
        move || {
            say_who(Grandchild, &report);
            wait_at(&gate);
        }
    });
    say_who(Child, report);
    wait_at(gate);
    match grandchild.join().expect("a child of child") {
        0 => {}
        -9 => exit(GRANDCHILD_KILLED),
        code => panic!("grandchild: {code}"),
    }
}

/// Tells the test, and lets go of the pipe.
fn say_who(role: Role, report: &Held) {
    let mut report = report.take().expect("held since the fork");
    let [a, b, c, d] = process::id().to_ne_bytes();
    // One write, which a pipe does not tear apart.
    report.write_all(&[role as u8, a, b, c, d]).expect("the test reads it");
}
