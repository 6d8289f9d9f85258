//! What `cargo workbook` runs: it has cargo build the workbook, and then becomes it.
//!
//! `cargo run --quiet` is silent for as long as it compiles, a minute the first time, and
//! without `--quiet` cargo has something to say every time. So this asks cargo to build,
//! and passes on what is news: that something is compiled, and what the compiler says.
//! It needs no other crate, so it is itself compiled within a second.

use std::env;
use std::error::Error;
use std::io::{self, BufReader, IsTerminal, Read, Write};
use std::mem;
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Command, ExitCode, Stdio};

fn main() -> ExitCode {
    match launch() {
        Ok(status) => status,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::from(2)
        }
    }
}

/// Comes back only when the workbook is not built.
fn launch() -> Result<ExitCode, Box<dyn Error>> {
    let this = env::current_exe()?;
    let profile = this.parent().and_then(Path::file_name).unwrap_or_default();
    if !build(profile == "release")? {
        return Ok(ExitCode::from(2));
    }
    let workbook = this.with_file_name("workbook");
    let error = Command::new(&workbook).args(env::args_os().skip(1)).exec();
    Err(format!("cannot run {}: {error}", workbook.display()).into())
}

/// Whether cargo could build it.
fn build(is_release: bool) -> io::Result<bool> {
    let manifest = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../Cargo.toml");
    let mut cargo =
        Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    cargo.args(["build", "--features", "cli", "--bin", "workbook"]);
    cargo.args(is_release.then_some("--release"));
    cargo.arg("--manifest-path").arg(manifest.canonicalize()?);
    let mut screen = Screen::new();
    if screen.is_terminal {
        // Cargo writes into a pipe, and takes it for a terminal if it is told to.
        cargo.env("CARGO_TERM_PROGRESS_WHEN", "always");
        cargo.env("CARGO_TERM_PROGRESS_WIDTH", "79");
        cargo.args((!is_set("NO_COLOR")).then_some("--color=always"));
    }
    let mut child = cargo.stdin(Stdio::null()).stderr(Stdio::piped()).spawn()?;
    if let Some(said) = child.stderr.take() {
        pass_on(BufReader::new(said), &mut screen)?;
    }
    screen.clear();
    Ok(child.wait()?.success())
}

fn is_set(name: &str) -> bool {
    env::var_os(name).is_some_and(|value| !value.is_empty())
}

/// Shows what cargo says, as far as it is news. A bar ends with `\r`, a line with `\n`.
fn pass_on(mut said: impl Read, screen: &mut Screen) -> io::Result<()> {
    let (mut bytes, mut rest) = ([0; 4096], Vec::new());
    loop {
        let count = match said.read(&mut bytes) {
            Ok(0) => break,
            Ok(count) => count,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(error) => return Err(error),
        };
        rest.extend_from_slice(&bytes[..count]);
        while let Some(end) = rest.iter().position(|it| [b'\r', b'\n'].contains(it))
        {
            let piece: Vec<_> = rest.drain(..=end).collect();
            screen.show(&String::from_utf8_lossy(&piece[..end]));
        }
    }
    screen.show(&String::from_utf8_lossy(&rest));
    Ok(())
}

/// Stderr, where the learner looks meanwhile.
struct Screen {
    is_terminal: bool,
    /// Whether it was said that something is compiled.
    is_announced: bool,
    /// Whether there is a bar that the next line takes the place of.
    has_bar: bool,
}

impl Screen {
    fn new() -> Self {
        let is_dumb = env::var_os("TERM").is_some_and(|term| term == "dumb");
        let is_terminal = io::stderr().is_terminal() && !is_dumb;
        Self { is_terminal, is_announced: false, has_bar: false }
    }

    /// Shows a line of cargo's, or a bar.
    fn show(&mut self, piece: &str) {
        match News::of(piece) {
            News::Nothing => return,
            News::Begins => self.announce(),
            News::Bar if self.is_terminal => {
                self.clear();
                eprint!("{piece}");
                self.has_bar = true;
            }
            News::Bar => {}
            News::Other => {
                self.clear();
                eprintln!("{piece}");
            }
        }
        // Nobody listens.
        let _ = io::stderr().flush();
    }

    fn announce(&mut self) {
        if !self.is_announced {
            self.clear();
            eprintln!(
                "The workbook is compiled first, which takes about a minute at most."
            );
            self.is_announced = true;
        }
    }

    /// Takes the bar away.
    fn clear(&mut self) {
        if mem::take(&mut self.has_bar) {
            eprint!("\r\x1b[K");
        }
    }
}

/// What a piece of cargo's stderr says.
#[derive(Debug, PartialEq, Eq)]
enum News {
    /// What it says every time.
    Nothing,
    /// That it has begun to get or to compile a crate.
    Begins,
    /// How far it is.
    Bar,
    /// Whatever else, for whoever called it.
    Other,
}

impl News {
    fn of(piece: &str) -> Self {
        let plain = without_colours(piece);
        match plain.split_whitespace().next() {
            None | Some("Finished" | "Downloaded" | "Locking") => Self::Nothing,
            Some("Compiling" | "Updating" | "Downloading") => Self::Begins,
            Some("Building" | "Fetch") => Self::Bar,
            Some(_) => Self::Other,
        }
    }
}

/// `text` without escape sequences, which end with a letter.
fn without_colours(text: &str) -> String {
    let mut parts = text.split('\x1b');
    let mut plain = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let end = part.find(|c: char| c.is_ascii_alphabetic());
        plain.push_str(end.map_or("", |end| &part[end + 1..]));
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::News;

    // F-32
    #[test]
    fn what_cargo_says_every_time_is_not_passed_on() {
        let finished = "\x1b[1m\x1b[92m    Finished\x1b[0m `dev` profile in 0.26s";
        assert_eq!(News::of(finished), News::Nothing);
        assert_eq!(News::of("\x1b[K"), News::Nothing);
        let compiling = "\x1b[1m\x1b[92m   Compiling\x1b[0m process-workbook v0.1.0";
        assert_eq!(News::of(compiling), News::Begins);
        assert_eq!(News::of("   Compiling nix v0.31.3"), News::Begins);
        let bar = "\x1b[1m\x1b[96m    Building\x1b[0m [====> ] 83/84: workbook(bin)";
        assert_eq!(News::of(bar), News::Bar);
        for other in
            ["error[E0308]: mismatched types", "    Blocking waiting for file lock"]
        {
            assert_eq!(News::of(other), News::Other);
        }
    }
}
