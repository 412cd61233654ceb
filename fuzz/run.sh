#!/bin/sh
# Fuzzes the library: fuzz/run.sh [SECONDS] [TARGET...]
#
# Runs each target (or those that are named) for SECONDS (60), starting with its corpus in fuzz/corpus. Stops at the first
# failure, and prints how to reproduce it. New inputs are written to target/fuzz, and nothing is written to fuzz/. Needs the
# nightly toolchain. If it is missing, the script says so, and fails if CI is set.
set -eu
cd "$(dirname "$0")/.."
version=0.13.2
seconds=60
case ${1:-} in
'' | *[!0-9]*) ;;
*) seconds=$1 && shift ;;
esac
[ $# -gt 0 ] || set -- error_replies forms pcm replies structs tokens wav

give_up() {
    echo "fuzzing: not run: $1" >&2
    [ -n "${CI:-}" ] && exit 1
    exit 0
}

command -v rustup >/dev/null && rustup run nightly rustc --version >/dev/null 2>&1 ||
    give_up "no nightly toolchain; install it with: rustup toolchain install nightly --profile minimal"
host=$(rustup run nightly rustc -vV | sed -n 's/^host: //p')
case $host in
*-linux-gnu | *-apple-darwin) ;;
*) give_up "there is no fuzzer for $host" ;;
esac
sh tests/install_tools.sh c++:g++

tools=$PWD/target/tools
if [ "$("$tools/bin/cargo-fuzz" --version 2>/dev/null)" != "cargo-fuzz $version" ]; then
    # Built once with the stable toolchain, because the nightly toolchain changes often.
    cargo install cargo-fuzz --quiet --locked --force --version $version --root "$tools" --target-dir target/fuzz/tools
fi
PATH=$tools/bin:$PATH CARGO_TARGET_DIR=$PWD/target/fuzz rustup run nightly cargo fuzz build --fuzz-dir fuzz

# The program contains some data of the library twice, because it links several crate types.
export ASAN_OPTIONS="detect_odr_violation=0 ${ASAN_OPTIONS:-}"
for target in "$@"; do
    program=target/fuzz/$host/release/$target
    found=target/fuzz/artifacts/$target
    log=target/fuzz/$target.log
    mkdir -p "$found" "target/fuzz/corpus/$target"
    dictionary=
    [ ! -f "fuzz/dictionaries/$target.dict" ] || dictionary=-dict=fuzz/dictionaries/$target.dict
    # shellcheck disable=SC2086 # no dictionary, no argument
    if "$program" -max_total_time="$seconds" -max_len=4096 -timeout=25 -rss_limit_mb=1500 -malloc_limit_mb=512 \
        -print_final_stats=1 -artifact_prefix="$found/" $dictionary \
        "target/fuzz/corpus/$target" "fuzz/corpus/$target" >"$log" 2>&1; then
        runs=$(sed -n 's/^stat::number_of_executed_units: *//p' "$log")
        edges=$(sed -n 's/.* cov: \([0-9]*\) .*/\1/p' "$log" | tail -n 1)
        echo "ok      $target: $runs inputs in $seconds seconds, $edges edges covered"
    else
        echo "FAILED  $target"
        grep -v '^#' "$log" | tail -n 60
        input=$(sed -n 's/.*Test unit written to //p' "$log" | tail -n 1)
        [ -n "$input" ] || exit 1
        echo "To reproduce it:  $program $input"
        echo "To minimise it:   $program -minimize_crash=1 -runs=100000 -exact_artifact_path=$input.small $input"
        exit 1
    fi
done
