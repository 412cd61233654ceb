#!/usr/bin/env bash
# Builds the C# core, its tests, the README's samples and the examples with Mono, and runs them all against the emulator.
#
# CONVAI_LIBRARY    the native library              (target/release/libconvai.so)
# CONVAI_EMULATOR   the emulator's program          (target/debug/convai-emulator)
#
# The last line is "N passed, N failed". Everything that is built goes to target/csharp.
set -u

here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
root="$(cd "$here/../.." && pwd)"
library="${CONVAI_LIBRARY:-$root/target/release/libconvai.so}"
export CONVAI_EMULATOR="${CONVAI_EMULATOR:-$root/target/debug/convai-emulator}"
build="$root/target/csharp"
log="$build/test.log"

stop() {
    echo "$1" >&2
    echo "0 passed, 1 failed"
    exit 1
}

install_mono() {
    sh "$root/tests/install_tools.sh" mcs:mono-mcs mono:mono-runtime ||
        stop "The C# tests need Mono 6.8 or newer: mcs and mono. On Fedora: dnf install mono-core mono-devel. On macOS: brew install mono."
}

# Runs one step and counts its "ok" and "FAIL" lines; a step that ends badly without saying why is a failure of its own.
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

one() {
    local name="$1"
    shift
    if "$@"; then echo "ok   $name"; else echo "FAIL $name"; return 1; fi
}

compile_core() {
    mcs -langversion:7.2 -target:library -unsafe -optimize -warn:4 -warnaserror \
        "-doc:$build/Convai.xml" "-out:$build/Convai.dll" "$here"/Convai/*.cs
}

compile_tests() {
    mcs -langversion:7.2 -unsafe -optimize -debug -warn:4 -warnaserror -nowarn:1591 \
        "-out:$build/tests.exe" "$here"/Convai/*.cs "$here"/tests/*.cs
}

# Ends with 0 only where it came to its end and everything passed. The limit is for a hang.
run_tests() {
    timeout 1200 mono --debug "$build/tests.exe"
}

[ -f "$library" ] || stop "There is no library at $library: build it with \`make library\`, or set CONVAI_LIBRARY."
[ -x "$CONVAI_EMULATOR" ] || stop "There is no emulator at $CONVAI_EMULATOR: build it with \`cargo build -p convai-emulator\`, or set CONVAI_EMULATOR."
command -v python3 >/dev/null || stop "The C# tests need python3."
install_mono

# Proxies of the machine are not what is tested, and the emulator is not behind one.
unset http_proxy https_proxy all_proxy HTTP_PROXY HTTPS_PROXY ALL_PROXY
unset CONVAI_API_KEY CONVAI_BASE_URL CONVAI_CHARACTER_ID MONO_PATH
mkdir -p "$build"
: > "$log"
rm -f "$build/libconvai.so"
cp "$library" "$build/libconvai.so" || stop "$library cannot be copied to $build."

step "generate" one "the generated files are current" python3 "$here/generate.py" --check
step "lint" python3 "$here/tests/lint.py"
step "core" one "the core compiles without a warning, every public member with its comment" compile_core
step "tests" one "the tests compile" compile_tests
step "tests" run_tests
step "programs" python3 "$here/tests/programs.py" "$build"

passed=$(grep -c '^ok ' "$log")
failed=$(grep -c '^FAIL' "$log")
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]
