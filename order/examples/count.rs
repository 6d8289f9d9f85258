//! How many outputs a program can have, and which: `cargo run --example count [FILE]`.
//!
//! Without a file it takes a program of its own, in which main starts two workers and waits
//! for one of them before it prints.

use std::env;
use std::error::Error;
use std::fmt::Write;
use std::fs;

use process_order::Order;

const PROGRAM: &str = "\
main
  start ada
  start ben
  join ada
  | ada is back
  join ben
  exit 0

ada
  | ada walks
  exit 0

ben
  | ben walks
  | ben rests
  exit 0
";

/// More outputs than these are counted, and not listed.
const SHOWN: usize = 20;

fn report(text: &str) -> Result<String, Box<dyn Error>> {
    let order: Order = text.parse()?;
    let mut report = format!("{} possible outputs\n", order.count()?);
    for output in order.outputs().take(SHOWN) {
        let lines: Vec<_> = output.iter().map(ToString::to_string).collect();
        writeln!(report, "  {}", lines.join(", "))?;
    }
    Ok(report)
}

fn main() -> Result<(), Box<dyn Error>> {
    let text = match env::args_os().nth(1) {
        Some(file) => fs::read_to_string(file)?,
        None => PROGRAM.to_owned(),
    };
    print!("{}", report(&text)?);
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::{PROGRAM, report};

    /// Ada's two lines keep their order, and Ben's two. So they are placed by a choice of two
    /// places of four, which makes six.
    #[test]
    fn two_rows_of_two_lines_have_six_outputs() {
        let report = report(PROGRAM).expect("it can be counted");
        assert!(report.starts_with("6 possible outputs\n"), "{report}");
        assert_eq!(report.lines().count(), 7);
        assert!(report.contains("  ada walks, ben walks, ada is back, ben rests\n"));
        assert!(!report.contains("ada is back, ada walks"));
    }
}
