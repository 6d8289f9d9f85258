//! Exercise 17a, solved: without the flush, the buffer is the memory of the song.
//!
//! Each piece waits in main's buffer, behind those before it. A fork copies the
//! buffer, and the line end of the copy writes all of it. Main's buffer keeps the
//! pieces, so the next copy has one more. The messages order the verses, as before:
//! main forks again only when it has received that the last verse is sung.

use nix::sys::wait::waitpid;
use nix::unistd::{ForkResult, fork};
use process_workbook::pipe;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    for piece in
        ["There was a hole, ", "in the hole a tree, ", "on the tree a nest, "]
    {
        print!("{piece}");
        // No flush: the piece waits in the buffer, and the fork copies it.
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
