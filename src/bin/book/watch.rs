//! Tells when something that the book shows has changed.

use std::path::{Path, PathBuf};
use std::sync::mpsc::{self, Receiver, Sender};
use std::time::Duration;

use anyhow::{Context, Result};
use notify::{Config, Event, PollWatcher, RecursiveMode, Watcher};

use crate::source::Source;

/// What pages show, below the folder that holds the book.
const SHOWN: [&str; 3] = ["book", "lessons", "src"];

/// An editor saves one file in several steps; so long nothing must have happened.
const QUIET: Duration = Duration::from_millis(100);
/// How often one looks where the system tells of nothing.
const INTERVAL: Duration = Duration::from_secs(2);

/// What watches. It ends when this is dropped.
pub(crate) struct Watch {
    changes: Receiver<()>,
    _watcher: Box<dyn Watcher>,
}

impl Watch {
    /// Watches all that the book shows. What is below `built` is its result.
    pub(crate) fn start(source: &Source, built: &Path) -> Result<Self> {
        let (sender, changes) = mpsc::channel();
        let watcher = notify::recommended_watcher(tell(sender.clone(), built))
            .map(|watcher| Box::new(watcher) as Box<dyn Watcher>)
            .and_then(|watcher| watch(watcher, source));
        let watcher = watcher.or_else(|error| {
            eprintln!(
                "The system does not tell of changes ({error}): looking for them \
                 every {} seconds instead.",
                INTERVAL.as_secs()
            );
            let config = Config::default().with_poll_interval(INTERVAL);
            let watcher = PollWatcher::new(tell(sender, built), config)?;
            watch(Box::new(watcher), source)
        });
        let watcher = watcher.context("cannot watch the book for changes")?;
        Ok(Self { changes, _watcher: watcher })
    }

    /// Waits for a change, and then for the end of all that belong to it.
    pub(crate) fn wait(&self) -> Result<()> {
        self.changes.recv().context("nobody watches the book any more")?;
        while self.changes.recv_timeout(QUIET).is_ok() {}
        Ok(())
    }
}

/// Sends word of every event that may be a change.
fn tell(
    changes: Sender<()>,
    built: &Path,
) -> impl Fn(notify::Result<Event>) + use<> {
    let built = built.to_owned();
    move |event| {
        // The build reads the book, and writes its result below it.
        let is_ours = event.is_ok_and(|event| {
            let is_result = |path: &PathBuf| path.starts_with(&built);
            event.kind.is_access() || event.paths.iter().all(is_result)
        });
        if !is_ours {
            // Nobody listens when the program ends.
            let _ = changes.send(());
        }
    }
}

fn watch(
    mut watcher: Box<dyn Watcher>,
    source: &Source,
) -> notify::Result<Box<dyn Watcher>> {
    for folder in SHOWN.map(|name| source.root().join(name)) {
        // The system names what has changed as it was named here, and `built` is without
        // symlinks, too.
        if let Ok(folder) = folder.canonicalize() {
            watcher.watch(&folder, RecursiveMode::Recursive)?;
        }
    }
    Ok(watcher)
}
