#!/bin/sh
# Measures this library side by side with the alternatives.
#
#     benches/run.sh                      runs all workloads; writes RESULTS.md, RESULTS-FULL.md and results.svg
#     benches/run.sh text audio           runs some workloads and prints their tables
#     benches/run.sh --quick text         the same with fewer rounds and calls
#     benches/run.sh --build              runs all workloads and measures a clean build
#     benches/run.sh --report             writes the report from the last figures, without a run
#     benches/run.sh --list               lists the workloads
#
# Needs `make library` (or CONVAI_LIBRARY). Installs other tools on Debian and Ubuntu, and Python packages into
# target/bench/venv. Linux only: it uses Linux interfaces to pin cores and to read memory.
set -eu

root=$(cd "$(dirname "$0")/.." && pwd)
. "$root/benches/build.sh"

[ "$(uname -s)" = Linux ] || { echo "the benchmarks run on Linux only" >&2; exit 1; }

# Checks for headers and assemblies by compiling against them.
has_libraries() {
    printf '#include <%s>\n' curl/curl.h cjson/cJSON.h soxr.h sndfile.h openssl/evp.h |
        ${CC:-cc} -E -x c - >/dev/null 2>&1 || return 1
    echo 'class Probe { static void Main() {} }' >"$out/probe.cs"
    mcs -r:System.Net.Http -r:System.Runtime.Serialization "-out:$out/probe.exe" "$out/probe.cs" >/dev/null 2>&1
}

# install_tools.sh installs packages by the program they contain. These contain none, so the program's name is one that
# never exists.
install_packages() {
    sh "$root/tests/install_tools.sh" "convai-bench-never:$*" 2>/dev/null || true
}

install_tools() {
    sh "$root/tests/install_tools.sh" cc:gcc python3:python3 valgrind:valgrind sox:sox ffmpeg:ffmpeg readelf:binutils \
        mcs:mono-mcs mono:mono-runtime
    has_libraries && return
    packages="libcurl4-openssl-dev libcjson-dev libsoxr-dev libsndfile1-dev libssl-dev libmono-system-net-http4.0-cil
        libmono-system-runtime-serialization4.0-cil"
    install_packages $packages
    has_libraries && return
    echo "these packages are missing and could not be installed:" $packages >&2
    exit 1
}

python_packages() {
    packages="requests httpx numpy soundfile soxr"
    [ "$(cat "$out/venv/complete" 2>/dev/null || true)" = "$packages" ] && return
    rm -rf "$out/venv"
    python3 -m venv "$out/venv" >/dev/null 2>&1 || { install_packages python3-venv && python3 -m venv "$out/venv"; } ||
        { echo "python3 -m venv does not work: install it (Debian: python3-venv)" >&2; exit 1; }
    # shellcheck disable=SC2086
    "$out/venv/bin/pip" install --quiet --disable-pip-version-check $packages
    printf '%s' "$packages" >"$out/venv/complete"
}

mkdir -p "$out"
install_tools
take_library
build_c
build_rust
build_csharp
python_packages
cd "$root/benches"
# Keeps compiled Python out of the source tree.
unset PYTHONDONTWRITEBYTECODE
PYTHONPYCACHEPREFIX="$out/pycache" exec "$out/venv/bin/python" -m bench "$@"
