//! `snapshot`: the snapshot of a changed lesson is rewritten, and nothing is lost. // F-18

use std::fs;
use std::path::{Path, PathBuf};

use nix::sys::stat::Mode;
use nix::unistd::mkfifo;

use crate::fixture::{Seen, holds, piped, workbook};
use crate::stage::Stage;

/// A copy of the snapshot of lesson 5, in a folder of its own.
struct Copy(PathBuf);

impl Copy {
    fn new(name: &str) -> Self {
        let folder =
            Path::new(env!("CARGO_TARGET_TMPDIR")).join("snapshot").join(name);
        // It need not be there.
        let _ = fs::remove_dir_all(&folder);
        fs::create_dir_all(&folder).expect("a folder");
        let copy = Self(folder.join("lesson.snap"));
        fs::write(&copy.0, original()).expect("a file");
        copy
    }

    fn text(&self) -> String {
        fs::read_to_string(&self.0).expect("UTF-8")
    }

    /// What is kept under this number.
    fn backup(&self, number: u32) -> Option<String> {
        fs::read_to_string(self.0.with_added_extension(format!("{number}.bak"))).ok()
    }

    /// What is said of lesson 5, whom the binary or the script `player` plays.
    fn rewritten_by(&self, player: &str, more: &[&str]) -> Seen {
        let folder = self.0.parent().and_then(Path::file_name).expect("a name");
        let stage = format!("snapshot-{}", folder.display());
        let stage = Stage::new(&stage).with("lesson05", player);
        mkfifo(&stage.path("gate.pipe"), Mode::S_IRWXU).expect("a named pipe");
        let path = self.0.to_str().expect("UTF-8");
        piped(stage.workbook(&[&["snapshot", "5", "-o", path], more].concat()))
    }

    /// That this is said, wherever the copy is.
    #[track_caller]
    fn shows(&self, seen: &Seen, snapshot: &str) {
        assert_eq!((seen.status, seen.stderr.as_str()), (0, ""), "{seen:?}");
        let path = self.0.to_str().expect("UTF-8");
        let root = concat!(env!("CARGO_MANIFEST_DIR"), "/");
        let short = path.strip_prefix(root).unwrap_or(path);
        let said = seen.stdout.replace(path, "lesson.snap");
        holds(snapshot, &said.replace(short, "lesson.snap"));
    }

    /// That neither the snapshot nor anything beside it was touched.
    #[track_caller]
    fn is_as_it_was(&self) {
        assert_eq!(self.text(), original());
        let entries = fs::read_dir(self.0.parent().expect("a folder"));
        assert_eq!(entries.expect("a folder").count(), 1);
    }
}

fn original() -> String {
    let path =
        concat!(env!("CARGO_MANIFEST_DIR"), "/lessons/05-arguments/lesson.snap");
    fs::read_to_string(path).expect("UTF-8")
}

const LESSON: &str = env!("CARGO_BIN_EXE_lesson05");
/// The same shop, and another bill.
const OTHER: &str = env!("CARGO_BIN_EXE_solution05a");

#[test]
fn what_is_up_to_date_is_not_written() {
    let copy = Copy::new("same");
    copy.shows(&copy.rewritten_by(LESSON, &[]), "snapshot-same");
    copy.is_as_it_was();
}

#[test]
fn a_changed_lesson_gets_a_new_one_and_back() {
    let copy = Copy::new("changed");
    copy.shows(&copy.rewritten_by(OTHER, &[]), "snapshot-changed");
    let changed = copy.text();
    assert_ne!(changed, original());
    assert_eq!(copy.backup(1), Some(original()));

    // The lesson as it is in the book has the snapshot that its test derives, byte by byte.
    let seen = copy.rewritten_by(LESSON, &[]);
    assert_eq!(seen.status, 0, "{seen:?}");
    assert_eq!(copy.text(), original());
    assert_eq!(copy.backup(2), Some(changed));
    assert_eq!(copy.backup(1), Some(original()));
}

#[test]
fn a_dry_run_writes_nothing() {
    let copy = Copy::new("dry");
    let seen = copy.rewritten_by(OTHER, &["--dry-run"]);
    assert_eq!(seen.status, 0, "{seen:?}");
    assert!(seen.stdout.ends_with("Nothing was written, because of --dry-run.\n"));
    copy.is_as_it_was();
}

#[test]
fn a_program_that_stands_still_never_ends_or_fails_gets_none() {
    for (player, reason) in [
        ("still.sh", "it can stand still"),
        ("polling.sh", "not all of its runs are known"),
        ("failing.sh", "it fails"),
    ] {
        let copy = Copy::new(player);
        let seen = copy.rewritten_by(player, &["--for", "2"]);
        assert_eq!((seen.status, seen.stderr.as_str()), (1, ""), "{seen:?}");
        let said = seen.stdout.replace('\n', " ");
        let refusal = "not written: lesson 5 gets no new snapshot, because ";
        assert!(said.starts_with(&format!("{refusal}{reason}")), "{seen:?}");
        copy.is_as_it_was();
    }
}

#[test]
fn a_lesson_of_which_not_all_runs_are_known_keeps_its_own() {
    let copy = Copy::new("unfinished");
    let path = copy.0.to_str().expect("UTF-8");
    let seen = piped(workbook(&["snapshot", "14", "-o", path]));
    assert_eq!((seen.status, seen.stderr.as_str()), (1, ""), "{seen:?}");
    holds("snapshot-unfinished", &seen.stdout);
    copy.is_as_it_was();
}

#[test]
fn what_is_no_snapshot_is_kept_as_well() {
    let copy = Copy::new("other");
    fs::write(&copy.0, "my notes\n").expect("a file");
    let seen = copy.rewritten_by(LESSON, &[]);
    assert_eq!(seen.status, 0, "{seen:?}");
    assert!(seen.stdout.starts_with("What is there is no snapshot.\n"), "{seen:?}");
    assert_eq!(copy.text(), original());
    assert_eq!(copy.backup(1).as_deref(), Some("my notes\n"));
}
