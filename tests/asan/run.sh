#!/bin/sh
# Runs every suite of C programs under AddressSanitizer with LeakSanitizer: the library, what it is made of (ring's C and
# Rust's own alike) and the programs are compiled with it. Needs the nightly toolchain; where it is missing this says so,
# and fails where CI is set. Usage: run.sh [SUITE...], all where none is named.
#
# The sanitizer's run-time is the C compiler's: the library brings none, and finds the program's. Results that a program
# forgets to free are still in the library's list, and so no leak to the sanitizer: each program ends with a check of
# convai_live_objects() for them.
#
# What does not run instrumented:
# - the library of the suite "panics", which that suite builds itself: its program does. What a panic carries is leaked
#   on purpose there, so leaks are not looked for (Program::leaks);
# - the Rust half of a test that calls the library in its own process, without a C program: it has no sanitizer;
# - forked_in_the_middle_of_everything: a fork while other threads allocate leaves the sanitizer's own locks taken in the
#   child, which then waits for ever. A fork beside an idle library is in;
# - it_is_small, which is about the library that is shipped.
set -eu
cd "$(dirname "$0")/../.."
out=target/asan
host=x86_64-unknown-linux-gnu
cc=${CC:-cc}

give_up() {
    echo "AddressSanitizer: not run: $1" >&2
    [ -n "${CI:-}" ] && exit 1
    exit 0
}

[ "$(uname -sm)" = "Linux x86_64" ] || give_up "this script knows Linux on x86_64 only"
command -v rustup >/dev/null && rustup run nightly rustc --version >/dev/null 2>&1 ||
    give_up "no nightly toolchain; install it with: rustup toolchain install nightly --profile minimal"

flags="-fsanitize=address -fno-omit-frame-pointer"
# The standard library is compiled without; what it allocates is watched all the same.
sanitized="-Zsanitizer=address -Cunsafe-allow-abi-mismatch=sanitizer -Cforce-frame-pointers=yes"
RUSTFLAGS=$sanitized CFLAGS=$flags CARGO_TARGET_DIR=$out CARGO_PROFILE_DEV_OPT_LEVEL=1 \
    CARGO_PROFILE_DEV_DEBUG=line-tables-only CARGO_INCREMENTAL=0 \
    rustup run nightly cargo rustc --quiet --lib --crate-type cdylib,staticlib --target $host
library=$PWD/$out/$host/debug/libconvai.so

# One program in the suites brings a library of its own to be loaded before all others.
ASAN_OPTIONS=detect_stack_use_after_return=1:strict_string_checks=1:check_initialization_order=1:verify_asan_link_order=0
LSAN_OPTIONS=suppressions=$PWD/tests/asan/suppressions.txt:print_suppressions=0
export ASAN_OPTIONS LSAN_OPTIONS

# First of all: it sees mistakes, in C and in Rust.
# shellcheck disable=SC2086 # several flags
rustup run nightly rustc $sanitized --edition 2024 --crate-type cdylib -Copt-level=1 -o $out/libbroken.so tests/asan/broken.rs
# shellcheck disable=SC2086
$cc -g -O1 $flags -o $out/broken tests/asan/broken.c $out/libbroken.so -Wl,-rpath,"$PWD/$out"
sees() { # MISTAKE WORDS: an exit status that is not 0, and the report
    if $out/broken "$1" >$out/broken.log 2>&1 || ! grep -q "Sanitizer: $2" $out/broken.log; then
        echo "FAILED  $1 is not reported as \"$2\":" >&2
        cat $out/broken.log >&2
        exit 1
    fi
    echo "ok      $1 is reported"
}
$out/broken none
for language in c rust; do
    sees overflow_in_$language heap-buffer-overflow
    sees use_after_free_in_$language heap-use-after-free
    sees leak_in_$language "detected memory leaks"
done

[ $# -gt 0 ] || set -- '*'
for suite in "$@"; do
    set -- "$@" --test "$suite"
    shift
done
CONVAI_LIBRARY=$library CONVAI_TEST_CFLAGS=$flags CONVAI_TEST_RUNNER='' \
    cargo test --quiet -p convai --no-fail-fast "$@" -- \
    --skip it_is_small --skip forked_in_the_middle_of_everything
echo "AddressSanitizer: every suite passed"
