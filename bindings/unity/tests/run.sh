#!/usr/bin/env bash
# Tests the Unity package: compiles it with Mono against stubs of Unity, runs it against the emulator, and checks its files and
# its archive.
#
#     bash bindings/unity/tests/run.sh          everything
#     bash bindings/unity/tests/run.sh pump     builds, then runs only the tests whose name contains "pump"
#
# CONVAI_LIBRARY    the native library      (target/library/libconvai.so)
# CONVAI_EMULATOR   the emulator            (target/debug/convai-emulator)
#
# The last line is "N passed, N failed". The build goes to target/unity.
set -u

here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
root="$(cd "$here/../../.." && pwd)"
export CONVAI_LIBRARY="${CONVAI_LIBRARY:-$root/target/library/libconvai.so}"
export CONVAI_EMULATOR="${CONVAI_EMULATOR:-$root/target/debug/convai-emulator}"
export CONVAI_UNITY_PACKAGE="$root/bindings/unity/com.convai.native"
export CONVAI_UNITY_REFERENCE="$here/reference"
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

# The Android libraries of the package are compiled against the resources of Android.
install_aapt() {
    sh "$root/tests/install_tools.sh" aapt:aapt /usr/share/android-framework-res/framework-res.apk:android-framework-res ||
        stop "The Unity tests need aapt and the resources of Android. On Debian: apt install aapt android-framework-res."
}

# Runs a step, which prints a line "ok" or "FAIL" per check. A step that exits with an error and prints no FAIL counts as one.
step() {
    local name="$1" before after code
    shift
    before=$(grep -c '^FAIL' "$log")
    "$@" 2>&1 | tee -a "$log"
    code=${PIPESTATUS[0]}
    after=$(grep -c '^FAIL' "$log")
    if [ "$code" -ne 0 ] && [ "$before" -eq "$after" ]; then
        echo "FAIL $name: exit status $code" | tee -a "$log"
    fi
}

# The time limit ends a run that hangs.
run_harness() {
    timeout 1200 mono --debug "$build/ConvaiNative.Tests.Harness.exe" "$@"
}

# Runs the same program in a folder without the native library.
run_bare() {
    mkdir -p "$build/bare"
    cp "$build"/*.dll "$build/ConvaiNative.Tests.Harness.exe" "$build/bare/"
    timeout 300 mono --debug "$build/bare/ConvaiNative.Tests.Harness.exe" --bare
}

# Runs it in folders with libraries of other releases.
run_other() {
    local folder failed=0
    python3 "$root/tests/support/other_libraries.py" "$build/other" libconvai.so "${CC:-cc}" || return 1
    for folder in version smaller; do
        cp "$build"/*.dll "$build/ConvaiNative.Tests.Harness.exe" "$build/other/$folder/"
    done
    timeout 300 mono --debug "$build/other/version/ConvaiNative.Tests.Harness.exe" --other "has the binary interface 77" || failed=1
    timeout 300 mono --debug "$build/other/smaller/ConvaiNative.Tests.Harness.exe" --other "has 8 bytes for " || failed=1
    return $failed
}

[ -f "$CONVAI_LIBRARY" ] || stop "The native library is missing: $CONVAI_LIBRARY. Build it with \`make library\`, or set CONVAI_LIBRARY."
[ -x "$CONVAI_EMULATOR" ] || stop "The emulator is missing: $CONVAI_EMULATOR. Build it with \`cargo build -p convai-emulator\`, or set CONVAI_EMULATOR."
command -v python3 >/dev/null || stop "The Unity tests need python3."
install_mono

# The tests do not use the proxies of this machine: the emulator is on the loopback interface.
unset http_proxy https_proxy all_proxy HTTP_PROXY HTTPS_PROXY ALL_PROXY
unset CONVAI_API_KEY CONVAI_BASE_URL CONVAI_CHARACTER_ID MONO_PATH
# Remove the previous build, so that a failed step cannot use its files.
rm -rf "$build"
mkdir -p "$build"
: > "$log"
cp "$CONVAI_LIBRARY" "$build/libconvai.so" || stop "Cannot copy $CONVAI_LIBRARY to $build."

if [ $# -eq 0 ]; then
    install_aapt
    step "package" python3 "$here/check_package.py"
    step "icons" python3 "$here/check_icons.py"
fi
step "build" python3 "$here/build.py" "$build"
step "harness" run_harness "$@"
if [ $# -eq 0 ]; then
    step "bare" run_bare
    step "other" run_other
    step "archive" python3 "$here/check_archive.py" "$build/archive"
fi

passed=$(grep -c '^ok ' "$log")
failed=$(grep -c '^FAIL' "$log")
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]
