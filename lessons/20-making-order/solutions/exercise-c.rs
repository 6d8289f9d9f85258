//! Exercise 20c, solved: a new process for each life, and a join between two lives.
//!
//! A `Process` is started once, so the owner makes another one in each turn of the
//! loop. It joins a life before it starts the next. So a family's lines are one
//! chain of six: program order, end and start. The two owners are concurrent, and so
//! are their chains: main starts both before it joins either.
//!
//! Prediction: 924 possible outputs

use process_workbook::{Process, Result, exit};

const LIVES: u32 = 3;

fn live(cat: &str, life: u32, falls: u32) {
    println!("{cat}: life {life} of {LIVES}, up the curtain");
    if life <= falls {
        exit(1);
    }
}

fn supervise(cat: &'static str, falls: u32) -> Result<()> {
    for life in 1..=LIVES {
        let mut p = Process::new(move || live(cat, life, falls))
            .with_name(format!("{cat} {life}"));
        p.start()?;
        let code = p.join()?; // The whole life happens before the next start.
        println!("{cat}'s owner: life {life} ended with {code}");
        if code == 0 {
            return Ok(());
        }
    }
    exit(1)
}

fn main() -> Result<()> {
    let mut owners = [("Tom", 2), ("Kit", 9)].map(|(cat, falls)| {
        let name = format!("{cat}'s owner");
        Process::new(move || supervise(cat, falls)).with_name(name)
    });
    for p in &mut owners {
        p.start()?;
    }
    for p in &owners {
        p.join()?;
    }
    println!("main: the curtains are down");
    Ok(())
}
