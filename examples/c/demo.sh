#!/bin/sh
# Builds examples/c/talk.c with the header and the library, and runs it. With CONVAI_API_KEY set, it talks to CONVAI_BASE_URL,
# by default the real service. Without a key, it talks to an emulator that it starts, and ignores CONVAI_BASE_URL.
set -eu
root=$(cd "$(dirname "$0")/../.." && pwd)
out=$root/target/demo
mkdir -p "$out"

# The name that is stored in the shared library.
case $(uname -s) in
Darwin) name=libconvai.dylib ;;
*) name=libconvai.so.1 ;;
esac
cp "$CONVAI_LIBRARY" "$out/$name"
"${CC:-cc}" -std=c99 -Wall -Wextra -Wpedantic -I"$root/include" "$root/examples/c/talk.c" "$out/$name" \
    -Wl,-rpath,"$out" -o "$out/talk"

if [ -z "${CONVAI_API_KEY:-}" ]; then
    # Truncated before the emulator starts, so that the line of an earlier run is not read.
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
echo "The WAV files of the replies are in $out."
