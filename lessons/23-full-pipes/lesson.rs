//! Lesson 23: full pipes. How much can be sent before anybody receives it?
//!
//! Predict: can `child: the letter is sent` be the first line? Can `child: the parcel
//! is sent` come before `main: a letter of 11 bytes`? Can it come after `main: a
//! parcel of 200000 bytes`?
//!
//! Run: `cargo run --bin lesson23` (at once).
//!
//! Extend:
//! 1. Move `child.join()?` above the first `recv`. Ask `cargo workbook orders 23`
//!    before you run the program: who waits for whom?
//! 2. Leave the join there and make the parcel shorter. What is the longest parcel
//!    with which the program still ends? `send`, in `src/process/pipe.rs`, shows what
//!    is written before each message.
//! 3. Send the parcel in pieces of 1,000 bytes, and an empty message after the last
//!    one. How many pieces are sent before the child has to wait? Is it safe to join
//!    first now?

// ANCHOR: program
use process_workbook::{Process, Result, Sender, pipe};

fn send_home(post: &Sender) -> Result<()> {
    post.send("Dear mother")?;
    println!("child: the letter is sent"); // (1)
    post.send(&"socks".repeat(40_000))?; // 200,000 bytes.
    println!("child: the parcel is sent"); // (2)
    Ok(())
}

fn main() -> Result<()> {
    let (door, post) = pipe()?;
    let mut child = Process::new(move || send_home(&post));
    child.start()?;

    println!("main: the door is still shut");
    let letter = door.recv()?;
    println!("main: a letter of {} bytes", letter.len());
    let parcel = door.recv()?;
    println!("main: a parcel of {} bytes", parcel.len());
    child.join()?; // (3)
    println!("main: the child has ended");
    Ok(())
}
// ANCHOR_END: program
