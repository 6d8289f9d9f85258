//! What shows that something goes on, on a terminal only: on stderr, so that it gets into
//! no file.

use std::borrow::Cow;
use std::env;
use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

/// For what takes a while, nobody knows how long.
pub(crate) fn spinner(message: impl Into<Cow<'static, str>>) -> ProgressBar {
    let style = ProgressStyle::with_template("{spinner} {msg}");
    let style = style.expect("a template").tick_chars("-\\|/-");
    let spinner = ProgressBar::with_draw_target(None, target()).with_style(style);
    spinner.set_message(message);
    spinner.enable_steady_tick(Duration::from_millis(200));
    spinner
}

/// Hidden without a terminal, and in a log.
pub(crate) fn target() -> ProgressDrawTarget {
    if env::var_os("CI").is_some() {
        ProgressDrawTarget::hidden()
    } else {
        ProgressDrawTarget::stderr()
    }
}
