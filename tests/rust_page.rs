//! The page "Rust for this book": what it shows is a line of a lesson or of its twin, and what
//! the compiler says there, the compiler says.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn page() -> String {
    fs::read_to_string(root().join("book/en/rust.md")).expect("the page")
}

/// The blocks of code of this language.
fn blocks<'a>(page: &'a str, language: &str) -> Vec<&'a str> {
    let fence = format!("\n```{language}\n");
    let opened = page.split(&fence).skip(1);
    opened.filter_map(|rest| Some(rest.split_once("\n```")?.0)).collect()
}

/// `lesson.rs` or `twin.py` of the first ten lessons.
fn programs(name: &str) -> Vec<String> {
    let folders = fs::read_dir(root().join("lessons")).expect("the lessons");
    let folders = folders.map(|folder| folder.expect("a folder").path());
    let of_the_first_ten = folders.filter(|folder| {
        let stem = folder.file_name().unwrap_or_default().to_string_lossy();
        stem.starts_with('0') || stem.starts_with("10")
    });
    of_the_first_ten
        .map(|folder| fs::read_to_string(folder.join(name)).expect("UTF-8"))
        .collect()
}

/// The lines without their indentation, and without a comment at their end.
fn bare(code: &str, comment: &str) -> Vec<String> {
    let lines = code.lines().map(|line| {
        let end = format!(" {comment} ");
        line.split(&*end).next().unwrap_or(line).trim().to_owned()
    });
    lines.collect()
}

#[test]
fn each_block_is_in_one_of_the_first_ten_lessons() {
    let page = page();
    for (language, file, comment) in
        [("rust", "lesson.rs", "//"), ("python", "twin.py", "#")]
    {
        let programs = programs(file);
        assert_eq!(programs.len(), 10);
        let programs: Vec<_> = programs.iter().map(|it| bare(it, comment)).collect();
        let blocks = blocks(&page, language);
        assert!(blocks.len() > 8, "{blocks:?}");
        for block in blocks {
            let lines = bare(block, comment);
            let is_there = programs
                .iter()
                .any(|it| it.windows(lines.len()).any(|window| window == lines));
            assert!(is_there, "no {file} has\n{block}");
        }
    }
}

/// A package whose programs are lessons with a mistake.
struct Mistakes(PathBuf);

impl Mistakes {
    fn new() -> Self {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("rust-page");
        fs::create_dir_all(&folder).expect("a folder");
        let manifest = fs::read_to_string(root().join("Cargo.toml")).expect("UTF-8");
        let (_, rest) =
            manifest.split_once("[dependencies]\n").expect("it has them");
        let of_lessons =
            rest.lines().take_while(|line| !line.contains("optional = true"));
        let of_lessons: Vec<_> = of_lessons.collect();
        let manifest = format!(
            "[package]\nname = \"mistakes\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\
             autobins = false\n\n[workspace]\n\n\
             [[bin]]\nname = \"it\"\npath = \"{PATH}\"\n\n\
             [dependencies]\nprocess-workbook = {{ path = \"{}\" }}\n{}\n",
            root().display(),
            of_lessons.join("\n")
        );
        fs::write(folder.join("Cargo.toml"), manifest).expect("a file");
        // The crates that cargo has.
        fs::copy(root().join("Cargo.lock"), folder.join("Cargo.lock"))
            .expect("a file");
        let place = folder.join(PATH);
        fs::create_dir_all(place.parent().expect("a folder")).expect("a folder");
        Self(folder)
    }

    /// What the compiler says of a lesson in which `old` is `new`.
    fn of(&self, lesson: &str, old: &str, new: &str) -> String {
        let program = root().join("lessons").join(lesson).join("lesson.rs");
        let program = fs::read_to_string(program).expect("a lesson");
        assert!(program.contains(old), "{lesson} has no {old}");
        fs::write(self.0.join(PATH), program.replace(old, new)).expect("a file");
        let cargo = env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
        let output = Command::new(cargo)
            .args(["check", "--quiet", "--offline", "--color", "never"])
            .arg("--target-dir")
            .arg(self.0.join("target"))
            .current_dir(&self.0)
            .output();
        String::from_utf8(output.expect("cargo runs").stderr).expect("UTF-8")
    }
}

/// Where the lesson is whose error the page shows, so that the error says so.
const PATH: &str = "lessons/03-multiple-functions/lesson.rs";

/// A lesson, what is written there, the mistake, and what the compiler says of it.
const MISTAKES: [[&str; 4]; 5] = [
    ["01-first-process", "worker(3.0)", "worker(3)", "mismatched types"],
    [
        "01-first-process",
        "let mut p",
        "let p",
        "cannot borrow `p` as mutable, as it is not declared as mutable",
    ],
    [
        "01-first-process",
        "p.name()",
        "p.name",
        "attempted to take value of method `name` on type `Process`",
    ],
    [
        "01-first-process",
        "p.start()?;",
        "p.start();",
        "unused `Result` that must be used",
    ],
    ["05-arguments", "&bens, coins", "&adas, coins", "use of moved value"],
];

#[test]
fn the_compiler_says_what_the_page_says() {
    let page = page();
    let mistakes = Mistakes::new();
    for [lesson, old, new, said] in MISTAKES {
        assert!(page.contains(said), "the page does not have {said}");
        let stderr = mistakes.of(lesson, old, new);
        assert!(stderr.contains(said), "{new}: {stderr}");
    }

    let stderr = mistakes.of("03-multiple-functions", "move || ", "|| ");
    let error = stderr.split("\n\n").next().unwrap_or_default();
    let [shown] = blocks(&page, "text")[..] else { panic!("one error is shown") };
    // The compiler may put it in other words from one version to the next.
    if is_of_the_page(&page) {
        assert_eq!(error, shown, "the page shows another error");
    } else {
        let first = shown.lines().next().unwrap_or_default();
        assert!(error.starts_with(first), "{error}");
    }
}

/// Whether the compiler has the version that the page names.
fn is_of_the_page(page: &str) -> bool {
    let version = Command::new("rustc").arg("--version").output();
    let version = String::from_utf8(version.expect("rustc runs").stdout);
    let version = version.expect("UTF-8");
    let named = page.split("rustc ").filter_map(|it| it.split_whitespace().next());
    let mut named = named.filter(|it| it.starts_with("1."));
    let named = named.next().expect("the page names a version");
    version.starts_with(&format!("rustc {named}."))
}
