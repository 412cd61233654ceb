#!/bin/sh
# Builds examples/c/talk.c against the header and the library, and runs it: against the emulator, or against the real
# service where CONVAI_API_KEY is set.
set -eu
root=$(cd "$(dirname "$0")/../.." && pwd)
out=$root/target/demo
mkdir -p "$out"

# The shared library goes by the name that is written in it.
case $(uname -s) in
Darwin) name=libconvai.dylib ;;
*) name=libconvai.so.1 ;;
esac
cp "$CONVAI_LIBRARY" "$out/$name"
"${CC:-cc}" -std=c99 -Wall -Wextra -Wpedantic -I"$root/include" "$root/examples/c/talk.c" "$out/$name" \
    -Wl,-rpath,"$out" -o "$out/talk"

if [ -z "${CONVAI_API_KEY:-}" ]; then
    # Emptied here, not by the program in the background: what an earlier one said must not be read.
    : >"$out/emulator.log"
    "$CONVAI_EMULATOR" --stop-after 300 >>"$out/emulator.log" &
    emulator=$!
    trap 'kill "$emulator" 2>/dev/null || true' EXIT
    tries=0
    while ! grep -q 'listening on' "$out/emulator.log"; do
        tries=$((tries + 1))
        [ "$tries" -lt 300 ] || { echo "the emulator does not start: see $out/emulator.log" >&2; exit 1; }
        sleep 0.1
    done
    CONVAI_BASE_URL=$(sed -n 's/.*listening on //p' "$out/emulator.log")
    CONVAI_API_KEY=${CONVAI_TEST_KEY:-demo-key}
    export CONVAI_API_KEY CONVAI_BASE_URL
    echo "Talking to the emulator at $CONVAI_BASE_URL. Set CONVAI_API_KEY to talk to the real service."
else
    echo "Talking to ${CONVAI_BASE_URL:-the real service} with your key."
fi
"$out/talk" "$root/examples/audio/question.wav" "$out"
echo
echo "The answers' voices are in $out."
