//! A new lesson and a new exercise, made of the templates by the commands of the two pages
//! that say how, in a copy of the workbook.

use std::env;
use std::fs::{self, File};
use std::io;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::time::SystemTime;

/// What is not copied, wherever it is.
const LEFT_OUT: [&str; 5] = [".git", "__pycache__", "my", "out", "target"];

/// Where another `cargo` is, in the copy.
const SHIM: &str = "target/shim";

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// A block ` ```sh ` of a page, and the block ` ```text ` behind it, which is its output.
struct Block {
    commands: String,
    output: Option<String>,
}

fn blocks(page: &str) -> Vec<Block> {
    let text = fs::read_to_string(root().join("book/en").join(page)).expect(page);
    let blocks = text.split("\n```sh\n").skip(1).map(|rest| {
        let (commands, rest) = rest.split_once("\n```").expect("it is closed");
        let output = rest.strip_prefix("\n\n```text\n");
        Block {
            // What mdBook shall show, and not include.
            commands: commands.replace("\\{{", "{{"),
            output: output.map(|it| it.split("\n```").next().unwrap_or(it).into()),
        }
    });
    blocks.collect()
}

/// A workbook where somebody writes a lesson.
struct Workshop {
    folder: PathBuf,
    /// When the newest file of the original was written.
    newest: SystemTime,
}

impl Workshop {
    /// A copy of everything but the exercises, which take long to build.
    fn new() -> Self {
        let built = Path::new(env!("CARGO_TARGET_TMPDIR"));
        let folder = built.join("templates");
        match fs::remove_dir_all(&folder) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => {
                panic!("{error}")
            }
            _ => {}
        }
        let newest = copy(root(), &folder).expect("a copy");
        let workshop = Self { folder, newest };

        let manifest = workshop.read("Cargo.toml");
        let lines = manifest.lines().filter(|line| {
            let is =
                |name: &str| line.starts_with(&format!("    {{ name = \"{name}"));
            !is("exercise") && !is("solution") && !is("book")
        });
        let manifest = lines.collect::<Vec<_>>().join("\n");
        // Another version is another package: the one of the tests stays as it was built.
        let version = concat!("\nversion = \"", env!("CARGO_PKG_VERSION"), "\"\n");
        let manifest = manifest.replacen(version, "\nversion = \"0.0.0-copy\"\n", 1);
        assert!(manifest.contains("-copy"), "the manifest has no {version}");
        workshop.write("Cargo.toml", &manifest);

