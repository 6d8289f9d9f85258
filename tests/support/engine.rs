//! The engines of the book's pages, which are committed as a browser loads them. Here Node.js
//! loads them.

use std::env;
use std::io::{self, ErrorKind, Write};
use std::path::Path;
use std::process::{Command, Stdio};

use serde_json::{Value, json};

/// Loads the engine and answers an array of requests with one of answers.
const ANSWER: &str = "
    const [fs, vm] = [require('node:fs'), require('node:vm')];
    for (const file of process.argv.slice(1)) {
        vm.runInThisContext(fs.readFileSync(file, 'utf8'));
    }
    const requests = JSON.parse(fs.readFileSync(0, 'utf8'));
    openEngine().then((ask) => console.log(JSON.stringify(requests.map(ask))));
";

/// What the engine of this file answers; nothing where there is no Node.js to ask it.
///
/// Says on stderr that the test is skipped there, which fails the test in CI.
pub fn ask(engine: &str, requests: &[String]) -> Option<Vec<Value>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("book/en/explorer");
    let mut node = Command::new("node");
    node.args(["-e", ANSWER])
        .args([engine, "lzma.js", "engine.js"].map(|name| folder.join(name)))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped());
    let mut node = match node.spawn() {
        Err(error) if error.kind() == ErrorKind::NotFound => {
            assert!(env::var_os("CI").is_none(), "CI must have node on the path");
            // Written past the harness, which keeps print! to itself when a test passes.
            let _ = writeln!(io::stderr(), "explorer: SKIPPED, no node on the path");
            return None;
        }
        node => node.expect("node runs"),
    };
    let mut stdin = node.stdin.take().expect("a pipe");
    stdin.write_all(json!(requests).to_string().as_bytes()).expect("it reads");
    drop(stdin);
    let output = node.wait_with_output().expect("it ends");
    assert!(output.status.success(), "node has failed, see above");
    Some(serde_json::from_slice(&output.stdout).expect("JSON"))
}
