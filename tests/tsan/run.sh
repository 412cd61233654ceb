#!/bin/sh
# Runs the C programs for operations, for conversations, and for handles that are freed during calls under ThreadSanitizer.
# The library, its dependencies and the programs are instrumented. Needs the nightly toolchain. If it is missing, the
# script says so, and fails if CI is set.
#
# The standard library of the nightly toolchain is not instrumented (that needs its sources). std_locks.c and
# suppressions.txt compensate for that, and explain how.
set -eu
cd "$(dirname "$0")/../.."
out=target/tsan
host=x86_64-unknown-linux-gnu
emulator=${CONVAI_EMULATOR:-target/debug/convai-emulator}
cc=${CC:-cc}
# The number of operations of operations_storm. The sanitizer is about ten times slower.
storm=1600

give_up() {
    echo "ThreadSanitizer: not run: $1" >&2
    [ -n "${CI:-}" ] && exit 1
    exit 0
}

[ "$(uname -sm)" = "Linux x86_64" ] || give_up "this script knows Linux on x86_64 only"
command -v rustup >/dev/null && rustup run nightly rustc --version >/dev/null 2>&1 ||
    give_up "no nightly toolchain; install it with: rustup toolchain install nightly --profile minimal"
runtime=$(rustup run nightly rustc --print sysroot)/lib/rustlib/$host/lib/librustc-nightly_rt.tsan.a
[ -f "$runtime" ] || give_up "the nightly toolchain has no $(basename "$runtime")"
[ -n "${CONVAI_EMULATOR:-}" ] || cargo build --quiet --package convai-emulator

# Slightly optimised, because an unoptimised build takes minutes, and with debug information for stack traces.
sanitized="-Zsanitizer=thread -Cunsafe-allow-abi-mismatch=sanitizer"
RUSTFLAGS=$sanitized CARGO_TARGET_DIR=$out CARGO_PROFILE_DEV_OPT_LEVEL=1 \
    CARGO_PROFILE_DEV_DEBUG=line-tables-only CARGO_INCREMENTAL=0 \
    rustup run nightly cargo rustc --quiet --lib --crate-type staticlib --target $host
library=$out/$host/debug/libconvai.a
# shellcheck disable=SC2086 # several flags
rustup run nightly rustc $sanitized --edition 2024 --crate-type lib --emit obj -Copt-level=1 -o $out/race_rust.o \
    tests/tsan/planted_race.rs

# The waiting functions of the standard library, found by the ends of their names.
nm "$library" 2>/dev/null | awk '$1 == "U" && /3std3sys4sync/ { print $2 }' | sort -u >$out/waiting
defines= wraps=
for pair in LOCK_CONTENDED=5Mutex14lock_contended READ_CONTENDED=6RwLock14read_contended \
    WRITE_CONTENDED=6RwLock15write_contended CONDVAR_WAIT=7Condvar4wait \
    CONDVAR_WAIT_TIMEOUT=7Condvar12wait_timeout ONCE_CALL=4Once4call; do
    symbol=$(grep "${pair#*=}\$" $out/waiting) || { echo "the nightly toolchain has no ${pair#*=}: see std_locks.c" >&2; exit 1; }
    defines="$defines -D${pair%%=*}=$symbol"
    wraps="$wraps -Wl,--wrap=$symbol"
done
# shellcheck disable=SC2086
$cc -O1 $defines -c tests/tsan/std_locks.c -o $out/std_locks.o

build() { # SOURCE: the program is $out/NAME
    name=$(basename "$1" .c)
    # shellcheck disable=SC2086
    $cc -g -O1 -fsanitize=thread -Iinclude -Itests/c -c "$1" -o "$out/$name.o"
    # shellcheck disable=SC2086
    $cc -pie -o "$out/$name" "$out/$name.o" $out/race_rust.o $out/std_locks.o $wraps -Wl,--export-dynamic \
        -Wl,--whole-archive "$runtime" -Wl,--no-whole-archive "$library" -lpthread -ldl -lm -lgcc_s
}

TSAN_OPTIONS="suppressions=$PWD/tests/tsan/suppressions.txt history_size=4 exitcode=66"
export TSAN_OPTIONS
passed=0 failed=0
report() { # NAME STATUS OUTPUT
    if [ "$2" = 0 ]; then
        passed=$((passed + 1))
        echo "ok      $1"
    else
        failed=$((failed + 1))
        echo "FAILED  $1"
        head -c 20000 "$3"
    fi
}

# The sanitizer is first shown to catch a planted race, in C and in Rust.
build tests/tsan/planted_race.c
for language in c rust; do
    log=$out/planted_race.log
    if $out/planted_race $language >$log 2>&1; then status=1; else status=0; fi
    grep -q "WARNING: ThreadSanitizer: data race" $log || status=1
    report "a planted race in $language is reported" $status $log
done

# The emulator ends when its input is closed, so it ends together with this script in any case.
pipe=$out/emulator.$$
mkfifo "$pipe"
: >"$pipe.log"
"$emulator" --voice builtin --until-stdin-closes <"$pipe" >"$pipe.log" &
exec 3>"$pipe"
trap 'exec 3>&-; wait; rm -f "$pipe" "$pipe.log"' EXIT
until grep -q listening "$pipe.log"; do
    kill -0 $! 2>/dev/null || { echo "the emulator does not start" >&2; exit 1; }
    sleep 0.1
done
CONVAI_BASE_URL=$(awk '{ print $NF; exit }' "$pipe.log")
export CONVAI_BASE_URL

for program in operations_start operations_next operations_queue operations_deadline operations_cancel operations_end \
    operations_storm operations_many conversation_order conversation_session conversation_utterance \
    life_concurrent_free life_audio_thread; do
    build tests/c/$program.c
    arguments=
    [ $program = operations_storm ] && arguments=$storm
    # shellcheck disable=SC2086
    if timeout 900 $out/$program $arguments >$out/$program.log 2>&1 3>&-; then status=0; else status=$?; fi
    report $program $status $out/$program.log
done
echo "ThreadSanitizer: $passed passed, $failed failed"
[ $failed = 0 ]
