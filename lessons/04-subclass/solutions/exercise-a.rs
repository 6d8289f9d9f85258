//! Exercise 4a, solved: a field tells the frogs apart.
//!
//! Nothing has happened to the order: in both programs the eight events can be
//! arranged in 8! / 2⁴ ways. As given, an output told only how many frogs had
//! croaked and jumped so far; many arrangements left the same text. Now each
//! arrangement leaves a text of its own.
//!
//! Prediction: 2520 possible outputs

use process_workbook::{Process, Result, Run, sleep};

struct Frog {
    number: u32,
}

impl Run for Frog {
    fn run(self) {
        println!("frog {}: croak", self.number);
        sleep(rand::random());
        println!("frog {}: plop", self.number);
    }
}

fn main() -> Result<()> {
    for number in 1..=4 {
        let mut p = Process::new(Frog { number });
        p.start()?;
    }
    Ok(())
}
