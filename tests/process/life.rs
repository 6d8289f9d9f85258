//! B. start, run, join, `is_alive`, exitcode, ident.

use std::env;
use std::ffi::c_int;
use std::fs;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::path::Path;
use std::process;
use std::rc::Rc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use nix::errno::Errno;
use nix::libc;
use nix::sys::resource::{Resource, getrlimit, setrlimit};
use nix::sys::signal::{SigHandler, SigSet, Signal, kill};
use nix::sys::wait::{WaitStatus, waitpid};
use nix::unistd::{Pid, Uid, getpgrp, getsid, setresuid};
use process_workbook::{
    Error, Process, Run, active_children, current_process, parent_process, wait,
};
use rand::RngExt;

use crate::helpers::{
    Gate, behind, descriptors, in_child, refusal, started, until_asleep, until_ended,
};
use crate::raw;
use crate::support::probe::{Probe, Seen};

const AN_HOUR: Duration = Duration::from_hours(1);
const A_MOMENT: Duration = Duration::from_millis(20);

pub(crate) const PROBES: &[Probe] = &[
    Probe::inside("join_gives_the_exit_code", || {
        // S-013
        let gate = Gate::new();
        let latch = gate.latch();
        let mut child = Process::new(move || latch.wait());
        let () = child.start().expect("start");
        let running: Option<i32> = child.join_timeout(A_MOMENT).expect("join");
        assert_eq!(running, None);
        let () = child.terminate().expect("terminate");
        let code: i32 = child.join().expect("join");
        assert_eq!(code, -libc::SIGTERM);
        assert_eq!(child.join_timeout(A_MOMENT).expect("join"), Some(code));
    }),
    Probe::inside("one_object_is_started_once", || {
        // S-014
        let gate = Gate::new();
        let mut child = behind(&gate);
        assert_eq!(refusal(child.start()), "cannot start a process twice");
        gate.open();
        assert_eq!(child.join().expect("join"), 0);
        assert_eq!(refusal(child.start()), "cannot start a process twice");
    }),
    Probe::inside("only_the_process_that_made_it_starts_it", || {
        // S-015
        let mut made_by_main = Process::new(|| ());
        in_child(move || {
            assert_eq!(
                refusal(made_by_main.start()),
                "can only start a process object created by current process"
            );
        });
    }),
    Probe::inside("only_the_parent_joins", || {
        // S-016
        let gate = Gate::new();
        let sibling = Rc::new(behind(&gate));
        let main = Rc::new(current_process());
        let seen = [Rc::clone(&sibling), Rc::clone(&main)];
        in_child(move || {
            let own = Rc::new(current_process());
            let parent = Rc::new(parent_process().expect("main"));
            for process in seen.iter().chain([&own, &parent]) {
                not_joinable(process);
            }
        });
        not_joinable(&main);
    }),
    Probe::inside("only_the_parent_tests_a_child", || {
        // S-017
        let gate = Gate::new();
        let sibling = Rc::new(behind(&gate));
        let main = Rc::new(current_process());
        assert!(main.is_alive().expect("its own"));
        let seen = [Rc::clone(&sibling), Rc::clone(&main)];
        in_child(move || {
            for process in seen {
                assert_eq!(
                    refusal(process.is_alive()),
                    "can only test a child process"
                );
            }
            assert!(current_process().is_alive().expect("its own"));
        });
        assert!(sibling.is_alive().expect("a child"));
    }),
    Probe::inside("an_object_that_is_not_started_knows_nothing", || {
        // S-018
        let unstarted = Process::new(|| ());
        assert!(!unstarted.is_alive().expect("one's own object"));
        assert_eq!(unstarted.exitcode(), None);
        assert_eq!(unstarted.pid(), None);
        assert_eq!(unstarted.ident(), None);
        assert_eq!(refusal(unstarted.sentinel()), "process not started");
        let join = "can only join a started process";
        assert_eq!(refusal(unstarted.join()), join);
        assert_eq!(refusal(unstarted.join_timeout(Duration::ZERO)), join);
    }),
    Probe::inside("a_start_opens_no_descriptor_and_a_join_is_remembered", || {
        // S-019
        // What is opened once for all children is there now.
        in_child(|| ());
        let before = descriptors().len();
        let child = started(|| ());
        assert_eq!(descriptors().len(), before);
        assert_eq!(child.join().expect("join"), 0);
        assert_eq!(descriptors().len(), before);
        // The kernel has forgotten the child, and cannot be asked again.
        let pid = Pid::from_raw(child.pid().expect("it ran").cast_signed());
        assert_eq!(waitpid(pid, None), Err(Errno::ECHILD));
        assert_eq!(child.join().expect("join"), 0);
        assert_eq!(child.exitcode(), Some(0));
    }),
    Probe::inside("a_sibling_may_read_the_pid_and_terminate", || {
        // S-020
        let gate = Gate::new();
        let sibling = Rc::new(behind(&gate));
        let seen = Rc::clone(&sibling);
        let pid = sibling.pid();
        assert!(pid.is_some());
        in_child(move || {
            assert_eq!(seen.exitcode(), None);
            assert_eq!(seen.pid(), pid);
            assert_eq!(seen.ident(), pid);
            seen.terminate().expect("terminate");
        });
        assert_eq!(sibling.join().expect("join"), -libc::SIGTERM);
    }),
    Probe::outside(
        "the_parent_may_go_first",
        || {
            // S-021
            let gate = Gate::new();
            let latch = gate.latch();
            let child = started(move || {
                latch.wait();
                println!("child");
            });
            println!("parent");
            gate.open();
            assert_eq!(child.join().expect("join"), 0);
        },
        |seen| {
            seen.succeeded();
            assert_eq!(seen.stdout, "parent\nchild\n");
        },
    ),
    Probe::outside(
        "the_child_may_go_first",
        || {
            // S-021
            let (mut reader, mut writer) = io::pipe().expect("a pipe");
            let child = started(move || {
                println!("child");
                writer.write_all(b".").expect("a reader");
            });
            reader.read_exact(&mut [0]).expect("a writer");
            println!("parent");
            assert_eq!(child.join().expect("join"), 0);
        },
        |seen| {
            seen.succeeded();
            assert_eq!(seen.stdout, "child\nparent\n");
        },
    ),
    Probe::outside(
        "both_lines_are_printed_in_whatever_order",
        || {
            // S-021
            let _child = started(|| println!("child"));
            println!("parent");
        },
        |seen: &Seen| {
            seen.succeeded();
            let mut lines: Vec<_> = seen.stdout.lines().collect();
            lines.sort_unstable();
            assert_eq!(lines, ["child", "parent"]);
        },
    ),
    Probe::inside("the_exit_code_is_there_when_the_sentinel_fires", || {
        // S-022, S-023
        for _ in 0..40 {
            let child = started(|| ());
            until_ended(&child);
            assert_eq!(child.exitcode(), Some(0));

            let child = started(|| ());
            until_ended(&child);
            assert!(!child.is_alive().expect("a child"));

            let child = started(|| ());
            until_ended(&child);
            let code = child.join_timeout(Duration::ZERO).expect("join");
            assert_eq!(code, Some(0));
        }
    }),
    Probe::inside("join_with_time_to_spare_has_the_exit_code", || {
        // S-024
        let main = process::id();
        // It ends when main waits for it.
        let child = started(move || until_asleep(main));
        assert_eq!(child.join_timeout(AN_HOUR).expect("join"), Some(0));
        assert_eq!(child.exitcode(), Some(0));
    }),
    Probe::inside("join_with_no_time_looks_and_does_not_wait", || {
        // S-025
        let gate = Gate::new();
        let child = behind(&gate);
        assert_eq!(child.join_timeout(Duration::ZERO).expect("join"), None);
        assert!(child.is_alive().expect("a child"));
        gate.open();
        until_ended(&child);
        assert_eq!(child.join_timeout(Duration::ZERO).expect("join"), Some(0));
        let pid = child.pid().expect("it ran");
        assert_eq!(crate::helpers::state(pid), None, "it was reaped");
    }),
    Probe::inside("after_a_join_that_timed_out_another_can_follow", || {
        // S-026
        let gate = Gate::new();
        let child = behind(&gate);
        assert_eq!(child.join_timeout(A_MOMENT).expect("join"), None);
        assert_eq!(child.exitcode(), None);
        assert_eq!(active_children().len(), 1);
        gate.open();
        for _ in 0..2 {
            assert_eq!(child.join().expect("join"), 0);
            assert_eq!(child.join_timeout(Duration::ZERO).expect("join"), Some(0));
            assert_eq!(child.join_timeout(AN_HOUR).expect("join"), Some(0));
        }
        assert!(active_children().is_empty());
    }),
    Probe::inside("a_signal_does_not_end_a_join", || {
        // S-027
        raw::on_signal(Signal::SIGUSR1, SigHandler::Handler(count));
        for join in [
            |child: &Process| child.join().map(Some),
            |child: &Process| child.join_timeout(AN_HOUR),
        ] {
            COUNT.store(0, Ordering::Relaxed);
            let main = process::id();
            let child = started(move || {
                for _ in 0..5 {
                    until_asleep(main);
                    interrupt(main);
                }
            });
            assert_eq!(join(&child).expect("join"), Some(0));
            assert!(COUNT.load(Ordering::Relaxed) > 0);
        }
    }),
    Probe::inside("signals_do_not_lengthen_a_join", || {
        // S-027: were its time counted anew after each signal, it would not come back.
        raw::on_signal(Signal::SIGUSR1, SigHandler::Handler(count));
        let main = process::id();
        let mut child = Process::new(move || {
            loop {
                until_asleep(main);
                interrupt(main);
            }
        })
        .with_daemon(true);
        child.start().expect("start");
        let timeout = Duration::from_millis(200);
        assert_eq!(child.join_timeout(timeout).expect("join"), None);
        child.terminate().expect("terminate");
        assert_eq!(child.join().expect("join"), -libc::SIGTERM);
    }),
    Probe::inside("a_child_that_somebody_else_reaped_has_ended", || {
        // S-028
        let child = started(|| ());
        let pid = Pid::from_raw(child.pid().expect("started").cast_signed());
        assert_eq!(waitpid(pid, None), Ok(WaitStatus::Exited(pid, 0)));
        ended_and_lost(&child);
    }),
    Probe::inside("a_child_of_a_process_that_ignores_sigchld_has_ended", || {
        // S-028
        raw::on_signal(Signal::SIGCHLD, SigHandler::SigIgn);
        let main = process::id();
        // It ends when main waits for it: join does wait.
        let child = started(move || until_asleep(main));
        assert!(matches!(child.join(), Err(Error::ReapedElsewhere)));
        ended_and_lost(&child);
    }),
    Probe::inside("a_fork_that_is_refused_can_be_tried_again", || {
        // S-029
        in_child(|| {
            if Uid::effective().is_root() {
                // No limit on processes holds for root.
                let nobody = Uid::from_raw(65534);
                setresuid(nobody, nobody, nobody).expect("root may");
            }
            let (soft, hard) = getrlimit(Resource::RLIMIT_NPROC).expect("a limit");
            setrlimit(Resource::RLIMIT_NPROC, 0, hard).expect("a lower limit");
            let mut child = Process::new(|| ());
            let Err(Error::Os { call: "fork", source }) = child.start() else {
                panic!("a user who may have no process has forked");
            };
            assert_eq!(source.raw_os_error(), Some(libc::EAGAIN));
            assert_eq!(format!("{child:?}"), "<Process(Process-1:1, initial)>");
            assert!(active_children().is_empty());
            setrlimit(Resource::RLIMIT_NPROC, soft, hard).expect("the former limit");
            child.start().expect("start");
            assert_eq!(child.join().expect("join"), 0);
        });
    }),
    Probe::inside("run_runs_where_it_is_called", || {
        // S-030
        struct Here(Rc<AtomicU32>);
        impl Run for Here {
            fn run(self) {
                self.0.store(process::id(), Ordering::Relaxed);
            }
        }
        let by = Rc::new(AtomicU32::new(0));
        Here(Rc::clone(&by)).run();
        assert_eq!(by.load(Ordering::Relaxed), process::id());
    }),
    Probe::outside(
        "a_type_of_ones_own_runs_its_run",
        || {
            // S-031
            struct Own;
            impl Run for Own {
                fn run(self) {
                    println!("its run");
                }
            }
            let mut child = Process::new(Own);
            child.start().expect("start");
            assert_eq!(child.join().expect("join"), 0);
        },
        |seen| {
            seen.succeeded();
            assert_eq!(seen.stdout, "its run\n");
        },
    ),
    Probe::inside("what_run_gives_back_is_no_exit_code", || {
        // S-032
        assert_eq!(started(|| ()).join().expect("join"), 0);
        let mut child = Process::new(|| Ok::<(), i32>(()));
        child.start().expect("start");
        assert_eq!(child.join().expect("join"), 0);
        let mut child = Process::new(|| Err::<(), i32>(17));
        child.start().expect("start");
        assert_eq!(child.join().expect("join"), 1, "and not 17");
    }),
    Probe::inside("a_name_or_key_set_after_start_stays_in_the_parent", || {
        // S-033
        let key = current_process().authkey();
        let gate = Gate::new();
        let latch = gate.latch();
        let child = started(move || {
            latch.wait();
            assert_eq!(current_process().name(), "Process-1");
            assert_eq!(current_process().authkey(), key);
        });
        child.set_name("test");
        child.set_authkey(b"123qwe");
        assert_eq!(child.name(), "test");
        assert_eq!(child.authkey().as_bytes(), b"123qwe");
        gate.open();
        assert_eq!(child.join().expect("join"), 0);
    }),
    Probe::inside("a_child_inherits_its_surroundings", || {
        // S-034
        env::set_current_dir("/proc").expect("procfs");
        let mut blocked = SigSet::thread_get_mask().expect("a mask");
        blocked.add(Signal::SIGUSR2);
        blocked.thread_block().expect("a mask");
        let (group, session) = (getpgrp(), getsid(None));
        let variables: Vec<_> = env::vars_os().collect();
        let (reader, mut writer) = io::pipe().expect("a pipe");
        in_child(move || {
            assert_eq!(env::current_dir().expect("one"), Path::new("/proc"));
            assert_eq!(SigSet::thread_get_mask(), Ok(blocked));
            assert_eq!((getpgrp(), getsid(None)), (group, session));
            assert!(env::vars_os().eq(variables));
            assert_eq!(threads(), 1);
            writeln!(writer, "an open file").expect("a reader");
        });
        let mut line = String::new();
        BufReader::new(reader).read_line(&mut line).expect("a writer");
        assert_eq!(line, "an open file\n");
    }),
    Probe::inside("a_process_with_two_threads_does_not_fork", || {
        // S-034
        let (sender, receiver) = mpsc::channel::<()>();
        let thread = thread::spawn(move || receiver.recv());
        let mut child = Process::new(|| ());
        assert!(matches!(child.start(), Err(Error::MultiThreaded { threads: 2 })));
        assert_eq!(child.pid(), None);
        drop(sender);
        assert!(thread.join().expect("no panic").is_err());
        child.start().expect("start");
        assert_eq!(child.join().expect("join"), 0);
    }),
    Probe::inside("a_generator_used_before_the_fork_repeats_itself", || {
        // S-035
        let drawn = || rand::rng().random::<u64>();
        let unused = [draw_in_child(drawn), draw_in_child(drawn)];
        assert_ne!(unused[0], unused[1]);

        let _in_main = drawn();
        let used = [draw_in_child(drawn), draw_in_child(drawn)];
        assert_eq!(used[0], used[1]);

        let anew = || {
            rand::rng().reseed().expect("getrandom(2)");
            rand::rng().random::<u64>()
        };
        assert_ne!(draw_in_child(anew), draw_in_child(anew));
    }),
];

