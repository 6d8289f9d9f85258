//! Exercise 23b, solved: one of the two reads before he sends.
//!
//! A pipe keeps 64 KiB and no more, so each author waited for a reader who was busy
//! sending. Now Ben takes Ann's novel, so her `send` returns and she reads his. Each
//! first line is free of the other one. Both second lines come after both first
//! lines: Ann receives what Ben sends after he has read, and Ben's `send` returns
//! only after Ann, who has sent, has begun to receive.
//!
//! Prediction: 4 possible outputs

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
    println!("Ben: I have read {} bytes", mail.recv()?.len());
    ann.send(&novel())?; // Ann reads it: she has sent hers by now.
    println!("Ben: my novel is sent");
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
