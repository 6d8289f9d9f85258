//! Who comes to the solution's outputs in another way is not told that it is wrong.

use crate::at_once;
use crate::exercise::{Exercise, read};
use crate::learner::Learner;
use crate::near_misses::edited;
use crate::orders;

const COUNTDOWN: [(&str, &str); 2] = [
    (
        "let mut p = Process::new(rocket);",
        "let mut p = Process::new(rocket); p.start()?;",
    ),
    ("p.start()?;", ""),
];

/// An exercise, and edits of its solution.
#[rustfmt::skip]
const OTHER_WAYS: &[(&str, &[(&str, &str)])] = &[
    // F-02: what the time-outs leave open, the joins behind them close.
    (
        "8a",
        &[
            ("p.start()?;", "p.start()?; p.join_timeout(std::time::Duration::from_millis(1))?;"),
        ],
    ),
    // F-15: nobody but the file says when to start.
    (
        "1a",
        &[
            COUNTDOWN[0],
            (
                "println!(\"rocket: lift-off\");",
                "let go = format!(\"/tmp/go-{}\", std::os::unix::process::parent_id()); \
                 while std::fs::remove_file(&go).is_err() { process_workbook::sleep(0.1); } \
                 println!(\"rocket: lift-off\");",
            ),
            (
                "p.start()?;",
                "std::fs::write(format!(\"/tmp/go-{}\", std::process::id()), \"\").unwrap();",
            ),
        ],
    ),
    // F-15: main has the lock when it starts the rocket.
    (
        "1a",
        &[
            (
                "let mut p = Process::new(rocket);",
                "let path = format!(\"/tmp/lock-{}\", std::process::id()); \
                 let held = std::fs::File::create(&path).unwrap(); held.lock().unwrap(); \
                 let mut p = Process::new(move || { \
                 std::fs::File::open(&path).unwrap().lock().unwrap(); \
                 std::fs::remove_file(&path).unwrap(); rocket() }); p.start()?;",
            ),
            ("p.start()?;", "held.unlock().unwrap();"),
        ],
    ),
    // Until there is no child: there are two.
    (
        "26c",
        &[
            ("wait()?; // One of them is back.", "while wait().is_ok() {}"),
            ("wait()?; // And the other one.", ""),
        ],
    ),
    // Who leaves like that writes nothing of its buffer.
    (
        "26d",
        &[
            ("fflush(stdout); // Now the fork copies an empty buffer.", ""),
            ("exit(sheep);", "_exit(sheep);"),
        ],
    ),
];

#[test]
fn another_way_to_the_same_outputs_is_not_wrong() {
    let turn = Learner::new("other-ways");
    let groups = OTHER_WAYS.chunk_by(|(one, _), (next, _)| one == next);
    at_once::each(groups, |group| {
        let exercise = Exercise::named(group[0].0);
        let learner = Learner::guest(&format!("other-ways-{}", exercise.name));
        for (_, edits) in group {
            learner.answers(&exercise, &edited(&read(&exercise.solution()), edits));
            let said = learner.says(&orders::check(&exercise, &[]), 0);
            let is_right = said.starts_with("right: ");
            let is_open = said.starts_with("nothing wrong found: ");
            assert!(
                is_right || exercise.name == "1a" && is_open,
                "{edits:?}: {said}"
            );
        }
    });
    drop(turn);
}
