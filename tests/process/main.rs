//! What `CPython` does, proved of this library: one module a section of the facts page.

#[path = "../support/mod.rs"]
mod support;

mod authkey;
mod construction;
mod end;
mod exit;
mod helpers;
mod life;
mod log;
mod newer;
mod pace;
mod pipe;
mod raw;
mod repr;
mod sentinel;
mod stdio;
mod table;
mod terminate;
mod zombies;

use std::process::ExitCode;

use support::probe::{self, Probe};

fn main() -> ExitCode {
    probe::main(SECTIONS.into_iter().flatten())
}

const SECTIONS: [&[Probe]; 15] = [
    construction::PROBES, // A
    life::PROBES,         // B
    repr::PROBES,         // C
    sentinel::PROBES,     // D
    exit::PROBES,         // E
    terminate::PROBES,    // F
    end::PROBES,          // G
    zombies::PROBES,      // H
    stdio::PROBES,        // I
    authkey::PROBES,      // J
    log::PROBES,          // K
    newer::PROBES,        // L
    table::PROBES,
    pipe::PROBES,
    pace::PROBES,
];
