//! Answers a browser: the files of a folder, by HTTP.
//!
//! One thread for all connections, because a browser opens some that it never uses. What is
//! slow or silent is bounded in number and in time, so that nobody can keep others out.

use std::convert::Infallible;
use std::fs;
use std::io;
use std::net;
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use http_body_util::Full;
use hyper::body::{Bytes, Incoming};
use hyper::header::{ALLOW, CACHE_CONTROL, CONTENT_TYPE};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Method, Request, Response, StatusCode};
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::{TcpListener, TcpStream};
use tokio::runtime;
use tokio::sync::{RwLock, Semaphore};
use tokio::time::{sleep, timeout};

use crate::address::percent_decoded;

/// How many connections there are at a time; others wait. Each takes a descriptor, and a
/// process has a thousand of them by default.
const MOST: usize = 256;

/// How long a browser may take to ask.
const TO_ASK: Duration = Duration::from_secs(5);

/// How long a connection may last in all. The answer may have to wait for a build.
const IN_ALL: Duration = Duration::from_mins(1);

/// How long to wait when no descriptor is free.
const A_MOMENT: Duration = Duration::from_millis(100);

/// The folder that is shown. Nobody reads in it while somebody has it for writing.
pub(crate) type Pages = Arc<RwLock<PathBuf>>;

/// Answers all who connect, for ever.
pub(crate) fn serve(listener: net::TcpListener, pages: &Pages) -> io::Result<()> {
    listener.set_nonblocking(true)?;
    let runtime =
        runtime::Builder::new_current_thread().enable_io().enable_time().build()?;
    runtime.block_on(accept(listener, pages))
}

async fn accept(listener: net::TcpListener, pages: &Pages) -> io::Result<()> {
    let listener = TcpListener::from_std(listener)?;
    let places = Arc::new(Semaphore::new(MOST));
    loop {
        let place = Arc::clone(&places).acquire_owned().await;
        match listener.accept().await {
            Ok((connection, _)) => {
                let pages = Arc::clone(pages);
                tokio::spawn(async move {
                    // It is the browser's loss when it hangs up, or never asks.
                    let _ = timeout(IN_ALL, converse(connection, pages)).await;
                    drop(place);
                });
            }
            Err(_) => sleep(A_MOMENT).await,
        }
    }
}

async fn converse(connection: TcpStream, pages: Pages) -> hyper::Result<()> {
    http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(TO_ASK)
        // A place that is kept for a browser's next question is kept from others.
        .keep_alive(false)
        .serve_connection(
            TokioIo::new(connection),
            service_fn(move |request| answer(request, Arc::clone(&pages))),
        )
        .await
}

/// The answer to one request. To a HEAD request hyper sends it without the body.
async fn answer(
    request: Request<Incoming>,
    pages: Pages,
) -> Result<Response<Full<Bytes>>, Infallible> {
    let mut answer = Response::default();
    if !matches!(*request.method(), Method::GET | Method::HEAD) {
        *answer.status_mut() = StatusCode::METHOD_NOT_ALLOWED;
        let allowed = "GET, HEAD".parse().expect("a value of a header");
        answer.headers_mut().insert(ALLOW, allowed);
        return Ok(answer);
    }
    let folder = pages.read().await;
    let found = find(&folder, request.uri().path());
    if found.is_none() {
        *answer.status_mut() = StatusCode::NOT_FOUND;
    }
    let path = found.unwrap_or_else(|| folder.join("404.html"));
    match fs::read(&path) {
        Ok(page) => *answer.body_mut() = page.into(),
        // It was removed, or may not be read.
        Err(_) => *answer.status_mut() = StatusCode::NOT_FOUND,
    }
    for (name, value) in [(CONTENT_TYPE, kind(&path)), (CACHE_CONTROL, "no-store")] {
        answer
            .headers_mut()
            .insert(name, value.parse().expect("a value of a header"));
    }
    Ok(answer)
}

/// The file below `folder` that the path of a request means.
fn find(folder: &Path, path: &str) -> Option<PathBuf> {
    let path = percent_decoded(path);
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
