//! Whether a family of processes stands still: nobody goes on unless somebody is let go.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use nix::libc;

/// What each process of a family does, as far as it can be seen from outside.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Look(Vec<(u32, String)>);

impl Look {
    /// At `main` and everybody that descends from it, and at those in `others`.
    pub(super) fn at(main: u32, others: impl IntoIterator<Item = u32>) -> Self {
        let mut family = BTreeSet::from([main]);
        family.extend(others);
        let mut waiting: Vec<_> = family.iter().copied().collect();
        while let Some(pid) = waiting.pop() {
            let children = children_of(pid);
            waiting
                .extend(children.into_iter().filter(|child| family.insert(*child)));
        }
        Self(
            family
                .into_iter()
                .filter_map(|pid| Some((pid, call_of(pid)?)))
                .collect(),
        )
    }

    /// Whether nobody is there any more.
    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether process `pid` is there.
    pub(super) fn has(&self, pid: u32) -> bool {
        self.0.iter().any(|(other, _)| *other == pid)
    }

    /// Whether everybody waits for somebody else, apart from those who are `held`. Who
    /// sleeps goes on by itself.
    pub(super) fn is_still(&self, held: impl Fn(u32) -> bool) -> bool {
        self.0.iter().all(|(pid, call)| held(*pid) || waits_for_others(call))
    }

    /// Without those that `is_idle`.
    pub(super) fn without(mut self, is_idle: impl Fn(u32) -> bool) -> Self {
        self.0.retain(|(pid, _)| !is_idle(*pid));
        self
    }
}

/// Who goes round in a circle: it sleeps and looks, again and again, or looks without a
/// pause, and nobody sees anything come of it. It never stands still, and gets no further
/// unless somebody else does something.
#[derive(Debug, Default)]
pub(super) struct Rounds(BTreeMap<u32, Round>);

#[derive(Debug)]
struct Round {
    /// How often it has gone to sleep, of the times that were seen.
    sleeps: u32,
    /// How often it had woken up when that was seen last.
    woken: u64,
    /// What it had used of a processor at first.
    ticks: u64,
    is_endless: bool,
}

impl Rounds {
    /// So often nobody sleeps who has something else to do before the next line.
    const SLEEPS: u32 = 50;
    /// Half a second, proc(5): nobody works so long at his next line.
    const TICKS: u64 = 50;

    /// Takes in what those in `look` do who are not `held`.
    pub(super) fn note(&mut self, look: &Look, held: impl Fn(u32) -> bool) {
        for (pid, call) in &look.0 {
            if !held(*pid) && !waits_for_others(call) {
                self.note_one(*pid, call != RUNNING);
            }
        }
    }

    fn note_one(&mut self, pid: u32, sleeps: bool) {
        let (Some(woken), Some(ticks)) = (times_woken(pid), ticks_of(pid)) else {
            return;
        };
        let first = Round { sleeps: 0, woken, ticks, is_endless: false };
        let round = self.0.entry(pid).or_insert(first);
        if sleeps && round.woken != woken {
            round.sleeps += 1;
            round.woken = woken;
        }
        round.is_endless |=
            round.sleeps >= Self::SLEEPS || ticks >= round.ticks + Self::TICKS;
    }

    /// Whether `pid` goes round in a circle.
    pub(super) fn has(&self, pid: u32) -> bool {
        self.0.get(&pid).is_some_and(|round| round.is_endless)
    }

    /// All who do.
    pub(super) fn pids(&self) -> Vec<u32> {
        self.0.keys().copied().filter(|pid| self.has(*pid)).collect()
    }

    /// Something has happened, and those who looked for it may go on.
    pub(super) fn begin_anew(&mut self) {
        self.0.clear();
    }
}

/// Whether `main` and everybody that descends from it wait for each other at this moment:
/// when that lasts, nobody will ever go on. Who sleeps, or waits with a time-out, goes on by
/// itself. `false` when `main` has ended.
pub fn stands_still(main: u32) -> bool {
    let look = Look::at(main, []);
    !look.is_empty() && look.is_still(|_| false)
}

/// The children of `pid`, if it lives: proc(5).
fn children_of(pid: u32) -> Vec<u32> {
    let children = fs::read_to_string(format!("/proc/{pid}/task/{pid}/children"));
    let children = children.unwrap_or_default();
    children.split_whitespace().filter_map(|child| child.parse().ok()).collect()
}

/// The fields of /proc/PID/stat from the third on, the state: proc(5).
fn stat_of(pid: u32) -> Option<String> {
    let stat = fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
    // The second field is a file name in parentheses and may hold anything.
    let (_, fields) = stat.rsplit_once(") ")?;
    Some(fields.to_owned())
}

/// How often `pid` has given the processor away by itself: proc(5).
fn times_woken(pid: u32) -> Option<u64> {
    let status = fs::read_to_string(format!("/proc/{pid}/status")).ok()?;
    let mut lines = status.lines();
    let times = lines.find_map(|line| line.strip_prefix("voluntary_ctxt_switches:"));
    times?.trim().parse().ok()
}

/// What `pid` has used of a processor, in hundredths of a second: proc(5).
fn ticks_of(pid: u32) -> Option<u64> {
    // Of the program itself, and of the kernel for it.
    let stat = stat_of(pid)?;
    let ticks = stat.split(' ').skip(11).take(2).map(str::parse::<u64>);
    ticks.sum::<Result<_, _>>().ok()
}

/// What a process does that waits for nothing.
const RUNNING: &str = "running";

/// The system call that `pid` waits in, with its arguments, or [`RUNNING`]: proc(5). `None`
/// when it has ended.
fn call_of(pid: u32) -> Option<String> {
    match stat_of(pid)?.chars().next()? {
        'Z' | 'X' => None,
        'S' => {
            let call = fs::read_to_string(format!("/proc/{pid}/syscall")).ok()?;
            // The last two are its stack and its place there.
            Some(call.split_whitespace().take(7).collect::<Vec<_>>().join(" "))
        }
        _ => Some(RUNNING.to_owned()),
    }
}

/// Whether a process in `call` goes on only when another one does something.
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
