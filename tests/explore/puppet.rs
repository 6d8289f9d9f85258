//! The real program that performs a script: `puppet.c`, compiled once.

use std::env;
use std::io::{self, Write as _};
use std::os::unix::process::ExitStatusExt as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::OnceLock;

use super::script::Script;
use crate::support::made;

/// Seconds after which a run that stands still is ended. A test fails then.
const PATIENCE: &str = "60";

/// The compiled program, if there is a compiler.
pub(crate) struct Puppet(PathBuf);

impl Puppet {
    /// Compiles it, unless another test has.
    pub(crate) fn find(test: &str) -> Option<Self> {
        static PUPPET: OnceLock<Option<PathBuf>> = OnceLock::new();
        let puppet = PUPPET.get_or_init(|| {
            let program = made::folder().join("puppet");
            let mut cc = Command::new("cc");
            cc.args(["-O1", "-Wall", "-Wextra", "-Werror", "-o"]).arg(&program);
            let source = Path::new(env!("CARGO_MANIFEST_DIR"));
            let output = cc.arg(source.join("tests/explore/puppet.c")).output();
            let output = output.ok()?;
            let said = String::from_utf8_lossy(&output.stderr);
            assert!(output.status.success(), "{said}");
            Some(program)
        });
        if puppet.is_none() {
            assert!(env::var_os("CI").is_none(), "CI must have a C compiler, cc");
            let _ = writeln!(io::stderr(), "{test}: SKIPPED, no cc found");
        }
        puppet.clone().map(Self)
    }

    /// The command that performs `script`, with its locks where `locks` says.
    pub(crate) fn command(&self, script: &Script, locks: &Path) -> Command {
        let mut command = Command::new(&self.0);
        command.arg(script.to_string()).arg(locks);
        command
    }

    /// What `script` prints in one run that nobody controls.
    pub(crate) fn run(&self, script: &Script) -> Vec<u8> {
        let mut command = self.command(script, &fresh());
        let output = command.arg(PATIENCE).stdin(Stdio::null()).output();
        let output = output.expect("it was compiled here");
        let has_failed = output.status.code().is_some_and(|code| code != 0)
            || output.status.signal() == Some(nix::libc::SIGALRM);
        assert!(!has_failed, "{}:\n{script}", output.status);
        output.stdout
    }
}

/// A beginning of paths that nobody else has. Who has just ended may still hold a lock.
pub(crate) fn fresh() -> PathBuf {
    made::fresh("")
}
