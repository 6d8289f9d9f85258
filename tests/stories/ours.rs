//! Lives a story with our `Process`. `interpreter.py` is the same for `CPython`.

use std::cell::RefCell;
use std::env;
use std::fmt::Display;
use std::fs::File;
use std::io::{self, Read, Write};
use std::os::fd::{AsFd, BorrowedFd};
use std::os::unix::net::UnixStream;
use std::os::unix::process::{CommandExt, ExitStatusExt};
use std::panic;
use std::process::{self, Command, ExitCode, Stdio};
use std::rc::Rc;
use std::sync::{OnceLock, mpsc};
use std::thread;
use std::time::Duration;

use nix::libc;
use nix::poll::{PollFd, PollFlags, PollTimeout, poll};
use nix::sys::resource::{Resource, setrlimit};
use nix::sys::signal::{SigSet, Signal, killpg};
use nix::sys::wait::{Id, WaitPidFlag, waitid};
use nix::unistd::Pid;
use process_workbook::{
    Error, Process, Run, active_children, cpu_count, current_process, exit,
    parent_process, wait,
};

use crate::model::SLOTS;
use crate::story::{self, Step, Story};
use crate::support::probe::Seen;
use crate::theirs::INTERPRETER;

/// Holds the story that a process was started for.
const STORY: &str = "WORKBOOK_STORY_TEXT";

/// When a story is taken to hang.
const PATIENCE: Duration = Duration::from_mins(1);

/// An object, and the line to the child that it has started or will start.
#[derive(Default)]
struct Slot {
    process: Option<Process>,
    line: Option<Rc<UnixStream>>,
}

thread_local! {
    static TABLE: RefCell<[Slot; SLOTS]> = RefCell::default();
}

/// The key that main began with, which is another one in each run.
static FIRST_KEY: OnceLock<Vec<u8>> = OnceLock::new();

/// How a body says that it has failed.
#[derive(Debug)]
struct Failed;

/// Lives the story that this process was started for, if it was.
pub(crate) fn main() -> Option<ExitCode> {
    let text = env::var(STORY).ok()?;
    setrlimit(Resource::RLIMIT_CORE, 0, 0).expect("less is always allowed");
    let loud = panic::take_hook();
    panic::set_hook(Box::new(move |info| {
        if !info.payload().is::<Failed>() {
            loud(info);
        }
    }));
    let key = current_process().authkey();
    FIRST_KEY.set(key.as_bytes().to_vec()).expect("it is set once");
    say(0, format_args!("born pid={}", process::id()));
    let lived = live(&story::read(&text), 1, None);
    Some(lived.map_or(ExitCode::FAILURE, |()| ExitCode::SUCCESS))
}

/// Has a process of its own live the story `text`, to the end of all that it starts.
pub(crate) fn observe(text: &str) -> Seen {
    // Main has something to read, which its children must not.
    let stdin = File::open(INTERPRETER);
    let child = Command::new(env::current_exe().expect("a path to this binary"))
        .env(STORY, text)
        .env_remove("WORKBOOK_SPEED")
        .stdin(stdin.expect("a file that is there"))
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .process_group(0)
        .spawn()
        .expect("this binary again");
    let group = Pid::from_raw(child.id().cast_signed());
    let (ended, end) = mpsc::channel();
    let waiter = thread::spawn(move || {
        let output = child.wait_with_output();
        // Nobody listens after the time is up.
        let _ = ended.send(());
        output
    });
    let hangs = end.recv_timeout(PATIENCE).is_err();
    if hangs {
        let _ = killpg(group, Signal::SIGKILL);
    }
    let output = waiter.join().expect("it does not panic").expect("two pipes");
    let mut stdout = String::from_utf8_lossy(&output.stdout).into_owned();
    if hangs {
        stdout.push_str("0 hangs\n");
    }
    let exitcode =
        output.status.code().or(output.status.signal().map(|signal| -signal));
    Seen {
        stdout,
        stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
        exitcode: exitcode.expect("it has exited or was killed"),
    }
}

/// What a child does: the steps below the `new` on line `line`.
struct Body {
    story: Story,
    line: usize,
    up: UnixStream,
}

impl Body {
    fn live(self) -> Result<(), Failed> {
        // Its parent's ends: while it had a copy, it would not see its parent's end.
        TABLE.with_borrow_mut(|table| {
            for slot in table.iter_mut() {
                slot.line = None;
            }
        });
        say(self.line, format_args!("born pid={}", process::id()));
        let _finally = Finally(self.line);
        live(&self.story, self.line + 1, Some(&self.up))
    }
}

/// Says that destructors run. // S-057
struct Finally(usize);

impl Drop for Finally {
    fn drop(&mut self) {
        say(self.0, "finally");
    }
}

struct MyProcess(Body);

impl Run for MyProcess {
    fn run(self) {
        if let Err(failed) = self.0.live() {
            panic::panic_any(failed);
        }
    }
}

