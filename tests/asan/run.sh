#!/bin/sh
# Runs every suite of C programs under AddressSanitizer and LeakSanitizer. The library, its dependencies (including the C
# code of ring) and the programs are instrumented. Usage: run.sh [SUITE...], all suites by default.
#
# The run-time of the sanitizer is that of the C compiler: the library has none and uses that of the program. The library
# keeps a list of all results, so the sanitizer does not report a result that a program forgets to free. Each program
# checks convai_live_objects() instead.
#
# Not instrumented, or not run:
# - the library of the suite "panics", which the suite builds itself. Its program is instrumented. The library leaks the
#   payload of a panic on purpose, so the suite turns the leak checker off (Program::leaks);
# - tests that call the library in the process of the test, without a C program;
# - the programs and cases in tests/support/instruments.rs.
set -eu
cd "$(dirname "$0")/../.."
out=target/asan
# Shared with ThreadSanitizer, so that build scripts and macros are compiled once.
build=target/nightly
host=x86_64-unknown-linux-gnu
cc=${CC:-cc}

if [ "$(uname -sm)" != "Linux x86_64" ]; then
    echo "AddressSanitizer: not run: this script knows Linux on x86_64 only" >&2
    exit 1
fi
nightly=$(sh tests/install_nightly.sh) || exit 1

flags="-fsanitize=address -fno-omit-frame-pointer"
# The standard library is the installed one, because the sanitizer sees its allocations and its calls of memcpy without
# instrumentation, and another minute would be spent on every build.
sanitized="-Zsanitizer=address -Cunsafe-allow-abi-mismatch=sanitizer -Cforce-frame-pointers=yes"
RUSTFLAGS=$sanitized CFLAGS=$flags CARGO_TARGET_DIR=$build CARGO_PROFILE_DEV_OPT_LEVEL=1 \
    CARGO_PROFILE_DEV_DEBUG=line-tables-only CARGO_INCREMENTAL=0 \
    rustup run "$nightly" cargo rustc --quiet --lib --crate-type cdylib,staticlib --target $host
mkdir -p $out
library=$PWD/$build/$host/debug/libconvai.so

# verify_asan_link_order=0: one suite preloads a library.
ASAN_OPTIONS=detect_stack_use_after_return=1:strict_string_checks=1:check_initialization_order=1:verify_asan_link_order=0
LSAN_OPTIONS=suppressions=$PWD/tests/asan/suppressions.txt:print_suppressions=0
export ASAN_OPTIONS LSAN_OPTIONS

# The sanitizer is first shown to catch planted bugs, in C and in Rust.
# shellcheck disable=SC2086 # several flags
rustup run "$nightly" rustc $sanitized --edition 2024 --crate-type cdylib -Copt-level=1 -o $out/libplanted_bugs.so \
    tests/asan/planted_bugs.rs
# shellcheck disable=SC2086
$cc -g -O1 $flags -o $out/planted_bugs tests/asan/planted_bugs.c $out/libplanted_bugs.so -Wl,-rpath,"$PWD/$out"
catches() { # BUG REPORT: the program fails, and prints the report
    if $out/planted_bugs "$1" >$out/planted_bugs.log 2>&1 || ! grep -q "Sanitizer: $2" $out/planted_bugs.log; then
        echo "FAILED  the planted bug $1 is not reported as \"$2\":" >&2
        cat $out/planted_bugs.log >&2
        exit 1
    fi
    echo "ok      the planted bug $1 is reported"
}
$out/planted_bugs none
for language in c rust; do
    catches overflow_in_$language heap-buffer-overflow
    catches use_after_free_in_$language heap-use-after-free
    catches leak_in_$language "detected memory leaks"
done

if [ $# = 0 ]; then
    for file in tests/*.rs; do set -- "$@" "$(basename "$file" .rs)"; done
fi
for suite in "$@"; do
    set -- "$@" --test "$suite"
    shift
done
# With these flags each program runs once with all its cases (tests/support/cases.rs).
CONVAI_LIBRARY=$library CONVAI_TEST_CFLAGS=$flags cargo test --quiet --workspace --no-fail-fast "$@"
echo "AddressSanitizer: every suite passed"
