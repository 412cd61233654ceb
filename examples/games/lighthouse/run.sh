#!/bin/sh
# Starts the built game. With CONVAI_API_KEY set, it talks to CONVAI_BASE_URL, by default the real service. Without a key, it
# talks to an emulator that it starts, and that remembers its sessions in target/games.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../../.." && pwd)
out=${GAMES_OUT:-$root/target/games}

if [ -z "${CONVAI_API_KEY:-}" ]; then
    : >"$out/emulator.log"
    "$CONVAI_EMULATOR" --config "$here/npc.toml" --state "$out/sessions.sqlite" --exit-with-parent >>"$out/emulator.log" &
    emulator=$!
    trap 'kill "$emulator" 2>/dev/null || true' EXIT
    tries=0
    while ! grep -q 'listening on' "$out/emulator.log"; do
        tries=$((tries + 1))
        [ "$tries" -lt 300 ] || { echo "the emulator does not start: see $out/emulator.log" >&2; exit 1; }
        sleep 0.1
    done
    CONVAI_BASE_URL=$(sed -n 's/.*listening on //p' "$out/emulator.log")
    CONVAI_API_KEY=key-for-the-emulator
    export CONVAI_API_KEY CONVAI_BASE_URL
    echo "Talking to the emulator at $CONVAI_BASE_URL. Set CONVAI_API_KEY and CONVAI_CHARACTER_ID to talk to the real service."
elif [ -z "${CONVAI_CHARACTER_ID:-}" ]; then
    echo "Set CONVAI_CHARACTER_ID to the id of your character as well: see $here/README.md." >&2
    exit 1
fi
"$out/lighthouse/lighthouse" --recording "$root/examples/audio/question.wav" "$@"
