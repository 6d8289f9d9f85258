//! Exercise 21a: three ovens.
//!
//! A bakery has one oven. Main heats it and then starts two bakers, each of them this
//! same program, started again. They are told by `BAKE` what to bake. But each of them
//! heats an oven first: `oven: hot` is printed three times.
//!
//! Make it happen: one oven is heated, by main, before anything is baked. Move some
//! lines. Add nothing, and take nothing out.
//!
//! Done: main starts the oven and joins it, then starts the bakers, who print one line
//! each. The shop opens when both of them have ended. How many outputs are possible
//! then?
//!
//! Prediction: ___ possible outputs
//!
//! Run: `cargo workbook start 21a`, then `cargo workbook check 21a` after each
//! change.

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
    let mut oven = Process::new(|| println!("oven: hot")).with_name("oven");
    oven.start()?;
    oven.join()?; // Nobody bakes in a cold oven.

    if let Ok(what) = env::var("BAKE") {
        println!("baker: the {what} is done");
        return Ok(());
    }

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
