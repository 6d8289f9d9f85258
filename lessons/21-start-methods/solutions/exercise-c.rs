//! Exercise 21c, solved: the porter is forked before there is a pipe to the office.
//!
//! A fork copies every descriptor that is open, and so the porter had an end of the
//! pipe, too. Main dropped its own, and the input of the office had no end as long as
//! the porter lived. Started first, he has nothing of it. The office ends when main
//! drops the pipe, and the message orders the porter after main.

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
    porter.start()?; // Before the pipe to the office is made.

    let mut command = Command::new(env::current_exe()?);
    let mut office = command.env("OFFICE", "open").stdin(Stdio::piped()).spawn()?;
    let mut letters = office.stdin.take().expect("a pipe");
    letters.write_all(b"Ada\nBen\n")?;
    drop(letters);
    office.wait()?;

    println!("main: the lights are out");
    voice.send("good night")?;
    porter.join()?;
    Ok(())
}
