#!/bin/sh
# Runs the unit tests of src/ffi (the handle table, the structs, texts and results that cross) in Miri, with strict
# provenance: each byte outside of its buffer, each pointer made of a number, each leak and each race is an error. Threads
# are interleaved in several ways. Needs the nightly toolchain with Miri; where either is missing this says so, and fails
# where CI is set.
set -eu
cd "$(dirname "$0")/../.."
out=target/miri

give_up() {
    echo "Miri: NOT RUN: $1" >&2
    [ -n "${CI:-}" ] && exit 1
    exit 0
}

command -v rustup >/dev/null && rustup run nightly rustc --version >/dev/null 2>&1 ||
    give_up "no nightly toolchain; install it with: rustup toolchain install nightly --profile minimal"

# The compiler alone can tell casts between pointers and numbers, also where there is no Miri.
RUSTFLAGS="-Zcrate-attr=feature(strict_provenance_lints) -Dfuzzy_provenance_casts -Dlossy_provenance_casts" \
    CARGO_TARGET_DIR=$out rustup run nightly cargo check --quiet --lib
echo "ok      no cast between a pointer and a number"

rustup run nightly cargo miri --version >/dev/null 2>&1 && rustup run nightly cargo miri setup </dev/null >/dev/null 2>&1 ||
    give_up "the nightly toolchain has none; install it with: rustup component add --toolchain nightly miri rust-src"
MIRIFLAGS="-Zmiri-strict-provenance -Zmiri-many-seeds=0..8" CARGO_TARGET_DIR=$out \
    rustup run nightly cargo miri test --quiet --lib -p convai -- ffi::
echo "Miri: passed"
