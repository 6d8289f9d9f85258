//! Exercise 7a: Penelope has no news of Odysseus.
//!
//! Odysseus sails home, which takes him 20 years. Penelope waits for him, and has a
//! copy of his object to look at. It says `unknown` all the time, because she is not
//! his parent.
//!
//! Make it happen: she prints `Penelope: <Process(Odysseus, stopped[20])>`. Main is
//! his parent, and can see how he has ended. Let main send her what it sees, through
//! a `pipe()`.
//!
//! Done: main has joined him before it looks, and her second line is the text that
//! she receives. She weaves while he is at sea: nothing orders her first line and
//! his two lines. As given there are 10 possible outputs. How many are left? Write your
//! prediction into the next line.
//!
//! Prediction: ___ possible outputs
//!
//! Run: `cargo workbook start 7a`, then `cargo workbook check 7a` after each change.

use process_workbook::{Process, Result, exit};

fn sail() {
    println!("Odysseus: the wind is fair");
    println!("Odysseus: home at last");
    exit(20);
}

fn weave(husband: &Process) {
    println!("Penelope: I weave");
    println!("Penelope: {husband:?}");
}

fn main() -> Result<()> {
    let mut odysseus = Process::new(sail).with_name("Odysseus");
    odysseus.start()?;

    let mut penelope = Process::new(move || weave(&odysseus)).with_name("Penelope");
    penelope.start()?;
    penelope.join()?;
    println!("main: and they lived happily");
    Ok(())
}
