#!/bin/sh
# Runs the C programs for operations, conversations, streamed replies and their playback, and for handles that are freed during
# calls, under ThreadSanitizer. The library, its dependencies, the standard library of Rust and the programs are instrumented, and
# no report is suppressed.
#
# -Zbuild-std compiles the standard library. Two things need that. The sanitizer sees the locks of the standard library only
# if their code is instrumented. And it does not support fences: a standard library that is compiled for it has none in Arc.
set -eu
cd "$(dirname "$0")/../.."
out=target/tsan
# Shared with AddressSanitizer, so that build scripts and macros are compiled once.
build=target/nightly
host=x86_64-unknown-linux-gnu
emulator=${CONVAI_EMULATOR:-target/debug/convai-emulator}
cc=${CC:-cc}
# The number of operations of operations_storm. The sanitizer is about ten times slower.
storm=1600

if [ "$(uname -sm)" != "Linux x86_64" ]; then
    echo "ThreadSanitizer: not run: this script knows Linux on x86_64 only" >&2
    exit 1
fi
nightly=$(sh tests/install_nightly.sh) || exit 1
runtime=$(rustup run "$nightly" rustc --print sysroot)/lib/rustlib/$host/lib/librustc-nightly_rt.tsan.a
[ -n "${CONVAI_EMULATOR:-}" ] || cargo build --quiet --package convai-emulator

# Slightly optimised, because an unoptimised build takes minutes, and with debug information for stack traces.
RUSTFLAGS=-Zsanitizer=thread CARGO_TARGET_DIR=$build CARGO_PROFILE_DEV_OPT_LEVEL=1 \
    CARGO_PROFILE_DEV_DEBUG=line-tables-only CARGO_INCREMENTAL=0 \
    rustup run "$nightly" cargo rustc --quiet -Zbuild-std=std,panic_unwind --lib --crate-type staticlib --target $host
mkdir -p $out
library=$build/$host/debug/libconvai.a
# The planted race is compiled with the installed standard library, of which it uses nothing.
rustup run "$nightly" rustc -Zsanitizer=thread -Cunsafe-allow-abi-mismatch=sanitizer --edition 2024 --crate-type lib \
    --emit obj -Copt-level=1 -o $out/race_rust.o tests/tsan/planted_race.rs

compile() { # SOURCE: the program is $out/NAME
    name=$(basename "$1" .c)
    $cc -g -O1 -fsanitize=thread -Iinclude -Itests/c -c "$1" -o "$out/$name.o"
    $cc -pie -o "$out/$name" "$out/$name.o" $out/race_rust.o -Wl,--export-dynamic \
        -Wl,--whole-archive "$runtime" -Wl,--no-whole-archive "$library" -lpthread -ldl -lm -lgcc_s
}

TSAN_OPTIONS="history_size=4 exitcode=66"
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
compile tests/tsan/planted_race.c
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
CONVAI_QUESTION=examples/audio/question.wav
export CONVAI_QUESTION
CONVAI_BASE_URL=$(awk '{ print $NF; exit }' "$pipe.log")
export CONVAI_BASE_URL

for program in operations_start operations_next operations_queue operations_deadline operations_cancel operations_end \
    operations_storm operations_many conversation_order conversation_session conversation_utterance utterance_triggers \
    streaming_pieces streaming_faults streaming_replies playback_replies life_concurrent_free life_audio_thread \
    life_playback; do
    compile tests/c/$program.c
    arguments=
    [ $program = operations_storm ] && arguments=$storm
    # shellcheck disable=SC2086
    if timeout 900 $out/$program $arguments >$out/$program.log 2>&1 3>&-; then status=0; else status=$?; fi
    report $program $status $out/$program.log
done
echo "ThreadSanitizer: $passed passed, $failed failed"
[ $failed = 0 ]