/// Writes a line to stdout, past what is in its buffer.
fn say(line: usize, what: impl Display) {
    static STDOUT: OnceLock<File> = OnceLock::new();
    let mut stdout = STDOUT.get_or_init(|| {
        File::from(io::stdout().as_fd().try_clone_to_owned().expect("a stdout"))
    });
    let text = format!("{line} {what}\n");
    stdout.write_all(text.as_bytes()).expect("somebody listens");
}

fn live(
    story: &[Step],
    first: usize,
    up: Option<&UnixStream>,
) -> Result<(), Failed> {
    for (line, step) in story::numbered(story, first) {
        let words = step.words();
        if let ["return" | "fail" | "panic" | "exit" | "leave", ..] =
            words.as_slice()
        {
            say(line, "now");
        }
        match words.as_slice() {
            ["return"] => return Ok(()),
            ["fail"] => return Err(Failed),
            ["panic"] => panic::panic_any(Failed),
            ["exit", code] => exit(number(code)),
            ["leave", code] => leave(number(code)),
            ["hold"] => {
                hold(up.expect("main does not hold"));
                say(line, "done");
            }
            _ => {
                let told = take(line, step).unwrap_or_else(|error| {
                    let text = error.to_string();
                    format!("error: {}", text.split(':').next().unwrap_or_default())
                });
                say(line, told);
            }
        }
    }
    Ok(())
}

/// Takes one step, and says what came of it.
fn take(line: usize, step: &Step) -> Result<String, Error> {
    let done = |()| "done".to_owned();
    match step.words().as_slice() {
        ["new", slot, class, options @ ..] => {
            let (line, process) = construct(line, class, options, &step.body);
            put(slot, process, Some(line));
        }
        ["keep", slot] => put(slot, current_process(), None),
        ["alias", slot, of] => {
            let pid = on(of, |process| process.pid());
            let child =
                active_children().into_iter().find(|child| child.pid() == pid);
            put(slot, child.expect("it is active"), Some(line_to(of)));
        }
        ["start", whom] => return start(whom).map(done),
        ["close", whom] => return on(whom, Process::close).map(done),
        ["join", whom] => {
            return on(whom, |process| process.join()).map(|code| code.to_string());
        }
        ["join", whom, timeout] => {
            let timeout = Duration::from_millis(number(timeout));
            return on(whom, |process| process.join_timeout(timeout)).map(or_none);
        }
        ["terminate", whom] => {
            return on(whom, |process| process.terminate()).map(done);
        }
        ["kill", whom] => return on(whom, |process| process.kill()).map(done),
        ["signal", whom, signal] => {
            let pid = on(whom, |process| process.pid()).expect("it is started");
            send(pid, number(signal));
        }
        ["die", signal] => send(process::id(), number(signal)),
        ["name", whom, name] => on(whom, |process| process.set_name(*name)),
        ["daemon", whom, daemon] => {
            return on(whom, |process| process.set_daemon(*daemon == "yes"))
                .map(done);
        }
        ["authkey", whom, digits] => {
            on(whom, |process| process.set_authkey(unhex(digits)));
        }
        ["see", whom, attribute] => return see(whom, attribute),
        ["wait", slots @ ..] => return wait_for(slots),
        ["children"] => {
            let mut names: Vec<_> =
                active_children().iter().map(Process::name).collect();
            names.sort(); // S-080: in CPython a set
            return Ok(names.join(" "));
        }
        ["cpus"] => return Ok(cpu_count().to_string()),
        ["meet", slot] => {
            let read = (&*line_to(slot)).read_exact(&mut [0]);
            read.expect("the child gets to its hold");
        }
        ["go", slot] => {
            let written = (&*line_to(slot)).write_all(&[0]);
            written.expect("the child is at its hold");
        }
        ["ended", slot] => {
            let pid = on(slot, |process| process.pid()).expect("it is started");
            let pid = Pid::from_raw(pid.cast_signed());
            // An error says that it is reaped already.
            let _ =
                waitid(Id::Pid(pid), WaitPidFlag::WEXITED | WaitPidFlag::WNOWAIT);
        }
        ["block"] => {
            let blocked = SigSet::from(Signal::SIGTERM).thread_block();
            blocked.expect("SIGTERM can be blocked");
        }
        ["mutter"] => print!("~{line}~"),
        ["stdin"] => {
            let mut text = String::new();
            let read = io::stdin().read_to_string(&mut text);
            return Ok(format!("{:?}: {text:?}", read.ok()));
        }
        words => panic!("no such step: {words:?}"),
    }
    Ok(done(()))
}

