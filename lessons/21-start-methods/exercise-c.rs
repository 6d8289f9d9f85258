//! Exercise 21c: a bug is planted. The post office never closes.
//!
//! The post office is this same program, started again. It takes letters from its
//! standard input, and closes when no more can come: at the end of the input. Main
//! drops its end of the pipe and waits. But the office goes on waiting for letters,
//! main for the office, and the porter for main. Press Ctrl-C.
//!
//! Make it happen: the office closes, main puts out the lights, and the porter says
//! good night, in this order. Move one line. Add nothing.
//!
//! Done: the porter is a child of main, made by `Process`, and prints after a message
//! of main. As given no output with all lines is possible; 1 is, when it is done.
//!
//! Run: `cargo workbook start 21c`, then `cargo workbook check 21c` after each
//! change.

use std::error::Error;
use std::io::{self, Write};
use std::process::{Command, Stdio};
use std::{env, result};

use process_workbook::{Process, Receiver, Result, pipe};

fn say_good_night(ear: &Receiver) -> Result<()> {
    ear.recv()?;
    println!("porter: good night");
    Ok(())
}

fn take_letters() {
    let letters = io::stdin().lines().map_while(result::Result::ok);
    letters.for_each(|to| println!("office: a letter to {to}"));
    println!("office: closed");
}

fn main() -> result::Result<(), Box<dyn Error>> {
    if env::var("OFFICE").is_ok() {
        take_letters();
        return Ok(());
    }
    let (ear, voice) = pipe()?;
    let mut porter = Process::new(move || say_good_night(&ear)).with_name("porter");

    let mut command = Command::new(env::current_exe()?);
    let mut office = command.env("OFFICE", "open").stdin(Stdio::piped()).spawn()?;
    porter.start()?; // Early enough: he has nothing to do with the letters.
    let mut letters = office.stdin.take().expect("a pipe");
    letters.write_all(b"Ada\nBen\n")?;
    drop(letters); // The only end that can be written to is closed.
    office.wait()?;

    println!("main: the lights are out");
    voice.send("good night")?;
    porter.join()?;
    Ok(())
}
