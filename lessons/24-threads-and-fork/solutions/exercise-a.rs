//! Exercise 24a, solved: main forks when it has one thread.
//!
//! The lock is the lock of stdout, which `println!` takes in every program. The
//! second gong lets the announcer go on, and after the join he has released the
//! lock. Only then main forks, so the porter's copy of the lock is free. Everything
//! is one chain: the announcer's two lines, the join, the fork, the porter, the
//! wait, main.

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
    GONG.wait();
    announcer.join().expect("nobody panics")?; // His lock is free, and he is gone.
    #[expect(unsafe_code, reason = "a fork by hand is the subject")]
    // SAFETY: main has one thread again, so its copy may call whatever it likes.
    let forked = unsafe { fork() }?;
    match forked {
        ForkResult::Child => println!("porter: mind the doors"),
        ForkResult::Parent { child } => {
            waitpid(child, None)?;
            println!("main: the train is in");
        }
    }
    Ok(())
}
