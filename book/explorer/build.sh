#!/usr/bin/env bash
# Builds the engine of the book's explorer: `bash book/explorer/build.sh`. Needed after a
# change of src/order, of predict's questions or of this folder; `cargo test` says so.
set -euo pipefail
cd "$(dirname "$0")"

# rustup's std has no immediate-abort, which halves the engine; Debian's compiler comes with
# the source of its own std. Pin no version: Debian moves it on with Chromium's needs.
compiler=/usr/bin/rustc
source=/usr/lib/rustlib/src/rust/library
linker=$(compgen -c wasm-ld- | sort -V | tail -1) || true
if [ ! -x "$compiler" ] || [ ! -e "$source" ] || [ -z "$linker" ]; then
    echo "first: apt-get install --no-install-recommends rustc-web rust-web-src lld-22" >&2
    exit 2
fi

RUSTC=$compiler RUSTC_BOOTSTRAP=1 \
    RUSTFLAGS='-Zunstable-options -Cpanic=immediate-abort' \
    CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_LINKER=$linker \
    cargo build --locked --release --target wasm32-unknown-unknown \
    --target-dir ../../target/explorer \
    -Zbuild-std=std,panic_abort -Zbuild-std-features=optimize_for_size

engine=../../target/explorer/wasm32-unknown-unknown/release/explorer.wasm
{
    echo "// Made by book/explorer/build.sh. From file:// a page can load a script, and no .wasm."
    printf 'globalThis.explorerWasm = "'
    gzip -9 -n <"$engine" | base64 -w 0
    echo '";'
} >../en/explorer/wasm.js
ls -l ../en/explorer/wasm.js
