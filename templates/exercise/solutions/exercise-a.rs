//! Exercise 99a, solved: main joins the baker before it sells the loaf.
//!
//! Everything in a child happens before the join that saw the child ended, so both
//! lines of the baker come before the sale. The shop opens above the join, and
//! nothing orders that line and the baker's: it has three places among the two.
//!
//! Prediction: 3 possible outputs

use process_workbook::{Process, Result};

fn bake() {
    println!("baker: the dough rises");
    println!("baker: the loaf is baked");
}

fn main() -> Result<()> {
    let mut baker = Process::new(bake);
    baker.start()?;
    println!("shop: open");
    baker.join()?;
    println!("shop: the loaf is sold");
    Ok(())
}
