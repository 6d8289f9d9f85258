use process_workbook::{Process, Result};

fn main() -> Result<()> {
    let mut rocket = Process::new(|| println!("lift-off")).with_name("rocket");
    for number in ["three", "two", "one"] {
        println!("{number}");
    }
    rocket.start()?;
    rocket.join()?;
    println!("it is up");
    Ok(())
}
