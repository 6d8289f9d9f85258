//! Exercise 4b: a bug is planted. An egg can come too late.
//!
//! A farmer puts two hens into their nests, gives them time, and takes two eggs. Run
//! it, and the eggs are there. It is wrong all the same: the farmer can come too
//! early. This exercise mixes the rules of lessons 1 to 4.
//!
//! Make it happen: `farmer: takes two eggs` is the last line of every possible
//! output. The hens can still sit at the same time, and the farmer names each right
//! after her start.
//!
//! Done: main has seen both hens ended before its last line. Nothing orders the
//! lines of the two hens, nor a hen's lines and the line about her nest. As given
//! there are 126 possible outputs. How many are left? Write your prediction into the
//! next line before you check.
//!
//! Prediction: ___ possible outputs
//!
//! Run: `cargo workbook start 4b`, then `cargo workbook check 4b` after each change.

use process_workbook::{Process, Result, Run, current_process, sleep};

struct Hen;

impl Run for Hen {
    fn run(self) {
        let name = current_process().name();
        println!("{name}: sits down");
        sleep(rand::random());
        println!("{name}: lays an egg");
    }
}

fn main() -> Result<()> {
    for _ in 1..=2 {
        let mut hen = Process::new(Hen);
        hen.start()?;
        println!("farmer: a nest for {}", hen.name());
    }

    sleep(2.0); // A hen needs less than one second, whatever she draws.
    println!("farmer: takes two eggs");
    Ok(())
}
