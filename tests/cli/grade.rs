//! `grade`: files of a class against the key of a sheet, with nothing to compile.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use nix::sys::stat::Mode;
use nix::unistd::mkfifo;

use crate::fixture::{Seen, piped, workbook};

/// A key with one question of each kind.
const KEY: &str = r#"{ "puzzles": [
    { "question": "count", "answer": "6", "reasons": ["cook / main", "main / cook"] },
    { "question": "output", "answer": "yes", "reasons": ["One of 6 possible outputs."] },
    { "question": "pair", "answer": "always", "reasons": ["main joins cook."] },
    { "question": "stillness", "answer": "no", "reasons": ["Each of its runs ends."] }
] }"#;

/// A folder with a sheet and what students have handed in.
struct Class(PathBuf);

impl Class {
    fn new(name: &str) -> Self {
        let folder =
            Path::new(env!("CARGO_TARGET_TMPDIR")).join("classes").join(name);
        // It need not be there.
        let _ = fs::remove_dir_all(&folder);
        fs::create_dir_all(folder.join("sheet")).expect("a folder");
        let class = Self(folder);
        class.hands_in("sheet/key.json", KEY);
        class
    }

    fn hands_in(&self, name: &str, answers: impl AsRef<[u8]>) {
        fs::write(self.0.join(name), answers).expect("a file");
    }

    fn command(&self, files: &[&str]) -> Command {
        let mut command = workbook(&[&["grade", "sheet"], files].concat());
        // Nothing is compiled, and nobody is asked.
        command.current_dir(&self.0).env("PATH", "");
        command
    }

    fn grade(&self, files: &[&str]) -> Seen {
        piped(self.command(files))
    }

    /// The first line, which says how many points there are.
    fn points(&self, file: &str) -> String {
        let seen = self.grade(&[file]);
        assert_eq!((seen.status, seen.stderr.as_str()), (0, ""), "{seen:?}");
        seen.stdout.lines().next().expect("a line").to_owned()
    }
}

#[test]
fn a_class_is_graded() {
    let class = Class::new("all");
    class.hands_in("ada.txt", "1: 6\n2: yes\n3: always\n4: no\n");
    class.hands_in("bo.txt", "1: 5\n2: yes\n3: sometimes\n");
    class.hands_in(
        "cy.txt",
        "2: no\n2: yes\n3: perhaps\n4: no\n4: No\n7: 1\nhello\n1: six\n",
    );
    let seen = class.grade(&["ada.txt", "bo.txt", "cy.txt", "--csv", "marks.csv"]);
    seen.shows("grade", 0);
    let csv = fs::read_to_string(class.0.join("marks.csv")).expect("a file");
    assert_eq!(
        csv,
        "student,points,of,1,2,3,4\n\
         ada,4,4,right,right,right,right\n\
         bo,1,4,wrong,right,wrong,missing\n\
         cy,1,4,unreadable,double,unreadable,right\n"
    );
}

#[test]
fn answers_are_read_as_people_write_them() {
    let class = Class::new("forms");
    let forms = [
        "1: 6\n2: yes\n3: always\n4: no\n",
        "4) N\n3) A\n\n2) Y\n1) 6\n",
        "  1.  6  \n\t2. YES\n3. Always.\n4. No",
        "# Ada\n(1) 6\n(2) yes\n(3) always\n(4) no\n",
        "1 6\n2 = yes\n3 : always\n04: no\n",
        "1:\n1: 6\r\n2: yes\r\n3: always\r\n4: no\r\n",
    ];
    for form in forms {
        let units: Vec<u16> = format!("\u{feff}{form}").encode_utf16().collect();
        let bytes = |order: fn(u16) -> [u8; 2]| {
            units.iter().flat_map(|unit| order(*unit)).collect::<Vec<_>>()
        };
        for bytes in [
            form.as_bytes().to_vec(),
            format!("\u{feff}{form}").into_bytes(),
            bytes(u16::to_le_bytes),
            bytes(u16::to_be_bytes),
        ] {
            class.hands_in("ada.txt", bytes);
            assert_eq!(class.points("ada.txt"), "ada: 4 of 4", "{form:?}");
        }
    }
}

