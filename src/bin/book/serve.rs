//! Shows the book on localhost while it is written.
//!
//! A thread a connection: a browser opens connections that it never uses, and a pool of
//! threads would wait for them while it asks on another one.

use std::fs;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::{Component, Path, PathBuf};
use std::sync::{Arc, PoisonError, RwLock};
use std::thread;

use anyhow::{Context, Result};

use crate::address::percent_decoded;
use crate::build;
use crate::source::Source;
use crate::watch::Watch;

/// Where the book is shown, unless something else is there.
const PORT: u16 = 3000;
/// A browser's request is far shorter.
const LONGEST_REQUEST: u64 = 64 * 1024;

/// Serves the book that lies in `folder`, and builds it again at each change.
pub(crate) fn forever(source: &Source, folder: &Path, open: bool) -> Result<()> {
    let watch = Watch::start(source, folder)?;
    let listener = TcpListener::bind(("127.0.0.1", PORT))
        .or_else(|_| TcpListener::bind(("127.0.0.1", 0)))
        .context("cannot open a port on localhost")?;
    let address = format!("http://localhost:{}", listener.local_addr()?.port());
    // Nobody reads a page that is half written.
    let pages = Arc::new(RwLock::new(folder.to_owned()));
    let shared = Arc::clone(&pages);
    thread::spawn(move || accept(&listener, &shared));

    println!("serving {address} (Ctrl-C ends it)");
    if open && let Err(error) = crate::open(&address) {
        crate::complain(&error);
    }
    loop {
        watch.wait()?;
        let built = {
            let _pages = pages.write().unwrap_or_else(PoisonError::into_inner);
            build::book(source, folder)
        };
        match built {
            Ok(built) => crate::report(&built, folder),
            // The next change may mend it.
            Err(error) => crate::complain(&error),
        }
    }
}

fn accept(listener: &TcpListener, pages: &Arc<RwLock<PathBuf>>) {
    for connection in listener.incoming().flatten() {
        let pages = Arc::clone(pages);
        thread::spawn(move || {
            // It is the browser's loss when it hangs up.
            let _ = answer(&connection, &pages);
        });
    }
}

/// Answers the one request of a connection.
fn answer(mut connection: &TcpStream, pages: &RwLock<PathBuf>) -> io::Result<()> {
    let mut lines = BufReader::new(connection.take(LONGEST_REQUEST)).lines();
    let request = lines.next().unwrap_or_else(|| Ok(String::new()))?;
    // A connection with something unread in it would be reset.
    for header in lines {
        if header?.is_empty() {
            break;
        }
    }
    let mut words = request.split(' ');
    let (method, target) = (words.next(), words.next().unwrap_or_default());
    if !matches!(method, Some("GET" | "HEAD")) {
        return connection.write_all(
            b"HTTP/1.1 405 Method Not Allowed\r\nAllow: GET, HEAD\r\n\
              Content-Length: 0\r\nConnection: close\r\n\r\n",
        );
    }
    let (status, kind, body) = {
        let folder = pages.read().unwrap_or_else(PoisonError::into_inner);
        match find(&folder, target) {
            Some(path) => ("200 OK", kind(&path), fs::read(path)?),
            None => {
                let page = fs::read(folder.join("404.html")).unwrap_or_default();
                ("404 Not Found", kind(Path::new("404.html")), page)
            }
        }
    };
    write!(
        connection,
        "HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {}\r\n\
         Cache-Control: no-store\r\nConnection: close\r\n\r\n",
        body.len()
    )?;
    if method == Some("GET") {
        connection.write_all(&body)?;
    }
    Ok(())
}

/// The file below `folder` that a request means.
fn find(folder: &Path, target: &str) -> Option<PathBuf> {
    let path = percent_decoded(target.split(['?', '#']).next()?);
    let path = path.strip_prefix('/')?;
    let parts = Path::new(path).components();
    // Nothing outside the book is shown.
    let inside = parts.clone().all(|part| matches!(part, Component::Normal(_)));
    let found = inside.then(|| folder.join(path))?;
    let index = found.join("index.html");
    [found, index].into_iter().find(|path| path.is_file())
}

fn kind(path: &Path) -> &'static str {
    match path.extension().and_then(|extension| extension.to_str()) {
        Some("html") => "text/html; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("json") => "application/json",
        Some("svg") => "image/svg+xml",
        Some("png") => "image/png",
        Some("wasm") => "application/wasm",
        Some("woff2") => "font/woff2",
        Some("txt") => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}
