#!/bin/sh
# Runs the unit tests of src/ffi (the handle table, and the structs, strings and results that cross the ABI), of the
# completion queue and of utterances in Miri with strict provenance: each access outside of a buffer, each pointer made from an integer, each
# leak and each data race is an error. The threads are interleaved in several ways. Needs the nightly toolchain with Miri. If
# either is missing, the script says so, and fails if CI is set.
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

# The compiler finds casts between pointers and integers without Miri.
RUSTFLAGS="-Zcrate-attr=feature(strict_provenance_lints) -Dfuzzy_provenance_casts -Dlossy_provenance_casts" \
    CARGO_TARGET_DIR=$out rustup run nightly cargo check --quiet --lib
echo "ok      no cast between a pointer and an integer"

rustup run nightly cargo miri --version >/dev/null 2>&1 && rustup run nightly cargo miri setup </dev/null >/dev/null 2>&1 ||
    give_up "the nightly toolchain has no Miri; install it with: rustup component add --toolchain nightly miri rust-src"
MIRIFLAGS="-Zmiri-strict-provenance -Zmiri-many-seeds=0..8" CARGO_TARGET_DIR=$out \
    rustup run nightly cargo miri test --quiet --lib -p convai -- ffi:: api::completion_queue api::utterance exchange::
echo "Miri: passed"
