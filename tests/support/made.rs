//! Programs to trace and to explore: made here, compiled or found.

use std::env;
use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicUsize, Ordering};

/// A folder for what the tests of this process make. Those of processes that have ended are
/// removed.
pub fn folder() -> &'static Path {
    static FOLDER: OnceLock<PathBuf> = OnceLock::new();
    FOLDER.get_or_init(|| {
        let all = Path::new(env!("CARGO_TARGET_TMPDIR")).join("made");
        for left in fs::read_dir(&all).into_iter().flatten().flatten() {
            if !Path::new("/proc").join(left.file_name()).exists() {
                // Another process of these tests may be removing it too.
                let _ = fs::remove_dir_all(left.path());
            }
        }
        let folder = all.join(std::process::id().to_string());
        fs::create_dir_all(&folder).expect("a folder to write to");
        folder
    })
}

/// A path in the folder that no other test has.
pub fn fresh(name: &str) -> PathBuf {
    static COUNT: AtomicUsize = AtomicUsize::new(0);
    let count = COUNT.fetch_add(1, Ordering::Relaxed);
    folder().join(format!("{count}-{name}"))
}

/// The program of this C text, compiled. What is used of the system is included.
pub fn c(text: &str) -> Command {
    const HEAD: &str = "\
        #define _GNU_SOURCE\n\
        #include <errno.h>\n#include <fcntl.h>\n#include <poll.h>\n#include <pthread.h>\n\
        #include <sched.h>\n#include <semaphore.h>\n#include <signal.h>\n\
        #include <spawn.h>\n#include <stdio.h>\n#include <stdlib.h>\n#include <string.h>\n\
        #include <sys/epoll.h>\n#include <sys/file.h>\n#include <sys/mman.h>\n\
        #include <sys/ptrace.h>\n#include <sys/select.h>\n#include <sys/socket.h>\n\
        #include <sys/stat.h>\n#include <sys/syscall.h>\n#include <sys/uio.h>\n\
        #include <sys/wait.h>\n#include <time.h>\n#include <unistd.h>\n\
        extern char **environ;\n";
    let program = fresh("program");
    let source = program.with_extension("c");
    fs::write(&source, format!("{HEAD}{text}\n"))
        .expect("the folder can be written to");
    let mut cc = Command::new("cc");
    cc.args(["-w", "-pthread", "-o"]).arg(&program).arg(&source);
    let output = cc.output().expect("there is a C compiler, `cc`");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    Command::new(program)
}

/// `name -c text`, for a shell, if there is that one.
pub fn shell(test: &str, name: &str, text: &str) -> Option<Command> {
    let is_there = Command::new(name).args(["-c", ":"]).output().is_ok();
    if !is_there {
        assert!(env::var_os("CI").is_none(), "CI must have {name}");
        let _ = writeln!(io::stderr(), "{test}: SKIPPED, no {name} found");
        return None;
    }
    let mut command = Command::new(name);
    command.args(["-c", text]);
    Some(command)
}

/// Each `CPython` from 3.6 on that there is, with this program.
pub fn pythons(test: &str, text: &str) -> Vec<Command> {
    // A folder of its own: Python reads all of it, and others come and go in the common one.
    let folder = fresh("python");
    fs::create_dir(&folder).expect("the folder can be written to");
    let script = folder.join("program.py");
    fs::write(&script, text).expect("the folder can be written to");
    let all = super::python::find_all(test);
    let commands = all.iter().map(|python| {
        let mut command = python.command();
        command.arg(&script);
        command
    });
    commands.collect()
}
