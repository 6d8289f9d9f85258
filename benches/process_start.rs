//! What `Process` adds to fork(2) and waitpid(2): `cargo bench --bench process_start`, and
//! the same with `--profile lto`.
//!
//! Both sides run in turn in one process, which never makes a thread: after the first
//! thread glibc's `fork` takes locks, and both sides become slower. The ratio is what
//! counts; the microseconds are of this machine, today.

mod in_turn;
mod median;
mod sides;

use in_turn::in_turn;
use sides::{CHILDREN, capturing_closure, empty_closure, join_with_timeout, raw};

fn main() {
    println!("start + join ÷ raw fork + waitpid, median of the rounds");
    let rows: [(&str, fn(), &str); 3] = [
        ("empty closure", empty_closure, "≤ 1.15, with LTO ≤ 1.10"),
        ("capturing 64 bytes", capturing_closure, "≤ 1.20"),
        ("join_timeout", join_with_timeout, "≤ 1.25"),
    ];
    for (name, ours, bar) in rows {
        let found = in_turn(CHILDREN, &ours, &raw);
        let (ratio, ours, theirs) = (found.ratio, found.ours, found.theirs);
        println!(
            "{name:20} {ratio:5.3}   ({ours:5.1} ÷ {theirs:5.1} µs; bar {bar})"
        );
    }
}
