//! Workers, as many as keep the processors busy.

use std::fs;
use std::sync::mpsc::Sender;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::thread::{self, Scope};
use std::time::{Duration, Instant};

use nix::sys::resource::{UsageWho, getrusage};
use nix::sys::time::TimeVal;

/// Workers for each processor, to begin with. Each waits for a program, which mostly waits
/// for its own processes.
const AT_FIRST: usize = 4;

/// More for each processor take memory, and do not make a lesson that sleeps much faster.
const AT_MOST: usize = 16;

/// Who works, and how busy that keeps the processors.
pub(crate) struct Crew {
    processors: usize,
    most: usize,
    shift: Mutex<Shift>,
}

/// What is known since somebody was hired, or could have been.
struct Shift {
    workers: usize,
    tasks: usize,
    start: Instant,
    /// What was used of the processors, and what nobody on this machine has used.
    used: Duration,
    unused: Duration,
}

/// What is unused is known in hundredths of a second.
const SHORTEST_SHIFT: Duration = Duration::from_millis(100);

impl Crew {
    /// So many workers, or else as many as keep the processors busy.
    pub(crate) fn of(workers: Option<usize>) -> Self {
        let processors = thread::available_parallelism().map_or(1, usize::from);
        let most = workers.unwrap_or(AT_MOST * processors);
        let workers = workers.unwrap_or(AT_FIRST * processors);
        Self { processors, most, shift: Mutex::new(Shift::of(workers)) }
    }

    /// Has the workers do one task after the other, until there is none or nobody wants to
    /// know what comes of it.
    pub(crate) fn work<'scope, T: Send + 'scope>(
        &'scope self,
        scope: &'scope Scope<'scope, '_>,
        task: &'scope (impl Fn() -> Option<T> + Sync),
        done: &Sender<T>,
    ) {
        let workers = self.shift().workers;
        self.hire(workers, scope, task, done);
    }

    fn hire<'scope, T: Send + 'scope>(
        &'scope self,
        workers: usize,
        scope: &'scope Scope<'scope, '_>,
        task: &'scope (impl Fn() -> Option<T> + Sync),
        done: &Sender<T>,
    ) {
        for _ in 0..workers {
            let done = done.clone();
            scope.spawn(move || {
                while let Some(result) = task()
                    && done.send(result).is_ok()
                {
                    self.hire(self.missing(), scope, task, &done);
                }
            });
        }
    }

    /// How many more it takes, now that another task is done.
    fn missing(&self) -> usize {
        let mut shift = self.shift();
        shift.tasks += 1;
        let is_over =
            shift.tasks >= shift.workers && shift.start.elapsed() >= SHORTEST_SHIFT;
        if shift.workers >= self.most || !is_over {
            return 0;
        }
        let missing = shift.idle_workers(self.processors);
        let missing = missing.min(self.most - shift.workers);
        *shift = Shift::of(shift.workers + missing);
        missing
    }

    fn shift(&self) -> MutexGuard<'_, Shift> {
        self.shift.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Shift {
    fn of(workers: usize) -> Self {
        let (start, used, unused) = (Instant::now(), used(), unused());
        Self { workers, tasks: 0, start, used, unused }
    }

    /// To how many of the workers the idle part of the processors corresponds. Others may
    /// use them too, or this process may have only some of them.
    #[expect(
        clippy::cast_precision_loss,
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "small numbers; what is negative becomes 0"
    )]
    fn idle_workers(&self, processors: usize) -> usize {
        let there = self.start.elapsed().as_secs_f64() * processors as f64;
        let used = used().saturating_sub(self.used).as_secs_f64();
        let unused = unused().saturating_sub(self.unused).as_secs_f64();
        let idle = (there - used).min(unused) / there;
        (idle * self.workers as f64).round() as usize
    }
}

/// The time in which no processor of this machine had anything to do: proc(5).
fn unused() -> Duration {
    let uptime = fs::read_to_string("/proc/uptime").unwrap_or_default();
    let idle = uptime.split_whitespace().nth(1).and_then(|idle| idle.parse().ok());
    Duration::try_from_secs_f64(idle.unwrap_or(0.0)).unwrap_or_default()
}

/// The processor time of this process, and of all that have ended below it.
fn used() -> Duration {
    let of = |who| {
        getrusage(who).map_or(Duration::ZERO, |usage| {
            duration(usage.user_time()) + duration(usage.system_time())
        })
    };
    of(UsageWho::RUSAGE_SELF) + of(UsageWho::RUSAGE_CHILDREN)
}

fn duration(time: TimeVal) -> Duration {
    let seconds = Duration::from_secs(time.tv_sec().unsigned_abs());
    seconds + Duration::from_micros(time.tv_usec().unsigned_abs())
}
