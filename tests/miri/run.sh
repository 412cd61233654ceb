#!/bin/sh
# Runs the unit tests of core/src/ffi (the handle table, and the structs, strings and results that cross the ABI), of the
# completion queue, of utterances, of streamed replies, of the threads of a playback and of the exchange between threads in
# Miri with strict provenance: each access outside of a buffer, each pointer made from an integer, each leak and each data
# race is an error. The threads are interleaved in 8 ways.
set -eu
cd "$(dirname "$0")/../.."
out=target/miri

nightly=$(sh tests/install_nightly.sh) || exit 1

# The compiler finds casts between pointers and integers without Miri.
RUSTFLAGS="-Zcrate-attr=feature(strict_provenance_lints) -Dimplicit_provenance_casts" \
    CARGO_TARGET_DIR=$out rustup run "$nightly" cargo check --quiet --lib
echo "ok      no cast between a pointer and an integer"

MIRIFLAGS="-Zmiri-strict-provenance -Zmiri-many-seeds=0..8" CARGO_TARGET_DIR=$out \
    rustup run "$nightly" cargo miri test --quiet --lib -p convai-core -p convai-audio -- ffi:: api::completion_queue api::utterance \
    api::reply_stream lesson_10 exchange::
echo "Miri: passed"
