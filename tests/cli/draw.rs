//! `draw`: as text, as SVG, into a file.

use std::fs;
use std::path::Path;

use crate::fixture::{piped, workbook};

#[test]
fn as_text() {
    piped(workbook(&["draw", "8"])).shows("draw-8", 0);
}

#[test]
fn as_svg_into_a_file() {
    let file = Path::new(env!("CARGO_TARGET_TMPDIR")).join("draw-8.svg");
    let path = file.to_str().expect("UTF-8");
    let seen = piped(workbook(&["draw", "8", "--svg", "-o", path]));
    let says = format!("Open it in a browser: {path}\n");
    assert_eq!((seen.status, seen.stdout), (0, says));
    let figure = Path::new(env!("CARGO_MANIFEST_DIR"));
    let figure = figure.join("book/en/figures/08-join.svg");
    let read = |path: &Path| fs::read_to_string(path).expect("UTF-8");
    assert_eq!(read(&file), read(&figure));
}

#[test]
fn what_cannot_be_drawn() {
    piped(workbook(&["draw"])).complains("draw-nothing");
    let seen = piped(workbook(&["draw", "8", "-o", "/no/such/folder/file"]));
    seen.complains("draw-no-folder");
}

#[test]
fn each_case_of_a_program() {
    let program = ["--", "sh", "-c", "echo one & echo two"];
    let draw =
        |more: &[&str]| piped(workbook(&[&["draw"], more, &program].concat()));
    let only = draw(&[]);
    assert_eq!(only.status, 0, "{only:?}");
    assert!(
        only.stdout.contains("| one") && only.stdout.contains("| two"),
        "{only:?}"
    );
    let none = draw(&["--case", "2"]);
    assert_eq!(none.status, 2, "{none:?}");
    assert!(none.stderr.ends_with("has no such case; it has 1 case\n"), "{none:?}");
    // Main lists the workers that are still alive.
    let [first, last] =
        ["1", "8"].map(|case| piped(workbook(&["draw", "3", "--case", case])));
    assert!(first.stderr.starts_with("This is case 1 of 8: "), "{first:?}");
    let listed = |drawn: &str| drawn.matches("child p.name").count();
    assert_eq!((listed(&first.stdout), listed(&last.stdout)), (3, 0));
}

#[test]
fn a_program_that_stands_still_is_drawn_as_far_as_it_comes() {
    let text = "mkfifo f; cat f";
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("draw-still");
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).expect("a folder");
    let mut command = workbook(&["draw", "--", "sh", "-c", text]);
    command.current_dir(&folder);
    let seen = piped(command);
    assert_eq!(seen.status, 0, "{seen:?}");
    assert!(seen.stderr.contains("No run ends: "), "{seen:?}");
    assert!(seen.stdout.starts_with("main\n"), "{seen:?}");
}
