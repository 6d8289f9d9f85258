//! Shows the book on localhost while it is written.

use std::net::TcpListener;
use std::path::Path;
use std::sync::Arc;
use std::thread;

use anyhow::{Context, Result};
use tokio::sync::RwLock;

use crate::build;
use crate::http;
use crate::source::Source;
use crate::watch::Watch;

/// Where the book is shown, unless something else is there.
const PORT: u16 = 3000;

/// Serves the book that is in `folder`, and builds it again at each change.
pub(crate) fn forever(source: &Source, folder: &Path, open: bool) -> Result<()> {
    let watch = Watch::start(source, folder)?;
    let listener = TcpListener::bind(("127.0.0.1", PORT))
        .or_else(|_| TcpListener::bind(("127.0.0.1", 0)))
        .context("cannot open a port on localhost")?;
    let address = format!("http://localhost:{}", listener.local_addr()?.port());
    // Nobody reads a page that is half written.
    let pages = Arc::new(RwLock::new(folder.to_owned()));
    let shared = Arc::clone(&pages);
    let serve = move || {
        if let Err(error) = http::serve(listener, &shared) {
            crate::complain(&error.into());
        }
    };
    thread::Builder::new().spawn(serve).context("cannot serve the book")?;

    println!("serving {address} (Ctrl-C ends it)");
    if open && let Err(error) = crate::open(&address) {
        crate::complain(&error);
    }
    loop {
        watch.wait()?;
        let built = {
            let _pages = pages.blocking_write();
            build::book(source, folder)
        };
        match built {
            Ok(built) => crate::report(&built, folder),
            // The next change may mend it.
            Err(error) => crate::complain(&error),
        }
    }
}
