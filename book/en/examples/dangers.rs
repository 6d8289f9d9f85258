//! One program for each danger of a fork: `cargo run --bin naive -- DANGER`.
//!
//! The `start`, `join` and `terminate` are those of the program that this file is part of,
//! `naive.rs` or `repaired.rs`.

use std::env;
use std::error::Error;
use std::fs;
use std::io;
use std::os::unix::process::parent_id;
use std::panic;
use std::process::{self, Command, Stdio};
use std::sync::{Mutex, OnceLock, mpsc};
use std::thread;

use nix::libc;
use nix::sys::signal::{
    SaFlags, SigAction, SigHandler, SigSet, Signal, kill, sigaction,
};
use nix::sys::wait::{Id, WaitPidFlag, waitid};
use nix::unistd::Pid;

use crate::{Child, join, pid, start, terminate};

pub(crate) type Result = std::result::Result<(), Box<dyn Error>>;

pub(crate) fn main() -> Result {
    me();
    match env::args().nth(1).as_deref() {
        Some("hello") => hello(),
        Some("buffer") => buffer(),
        Some("panic") => panics(),
        Some("handler") => handler(),
        Some("stdin") => stdin(),
        Some("signal") => signal(),
        Some("zombies") => zombies(),
        Some("orphan") => orphan(),
        Some("stranger") => stranger(),
        Some("thread") => thread(),
        Some("random") => random(),
        _ => Err("name a danger of dangers.rs".into()),
    }
}

/// Who says something. Called first by main.
fn me() -> &'static str {
    static MAIN: OnceLock<u32> = OnceLock::new();
    let main = *MAIN.get_or_init(process::id);
    if process::id() == main { "main" } else { "the child" }
}

// ANCHOR: hello
fn hello() -> Result {
    let child = start(|| println!("hello from the child"))?;
    println!("the child has ended with {}", join(&child)?);
    Ok(())
}
// ANCHOR_END: hello

fn buffer() -> Result {
    // ANCHOR: buffer
    print!("Dear Ada, ");
    let child = start(|| println!("this is the child"))?;
    join(&child)?;
    println!("this is main");
    // ANCHOR_END: buffer
    Ok(())
}

// ANCHOR: panic
struct ScratchFile;

impl Drop for ScratchFile {
    fn drop(&mut self) {
        println!("{} removes the scratch file", me());
    }
}

fn panics() -> Result {
    let _file = ScratchFile;
    if let Ok(child) = panic::catch_unwind(|| start(|| panic!("no paper"))) {
        join(&child?)?;
    }
    println!("{} sends the invoice", me());
    Ok(())
}
// ANCHOR_END: panic

fn handler() -> Result {
    // ANCHOR: handler
    at_exit(close_the_log);
    let child = start(|| println!("the child works"))?;
    join(&child)?;
    println!("main works");
    // ANCHOR_END: handler
    Ok(())
}

extern "C" fn close_the_log() {
    println!("{} closes the log", me());
}

#[expect(unsafe_code, reason = "atexit is a call into libc")]
fn at_exit(handler: extern "C" fn()) {
    // SAFETY: a function item is there until the process ends, and `extern "C"` does not
    // unwind.
    let ret = unsafe { libc::atexit(handler) };
    assert_eq!(ret, 0, "there is room for one handler");
}

// ANCHOR: stdin
fn stdin() -> Result {
    let child = start(|| println!("the child reads {:?}", line()))?;
    join(&child)?;
    println!("main reads {:?}", line());
    Ok(())
}

fn line() -> String {
    let mut line = String::new();
    io::stdin().read_line(&mut line).expect("stdin is UTF-8");
    line
}
// ANCHOR_END: stdin

fn signal() -> Result {
    handle(Signal::SIGUSR1);
    // ANCHOR: signal
    let main = Pid::this();
    let child = start(move || {
        wait_until_it_waits(main);
        kill(main, Signal::SIGUSR1).expect("main is there");
        wait_until_it_is_taken(main, Signal::SIGUSR1);
    })?;
    println!("the child has ended with {}", join(&child)?);
    // ANCHOR_END: signal
    Ok(())
}

/// Handles `signal` by doing nothing, without having interrupted calls made again.
#[expect(unsafe_code, reason = "sigaction is a call into libc")]
fn handle(signal: Signal) {
    extern "C" fn nothing(_: libc::c_int) {}
    let handler = SigHandler::Handler(nothing);
    let action = SigAction::new(handler, SaFlags::empty(), SigSet::empty());
    // SAFETY: the handler does nothing, which may be done at any time.
    unsafe { sigaction(signal, &action) }.expect("SIGUSR1 can be handled");
}

