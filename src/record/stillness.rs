//! Whether a family of processes stands still: nobody goes on by himself.

use std::collections::BTreeSet;
use std::fs;

use nix::libc;

/// Whether `main` and everybody that descends from it wait for each other at this moment:
/// when that lasts, nobody will ever go on, unless somebody outside does something. Who
/// sleeps, or waits with a time-out, goes on by itself.
///
/// `false` when `main` has ended, and when the system does not let this process see what one
/// of them does.
pub fn stands_still(main: u32) -> bool {
    let mut family = BTreeSet::from([main]);
    let mut waiting = vec![main];
    let mut is_anybody_there = false;
    while let Some(pid) = waiting.pop() {
        for thread in threads_of(pid) {
            match state_of(pid, thread) {
                State::Waits => is_anybody_there = true,
                State::Ended => {}
                State::GoesOn => return false,
            }
            let children = children_of(pid, thread).into_iter();
            waiting.extend(children.filter(|child| family.insert(*child)));
        }
    }
    is_anybody_there
}

/// What a thread does, as far as that can be seen from outside.
enum State {
    /// It has ended, and its parent has not yet looked.
    Ended,
    /// It waits for somebody else.
    Waits,
    /// It runs, or will by itself; or it cannot be seen.
    GoesOn,
}

/// The threads of a process, if it lives: proc(5).
fn threads_of(pid: u32) -> Vec<u32> {
    let tasks = fs::read_dir(format!("/proc/{pid}/task"));
    let tasks = tasks.into_iter().flatten().flatten();
    tasks.filter_map(|task| task.file_name().to_str()?.parse().ok()).collect()
}

/// The children that a thread has started: proc(5).
fn children_of(pid: u32, thread: u32) -> Vec<u32> {
    let children = fs::read_to_string(format!("/proc/{pid}/task/{thread}/children"));
    let children = children.unwrap_or_default();
    children.split_whitespace().filter_map(|child| child.parse().ok()).collect()
}

fn state_of(pid: u32, thread: u32) -> State {
    let read =
        |name| fs::read_to_string(format!("/proc/{pid}/task/{thread}/{name}"));
    let Ok(stat) = read("stat") else {
        // It has gone, or hides: proc(5), hidepid.
        return if fs::exists(format!("/proc/{pid}/task/{thread}")).unwrap_or(true) {
            State::GoesOn
        } else {
            State::Ended
        };
    };
    // The second field is a file name in parentheses and may hold anything.
    let state = stat.rsplit_once(") ").and_then(|(_, fields)| fields.chars().next());
    match state {
        Some('Z' | 'X') => State::Ended,
        Some('S') => match read("syscall") {
            Ok(call) if waits_for_others(&call) => State::Waits,
            // Who may not trace it may not see its call either.
            _ => State::GoesOn,
        },
        _ => State::GoesOn,
    }
}

/// Whether a thread in `call` goes on only when another one does something.
fn waits_for_others(call: &str) -> bool {
    let mut words = call.split_whitespace();
    let Some(Ok(number)) = words.next().map(str::parse::<libc::c_long>) else {
        return false;
    };
    let arguments: Vec<_> = words.collect();
    let is_zero =
        |place: usize| arguments.get(place).is_some_and(|word| *word == "0x0");
    match number {
        libc::SYS_nanosleep | libc::SYS_clock_nanosleep => false,
        // Without a time-out.
        libc::SYS_ppoll => is_zero(2),
        libc::SYS_pselect6 => is_zero(4),
        libc::SYS_futex => is_zero(3),
        #[cfg(target_arch = "x86_64")]
        libc::SYS_select => is_zero(4),
        #[cfg(target_arch = "x86_64")]
        libc::SYS_poll => {
            arguments.get(2).is_some_and(|word| word.ends_with("ffffffff"))
        }
        _ => true,
    }
}

#[cfg(test)]
mod tests {
    use nix::libc;

    use super::waits_for_others;

    #[test]
    fn a_time_out_is_no_waiting_for_others() {
        assert!(waits_for_others(&format!(
            "{} 0x7 0x0 0x4 0x0 0x0 0x0",
            libc::SYS_wait4
        )));
        assert!(waits_for_others(&format!(
            "{} 0x7 0x1 0x0 0x0 0x8 0x0",
            libc::SYS_ppoll
        )));
        assert!(!waits_for_others(&format!(
            "{} 0x7 0x1 0x7ff0 0x0 0x8 0x0",
            libc::SYS_ppoll
        )));
        assert!(!waits_for_others(&format!(
            "{} 0x0 0x0 0x7ff0 0x0",
            libc::SYS_clock_nanosleep
        )));
        assert!(!waits_for_others("running"));
    }
}
