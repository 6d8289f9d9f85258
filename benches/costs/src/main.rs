//! What `process-workbook` costs, beside its peers, every figure a ratio of one run:
//!
//!     cargo costs
//!
//! (an alias for `cargo run --release --manifest-path benches/costs/Cargo.toml`). CPython is
//! `python3` on the path, or what `PYTHON` names; its rows are left out without it.

#[path = "../../in_turn.rs"]
mod in_turn;
#[path = "../../median.rs"]
mod median;
mod python;
#[path = "../../sides.rs"]
mod sides;

use std::env;
use std::fs;
use std::hint::black_box;
use std::io::{self, PipeReader, PipeWriter, Read, Write};
use std::process::Command;
use std::time::Instant;

use in_turn::{Comparison, in_turn};
use median::median;
use process_workbook::{Process, active_children};
use sides::{CHILDREN, capturing_closure, empty_closure, join_with_timeout, raw};

fn main() {
    procspawn::init();
    if env::args().nth(1).as_deref() == Some("--start-only") {
        row(
            "start + join, LTO ÷ raw",
            in_turn(CHILDREN, &empty_closure, &raw).ratio,
            "≤ 1.10",
        );
        return;
    }
    println!("{:44} {:>8}   bar", "", "ratio");
    with_lto();
    against("start + join ÷ raw", empty_closure, raw, "≤ 1.15");
    against("the same, capturing 64 bytes", capturing_closure, raw, "≤ 1.20");
    against("the same, join_timeout", join_with_timeout, raw, "≤ 1.25");
    against("start + join ÷ mem-isolate", empty_closure, mem_isolate, "≤ 0.85");
    let ours = in_turn(CHILDREN, &empty_closure, &raw).ours;
    row(
        "CPython's fork ÷ ours",
        python::start_and_join().map(|them| them / ours),
        "≥ 15",
    );
    many_alive();
    thousand_children();
    idle_memory();
    large_parent();
    // Last: it makes threads, after which every fork is dearer.
    row("procspawn ÷ ours", procspawn_start() / ours, "");
}

/// One line of the table; `None` when the other side is not installed.
fn row(name: &str, ratio: impl Into<Option<f64>>, bar: &str) {
    match ratio.into() {
        Some(ratio) => println!("{name:44} {ratio:8.3}   {bar}"),
        None => println!("{name:44} {:>8}   {bar}", "no CPython"),
    }
}

fn against(name: &str, ours: fn(), theirs: fn(), bar: &str) {
    row(name, in_turn(CHILDREN, &ours, &theirs).ratio, bar);
}

/// The same program, built with LTO, for its first row.
fn with_lto() {
    let manifest = concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml");
    let cargo = env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let status = Command::new(cargo)
        .args(["run", "--quiet", "--profile", "lto", "--manifest-path", manifest])
        .args(["--", "--start-only"])
        .status();
    if !status.is_ok_and(|status| status.success()) {
        println!("with LTO: it could not be built");
    }
}

fn mem_isolate() {
    for _ in 0..CHILDREN {
        mem_isolate::execute_in_isolated_process(|| ()).expect("a child");
    }
}

fn procspawn_start() -> f64 {
    let operations = 20;
    let start = Instant::now();
    for _ in 0..operations {
        procspawn::spawn((), |()| ()).join().expect("a child");
    }
    start.elapsed().as_secs_f64() * 1e6 / f64::from(operations)
}

/// Children that wait until they are let go.
struct Idle {
    children: Vec<Process>,
    reader: PipeReader,
    writer: PipeWriter,
}

impl Idle {
    fn new() -> Self {
        let (reader, writer) = io::pipe().expect("a pipe");
        Self { children: Vec::new(), reader, writer }
    }

    /// Starts children until there are `count`.
    fn grow(&mut self, count: usize) {
        while self.children.len() < count {
            let mut reader = self.reader.try_clone().expect("a descriptor");
            let mut child = Process::new(move || reader.read_exact(&mut [0]));
            child.start().expect("start");
            self.children.push(child);
        }
    }

    /// Lets each of them go, and waits for it.
    fn end(mut self) {
        let bytes = vec![0; self.children.len()];
        self.writer.write_all(&bytes).expect("a reader");
        for child in self.children {
            child.join().expect("join");
        }
    }
}

fn many_alive() {
    let mut idle = Idle::new();
    idle.grow(100);
    let few: Comparison = in_turn(CHILDREN, &empty_closure, &raw);
    idle.grow(5_000);
    let many = in_turn(CHILDREN, &empty_closure, &raw);
    row("a child with 5,000 alive ÷ with 100", many.ours / few.ours, "≤ 1.2");
    row("  raw, for comparison", many.theirs / few.theirs, "");
    idle.end();
}

fn thousand_children() {
    let mut idle = Idle::new();
    idle.grow(1_000);
    let times = (0..51).map(|_| {
        let start = Instant::now();
        black_box(active_children());
        start.elapsed().as_secs_f64() * 1e6
    });
    let ours = median(times);
    idle.end();
    let theirs = python::active_children();
    row(
        "CPython's active_children(), 1,000 ÷ ours",
        theirs.map(|them| them / ours),
        "≥ 25",
    );
}

/// What the whole system has less of for each idle child: pages, page tables, stacks.
fn idle_memory() {
    let count = 500_u32;
    let mut idle = Idle::new();
    let before = available_kib();
    idle.grow(count as usize);
    let ours = (before - available_kib()) / f64::from(count);
    idle.end();
    let theirs = python::idle_child_kib();
    row(
        "memory of an idle child, CPython ÷ ours",
        theirs.map(|them| them / ours),
        "≥ 12",
    );
}

fn available_kib() -> f64 {
    let meminfo = fs::read_to_string("/proc/meminfo").expect("procfs");
    let line = meminfo.lines().find(|line| line.starts_with("MemAvailable:"));
    let word = line.and_then(|line| line.split_whitespace().nth(1));
    word.and_then(|word| word.parse().ok()).expect("Linux says what is available")
}

fn large_parent() {
    let ballast = black_box(vec![1_u8; 1 << 30]);
    let ours = || {
        let mut process = Process::new(|| ());
        process.start().expect("start");
        process.join().expect("join");
    };
    let theirs = sides::raw_once;
    row("1 GiB parent, ours ÷ raw", in_turn(1, &ours, &theirs).ratio, "≤ 1.05");
    drop(ballast);
}
