#!/bin/sh
# Runs the tests of the C++ wrapper on Linux arm64: built with Debian's g++ for arm64, run under qemu. Prints "N passed, N failed"
# last. CONVAI_LIBRARY is the library, CONVAI_EMULATOR the emulator of this machine, CONVAI_TEST_LAUNCHER and CONVAI_TEST_CXX start
# and compile a program.
set -eu
# Variables of the files that are included, and of this file for them.
# shellcheck disable=SC1091,SC2034,SC2154

root=$(cd "$(dirname "$0")/../../.." && pwd)
out=${CARGO_TARGET_DIR:-$root/target}/platforms/arm64-cpp
tree=$out/tree
. "$root/tests/platforms/cpp.sh"

cxx=$CONVAI_TEST_CXX
started() {  # seconds, program and arguments
    limit=$1
    shift
    # shellcheck disable=SC2086
    timeout "$limit" $CONVAI_TEST_LAUNCHER "$@"
}

prepare_tree
for name in libconvai.so libconvai.so.1; do
    ln -s "$CONVAI_LIBRARY" "$tree/lib/$name"
done
emulator=$CONVAI_EMULATOR
start_emulators
test_platform ""
finish
