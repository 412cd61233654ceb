#!/bin/sh
# The long runs (make test-long): tests/long.sh [PART...], all parts by default. The parts are named below.
#
# A part that fails or cannot run does not keep the others from running. The last lines name it with its reason, and the
# script fails. Each part installs what it needs. The output of each part is also in target/long. CONVAI_LIBRARY is the
# optimised library.
set -eu
cd "$(dirname "$0")/.."
logs=target/long
mkdir -p "$logs"

vulnerabilities() { sh packaging/dependencies/run.sh deny; }
miri() { sh tests/miri/run.sh; }
lives() { CONVAI_LIFE_ROUNDS=1000 cargo test --workspace --test life_cycle -- --nocapture; }
soak() { CONVAI_SOAK_CALLS=200000 cargo test --workspace --test soak -- --nocapture; }
stored_turns() {
    CONVAI_EMULATOR_KILL_TURNS=10000 cargo test --workspace --test suite state:: -- --nocapture
}
fuzzing() { sh fuzz/run.sh; }
valgrind() { make tools test-release; }

[ $# -gt 0 ] || set -- vulnerabilities valgrind miri lives soak stored_turns fuzzing
: >"$logs/summary"
failed=0
for part in "$@"; do
    echo "---- $part"
    # A pipe has the status of its last command, so the status of the part goes through a file.
    { "$part" 2>&1 && echo 0 >"$logs/status" || echo 1 >"$logs/status"; } | tee "$logs/$part.log"
    if [ "$(cat "$logs/status")" = 0 ]; then
        echo "ok      $part" >>"$logs/summary"
    else
        failed=$((failed + 1))
        echo "FAILED  $part: $(grep . "$logs/$part.log" | tail -n 1)" >>"$logs/summary"
    fi
done
echo "---- the long runs"
cat "$logs/summary"
[ $failed = 0 ] || { echo "$failed of $# parts failed or could not run" >&2; exit 1; }
