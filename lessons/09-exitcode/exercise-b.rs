//! Exercise 9b: a bug is planted. Three bad signs make a good pie.
//!
//! Four tasters try the king's pie, each in a process. The exit code of main is the
//! verdict: 0 means that the king may eat. Main adds up the four codes, because
//! somebody thought that only zeros add up to zero. Run it, then `echo $?`. Long live
//! the king!
//!
//! Make it happen: main ends with the number of tasters who did not end with 0.
//!
//! Done: with these four that number is 3. Main prints what it prints now, and all
//! tasters can still be at work at the same time.
//!
//! Run: `cargo workbook start 9b`, then `cargo workbook check 9b` after each change.

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
        verdict += code; // One bad taster, and it is 0 no more.
    }
    exit(verdict)
}
