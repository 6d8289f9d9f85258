#!/usr/bin/env bash
# Builds the engines of the book's explorer and of its page to make programs on: `bash
# book/explorer/build.sh`. Needed after a change of order/ or of this folder; `cargo test` says
# so.
set -euo pipefail
cd "$(dirname "$0")"

# rustup's std has no immediate-abort, which halves the engine; Debian's compiler comes with
# the source of its own std. Pin no version: Debian moves it on with Chromium's needs.
compiler=/usr/bin/rustc
source=/usr/lib/rustlib/src/rust/library
linker=$(compgen -c wasm-ld- | sort -V | tail -1) || true
if [ ! -x "$compiler" ] || [ ! -e "$source" ] || [ -z "$linker" ] ||
    ! command -v wasm-opt >/dev/null || ! command -v xz >/dev/null ||
    ! command -v node >/dev/null; then
    echo "first: apt-get install --no-install-recommends" \
        "rustc-web rust-web-src lld-22 binaryen xz-utils nodejs" >&2
    exit 2
fi

# build NAME FEATURES...: writes ../en/explorer/NAME.js.
build() {
    local name=$1
    shift
    # fmt-debug: only faults of a snapshot are told by {:?}, and the tests find those before.
    RUSTC=$compiler RUSTC_BOOTSTRAP=1 \
        RUSTFLAGS='-Zunstable-options -Cpanic=immediate-abort -Zfmt-debug=none' \
        CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_LINKER=$linker \
        cargo build --locked --release --target wasm32-unknown-unknown \
        --target-dir ../../target/explorer "$@" \
        -Zbuild-std=std,panic_abort -Zbuild-std-features=optimize_for_size

    local built=../../target/explorer/wasm32-unknown-unknown/release/explorer.wasm
    local engine=../../target/explorer/$name.wasm
    # The features are those that rustc uses by itself. Flat code is optimized once more: what
    # is left repeats itself, and is packed better.
    wasm-opt -Oz --flatten --rereloop -Oz --converge --enable-bulk-memory \
        --enable-multivalue --enable-mutable-globals --enable-nontrapping-float-to-int \
        --enable-reference-types --enable-sign-ext "$built" -o "$engine"
    xz --format=raw --lzma1=preset=9e,nice=273,lc=3,lp=0,pb=0 -c "$engine" |
        node pack.js "$(stat -c %s "$engine")" >"../en/explorer/$name.js"
    ls -l "../en/explorer/$name.js"
}

build wasm             # the explorer's
build maker --features maker # that of the page on which programs are made