fn construct(
    line: usize,
    class: &str,
    options: &[&str],
    story: &[Step],
) -> (Rc<UnixStream>, Process) {
    let (down, up) = UnixStream::pair().expect("a socket pair");
    let body = Body { story: story.to_vec(), line, up };
    let mut process = match class {
        "MyProcess" => Process::new(MyProcess(body)),
        _ => Process::new(|| body.live()),
    };
    for option in options {
        process = match option.split_once('=') {
            Some(("name", name)) => process.with_name(name),
            Some((_, daemon)) => process.with_daemon(daemon == "yes"),
            None => panic!("no such option: {option}"),
        };
    }
    (Rc::new(down), process)
}

/// Not through [`on`]: a child cannot use the table of objects while that is borrowed.
fn start(whom: &str) -> Result<(), Error> {
    if whom == "me" {
        return current_process().start();
    }
    let slot: usize = number(whom);
    let taken = TABLE.with_borrow_mut(|table| table[slot].process.take());
    let mut process = taken.expect("an object");
    let started = process.start();
    TABLE.with_borrow_mut(|table| table[slot].process = Some(process));
    started
}

fn see(whom: &str, attribute: &str) -> Result<String, Error> {
    if whom == "up" && parent_process().is_none() {
        return Ok("none".to_owned());
    }
    on(whom, |process| {
        Ok(match attribute {
            "name" => process.name(),
            "daemon" => process.daemon().to_string(),
            "pid" => process.pid().map_or_else(none, |pid| format!("pid={pid}")),
            "ident" => process.ident().map_or_else(none, |pid| format!("pid={pid}")),
            "exitcode" => or_none(process.exitcode()),
            "is_alive" => process.is_alive()?.to_string(),
            "authkey" => {
                let key = process.authkey();
                let first =
                    FIRST_KEY.get().is_some_and(|first| first == key.as_bytes());
                if first { "main's first".to_owned() } else { hex(key.as_bytes()) }
            }
            "repr" => format!("{process:?}"),
            "sentinel" => is_readable(process.sentinel()?).to_string(),
            _ => panic!("no such attribute: {attribute}"),
        })
    })
}

fn wait_for(slots: &[&str]) -> Result<String, Error> {
    TABLE.with_borrow(|table| {
        let processes: Vec<_> = slots
            .iter()
            .map(|slot| {
                table[number::<usize>(slot)].process.as_ref().expect("an object")
            })
            .collect();
        let ended = wait(&processes, Some(Duration::ZERO))?;
        let ended: Vec<_> = ended.into_iter().map(|at| slots[at]).collect();
        Ok(ended.join(" "))
    })
}

/// Waits for the parent's `go`. A process whose parent has ended ends too.
fn hold(mut up: &UnixStream) {
    let met = up.write_all(&[0]).and_then(|()| up.read_exact(&mut [0]));
    if met.is_err() {
        leave(0);
    }
}

fn put(slot: &str, process: Process, line: Option<Rc<UnixStream>>) {
    let slot: usize = number(slot);
    let new = Slot { process: Some(process), line };
    TABLE.with_borrow_mut(|table| table[slot] = new);
}

fn line_to(slot: &str) -> Rc<UnixStream> {
    let slot: usize = number(slot);
    let line = TABLE.with_borrow(|table| table[slot].line.clone());
    line.expect("a child of this process")
}

/// Does `what` to the process that `whom` names.
fn on<T>(whom: &str, what: impl FnOnce(&mut Process) -> T) -> T {
    match whom {
        "me" => what(&mut current_process()),
        "up" => what(&mut parent_process().expect("a child has a parent")),
        _ => TABLE.with_borrow_mut(|table| {
            let slot: usize = number(whom);
            what(table[slot].process.as_mut().expect("an object"))
        }),
    }
}

fn is_readable(fd: BorrowedFd<'_>) -> bool {
    let mut fds = [PollFd::new(fd, PollFlags::POLLIN)];
    poll(&mut fds, PollTimeout::ZERO).expect("poll") > 0
}

fn number<T: std::str::FromStr>(word: &str) -> T {
    word.parse().ok().unwrap_or_else(|| panic!("not a number: {word}"))
}

fn unhex(digits: &str) -> Vec<u8> {
    let pairs = (0..digits.len()).step_by(2).map(|at| &digits[at..at + 2]);
    pairs.map(|pair| u8::from_str_radix(pair, 16).expect("digits")).collect()
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |digits, byte| format!("{digits}{byte:02x}"))
}

fn none() -> String {
    "none".to_owned()
}

fn or_none(code: Option<i32>) -> String {
    code.map_or_else(none, |code| code.to_string())
}

#[expect(unsafe_code, reason = "nix has no _exit")]
fn leave(code: i32) -> ! {
    // SAFETY: _exit has no condition.
    unsafe { libc::_exit(code) }
}

/// kill(2), for real-time signals too.
#[expect(unsafe_code, reason = "nix has no name for real-time signals")]
fn send(pid: u32, signal: i32) {
    // SAFETY: kill takes two integers and reads no memory.
    let sent = unsafe { libc::kill(pid.cast_signed(), signal) };
    assert_eq!(sent, 0, "{}", io::Error::last_os_error());
}
