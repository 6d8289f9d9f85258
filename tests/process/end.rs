//! The end of main, and the end of a child that has children of its own: section G.
//!
//! Who is still there when a process ends is seen in two ways. A child can look at its
//! parent, which waits for it or is gone. And a process that takes orphans in
//! (`PR_SET_CHILD_SUBREAPER`, prctl(2)) learns what became of a child whose parent did
//! not wait for it.

use std::env;
use std::fs::File;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::os::fd::AsFd;
use std::os::unix::process::{CommandExt, ExitStatusExt};
use std::process::{Child, ChildStdin, ChildStdout, Stdio};
use std::thread;

use nix::errno::Errno;
use nix::sys::prctl::set_child_subreaper;
use nix::sys::signal::{SigHandler, Signal, kill, raise};
use nix::sys::wait::{WaitPidFlag, WaitStatus, waitpid};
use nix::unistd::{Pid, setsid};
use process_workbook::{Level, Process, exit, log_to_stderr, parent_process, sleep};

use crate::helpers::{Gate, started, state};
use crate::raw::{at_exit, exit_now, on_signal};
use crate::stdio::Terminal;
use crate::support::probe::{self, Probe, Seen};

pub(crate) const PROBES: &[Probe] = &[
    Probe::outside("main_waits_for_its_children", end_of_main, sees_main_wait),
    Probe::outside("daemons_are_terminated_first", end_with_daemon, sees_daemon_end),
    Probe::outside("children_end_in_order_of_start", end_of_four, sees_the_order),
    Probe::outside("a_failed_child_leaves_mains_code", failed_child, sees_main_wait),
    Probe::outside("main_exits_with_a_code_and_waits", exit_of_main, sees_code_4),
    Probe::outside("std_exits_with_a_code_and_waits", std_exit_of_main, sees_code_4),
    Probe::outside("main_panics_and_waits", panic_of_main, sees_the_panic_first),
    Probe::outside(
        "exit_handlers_of_main_run_after_the_wait",
        exit_handlers,
        sees_one_handler,
    ),
    Probe::inside(KILLED, killed_main_waits_for_nobody),
    Probe::inside(INTERRUPTED, sigint_at_the_end_of_main),
    Probe::inside(CTRL_C, ctrl_c_ends_everybody),
    Probe::outside(
        "a_child_waits_for_its_children",
        end_of_child,
        sees_children_wait,
    ),
    Probe::outside("a_child_fails_aloud_and_waits", panic_of_child, sees_it_aloud),
];

/// The [`state`] of this child's parent when that has done all that it can do by itself:
/// `S`, it waits for something.
pub(crate) fn parent_at_rest() -> Option<char> {
    let parent = parent_process().and_then(|parent| parent.pid());
    at_rest(parent.expect("a child has a parent"))
}

fn at_rest(pid: u32) -> Option<char> {
    loop {
        match state(pid) {
            Some('R' | 'D') => thread::yield_now(),
            state => return state,
        }
    }
}

/// Says how this child's parent is, on stderr, which keeps the order of all that is said.
fn look_at_parent() {
    match parent_at_rest() {
        Some('S') => eprintln!("the parent waits"),
        other => eprintln!("the parent is gone: {other:?}"),
    }
}

/// Starts a child that looks at its parent once `gate` is open.
fn watched_from(gate: &Gate) {
    let latch = gate.latch();
    drop(started(move || {
        latch.wait();
        look_at_parent();
    }));
}

// S-066: the handle on the child is dropped long before.
fn end_of_main() {
    let gate = Gate::new();
    watched_from(&gate);
    eprintln!("end of main");
}

fn sees_main_wait(seen: &Seen) {
    seen.succeeded();
    assert_eq!(seen.stderr, "end of main\nthe parent waits\n");
}

