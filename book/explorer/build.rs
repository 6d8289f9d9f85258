//! Puts the fingerprint of the sources into the engine.

mod fingerprint;

use std::path::Path;

use fingerprint::{SOURCES, fingerprint};

fn main() {
    let root = Path::new("../..");
    for place in SOURCES {
        println!("cargo:rerun-if-changed={}", root.join(place).display());
    }
    println!("cargo:rustc-env=SOURCES={}", fingerprint(root));
}