// ANCHOR: zombies
fn zombies() -> Result {
    for _ in 0..100 {
        let child = start(|| ())?;
        wait_until_it_has_ended(&child)?;
    }
    println!("zombies: {}", count_zombies()?);
    Ok(())
}
// ANCHOR_END: zombies

/// Waits, and leaves the child to be reaped.
fn wait_until_it_has_ended(child: &Child) -> nix::Result<()> {
    let child = Id::Pid(Pid::from_raw(pid(child).cast_signed()));
    waitid(child, WaitPidFlag::WEXITED | WaitPidFlag::WNOWAIT).map(drop)
}

fn count_zombies() -> io::Result<usize> {
    let this = process::id().to_string();
    let mut zombies = 0;
    for entry in fs::read_dir("/proc")? {
        let stat =
            fs::read_to_string(entry?.path().join("stat")).unwrap_or_default();
        // After the name, which is in parentheses: the state and the parent.
        let fields = stat.rsplit_once(')').map_or("", |(_, rest)| rest);
        let fields: Vec<_> = fields.split_whitespace().take(2).collect();
        zombies += usize::from(fields == ["Z", &this]);
    }
    Ok(zombies)
}

fn orphan() -> Result {
    // ANCHOR: orphan
    let main = process::id();
    start(move || {
        wait_until_it_waits(Pid::from_raw(main.cast_signed()));
        let does = if parent_id() == main { "waits" } else { "is gone" };
        println!("the child works, and main {does}");
    })?;
    println!("main returns");
    // ANCHOR_END: orphan
    Ok(())
}

/// Waits until the parent waits too, or is gone.
fn wait_until_it_waits(parent: Pid) {
    wait_until(parent, "stat", |stat| {
        stat.rsplit_once(')').is_some_and(|(_, rest)| rest.starts_with(" S"))
    });
}

/// Waits until the parent has taken `signal`, which interrupts its call, or is gone. A child
/// that ended before that would end the call first, and nothing would be interrupted.
fn wait_until_it_is_taken(parent: Pid, signal: Signal) {
    wait_until(parent, "status", |status| {
        let pending = status.lines().find_map(|line| line.strip_prefix("ShdPnd:"));
        let pending = pending.and_then(|it| u64::from_str_radix(it.trim(), 16).ok());
        pending.is_some_and(|it| it & (1 << (signal as i32 - 1)) == 0)
    });
}

/// Waits until what the kernel says of the parent in this `file` is so, or the parent is gone.
fn wait_until(parent: Pid, file: &str, is_so: impl Fn(&str) -> bool) {
    while parent_id() == parent.as_raw().cast_unsigned() {
        let said = fs::read_to_string(format!("/proc/{parent}/{file}"));
        if is_so(&said.unwrap_or_default()) {
            return;
        }
        thread::yield_now();
    }
}

fn stranger() -> Result {
    // ANCHOR: stranger
    let child = start(|| ())?;
    join(&child)?;
    let pid = pid(&child);
    fs::write("/proc/sys/kernel/ns_last_pid", (pid - 1).to_string())?;
    let mut stranger = Command::new("cat").stdin(Stdio::piped()).spawn()?;
    assert_eq!(stranger.id(), pid);

    terminate(&child)?;
    println!("the stranger has ended: {}", stranger.wait()?);
    // ANCHOR_END: stranger
    Ok(())
}

// ANCHOR: thread
fn thread() -> Result {
    static LOCK: Mutex<()> = Mutex::new(());
    let (held, is_held) = mpsc::channel();
    thread::spawn(move || {
        let _guard = LOCK.lock();
        held.send(()).expect("main listens");
        loop {
            thread::park();
        }
    });
    is_held.recv()?;
    let child = start(|| {
        let lock = if LOCK.try_lock().is_ok() { "free" } else { "taken" };
        let threads = count_threads();
        println!("threads in the child: {threads}, and the lock is {lock}");
    })?;
    join(&child)?;
    Ok(())
}
// ANCHOR_END: thread

fn count_threads() -> usize {
    fs::read_dir("/proc/self/task").expect("procfs").count()
}

#[expect(clippy::exit, reason = "the exit code is the number that the child draws")]
fn random() -> Result {
    rand::random::<u8>();
    // ANCHOR: random
    let child = start(|| process::exit(rand::random::<u8>().into()))?;
    let same = join(&child)? == rand::random::<u8>().into();
    println!("main draws the child's number: {same}");
    // ANCHOR_END: random
    Ok(())
}
