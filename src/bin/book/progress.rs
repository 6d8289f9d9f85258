//! What shows that something goes on, on a terminal only: on stderr, so that it gets into
//! no file.

use std::env;
use std::sync::mpsc::{self, RecvTimeoutError};
use std::thread;
use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

/// What `work` gives. It is said what goes on once that takes more than a second.
pub(crate) fn meanwhile<T>(message: &'static str, work: impl FnOnce() -> T) -> T {
    let (working, at_work) = mpsc::channel::<()>();
    thread::scope(|scope| {
        scope.spawn(move || {
            let second = at_work.recv_timeout(Duration::from_secs(1));
            if second == Err(RecvTimeoutError::Timeout) {
                let spinner = spinner(message);
                // An error says that the work is done.
                let _ = at_work.recv();
                spinner.finish_and_clear();
            }
        });
        let _working = working;
        work()
    })
}

fn spinner(message: &'static str) -> ProgressBar {
    // A log needs no progress.
    let target = if env::var_os("CI").is_some() {
        ProgressDrawTarget::hidden()
    } else {
        ProgressDrawTarget::stderr()
    };
    let style = ProgressStyle::with_template("{spinner} {msg}");
    let style = style.expect("a template").tick_chars("-\\|/-");
    let spinner = ProgressBar::with_draw_target(None, target).with_style(style);
    spinner.set_message(message);
    spinner.enable_steady_tick(Duration::from_millis(200));
    spinner
}
