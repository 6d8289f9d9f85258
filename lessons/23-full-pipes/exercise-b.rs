//! Exercise 23b: a bug is planted. Two authors swap their novels.
//!
//! Ann and Ben each send a manuscript to the other one and read what comes back.
//! Whoever wrote this tried it with two poems, and they arrived. With two novels
//! nothing is printed, and the program never ends. Press Ctrl-C.
//!
//! Make it happen: both novels arrive, however long they are. Ann sends first, as
//! she does now. Ben reads her novel before he sends his own. Move lines; add
//! nothing.
//!
//! Done: each author prints two lines, and main closes the library when it has
//! joined both. As given no output with all lines is possible. How many are possible
//! when it is done? Count with novels: with poems it is one more.
//!
//! Prediction: ___ possible outputs
//!
//! Run: `cargo workbook start 23b`, then `cargo workbook check 23b` after each
//! change.

use process_workbook::{Process, Receiver, Result, Sender, pipe};

/// A long one: 300,000 bytes.
fn novel() -> String {
    "and then ".repeat(33_333) + "end"
}

fn ann(mail: &Receiver, ben: &Sender) -> Result<()> {
    ben.send(&novel())?;
    println!("Ann: my novel is sent");
    println!("Ann: I have read {} bytes", mail.recv()?.len());
    Ok(())
}

fn ben(mail: &Receiver, ann: &Sender) -> Result<()> {
    ann.send(&novel())?; // A pipe keeps it until she reads it.
    println!("Ben: my novel is sent");
    println!("Ben: I have read {} bytes", mail.recv()?.len());
    Ok(())
}

fn main() -> Result<()> {
    let (to_ann, from_ben) = pipe()?;
    let (to_ben, from_ann) = pipe()?;
    let mut authors = [
        Process::new(move || ann(&to_ann, &from_ann)).with_name("Ann"),
        Process::new(move || ben(&to_ben, &from_ben)).with_name("Ben"),
    ];
    for author in &mut authors {
        author.start()?;
    }
    for author in &authors {
        author.join()?;
    }
    println!("main: the library is closed");
    Ok(())
}
