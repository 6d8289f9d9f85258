//! Exercise 17a: a song that grows by itself.
//!
//! Main sings of a hole, a tree and a nest, and forks by hand after each of them.
//! Each copy waits for its cue and ends one verse. In such songs a verse repeats all
//! that came before it. Here it does not: the third copy prints `and the green grass
//! grew.` and no more.
//!
//! Make it happen: each copy prints its whole verse. The second verse is `There was
//! a hole, in the hole a tree, and the green grass grew.` Add nothing. Take
//! something away.
//!
//! Done: one line for each copy, the shortest first, then main's line as it is. The
//! check calls the copies `unknown`, because no `Process` names them. The messages
//! stay: main waits for each copy before it sings on, so 1 output is possible.
//!
//! Run: `cargo workbook start 17a`, then `cargo workbook check 17a` after each
//! change.

use std::io::{self, Write};

use nix::sys::wait::waitpid;
use nix::unistd::{ForkResult, fork};
use process_workbook::pipe;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    for piece in
        ["There was a hole, ", "in the hole a tree, ", "on the tree a nest, "]
    {
        print!("{piece}");
        io::stdout().flush()?; // A good singer swallows nothing.
        let (ear, voice) = pipe()?;
        let (cue, baton) = pipe()?;
        #[expect(unsafe_code, reason = "a fork by hand is the subject")]
        // SAFETY: main has one thread, so its copy may call whatever it likes.
        let forked = unsafe { fork() }?;
        match forked {
            ForkResult::Child => {
                cue.recv()?; // The last verse happens before this one.
                println!("and the green grass grew.");
                voice.send("sung")?;
                return Ok(());
            }
            ForkResult::Parent { child } => {
                baton.send("sing")?;
                ear.recv()?; // This verse happens before the next piece.
                waitpid(child, None)?;
            }
        }
    }
    println!("and that was the song.");
    Ok(())
}