struct Last(&'static str);

impl Drop for Last {
    fn drop(&mut self) {
        eprintln!("{}", self.0);
    }
}

fn end_with_daemon() {
    let (mut daemons_end, mut tell) = io::pipe().expect("a pipe");
    let mut daemon = Process::new(move || {
        let _last = Last("a destructor of the daemon");
        tell.write_all(b".").expect("main reads it");
        sleep(60.0);
    })
    .with_daemon(true);
    daemon.start().expect("start");
    daemons_end.read_exact(&mut [0]).expect("the daemon writes it");
    drop(started(move || {
        // Only the daemon has the other end.
        daemons_end.read_to_end(&mut Vec::new()).expect("a pipe");
        eprintln!("the daemon has ended");
        look_at_parent();
    }));
    eprintln!("end of main");
}

// S-067: were the other child joined first, main would wait for ever.
fn sees_daemon_end(seen: &Seen) {
    seen.succeeded();
    assert_eq!(seen.stderr, "end of main\nthe daemon has ended\nthe parent waits\n");
}

fn end_of_four() {
    log_to_stderr(Level::Info);
    let gate = Gate::new();
    for daemon in [true, false, true, false] {
        let latch = gate.latch();
        let mut child = Process::new(move || {
            latch.wait();
            // Not before main has made up its list of those to join.
            assert_eq!(parent_at_rest(), Some('S'));
            if daemon {
                sleep(60.0);
            }
        });
        child.set_daemon(daemon).expect("it is not started");
        child.start().expect("start");
    }
}

// S-068
fn sees_the_order(seen: &Seen) {
    seen.succeeded();
    let named = |message: &str| -> Vec<_> {
        let lines = seen.stderr.lines();
        let names = lines.filter_map(|line| line.split_once(message));
        names.map(|(_, name)| name.to_owned()).collect()
    };
    assert_eq!(named("terminate() for daemon "), ["Process-1", "Process-3"]);
    // A daemon may have ended before there was anything to join.
    let mut joined = named("join() for process ");
    assert!(joined.is_sorted(), "{joined:?}");
    joined.retain(|name| name != "Process-1" && name != "Process-3");
    assert_eq!(joined, ["Process-2", "Process-4"]);
}

fn failed_child() {
    let gate = Gate::new();
    drop(started(|| exit(7)));
    watched_from(&gate);
    eprintln!("end of main");
}

fn exit_of_main() {
    let gate = Gate::new();
    watched_from(&gate);
    eprintln!("end of main");
    gate.open();
    exit(4);
}

#[expect(clippy::exit, reason = "it is what is looked at")]
fn std_exit_of_main() {
    let gate = Gate::new();
    watched_from(&gate);
    eprintln!("end of main");
    gate.open();
    std::process::exit(4);
}

// S-069
fn sees_code_4(seen: &Seen) {
    assert_eq!(seen.stderr, "end of main\nthe parent waits\n");
    assert_eq!(seen.exitcode, 4);
}

fn panic_of_main() {
    let gate = Gate::new();
    watched_from(&gate);
    panic!("boom");
}

// S-069, S-070
fn sees_the_panic_first(seen: &Seen) {
    let panic = seen.stderr.strip_suffix("the parent waits\n").expect("it waits");
    assert!(panic.contains("panicked at"), "{panic}");
    assert!(panic.contains("boom"), "{panic}");
    assert!(!panic.contains("Process "), "only a child has that header: {panic}");
    assert_eq!(seen.exitcode, 101);
}

// S-058, of main and at its end
fn exit_handlers() {
    extern "C" fn of_main() {
        eprintln!("an exit handler of main");
    }
    extern "C" fn of_a_child() {
        eprintln!("an exit handler of a child");
    }
    at_exit(of_main);
    started(|| at_exit(of_a_child)).join().expect("a child");
    let gate = Gate::new();
    watched_from(&gate);
    eprintln!("end of main");
}

fn sees_one_handler(seen: &Seen) {
    seen.succeeded();
    assert_eq!(
        seen.stderr,
        "end of main\nthe parent waits\nan exit handler of main\n"
    );
}

/// How a probe that runs itself once more, as the main of a user, is to end there.
const HOW: &str = "WORKBOOK_HOW_IT_ENDS";

/// Starts a child that runs until nothing more can come from main's stdin.
fn start_orphan() -> Process {
    for signal in [Signal::SIGHUP, Signal::SIGINT, Signal::SIGTERM] {
        // Who runs the tests in the background may have them ignored.
        on_signal(signal, SigHandler::SigDfl);
    }
    let stdin = io::stdin().as_fd().try_clone_to_owned();
    let mut stdin = File::from(stdin.expect("a free descriptor"));
    started(move || {
        io::copy(&mut stdin, &mut io::sink()).expect("it is open");
        println!("the orphan ends");
    })
}

/// Starts a daemon, and waits until it does what it was started for.
fn start_daemon() -> Process {
    let (mut ready, mut tell) = io::pipe().expect("a pipe");
    let mut daemon = Process::new(move || {
        tell.write_all(b".").expect("main reads it");
        sleep(60.0);
    })
    .with_daemon(true);
    daemon.start().expect("start");
    ready.read_exact(&mut [0]).expect("the daemon writes it");
    daemon
}

/// Tells the observer who the children are.
fn show(children: &[&Process]) {
    let pids = children.iter().map(|child| child.pid().expect("it was started"));
    let pids: Vec<_> = pids.map(|pid| pid.to_string()).collect();
    println!("{}", pids.join(" "));
}

/// What main has [shown](show).
fn shown(output: &mut impl BufRead) -> Vec<Pid> {
    let mut line = String::new();
    output.read_line(&mut line).expect("it is open");
    let pids = line.split_whitespace().map(|pid| pid.parse().expect("a number"));
    pids.map(Pid::from_raw).collect()
}

/// A main that ends before its children, seen from a process that takes these in.
struct Main {
    process: Child,
    stdin: ChildStdin,
    stdout: BufReader<ChildStdout>,
    children: Vec<Pid>,
}

impl Main {
    fn of(probe: &str, how: &str) -> Self {
        set_child_subreaper(true).expect("Linux 3.4");
        let mut command = probe::command(probe);
        command.env(HOW, how).stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut process = command.spawn().expect("it is this program");
        let stdin = process.stdin.take().expect("it is piped");
        let mut stdout = BufReader::new(process.stdout.take().expect("it is piped"));
        let children = shown(&mut stdout);
        Self { process, stdin, stdout, children }
    }

    /// Sends SIGINT to main alone, when it waits for something.
    fn interrupt(&self) {
        assert_eq!(at_rest(self.process.id()), Some('S'));
        let pid = Pid::from_raw(self.process.id().cast_signed());
        kill(pid, Signal::SIGINT).expect("it runs");
    }

    /// Waits for its end.
    fn exitcode(&mut self) -> i32 {
        let status = self.process.wait().expect("a child");
        let code = status.code().or(status.signal().map(|signal| -signal));
        code.expect("it has exited or was killed")
    }

    /// The first child goes on after the end of main, to its own end.
    fn leaves_an_orphan(mut self) {
        let orphan = self.children[0];
        let now = waitpid(orphan, Some(WaitPidFlag::WNOHANG));
        assert_eq!(now, Ok(WaitStatus::StillAlive));
        drop(self.stdin);
        let mut rest = String::new();
        self.stdout.read_to_string(&mut rest).expect("it is open");
        assert_eq!(rest, "the orphan ends\n");
        assert_eq!(waitpid(orphan, None), Ok(WaitStatus::Exited(orphan, 0)));
    }
}

const KILLED: &str = "a_main_that_is_killed_waits_for_nobody";

// S-071, S-072
fn killed_main_waits_for_nobody() {
    if let Ok(how) = env::var(HOW) {
        let (orphan, daemon) = (start_orphan(), start_daemon());
        show(&[&orphan, &daemon]);
        match &*how {
            "_exit" => exit_now(6),
            "sleep" => sleep(60.0),
            "join" => drop(orphan.join()),
            signal => raise(signal.parse().expect("a signal")).expect("it is sent"),
        }
        return;
    }
    let ends = [
        ("_exit", 6),
        ("SIGTERM", -15),
        ("SIGHUP", -1),
        ("SIGKILL", -9),
        ("sleep", -2),
        ("join", -2),
    ];
    for (how, code) in ends {
        let mut main = Main::of(KILLED, how);
        if code == -2 {
            main.interrupt();
        }
        assert_eq!(main.exitcode(), code, "{how}");
        // The kernel has terminated the daemon for main.
        let daemon = main.children[1];
        assert_eq!(
            waitpid(daemon, None),
            Ok(WaitStatus::Signaled(daemon, Signal::SIGTERM, false))
        );
        main.leaves_an_orphan();
    }
}

const INTERRUPTED: &str = "sigint_ends_the_wait_at_the_end_of_main";

// S-073
fn sigint_at_the_end_of_main() {
    if env::var_os(HOW).is_some() {
        return show(&[&start_orphan()]);
    }
    let mut main = Main::of(INTERRUPTED, "return");
    main.interrupt();
    assert_eq!(main.exitcode(), -2);
    main.leaves_an_orphan();
}

const CTRL_C: &str = "ctrl_c_on_a_terminal_ends_everybody";

// S-074
fn ctrl_c_ends_everybody() {
    if let Ok(how) = env::var(HOW) {
        let child = start_orphan();
        show(&[&child]);
        if how == "join" {
            drop(child.join());
        }
        return;
    }
    set_child_subreaper(true).expect("Linux 3.4");
    for how in ["join", "return"] {
        let terminal = Terminal::new();
        let path = terminal.path.clone();
        let main = started(move || {
            setsid().expect("it leads no group");
            // The first terminal that the leader of a session opens becomes its own.
            let tty = File::options().read(true).write(true).open(path);
            let stdio = || {
                let tty = tty.as_ref().expect("it is unlocked").try_clone();
                Stdio::from(tty.expect("a free descriptor"))
            };
            let mut command = probe::command(CTRL_C);
            command.env(HOW, how).stdin(stdio()).stdout(stdio()).stderr(stdio());
            panic!("{}", command.exec());
        });
        let mut screen = BufReader::new(&terminal.screen);
        let child = shown(&mut screen)[0];
        assert_eq!(at_rest(main.pid().expect("it was started")), Some('S'));
        (&terminal.screen).write_all(b"\x03").expect("room for it");

        assert_eq!(main.join().expect("a child"), -2);
        assert_eq!(
            waitpid(child, None),
            Ok(WaitStatus::Signaled(child, Signal::SIGINT, false))
        );
        let mut rest = Vec::new();
        // EIO: no program has the terminal open any more.
        assert!(screen.read_to_end(&mut rest).is_err());
        assert_eq!(String::from_utf8_lossy(&rest).trim(), "^C");
    }
}

#[expect(clippy::exit, reason = "it is what is looked at")]
fn leave_by_std_exit() {
    std::process::exit(4)
}

// S-075
fn end_of_child() {
    set_child_subreaper(true).expect("Linux 3.4");
    let ends: [(fn(), i32); 4] = [
        (|| (), 0),
        (|| panic!("boom"), 1),
        (|| exit(3), 3),
        (leave_by_std_exit, 4),
    ];
    for (end, code) in ends {
        let child = started(move || {
            let gate = Gate::new();
            watched_from(&gate);
            drop(start_daemon());
            gate.open();
            end();
        });
        assert_eq!(child.join().expect("a child"), code);
        // It has waited for its daemon too, or the orphan would be here.
        assert_eq!(waitpid(None, None), Err(Errno::ECHILD));
    }
}

fn sees_children_wait(seen: &Seen) {
    seen.succeeded();
    assert_eq!(seen.stderr.matches("the parent waits\n").count(), 4);
}

fn panic_of_child() {
    let child = started(|| {
        let gate = Gate::new();
        watched_from(&gate);
        panic!("boom");
    });
    assert_eq!(child.join().expect("a child"), 1);
}

// S-076
fn sees_it_aloud(seen: &Seen) {
    seen.succeeded();
    let panic = seen.stderr.strip_suffix("the parent waits\n").expect("it waits");
    assert!(panic.ends_with("\nProcess Process-1: ended by a panic\n"), "{panic}");
    assert!(panic.contains("boom"), "{panic}");
}
