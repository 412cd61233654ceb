#!/bin/sh
# Fuzzes the library: fuzz/run.sh [--record] [SECONDS] [TARGET...]
#
# Runs each target (or those that are named) for SECONDS (60), starting with its corpus in fuzz/corpus. A failure is printed
# with the way to reproduce it; the other targets run all the same, and the script fails at the end. New inputs are written
# to target/fuzz.
#
# The record of the run (commit, toolchain, and the inputs, minutes, edges and findings of each target) is written to
# target/fuzz/RECORD.md, and with --record to fuzz/RECORD.md, which is committed with a release. docs/testing.md quotes it,
# and a test compares the two. --record needs a source tree without changes, because the record names a commit.
set -eu
cd "$(dirname "$0")/.."
version=0.13.2
seconds=60
record=target/fuzz/RECORD.md
if [ "${1:-}" = --record ]; then
    shift
    record=fuzz/RECORD.md
    changed=$(git status --porcelain -- src audio core build.rs Cargo.toml Cargo.lock fuzz)
    [ -z "$changed" ] || { echo "commit these changes before a recorded run:" && echo "$changed"; exit 1; } >&2
fi
case ${1:-} in
'' | *[!0-9]*) ;;
*) seconds=$1 && shift ;;
esac
[ $# -gt 0 ] || set -- error_replies forms pcm replies streams structs tokens wav

nightly=$(sh tests/install_nightly.sh) || exit 1
host=$(rustup run "$nightly" rustc -vV | sed -n 's/^host: //p')
case $host in
*-linux-gnu | *-apple-darwin) ;;
*) echo "fuzzing: not run: there is no fuzzer for $host" >&2 && exit 1 ;;
esac
sh tests/install_tools.sh c++:g++

tools=$PWD/target/tools
if [ "$("$tools/bin/cargo-fuzz" --version 2>/dev/null)" != "cargo-fuzz $version" ]; then
    cargo install cargo-fuzz --quiet --locked --force --version $version --root "$tools" --target-dir target/fuzz/tools
    rm -rf target/fuzz/tools
fi
PATH=$tools/bin:$PATH CARGO_TARGET_DIR=$PWD/target/fuzz rustup run "$nightly" cargo fuzz build --fuzz-dir fuzz

# Prints a value of the statistics at the end of the log of the fuzzer.
statistic() { # NAME
    sed -n "s/^stat::$1: *//p" "$log" | grep . || echo 0
}

# The program contains some data of the library twice, because it links several crate types.
export ASAN_OPTIONS="detect_odr_violation=0 ${ASAN_OPTIONS:-}"
rows=target/fuzz/rows
: >$rows
all_inputs=0 all_seconds=0 all_findings=0
for target in "$@"; do
    program=target/fuzz/$host/release/$target
    found=target/fuzz/artifacts/$target
    log=target/fuzz/$target.log
    mkdir -p "$found" "target/fuzz/corpus/$target"
    dictionary=
    [ ! -f "fuzz/dictionaries/$target.dict" ] || dictionary=-dict=fuzz/dictionaries/$target.dict
    findings=0
    began=$(date +%s)
    # shellcheck disable=SC2086 # no dictionary, no argument
    "$program" -max_total_time="$seconds" -max_len=4096 -timeout=25 -rss_limit_mb=1500 -malloc_limit_mb=512 \
        -print_final_stats=1 -artifact_prefix="$found/" $dictionary \
        "target/fuzz/corpus/$target" "fuzz/corpus/$target" >"$log" 2>&1 || findings=1
    took=$(($(date +%s) - began))
    inputs=$(statistic number_of_executed_units)
    edges=$(sed -n 's/.* cov: \([0-9]*\) .*/\1/p' "$log" | tail -n 1)
    if [ $findings = 0 ]; then
        echo "ok      $target: $inputs inputs in $took seconds, $edges edges covered"
    else
        echo "FAILED  $target"
        grep -v '^#' "$log" | tail -n 60
        input=$(sed -n 's/.*Test unit written to //p' "$log" | tail -n 1)
        if [ -n "$input" ]; then
            echo "To reproduce it:  $program $input"
            echo "To minimise it:   $program -minimize_crash=1 -runs=100000 -exact_artifact_path=$input.small $input"
        fi
    fi
    minutes=$(awk "BEGIN { printf \"%.1f\", $took / 60 }")
    echo "| $target | $inputs | $minutes | ${edges:-0} | $findings |" >>$rows
    all_inputs=$((all_inputs + inputs)) all_seconds=$((all_seconds + took)) all_findings=$((all_findings + findings))
done

{
    echo "# The last recorded run of the fuzzer"
    echo
    echo "Written by \`sh fuzz/run.sh --record SECONDS\`. The findings of all runs, with their tests, are in"
    echo "[FINDINGS.md](FINDINGS.md)."
    echo
    echo "Commit $(git log -1 --format='%h of %cs' 2>/dev/null || echo unknown), $nightly, $host."
    echo
    echo "| target | inputs | minutes | edges covered | findings |"
    echo "|---|---|---|---|---|"
    cat $rows
    echo "| all | $all_inputs | $(awk "BEGIN { printf \"%.1f\", $all_seconds / 60 }") | | $all_findings |"
} >$record
echo "The record of this run is in $record."
[ $all_findings = 0 ] || { echo "fuzzing: $all_findings of $# targets failed" >&2; exit 1; }
