//! The exercises prove themselves: each fails its check for the reason that it teaches, each
//! solution passes, and what looks like a solution and is none is refused with the right
//! explanation.

mod exercise;
mod explanations;
mod folder;
mod journal;
mod kept;
mod learner;
mod material;
mod mutants;
mod near_misses;
mod orders;
mod other_ways;
mod runaway;
mod watch;

#[path = "../support/at_once.rs"]
#[expect(unreachable_pub, reason = "other tests reach it")]
mod at_once;
#[path = "../cli/fixture.rs"]
#[expect(dead_code, reason = "a part of it is used here")]
mod fixture;
#[path = "../support/snapshot.rs"]
#[expect(unreachable_pub, reason = "other tests reach it")]
mod snapshot;
#[path = "../cli/terminal.rs"]
#[expect(dead_code, reason = "a part of it is used here")]
mod terminal;
