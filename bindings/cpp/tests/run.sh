#!/bin/sh
# Runs the C++ suite: the header under every compiler and standard, the tests plain and under sanitizers, the samples of the
# README, the examples, and the installed packages. Ends with "N passed, N failed".
#
# From the environment: CONVAI_LIBRARY and CONVAI_EMULATOR, what is tested (target/release/libconvai.so with libconvai.a
# beside it, and target/debug/convai-emulator).
set -eu

root=$(cd "$(dirname "$0")/../../.." && pwd)
here=$root/bindings/cpp/tests
out=$root/target/cpp-tests
library=${CONVAI_LIBRARY:-$root/target/release/libconvai.so}
emulator=${CONVAI_EMULATOR:-$root/target/debug/convai-emulator}

. "$here/steps.sh"
. "$here/headers.sh"
. "$here/programs.sh"
. "$here/packages.sh"

rm -rf "$out"
mkdir -p "$out"
need_tools
need_file "$library" "make library"
need_file "$(dirname "$library")/libconvai.a" "make library"
need_file "$emulator" "cargo build -p convai-emulator"

check "the package is installed" env CONVAI_LIBRARY="$library" "$root/packaging/install.sh" "$out/installed"
[ "$failed" -eq 0 ] || finish
# Moved before anything uses it: nothing below may depend on where it was installed first.
mv "$out/installed" "$out/moved"
tree=$out/moved

start_emulator
test_headers
test_programs
test_samples
test_examples
test_packages
finish
