#!/usr/bin/env bash
# The Unity package: compiled with Mono against stubs of Unity, run against the emulator, its files and archive checked.
#
# CONVAI_LIBRARY    the native library              (target/release/libconvai.so)
# CONVAI_EMULATOR   the emulator's program          (target/debug/convai-emulator)
#
# The last line is "N passed, N failed". Everything that is built goes to target/unity.
set -u

here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
root="$(cd "$here/../../.." && pwd)"
export CONVAI_LIBRARY="${CONVAI_LIBRARY:-$root/target/release/libconvai.so}"
export CONVAI_EMULATOR="${CONVAI_EMULATOR:-$root/target/debug/convai-emulator}"
export CONVAI_UNITY_PACKAGE="$root/bindings/unity/com.convai.native"
export PYTHONDONTWRITEBYTECODE=1
build="$root/target/unity"
log="$build/test.log"

stop() {
    echo "$1" >&2
    echo "0 passed, 1 failed"
    exit 1
}

install_mono() {
    sh "$root/tests/install_tools.sh" mcs:mono-mcs mono:mono-runtime ||
        stop "The Unity tests need Mono 6.8 or newer: mcs and mono. On Fedora: dnf install mono-core mono-devel. On macOS: brew install mono."
}

# Runs one step, and counts a bad end that named no failure as a failure of its own.
step() {
    local name="$1" before after code
    shift
    before=$(grep -c '^FAIL' "$log")
    "$@" 2>&1 | tee -a "$log"
    code=${PIPESTATUS[0]}
    after=$(grep -c '^FAIL' "$log")
    if [ "$code" -ne 0 ] && [ "$before" -eq "$after" ]; then
        echo "FAIL $name: ended with $code" | tee -a "$log"
    fi
}

# The limit is for a hang.
run_harness() {
    timeout 1200 mono --debug "$build/Convai.Native.Tests.Harness.exe"
}

# The same programs in a folder without the native library.
run_bare() {
    mkdir -p "$build/bare"
    cp "$build"/*.dll "$build/Convai.Native.Tests.Harness.exe" "$build/bare/"
    timeout 300 mono --debug "$build/bare/Convai.Native.Tests.Harness.exe" --bare
}

[ -f "$CONVAI_LIBRARY" ] || stop "There is no library at $CONVAI_LIBRARY: build it with \`make library\`, or set CONVAI_LIBRARY."
[ -x "$CONVAI_EMULATOR" ] || stop "There is no emulator at $CONVAI_EMULATOR: build it with \`cargo build -p convai-emulator\`, or set CONVAI_EMULATOR."
command -v python3 >/dev/null || stop "The Unity tests need python3."
install_mono

# Proxies of the machine are not what is tested, and the emulator is not behind one.
unset http_proxy https_proxy all_proxy HTTP_PROXY HTTPS_PROXY ALL_PROXY
unset CONVAI_API_KEY CONVAI_BASE_URL CONVAI_CHARACTER_ID MONO_PATH
# What an earlier build left must not stand in for what this one does not make.
rm -rf "$build"
mkdir -p "$build"
: > "$log"
cp "$CONVAI_LIBRARY" "$build/libconvai.so" || stop "$CONVAI_LIBRARY cannot be copied to $build."

step "package" python3 "$here/check_package.py"
step "build" python3 "$here/build.py" "$build"
step "harness" run_harness
step "bare" run_bare
step "archive" python3 "$here/check_archive.py" "$build/archive"

passed=$(grep -c '^ok ' "$log")
failed=$(grep -c '^FAIL' "$log")
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]