#[test]
fn an_empty_file_has_no_points_and_the_form_as_it_was_is_one() {
    let class = Class::new("empty");
    for text in ["", "\n\n", "1:\n2:\n3:\n4:\n"] {
        class.hands_in("ada.txt", text);
        let seen = class.grade(&["ada.txt"]);
        assert_eq!(seen.status, 0, "{seen:?}");
        assert!(seen.stdout.starts_with("ada: 0 of 4\n"), "{seen:?}");
        assert_eq!(
            seen.stdout.matches("missing. The answer is").count(),
            4,
            "{seen:?}"
        );
        assert!(!seen.stdout.contains("line "), "{seen:?}");
    }
}

#[test]
fn a_file_that_cannot_be_read_is_named_and_the_others_are_graded() {
    let class = Class::new("unreadable");
    class.hands_in("ada.txt", "1: 6\n");
    class.hands_in("big.txt", vec![b'1'; 3 << 20]);
    class.hands_in("word.txt", b"PK\x03\x04\0\0\0");
    mkfifo(&class.0.join("pipe.txt"), Mode::S_IRWXU).expect("a named pipe");
    let seen = class
        .grade(&["big.txt", "gone.txt", "pipe.txt", "sheet", "word.txt", "ada.txt"]);
    assert_eq!(seen.status, 2, "{seen:?}");
    assert!(seen.stdout.starts_with("ada: 1 of 4\n"), "{seen:?}");
    crate::fixture::holds("grade-unreadable", &seen.stderr);
}

#[test]
fn two_files_of_one_name_are_told_apart() {
    let class = Class::new("names");
    for folder in ["a", "b"] {
        fs::create_dir(class.0.join(folder)).expect("a folder");
        class.hands_in(&format!("{folder}/answers.txt"), "1: 6\n");
    }
    let seen = class.grade(&["a/answers.txt", "b/answers.txt"]);
    assert!(seen.stdout.contains("a/answers.txt: 1 of 4\n"), "{seen:?}");
    assert!(seen.stdout.contains("b/answers.txt: 1 of 4\n"), "{seen:?}");
}

#[test]
fn what_a_student_writes_is_escaped() {
    let class = Class::new("escapes");
    class.hands_in("\u{1b}[31m,\"ada\".txt", "1: \u{1b}]0;title\u{7}\n");
    let seen = class.grade(&["\u{1b}[31m,\"ada\".txt", "--csv", "marks.csv"]);
    assert!(!seen.stdout.contains('\u{1b}'), "{seen:?}");
    let csv = fs::read_to_string(class.0.join("marks.csv")).expect("a file");
    assert!(csv.contains("\n\"\u{1b}[31m,\"\"ada\"\"\",0,4,"), "{csv}");
}

#[test]
fn a_key_that_is_none_is_refused() {
    let class = Class::new("keys");
    class.hands_in("ada.txt", "1: 6\n");
    for key in ["", "{}", "[1]", r#"{"puzzles": []}"#, &KEY.replace("pair", "pear")]
    {
        class.hands_in("sheet/key.json", key);
        let seen = class.grade(&["ada.txt"]);
        assert_eq!((seen.status, seen.stdout.as_str()), (2, ""), "{seen:?}");
        assert!(seen.stderr.contains("is no key of a sheet"), "{seen:?}");
    }
}

#[test]
fn the_answers_of_a_sheet_are_all_right() {
    let class = Class::new("sheet");
    let mut make = workbook(&[
        "puzzle", "5", "--make", "6", "--level", "2", "--to", "sheet", "--force",
    ]);
    make.current_dir(&class.0);
    assert_eq!(piped(make).status, 0);
    let key = fs::read_to_string(class.0.join("sheet/key.json")).expect("a key");
    let key: serde_json::Value = serde_json::from_str(&key).expect("JSON");
    let answers = key["puzzles"].as_array().expect("a list").iter().zip(1..);
    let answers = answers.map(|(puzzle, number)| {
        format!("{number}: {}\n", puzzle["answer"].as_str().expect("an answer"))
    });
    class.hands_in("ada.txt", answers.collect::<String>());
    assert_eq!(class.points("ada.txt"), "ada: 6 of 6");
}
