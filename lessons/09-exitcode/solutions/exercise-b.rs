//! Exercise 9b, solved: count the tasters who did not end with 0.
//!
//! The code of a child that a signal has ended is negative. Salt and flies make 9,
//! and signal 9 takes it away again: 4 + 5 - 9 is 0. So codes are compared and never
//! added. A comparison with `> 0` is no better, because it overlooks the page: every
//! code that is not 0 is a failure.

use nix::sys::signal::{Signal, raise};
use process_workbook::{Process, Result, exit};

fn main() -> Result<()> {
    let mut tasters = [
        Process::new(|| ()).with_name("cook"),
        Process::new(|| exit(4)).with_name("maid"), // Four spoons of salt.
        Process::new(|| exit(5)).with_name("fool"), // Five flies.
        Process::new(|| raise(Signal::SIGKILL)).with_name("page"), // Hemlock.
    ];
    for taster in &mut tasters {
        taster.start()?;
    }

    let mut verdict = 0;
    for taster in &tasters {
        let code = taster.join()?;
        println!("main: the {} ended with {code}", taster.name());
        if code != 0 {
            verdict += 1;
        }
    }
    exit(verdict)
}
