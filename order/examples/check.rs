//! Whether an output is possible, and why not: `cargo run --example check ORDER OUTPUT`.
//!
//! Both are files. Without them it judges three outputs of a program of its own. The program's
//! exit status is 0 when every output is possible.

use std::env;
use std::error::Error;
use std::fs;
use std::process::ExitCode;

use process_order::{Order, Verdict};

/// Each child prints two lines in one write, and main prints a line when both have ended.
const PROGRAM: &str = "\
main
  start a
  start b
  join a
  join b
  | both have ended
  exit 0

a
  | a begins
  + a ends
  exit 0

b
  | b begins
  + b ends
  exit 0
";

const OUTPUTS: [&str; 3] = [
    "b begins\nb ends\na begins\na ends\nboth have ended\n",
    "a begins\nb begins\nb ends\na ends\nboth have ended\n",
    "a begins\na ends\nboth have ended\nb begins\nb ends\n",
];

fn judge(order: &Order, output: &str) -> (bool, String) {
    match order.check_text(output) {
        Verdict::Possible(_) => (true, "possible".to_owned()),
        Verdict::Impossible(refusal) => (false, format!("impossible: {refusal}")),
        Verdict::GivenUp => (false, "given up: too many possibilities".to_owned()),
    }
}

fn main() -> Result<ExitCode, Box<dyn Error>> {
    let mut files = env::args_os().skip(1);
    let (program, outputs) = match (files.next(), files.next()) {
        (Some(program), Some(output)) => {
            (fs::read_to_string(program)?, vec![fs::read_to_string(output)?])
        }
        (None, None) => (PROGRAM.to_owned(), OUTPUTS.map(str::to_owned).to_vec()),
        _ => return Err("two files, please: the order, and an output".into()),
    };
    let order: Order = program.parse()?;
    let mut all = true;
    for output in outputs {
        let (is_possible, sentence) = judge(&order, &output);
        println!("{sentence}");
        all &= is_possible;
    }
    Ok(if all { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

#[cfg(test)]
mod tests {
    use super::{OUTPUTS, PROGRAM, judge};

    #[test]
    fn the_first_is_possible_and_each_of_the_others_breaks_a_rule() {
        let order = PROGRAM.parse().expect("an order");
        let sentences = OUTPUTS.map(|output| judge(&order, output).1);
        assert_eq!(
            sentences,
            [
                "possible",
                "impossible: line 2: `b begins` cannot come between `a begins` and \
                 `a ends`, which a prints in one write",
                "impossible: line 3: `both have ended` cannot come before `b begins`: b \
                 prints `b begins` and `b ends` at once, main then joins b, then prints \
                 `both have ended`",
            ]
        );
    }
}
