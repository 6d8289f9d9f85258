//! What shows that something goes on, on a terminal only: on stderr, so that it gets into
//! no file.

use std::env;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

/// What is shown, if something is.
static SHOWN: Mutex<Option<ProgressBar>> = Mutex::new(None);

/// A bar of `length` steps.
pub(crate) fn bar(length: u64) -> ProgressBar {
    let style = ProgressStyle::with_template("{pos} of {len} {wide_bar} {msg}");
    let style = style.expect("a template").progress_chars("#>-");
    let mut shown = shown();
    let bar = ProgressBar::with_draw_target(Some(length), target());
    let bar = bar.with_style(style);
    *shown = Some(bar.clone());
    bar
}

/// For what takes a while, nobody knows how long.
pub(crate) fn spinner(message: String) {
    let style = ProgressStyle::with_template("{spinner} {msg}");
    let style = style.expect("a template").tick_chars("-\\|/-");
    let mut shown = shown();
    let spinner = ProgressBar::with_draw_target(None, target()).with_style(style);
    spinner.set_message(message);
    spinner.enable_steady_tick(Duration::from_millis(200));
    *shown = Some(spinner);
}

/// Takes away what is shown. Nothing else is shown until what this gives is dropped.
pub(crate) fn clear() -> impl Drop {
    let mut shown = shown();
    if let Some(bar) = shown.take() {
        bar.finish_and_clear();
    }
    shown
}

fn shown() -> MutexGuard<'static, Option<ProgressBar>> {
    SHOWN.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Hidden without a terminal, and in a log.
fn target() -> ProgressDrawTarget {
    if env::var_os("CI").is_some() {
        ProgressDrawTarget::hidden()
    } else {
        ProgressDrawTarget::stderr()
    }
}