        // What both need is compiled once, and each has its own programs.
        let shared = built.parent().expect("a folder for all builds").display();
        let cargo = workshop.read(".cargo/config.toml");
        let build = format!("target-dir = \"target\"\nbuild-dir = \"{shared}\"");
        let cargo = format!("{cargo}\n[build]\n{build}\n");
        workshop.write(".cargo/config.toml", &cargo);
        workshop.put_up_cargo();
        workshop
    }

    fn read(&self, name: &str) -> String {
        fs::read_to_string(self.folder.join(name)).expect(name)
    }

    fn write(&self, name: &str, text: &str) {
        fs::write(self.folder.join(name), text).expect(name);
    }

    /// A `cargo` that builds the programs as the tests do, so that it builds them once.
    fn put_up_cargo(&self) {
        let (cargo, book) = (env!("CARGO"), env!("CARGO_BIN_EXE_book"));
        let script = format!(
            "#!/bin/sh\n\
             case $1 in\n\
             run) '{cargo}' test --quiet --no-run --test lessons && \
             exec target/debug/$3 ;;\n\
             workbook) shift; exec target/debug/workbook \"$@\" ;;\n\
             book) shift; exec '{book}' \"$@\" ;;\n\
             *) exec '{cargo}' \"$@\" ;;\n\
             esac\n"
        );
        let folder = self.folder.join(SHIM);
        fs::create_dir_all(&folder).expect("a folder");
        fs::write(folder.join("cargo"), script).expect("a file");
        let mode = fs::Permissions::from_mode(0o755);
        fs::set_permissions(folder.join("cargo"), mode).expect("a mode");
    }

    /// Does what a page says: every command succeeds, or is a check that says `not yet`.
    fn follow(&self, page: &str) {
        for Block { commands, output } in blocks(page) {
            let run = self.bash(&commands);
            let said = String::from_utf8_lossy(&run.stdout);
            let fails =
                output.as_deref().is_some_and(|it| it.starts_with("not yet"));
            let status = Some(i32::from(fails));
            assert_eq!(run.status.code(), status, "{page}: {commands}\n{said}");
            if let Some(output) = output {
                // Where the system forbids to hold processes.
                let possible = "This output is possible:";
                let happened = "It happened just now, with your processes:";
                let said = said.replace(possible, happened);
                assert_eq!(said.trim_end(), output, "{page}: {commands}");
            }
            self.age(&self.folder).expect("a folder");
        }
    }

    /// Answers the exercise with the near-miss that its page shows, and checks that: what is
    /// said.
    fn near_miss(&self) -> String {
        let page = self.read("book/en/write-an-exercise.md");
        let entry = page.split_once("\n(\"99a\", ").expect("a near-miss").1;
        let entry = entry.lines().next().unwrap_or_default();
        // What stands between quotes: its name, the line of the solution, the line instead.
        let texts: Vec<_> = entry.split('"').skip(1).step_by(2).collect();
        let [_, line, instead] = texts[..] else { panic!("{entry}") };
        let solution = self.read("lessons/99-tea/solutions/exercise-a.rs");
        assert!(solution.contains(line), "the solution has no {line}");
        self.bash("cargo workbook start 99a");
        self.write("my/src/bin/99a.rs", &solution.replacen(line, instead, 1));
        let run = self.bash("cargo workbook check 99a");
        let said = String::from_utf8_lossy(&run.stdout).into_owned();
        assert_eq!(run.status.code(), Some(1), "{said}");
        said
    }

    fn bash(&self, commands: &str) -> Output {
        let path = env::var("PATH").unwrap_or_default();
        let path = format!("{}:{path}", self.folder.join(SHIM).display());
        let mut bash = Command::new("bash");
        bash.args(["-e", "-c", &format!("exec 2>&1\n{commands}")]);
        bash.current_dir(&self.folder).env("PATH", path);
        bash.envs([("CARGO_NET_OFFLINE", "true"), ("LESSON_RUNS", "20")]);
        bash.envs([("NO_COLOR", "1"), ("WORKBOOK_SPEED", "1000")]);
        // In CI nothing would be written.
        bash.env_remove("PYTHONUNBUFFERED").env_remove("CI");
        for name in
            ["TARGET_DIR", "BUILD_TARGET_DIR", "BUILD_BUILD_DIR", "BUILD_TARGET"]
        {
            bash.env_remove(format!("CARGO_{name}"));
        }
        bash.output().expect("bash runs")
    }

    /// Makes what was written as old as the original, so that cargo builds again what has
    /// changed there, and no more.
    fn age(&self, folder: &Path) -> io::Result<()> {
        for entry in fs::read_dir(folder)? {
            let path = entry?.path();
            if path.ends_with("target") {
                continue;
            }
            if path.is_dir() {
                self.age(&path)?;
            } else if fs::metadata(&path)?.modified()? > self.newest {
                File::options()
                    .append(true)
                    .open(&path)?
                    .set_modified(self.newest)?;
            }
        }
        Ok(())
    }
}

/// Copies a folder with the times of its files; when the newest of them was written.
fn copy(from: &Path, to: &Path) -> io::Result<SystemTime> {
    let mut newest = SystemTime::UNIX_EPOCH;
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let name = entry?.file_name();
        let (from, to) = (from.join(&name), to.join(&name));
        let is_left_out = LEFT_OUT.iter().any(|it| name == *it);
        if is_left_out || is_of_an_exercise(&from) {
            continue;
        }
        let written = if from.is_dir() {
            copy(&from, &to)?
        } else {
            fs::copy(&from, &to)?;
            let written = fs::metadata(&from)?.modified()?;
            File::options().append(true).open(&to)?.set_modified(written)?;
            written
        };
        newest = newest.max(written);
    }
    Ok(newest)
}

fn is_of_an_exercise(path: &Path) -> bool {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    path.starts_with(root().join("lessons"))
        && (name.starts_with("exercise-") || name == "solutions")
}

#[test]
fn a_lesson_and_an_exercise_are_made_as_the_pages_say() {
    let workshop = Workshop::new();
    for page in ["write-a-lesson.md", "write-an-exercise.md"] {
        workshop.follow(page);
    }
    for (check, status, verdict) in [
        ("99", 0, "\npossible: one of 3 possible outputs of lesson 99\n"),
        ("99a --given", 1, "not yet: missing order\n"),
        ("99a --solution", 0, "right: 99a. 6 possible outputs as given, 3 now.\n"),
    ] {
        let run = workshop.bash(&format!("cargo workbook check {check}"));
        let said = String::from_utf8_lossy(&run.stdout);
        assert_eq!(run.status.code(), Some(status), "{said}");
        assert!(said.contains(verdict), "{said}");
    }
    let said = workshop.near_miss();
    for sentence in ["\nnot yet: missing order\n", "\nSleeping orders nothing: "] {
        assert!(said.contains(sentence), "{said}");
    }
}
