//! What a learner waits for before the first lesson runs: `cargo bench --bench cold_build`.
//!
//! The build of `lesson01` with an empty target folder, beside that of an empty crate with
//! the same four dependencies, in turn. All crates have been downloaded before.

mod median;

use std::env;
use std::fs;
use std::path::Path;
use std::process::Command;
use std::time::Instant;

use median::median;

const ROUNDS: usize = 3;

fn main() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let empty = Path::new(env!("CARGO_TARGET_TMPDIR")).join("empty-crate");
    let _ = fs::remove_dir_all(&empty);
    fs::create_dir_all(empty.join("src")).expect("a folder");
    fs::write(empty.join("src/main.rs"), "fn main() {}\n").expect("a file");
    fs::write(empty.join("Cargo.toml"), manifest_of_empty(root)).expect("a file");
    fs::copy(root.join("Cargo.lock"), empty.join("Cargo.lock"))
        .expect("a lock file");

    let rounds: Vec<_> = (0..ROUNDS)
        .map(|_| (build(root, &["--bin", "lesson01"]), build(&empty, &[])))
        .collect();
    let ratio = median(rounds.iter().map(|(ours, theirs)| ours / theirs));
    let ours = median(rounds.iter().map(|(ours, _)| *ours));
    println!("cold build of lesson01 ÷ of an empty crate with its dependencies");
    println!("{ratio:.2}   ({ours:.1} s; bar ≤ 1.5)");
}

/// Our package, its dependencies and no more.
fn manifest_of_empty(root: &Path) -> String {
    let ours = fs::read_to_string(root.join("Cargo.toml")).expect("a manifest");
    let (_, dependencies) =
        ours.split_once("[dependencies]\n").expect("it has them");
    let (dependencies, _) = dependencies.split_once("\n[").expect("and more");
    let dependencies: Vec<_> = dependencies
        .lines()
        .filter(|line| !line.contains("optional = true"))
        .collect();
    format!(
        "[package]\nname = \"empty\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n\
         [workspace]\n\n[dependencies]\n{}\n",
        dependencies.join("\n")
    )
}

/// Seconds of a build in an empty target folder.
fn build(package: &Path, arguments: &[&str]) -> f64 {
    let target = Path::new(env!("CARGO_TARGET_TMPDIR")).join("cold");
    let _ = fs::remove_dir_all(&target);
    let cargo = env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let start = Instant::now();
    let built = Command::new(cargo)
        .args(["build", "--quiet", "--offline", "--target-dir"])
        .arg(&target)
        .args(arguments)
        .current_dir(package)
        .status();
    let elapsed = start.elapsed().as_secs_f64();
    assert!(
        built.expect("cargo runs").success(),
        "{} is not built",
        package.display()
    );
    fs::remove_dir_all(&target).expect("it was built there");
    elapsed
}
