//! Exercise 1b: let somebody else paint the fence.
//!
//! Tom has to paint a fence, and does it himself: `paint` is an ordinary call, so
//! main paints first and eats afterwards. One process has one possible output.
//!
//! Make it happen: a child paints the fence, and Tom can eat his apple at any time
//! meanwhile. He still says that the fence is white only when it is. Write what a
//! program with a child needs: lesson 1 has it all, the join in its second task.
//!
//! Done: main starts one child, which prints the two lines of the fence. Nothing
//! orders these and `Tom: eats an apple`. Both happen before
//! `Tom: the fence is white`.
//!
//! Run: `cargo workbook start 1b`, then `cargo workbook check 1b` after each change.

fn paint() {
    println!("fence: first coat");
    println!("fence: second coat");
}

fn main() {
    paint();
    println!("Tom: eats an apple");
    println!("Tom: the fence is white");
}
