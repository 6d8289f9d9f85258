//! What looks like a solution and is none is refused, with the right explanation.

use crate::at_once;
use crate::exercise::{Exercise, read};
use crate::learner::{Learner, holds};
use crate::orders;

/// An exercise, a name for what is wrong, and edits of the solution: a line, and what stands
/// in its place.
type NearMiss =
    (&'static str, &'static str, &'static [(&'static str, &'static str)]);

const NEAR_MISSES: &[NearMiss] = &[
    (
        "1a",
        "sleep",
        &[
            (
                "println!(\"rocket: lift-off\");",
                "process_workbook::sleep(3.0); println!(\"rocket: lift-off\");",
            ),
            (
                "let mut p = Process::new(rocket);",
                "let mut p = Process::new(rocket); p.start()?;",
            ),
            ("p.start()?;", ""),
        ],
    ),
    ("1b", "missing", &[("ben.join()?;", "")]),
    (
        "2a",
        "early",
        &[("p.start()?;", "p.start()?; p.join()?;"), ("p.join()?;", "")],
    ),
    (
        "2b",
        "early",
        &[("p.start()?;", "p.start()?; p.join()?;"), ("p.join()?;", "")],
    ),
    ("3a", "sleep", &[("third.join()?;", "process_workbook::sleep(1.0);")]),
    (
        "3a",
        "polls",
        &[(
            "third.join()?;",
            "while first.is_alive()? { process_workbook::sleep(0.1); }",
        )],
    ),
    (
        "3a",
        "all",
        &[("third.join()?;", "first.join()?; second.join()?; third.join()?;")],
    ),
    ("3a", "prediction", &[(PREDICTION_3A, "//! Prediction: 105 possible outputs")]),
    ("3b", "missing", &[("for p in &workers {", "for p in &workers[1..] {")]),
    ("3b", "early", &[("p.start()?;", "p.start()?; p.join()?;")]),
    ("4b", "missing", &[("for hen in &hens {", "for hen in &hens[1..] {")]),
    ("4b", "early", &[("hen.start()?;", "hen.start()?; hen.join()?;")]),
    ("5a", "early", &[("p.start()?;", "p.start()?; p.join()?;")]),
    (
        "5b",
        "early",
        &[
            (
                "bank.set(bank.get() + 3);",
                "home.send(&bank.get().to_string())?; bank.set(bank.get() + 3);",
            ),
            ("home.send(&bank.get().to_string())", "Ok(())"),
        ],
    ),
    (
        "6a",
        "main",
        &[
            ("doll.join()?;", ""),
            (
                "println!(\"main: how many are there?\");",
                "println!(\"main: how many are there?\"); doll.join()?;",
            ),
        ],
    ),
    (
        "6b",
        "own-name",
        &[
            ("actor.set_name(\"Hamlet\"); // In time: the start will copy it.", ""),
            (
                "sleep(2.0); // Stage fright.",
                "current_process().set_name(\"Hamlet\"); sleep(2.0);",
            ),
        ],
    ),
    (
        "7a",
        "early",
        &[
            ("odysseus.join()?;", ""),
            ("penelope.start()?;", "odysseus.join()?; penelope.start()?;"),
        ],
    ),
    (
        "7b",
        "sleep",
        &[
            ("clock.join()?;", "clock.join()?; // The first ring."),
            ("clock.join()?;", "process_workbook::sleep(1.0);"),
        ],
    ),
    (
        "8a",
        "left-behind",
        &[("p.join()?;", ""), ("Ok(())", "unsafe { nix::libc::_exit(0) }")],
    ),
    (
        "8a",
        "names",
        &[(
            ".map(|dish| Process::new(move || cook(dish)).with_name(dish));",
            ".map(|dish| Process::new(move || cook(dish)));",
        )],
    ),
    ("8a", "line", &[("println!(\"{dish}: ready\");", "")]),
    (
        "8a",
        "exit",
        &[(
            "println!(\"{dish}: ready\");",
            "println!(\"{dish}: ready\"); std::process::exit(3);",
        )],
    ),
    (
        "8a",
        "panic",
        &[(
            "println!(\"main: dinner is served\");",
            "assert!(cooks.is_empty(), \"no plates\");",
        )],
    ),
    (
        "8a",
        "error",
        &[(
            "println!(\"main: dinner is served\");",
            "return Err(process_workbook::Error::Closed);",
        )],
    ),
    (
        "8a",
        "exit-of-main",
        &[("println!(\"main: dinner is served\");", "process_workbook::exit(1);")],
    ),
    (
        "8a",
        "endless",
        &[(
            "println!(\"{dish}: ready\");",
            "println!(\"{dish}: ready\"); std::thread::park();",
        )],
    ),
    (
        "8b",
        "endless",
        &[
            ("key.send(\"open\")?;", "guest.join()?;"),
            ("guest.join()?;", "guest.join()?; key.send(\"open\")?;"),
        ],
    ),
    (
        "9a",
        "early",
        &[(
            "let sheep = ear.recv()?;",
            "shepherd.join()?; let sheep = ear.recv()?;",
        )],
    ),
    ("9b", "positive", &[("if code != 0 {", "if code > 0 {")]),
    (
        "10a",
        "both",
        &[
            ("office.join()?;", "office.terminate()?; office.join()?;"),
            ("door.recv()?;", "door.recv()?; door.recv()?;"),
        ],
    ),
    (
        "10b",
        "sleep",
        &[("captain.join()?; // Now the wheel is free.", "sleep(1.0);")],
    ),
    (
        "11b",
        "flag",
        &[
            (
                "let mut butler = Process::new(serve).with_name(\"butler\");",
                "let mut butler = Process::new(serve).with_name(\"butler\").with_daemon(true);",
            ),
            ("maid.start()?;", "maid.set_daemon(false)?; maid.start()?;"),
        ],
    ),
    ("11b", "missing", &[("maid.join()?;", "")]),
    (
        "12a",
        "guess",
        &[(
            "current_process().set_authkey(ear.recv()?.as_bytes());",
            "let _ear = ear; current_process().set_authkey(b\"4711\");",
        )],
    ),
    (
        "15a",
        "sleep",
        &[("swimmer.join()?;", "swimmer.pid(); process_workbook::sleep(1.0);")],
    ),
    ("16a", "joins", &[("person.start()?;", "person.start()?; person.join()?;")]),
    ("16b", "one", &[("sailor.start()?;", "sailor.start()?; sailor.join()?;")]),
    (
        "17b",
        "stdout",
        &[(
            "log.flush()?; // Now the fork copies an empty buffer.",
            "io::stdout().flush()?;",
        )],
    ),
    (
        "18a",
        "sleep",
        &[
            ("ear.recv()?;", "ear.recv()?; process_workbook::sleep(1.0);"),
            (
                "println!(\"go\"); // The other half: both happen before every shot.",
                "",
            ),
            (
                "for shot in &shots {",
                "shots.iter().try_for_each(|shot| shot.send(\"bang\"))?; {",
            ),
            ("shot.send(\"bang\")?;", "println!(\"go\");"),
        ],
    ),
    (
        "19a",
        "early",
        &[
            ("rand::rng().reseed().expect(\"Linux has random bytes\");", ""),
            (
                "let mut ears = Vec::new();",
                "rand::rng().reseed().expect(\"bytes\"); let mut ears = Vec::new();",
            ),
        ],
    ),
    (
        "19b",
        "seed",
        &[(
            "let mut chance = StdRng::from_rng(&mut sky); // Moves the sky on.",
            "let mut chance = StdRng::seed_from_u64(2026);",
        )],
    ),
    (
        "20a",
        "both",
        &[
            ("ear.recv()?; // Alphonse is in.", "voice.send(\"I am in\")?;"),
            (
                "voice.send(\"I am in\")?; // Alphonse waits for this.",
                "ear.recv()?;",
            ),
        ],
    ),
    (
        "20b",
        "reseed",
        &[
            (
                "let ticket: u64 = rand::random();",
                "rand::rng().reseed().expect(\"bytes\"); \
                 let ticket: u64 = rand::random();",
            ),
            (
                "print!(\"host: the drum turns \"); // Written by the first start.",
                "let winner: u64 = rand::random(); \
                 println!(\"host: the drum turns and stops\");",
            ),
            (
                "let winner: u64 = rand::random(); // No shop has a copy of this state.",
                "",
            ),
            ("println!(\"and stops\");", ""),
        ],
    ),
    ("20c", "endless", &[("for life in 1..=LIVES {", "for life in 1.. {")]),
    ("20c", "content", &[("exit(1)", "Ok(())")]),
    (
        "26a",
        "both",
        &[(
            "let _ = has_son(&mut generation)? || has_son(&mut generation)?;",
            "let _ = has_son(&mut generation)? | has_son(&mut generation)?;",
        )],
    ),
    (
        "26b",
        "break",
        &[("return Ok(()); // The rest of the program is main's.", "break;")],
    ),
    (
        "26c",
        "early",
        &[
            ("wait()?; // One of them is back.", ""),
            (
                "if forked()?.is_child() {",
                "if thing == \"wood\" { wait()?; } if forked()?.is_child() {",
            ),
        ],
    ),
    (
        "26d",
        "late",
        &[
            ("fflush(stdout); // Now the fork copies an empty buffer.", ""),
            ("pid_t shepherd = fork();", "pid_t shepherd = fork(); fflush(stdout);"),
        ],
    ),
    ("24a", "sleep", &[(JOIN_24A, "process_workbook::sleep(1.0);")]),
    (
        "24b",
        "late",
        &[
            ("hen.start()?; // Main has one thread: the counter comes later.", ""),
            (
                "println!(\"main: {count} eggs\");",
                "println!(\"main: {count} eggs\"); hen.start()?;",
            ),
        ],
    ),
    (
        "21a",
        "late",
        &[
            (
                "if let Ok(what) = env::var(\"BAKE\") {",
                "if let Ok(what) = env::var(\"OVEN\") {",
            ),
            (
                "for baker in &mut bakers {",
                "if let Ok(what) = env::var(\"BAKE\") { \
                 println!(\"baker: the {what} is done\"); return Ok(()); } \
                 for baker in &mut bakers {",
            ),
        ],
    ),
    (
        "22a",
        "clone",
        &[
            (
                "fn bill(till: &str) -> io::Result<()> {",
                "fn bill(till: &str, file: &File) -> io::Result<()> {",
            ),
            (
                "let printer = File::open(env::current_exe()?)?; // After the fork.",
                "let printer = file.try_clone()?;",
            ),
            (
                "let mut tills = [\"left till\", \"right till\"]",
                "let file = std::rc::Rc::new(File::open(env::current_exe()?)?); \
                 let mut tills = [\"left till\", \"right till\"].map(|till| { \
                 let file = std::rc::Rc::clone(&file);",
            ),
            (
                ".map(|till| Process::new(move || bill(till)).with_name(till));",
                "Process::new(move || bill(till, &file)).with_name(till) });",
            ),
        ],
    ),
    ("22a", "joins", &[("till.start()?;", "till.start()?; till.join()?;")]),
    // Where the two run side by side it nearly always stands still, and traced it does not.
    (
        "22b",
        "slow",
        &[
            (
                "let _second = take(second)?;",
                "(0..5_000_000).for_each(|it| drop(std::hint::black_box(it))); \
                 let _second = take(second)?;",
            ),
            (BEN, BEN_PAINT_FIRST),
        ],
    ),
    (
        "22b",
        "dropped",
        &[
            ("let _first = take(first)?;", "let _ = take(first)?;"),
            (BEN, BEN_PAINT_FIRST),
        ],
    ),
    (
        "22b",
        "early",
        &[
            (
                "for painter in &painters {",
                "println!(\"main: the fence is blue\"); for painter in &painters {",
            ),
            ("println!(\"main: the fence is blue\");", ""),
        ],
    ),
    (
        "21b",
        "fence",
        &[
            (
                "GUESTS.store(guests.parse()?, SeqCst);",
                "let _ = guests; std::sync::atomic::fence(SeqCst);",
            ),
            (
                "println!(\"main: the table is laid\");",
                "std::sync::atomic::fence(SeqCst); println!(\"main: the table is laid\");",
            ),
        ],
    ),
    (
        "21c",
        "early",
        &[
            ("office.wait()?;", "voice.send(\"good night\")?; office.wait()?;"),
            ("voice.send(\"good night\")?;", ""),
        ],
    ),
    (
        "21c",
        "daemon",
        &[
            ("porter.start()?; // Before the pipe to the office is made.", ""),
            (
                "let mut letters = office.stdin.take().expect(\"a pipe\");",
                "porter.set_daemon(true)?; porter.start()?; \
                 let mut letters = office.stdin.take().expect(\"a pipe\");",
            ),
        ],
    ),
    (
        "25a",
        "late",
        &[
            (BLOCK_25A, ""),
            (
                "desk.send(\"at work\")?;",
                "desk.send(\"at work\")?; ctrl_c.thread_block()?;",
            ),
        ],
    ),
    (
        "25b",
        "main",
        &[
            (UNBLOCK_25B, ""),
            ("rides.recv()?;", "rides.recv()?; ctrl_c.thread_unblock()?;"),
        ],
    ),
    (
        "25b",
        "takes",
        &[(UNBLOCK_25B, ""), (PAUSE_25B, "SigSet::from(Signal::SIGINT).wait()?;")],
    ),
    (
        "23a",
        "in-turn",
        &[
            (
                "for (town, list) in &lists {",
                "for ((town, list), scribe) in lists.iter().zip(&scribes) {",
            ),
            (
                "println!(\"main: {} people in {town}\", list.recv()?.lines().count());",
                "println!(\"main: {} people in {town}\", list.recv()?.lines().count()); \
                 scribe.join()?;",
            ),
        ],
    ),
    (
        "23b",
        "both",
        &[
            (
                "println!(\"Ann: I have read {} bytes\", mail.recv()?.len());",
                "println!(\"Ann: my novel is sent\");",
            ),
            ("println!(\"Ann: my novel is sent\");", "ben.send(&novel())?;"),
            (
                "ben.send(&novel())?;",
                "println!(\"Ann: I have read {} bytes\", mail.recv()?.len());",
            ),
        ],
    ),
];

const BEN: &str =
    "let ben = Process::new(|| paint(\"Ben\", BRUSH, PAINT)).with_name(\"Ben\");";
const BEN_PAINT_FIRST: &str =
    "let ben = Process::new(|| paint(\"Ben\", PAINT, BRUSH)).with_name(\"Ben\");";
const PREDICTION_3A: &str = "//! Prediction: 210 possible outputs";
const BLOCK_25A: &str =
    "ctrl_c.thread_block()?; // Main sends the signal later than this.";
const PAUSE_25B: &str =
    "pause(); // No handler, no block: the default action ends this process.";
const UNBLOCK_25B: &str =
    "SigSet::from(Signal::SIGINT).thread_unblock()?; // Main's block was copied.";
const JOIN_24A: &str = "announcer.join().expect(\"nobody panics\")?; // His lock is free, and he is gone.";

#[test]
fn every_near_miss_is_refused_with_its_reason() {
    let turn = Learner::new("near-misses");
    // Those of an exercise have programs of the same name.
    let groups = NEAR_MISSES.chunk_by(|(one, ..), (next, ..)| one == next);
    at_once::each(groups, |group| {
        let exercise = Exercise::named(group[0].0);
        let learner = Learner::guest(&format!("near-misses-{}", exercise.name));
        for (_, name, edits) in group {
            let program = edited(&read(&exercise.solution()), edits);
            learner.answers(&exercise, &program);
            let said = learner.says(&orders::check(&exercise, &[]), 1);
            assert!(!said.contains("does not compile"), "{} {name}", exercise.name);
            holds(&format!("{}-{name}", exercise.name), &said);
        }
    });
    drop(turn);
}

/// `program` with the first line of each text replaced.
pub(crate) fn edited(program: &str, edits: &[(&str, &str)]) -> String {
    let mut lines: Vec<_> = program.lines().collect();
    for (old, new) in edits {
        let line = lines.iter_mut().find(|line| line.trim() == *old);
        *line.unwrap_or_else(|| panic!("the solution has no line {old}")) = new;
    }
    lines.join("\n")
}
