//! Five thousand children that are alive at once.

use std::io::{Write, pipe};
use std::rc::Rc;

use nix::errno::Errno;
use process_workbook::{Error, Process, active_children, exit};

use crate::support::probe::Probe;
use crate::{succeeded_or_said_why_not, wait_at};

pub(crate) const PROBES: &[Probe] = &[Probe::outside(
    "five_thousand_children_are_alive_at_once",
    five_thousand_children_are_alive_at_once,
    succeeded_or_said_why_not,
)];

const CROWD: usize = 5_000;

fn five_thousand_children_are_alive_at_once() {
    let (gate, mut opener) = pipe().expect("a pipe");
    let gate = Rc::new(gate);
    let mut crowd = Vec::with_capacity(CROWD);
    for number in 0..CROWD {
        let gate = Rc::clone(&gate);
        let mut process = Process::new(move || {
            wait_at(&gate);
            exit(exitcode_of(number));
        });
        match process.start() {
            Ok(()) => crowd.push(process),
            Err(Error::Os { call: "fork", source })
                if [Errno::EAGAIN, Errno::ENOMEM]
                    .map(|errno| Some(errno as i32))
                    .contains(&source.raw_os_error()) =>
            {
                println!("SKIPPED: the system has room for {number} children only");
                break;
            }
            Err(error) => panic!("child {number}: {error:?}"),
        }
    }

    let pids = |processes: &[Process]| -> Vec<_> {
        processes.iter().map(Process::pid).collect()
    };
    assert_eq!(pids(&active_children()), pids(&crowd), "in order of start");

    opener.write_all(&vec![0; crowd.len()]).expect("children read it");
    for (number, process) in crowd.iter().enumerate() {
        assert_eq!(process.join().expect("join"), exitcode_of(number));
    }
    assert!(active_children().is_empty());
}

fn exitcode_of(number: usize) -> i32 {
    i32::try_from(number % 256).expect("a byte")
}
