//! Exercise 12a, solved: the code goes to main in a message.
//!
//! The smith set the key of his own process, which the fork had made a copy of
//! main's. Now main sets its own key to what it receives, and makes the riders after
//! that: they take it over. The message orders as well: new code, sending, receipt,
//! starts, riders. The bill is below the sending, so it and the two riders are free:
//! 3! orders.
//!
//! Prediction: 6 possible outputs

use process_workbook::{Process, Result, Sender, current_process, pipe};

fn change_code(main: &Sender) -> Result<()> {
    println!("smith: the lock has a new code");
    main.send("4711")?; // The line above happens before main receives this.
    println!("smith: here is the bill");
    Ok(())
}

fn ride(who: &str) {
    let code = current_process().authkey();
    let fits = code.as_bytes() == b"4711";
    println!("{who}: {}", if fits { "rides off" } else { "goes on foot" });
}

fn main() -> Result<()> {
    let (ear, mouth) = pipe()?;
    let mut smith = Process::new(move || change_code(&mouth)).with_name("smith");
    smith.start()?;
    current_process().set_authkey(ear.recv()?.as_bytes());

    let mut riders =
        ["Anna", "Otto"].map(|who| Process::new(move || ride(who)).with_name(who));
    for rider in &mut riders {
        rider.start()?;
    }
    Ok(())
}
