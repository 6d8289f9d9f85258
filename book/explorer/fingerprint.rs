//! What the engine is built from, as one number. The build puts it into the engine, and a
//! test asks the committed engine for it.

use std::fs;
use std::path::{Path, PathBuf};

/// The files that decide what the engine answers, below the repository's root.
pub(crate) const SOURCES: [&str; 5] = [
    "book/explorer/Cargo.lock",
    "book/explorer/Cargo.toml",
    "book/explorer/src",
    "order/Cargo.toml",
    "order/src",
];

/// FNV-1a of the code in [`SOURCES`]: comments, blank lines and unit tests change nothing.
pub(crate) fn fingerprint(root: &Path) -> String {
    let mut files: Vec<_> =
        SOURCES.iter().flat_map(|place| files(&root.join(place))).collect();
    files.sort();
    let mut hash = 0xcbf2_9ce4_8422_2325_u64;
    for file in files {
        let text = fs::read_to_string(&file)
            .unwrap_or_else(|error| panic!("{}: {error}", file.display()));
        let code = text.split("#[cfg(test)]").next().unwrap_or_default();
        let lines = code.lines().map(str::trim);
        for line in lines.filter(|line| !line.is_empty() && !line.starts_with("//"))
        {
            for byte in line.bytes().chain([b'\n']) {
                hash = (hash ^ u64::from(byte)).wrapping_mul(0x100_0000_01b3);
            }
        }
    }
    format!("{hash:016x}")
}

/// The file `place`, or the files in that folder and in those below.
fn files(place: &Path) -> Vec<PathBuf> {
    if place.is_file() {
        return vec![place.to_owned()];
    }
    let entries = fs::read_dir(place)
        .unwrap_or_else(|error| panic!("{}: {error}", place.display()));
    entries.flat_map(|entry| files(&entry.expect("a file").path())).collect()
}
