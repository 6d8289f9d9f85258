//! What shows that something goes on, until something else is to be shown.

use std::sync::{Mutex, MutexGuard, PoisonError};

use indicatif::{ProgressBar, ProgressStyle};

use super::spinner;
use crate::words::is_chinese;

/// What is shown, if something is.
static SHOWN: Mutex<Option<ProgressBar>> = Mutex::new(None);

/// A bar of `length` steps.
pub(crate) fn bar(length: u64) -> ProgressBar {
    let style = if is_chinese() {
        ProgressStyle::with_template("{pos}/{len} {wide_bar} {msg}")
    } else {
        ProgressStyle::with_template("{pos} of {len} {wide_bar} {msg}")
    };
    let style = style.expect("a template").progress_chars("#>-");
    let mut shown = shown();
    let bar = ProgressBar::with_draw_target(Some(length), spinner::target());
    let bar = bar.with_style(style);
    *shown = Some(bar.clone());
    bar
}

/// For what takes a while, nobody knows how long.
pub(crate) fn spinner(message: String) {
    let mut shown = shown();
    *shown = Some(spinner::spinner(message));
}

/// For what takes a while, and says how far it has got.
pub(crate) fn say(message: String) {
    let mut shown = shown();
    match &*shown {
        Some(bar) => bar.set_message(message),
        None => *shown = Some(spinner::spinner(message)),
    }
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
