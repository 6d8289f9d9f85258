//! One run of the processes, as a proof that there is one.
//!
//! Every process goes on as far as the links allow, again and again. If all get to
//! their ends, the events in the order in which they were gone over are a run. If a
//! round moves nobody, then each process that is left waits for one that is left as
//! well, so that some of them wait in a circle; and because to go on never takes a
//! possibility away from another process, no other run would have got further. So the
//! histories are refused exactly when no run of them gets to the end.
//!
//! A round that moves somebody makes the run longer, and the run is bounded, so that
//! this ends.
//!
//! The book of process-workbook explains it: "How the order is known",
//! section "The edges".

use super::action::History;
use super::edge::Link;
use super::fault::{Fault, FaultKind, Where};
use super::id::Place;

pub(super) fn one_run(
    histories: &[History],
    links: &[Link],
) -> Result<Vec<Place>, Fault> {
    let mut waits: Vec<_> = links.iter().map(|link| (link.to, link.from)).collect();
    waits.sort_unstable();
    let mut done = vec![0; histories.len()];
    let mut run = Vec::new();
    loop {
        let before = run.len();
        for (process, history) in histories.iter().enumerate() {
            while done[process] <= history.actions.len() {
                let here = Place { process, event: done[process] };
                let first = waits.partition_point(|(to, _)| *to < here);
                let mut own =
                    waits[first..].iter().take_while(|(to, _)| *to == here);
                if !own.all(|(_, from)| done[from.process] > from.event) {
                    break;
                }
                done[process] += 1;
                run.push(here);
            }
        }
        let mut left = histories.iter().zip(&done).enumerate();
        match left.find(|(_, (history, done))| **done <= history.actions.len()) {
            None => break,
            Some((process, (history, done))) if run.len() == before => {
                let at = if *done < history.actions.len() {
                    Where::Action { process, action: *done }
                } else {
                    Where::End(process)
                };
                let kind = FaultKind::Circular(history.name.clone());
                return Err(Fault { at, kind });
            }
            Some(_) => {}
        }
    }
    run.retain(|place| place.event < histories[place.process].actions.len());
    Ok(run)
}
