//! Exercise 24a: a bug is planted. No lock in sight.
//!
//! A thread announces a train in two lines, and between them a gong sounds. Main
//! forks a porter by hand while the announcer speaks. The porter only prints a
//! line, and there is no mutex anywhere in this program. All the same it never
//! ends. Press Ctrl-C.
//!
//! Make it happen: the announcement is complete, then the porter prints, then main.
//! Nothing is added and nothing is taken away.
//!
//! Done: the porter is forked when the announcer's thread has been joined. Main
//! prints its line after it has waited for the porter. 1 output is possible. The
//! check calls the porter `main.1`, and the announcer's thread `main#1`.
//!
//! Run: `cargo workbook start 24a`, then `cargo workbook check 24a` after each
//! change.

use std::error::Error;
use std::io::{self, Write};
use std::sync::Barrier;
use std::thread;

use nix::sys::wait::waitpid;
use nix::unistd::{ForkResult, fork};

static GONG: Barrier = Barrier::new(2); // `wait` returns when two threads are there.

fn announce() -> io::Result<()> {
    let mut voice = io::stdout().lock(); // Nobody speaks between the two lines.
    writeln!(voice, "announcer: the train from Lyon")?;
    GONG.wait();
    GONG.wait();
    writeln!(voice, "announcer: is ten minutes late")
}

fn main() -> Result<(), Box<dyn Error>> {
    let announcer = thread::spawn(announce);
    GONG.wait();
    #[expect(unsafe_code, reason = "a fork by hand is the subject")]
    // SAFETY: the porter prints one line and ends. He waits for nobody.
    let forked = unsafe { fork() }?;
    match forked {
        ForkResult::Child => println!("porter: mind the doors"),
        ForkResult::Parent { child } => {
            GONG.wait();
            announcer.join().expect("nobody panics")?;
            waitpid(child, None)?;
            println!("main: the train is in");
        }
    }
    Ok(())
}
