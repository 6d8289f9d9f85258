//! Exercise 4b, solved: the farmer keeps hold of his hens, and joins them.
//!
//! Less than one second is what a hen sleeps. How long the system lets her wait
//! beside that, nobody knows. Each join puts both lines of a hen before the last
//! line. To join them main has to keep the processes: in the loop each one was
//! dropped after its start, which ends nobody and waits for nobody.
//!
//! Prediction: 45 possible outputs

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
    let mut hens = [Process::new(Hen), Process::new(Hen)];
    for hen in &mut hens {
        hen.start()?;
        println!("farmer: a nest for {}", hen.name());
    }

    for hen in &hens {
        hen.join()?;
    }
    println!("farmer: takes two eggs");
    Ok(())
}
