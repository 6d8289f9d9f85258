//! A folder in which a script stands in for a lesson.

use std::fs::{self, File};
use std::io::{BufRead, BufReader, Read};
use std::path::{Path, PathBuf};
use std::process::Command;

use nix::sys::stat::Mode;
use nix::unistd::mkfifo;

use crate::fixture::{clean, within_patience};

/// The command, and beside it what it takes for the binaries of lessons.
pub(crate) struct Stage {
    folder: PathBuf,
}

impl Stage {
    /// A folder of this name.
    pub(crate) fn new(name: &str) -> Self {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("cli").join(name);
        // It need not be there.
        let _ = fs::remove_dir_all(&folder);
        fs::create_dir_all(&folder).expect("a folder");
        let workbook = env!("CARGO_BIN_EXE_workbook");
        fs::hard_link(workbook, folder.join("workbook")).expect("a hard link");
        mkfifo(&folder.join("gate"), Mode::S_IRWXU).expect("a named pipe");
        Self { folder }
    }

    /// Has `tests/cli/lessons/SCRIPT` play `role`, `lesson05` for one.
    pub(crate) fn with(self, role: &str, script: &str) -> Self {
        let scripts = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/cli/lessons");
        // Another process makes the copy. If this one had it open while another test forks,
        // it could not be executed until that fork's execve.
        let copied = Command::new("install")
            .args(["-m", "755"])
            .arg(Path::new(scripts).join(script))
            .arg(self.path(role))
            .status();
        assert!(copied.expect("install(1)").success(), "{script} is not copied");
        self
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }

    /// The command of this folder. Its scripts find the gate in the environment.
    pub(crate) fn workbook(&self, arguments: &[&str]) -> Command {
        let path = self.path("workbook");
        let mut command = clean(path.to_str().expect("UTF-8"), arguments);
        command.env("GATE", self.path("gate"));
        command
    }

    /// Waits until a script has opened the gate and written a line to it.
    pub(crate) fn held(&self) -> Held {
        let gate = self.path("gate");
        within_patience(move || {
            let mut gate = BufReader::new(File::open(gate).expect("a named pipe"));
            let mut line = String::new();
            gate.read_line(&mut line).expect("a line");
            assert_eq!(line, "held\n");
            Held(gate)
        })
    }
}

/// A gate that is held open by every process of a script.
pub(crate) struct Held(BufReader<File>);

impl Held {
    /// Waits until none of them is left.
    pub(crate) fn until_let_go(mut self) {
        within_patience(move || {
            let mut more = String::new();
            self.0.read_to_string(&mut more).expect("the end of the file");
        });
    }
}
