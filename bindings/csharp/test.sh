#!/usr/bin/env bash
# Builds the C# core, its tests, the README's samples and the examples with Mono, and runs them against the emulator. The core
# and its tests are also built against .NET Core, and run on CoreCLR, the runtime of .NET.
#
#     bash bindings/csharp/test.sh           everything
#     bash bindings/csharp/test.sh cancel    only the tests whose name contains "cancel"
#
# CONVAI_LIBRARY    the native library      (target/library/libconvai.so)
# CONVAI_EMULATOR   the emulator            (target/debug/convai-emulator)
#
# The last line is "N passed, N failed". The build goes to target/csharp.
set -u

here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
root="$(cd "$here/../.." && pwd)"
core="$root/bindings/unity/com.convai.native/Runtime/Core"
library="${CONVAI_LIBRARY:-$root/target/library/libconvai.so}"
export CONVAI_EMULATOR="${CONVAI_EMULATOR:-$root/target/debug/convai-emulator}"
build="$root/target/csharp"
dotnet="$root/target/dotnet/dotnetcore2/bin/dotnet"
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

one() {
    local name="$1"
    shift
    if "$@"; then echo "ok   $name"; else echo "FAIL $name"; return 1; fi
}

# With NETSTANDARD2_1, as the .NET SDK defines it for that target, the core has asynchronous streams and spans.
compile_core() {
    mcs -langversion:7.2 -target:library -unsafe -optimize -debug -warn:4 -warnaserror -d:NETSTANDARD2_1 \
        "-doc:$build/ConvaiNative.xml" "-out:$build/ConvaiNative.dll" "$core"/*.cs
}

compile_core_for_netstandard_2_0() {
    mcs -langversion:7.2 -target:library -unsafe -warn:4 -warnaserror "-doc:$build/netstandard2.0.xml" \
        "-out:$build/netstandard2.0.dll" "$core"/*.cs
}

# The tests see the internals of the core. InternalsVisibleTo.cs of the core has the name of their assembly.
compile_tests() {
    mcs -langversion:7.2 -unsafe -optimize -debug -warn:4 -warnaserror -nowarn:1591 -d:NETSTANDARD2_1 \
        "-r:$build/ConvaiNative.dll" "-out:$build/ConvaiNative.CoreTests.exe" "$here"/tests/*.cs
}

# The runtime of .NET Core 3.1, from PyPI, which has it for this system. Debian has none.
has_coreclr() {
    [ "$(uname -sm)" = "Linux x86_64" ]
}

install_coreclr() {
    [ -x "$dotnet" ] && return
    python3 -m venv "$root/target/dotnet-tools" >/dev/null 2>&1 ||
        { sh "$root/tests/install_tools.sh" /usr/share/doc/python3-venv:python3-venv && python3 -m venv "$root/target/dotnet-tools"; } || return 1
    PIP_DISABLE_PIP_VERSION_CHECK=1 "$root/target/dotnet-tools/bin/python" -m pip install --quiet --no-deps --upgrade \
        --target "$root/target/dotnet" dotnetcore2==3.1.23 && chmod +x "$dotnet"
}

compile_for_coreclr() {
    local out="$build/coreclr" framework="$root/target/dotnet/dotnetcore2/bin/shared/Microsoft.NETCore.App/3.1.23"
    rm -rf "$out"
    mkdir -p "$out"
    cp "$library" "$out/libconvai.so"
    cp "$here/tests/coreclr.json" "$out/ConvaiNative.CoreTests.runtimeconfig.json"
    sh "$here/tests/coreclr.sh" "$framework" -target:library -unsafe -optimize "-out:$out/ConvaiNative.dll" "$core"/*.cs &&
    sh "$here/tests/coreclr.sh" "$framework" -unsafe -optimize -nowarn:1591 "-r:$out/ConvaiNative.dll" \
        "-out:$out/ConvaiNative.CoreTests.dll" "$here"/tests/*.cs
}

run_on_coreclr() {
    timeout 1200 "$dotnet" exec "$build/coreclr/ConvaiNative.CoreTests.dll" "$@" | sed -u 's/^\(ok  \|FAIL\|n\/a \) /&coreclr, /'
    return "${PIPESTATUS[0]}"
}

# The time limit ends a run that hangs.
run_tests() {
    timeout 1200 mono --debug "$build/ConvaiNative.CoreTests.exe" "$@"
}

[ -f "$library" ] || stop "The native library is missing: $library. Build it with \`make library\`, or set CONVAI_LIBRARY."
[ -x "$CONVAI_EMULATOR" ] || stop "The emulator is missing: $CONVAI_EMULATOR. Build it with \`cargo build -p convai-emulator\`, or set CONVAI_EMULATOR."
command -v python3 >/dev/null || stop "The C# tests need python3."
install_mono

export CONVAI_QUESTION="$root/examples/audio/question.wav"
export CONVAI_TEST_OTHER_LIBRARIES="$build/others"
python3 "$root/tests/support/other_libraries.py" "$CONVAI_TEST_OTHER_LIBRARIES" libconvai.so "${CC:-cc}" ||
    stop "The libraries of other releases cannot be compiled."

# The tests do not use the proxies of this machine: the emulator is on the loopback interface.
unset http_proxy https_proxy all_proxy HTTP_PROXY HTTPS_PROXY ALL_PROXY
unset CONVAI_API_KEY CONVAI_BASE_URL CONVAI_CHARACTER_ID MONO_PATH
mkdir -p "$build"
: > "$log"
rm -f "$build/libconvai.so"
cp "$library" "$build/libconvai.so" || stop "Cannot copy $library to $build."

if [ $# -eq 0 ]; then
    step "generate" one "the generated files match abi/convai.json" python3 "$here/generate.py" --check
    step "lint" python3 "$here/tests/lint.py"
fi
step "core" one "the core compiles without warnings, and every public member has a comment" compile_core
step "core" one "so does the core for .NET Standard 2.0, which has neither asynchronous streams nor spans" compile_core_for_netstandard_2_0
step "tests" one "the tests compile" compile_tests
step "tests" run_tests "$@"
if has_coreclr; then
    step "coreclr" one "the runtime of .NET Core is installed" install_coreclr
    step "coreclr" one "the core and its tests compile against .NET Core" compile_for_coreclr
    step "coreclr" run_on_coreclr "$@"
else
    echo "     not run here: CoreCLR, which PyPI has for Linux on x86-64"
fi
if [ $# -eq 0 ]; then
    step "programs" python3 "$here/tests/programs.py" "$build"
fi

# "n/a" is a test that does not apply to CoreCLR.
passed=$(grep -c '^ok ' "$log")
failed=$(grep -c '^FAIL' "$log")
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]