#[track_caller]
fn not_joinable(process: &Process) {
    let text = "can only join a child process";
    assert_eq!(refusal(process.join()), text, "{process:?}");
    assert_eq!(refusal(process.join_timeout(Duration::ZERO)), text, "{process:?}");
}

static COUNT: AtomicU32 = AtomicU32::new(0);

extern "C" fn count(_signal: c_int) {
    COUNT.fetch_add(1, Ordering::Relaxed);
}

fn interrupt(pid: u32) {
    kill(Pid::from_raw(pid.cast_signed()), Signal::SIGUSR1).expect("it runs");
}

#[track_caller]
fn ended_and_lost(child: &Process) {
    assert!(!child.is_alive().expect("a child"));
    assert_eq!(child.exitcode(), None);
    assert!(matches!(child.join(), Err(Error::ReapedElsewhere)));
    assert!(matches!(child.join_timeout(A_MOMENT), Err(Error::ReapedElsewhere)));
    child.terminate().expect("terminate");
    assert!(active_children().is_empty());
    assert_eq!(format!("{child:?}"), "<Process(Process-1, stopped[unknown])>");
    assert_eq!(wait(&[child], None).expect("wait"), [0]);
}

fn threads() -> usize {
    fs::read_dir("/proc/self/task").expect("procfs").count()
}

fn draw_in_child(draw: fn() -> u64) -> u64 {
    let (reader, mut writer) = io::pipe().expect("a pipe");
    in_child(move || writeln!(writer, "{}", draw()).expect("a reader"));
    let text = io::read_to_string(reader).expect("a writer");
    text.trim().parse().expect("a number")
}
