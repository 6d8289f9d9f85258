//! Exercise 21a, solved: the branch of the bakers is the first thing in `main`.
//!
//! Exec begins a program at its beginning, so a baker runs every line of `main` above
//! the branch that lets him go. Now no line is above it. The oven is joined before
//! the bakers are started, and both are waited for before the shop opens, so only the
//! lines of the two bakers can change places.
//!
//! Prediction: 2 possible outputs

use std::env;
use std::error::Error;
use std::process::{Child, Command};

use process_workbook::Process;

fn start_baker(what: &str) -> Result<Child, Box<dyn Error>> {
    if env::var("BAKE").is_ok() {
        return Err("a baker starts nobody: there would be no end of it".into());
    }
    Ok(Command::new(env::current_exe()?).env("BAKE", what).spawn()?)
}

fn main() -> Result<(), Box<dyn Error>> {
    if let Ok(what) = env::var("BAKE") {
        println!("baker: the {what} is done");
        return Ok(());
    }

    let mut oven = Process::new(|| println!("oven: hot")).with_name("oven");
    oven.start()?;
    oven.join()?; // Nobody bakes in a cold oven.

    let mut bakers = Vec::new();
    for what in ["bread", "cake"] {
        bakers.push(start_baker(what)?);
    }
    for baker in &mut bakers {
        baker.wait()?;
    }
    println!("main: the shop is open");
    Ok(())
}
