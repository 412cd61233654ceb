#!/bin/sh
# Runs the tests of the C++ wrapper.
#
#     sh bindings/cpp/tests/run.sh               everything; the last line is "N passed, N failed"
#     sh bindings/cpp/tests/run.sh 'TEST CASE'   one test case by its name; * matches anything
#
# The whole run compiles the headers with g++ and clang++ as C++17, 20 and 23, runs the test cases with and without
# sanitizers, runs the samples of the README and the examples, and builds projects against an installed package. The cases
# of std::format need a compiler that has it; without one, the run says so.
#
# Environment:
#     CONVAI_LIBRARY    the library to test, with libconvai.a beside it (target/library/libconvai.so)
#     CONVAI_EMULATOR   the emulator (target/debug/convai-emulator), with TLS: make emulator
set -eu

root=$(cd "$(dirname "$0")/../../.." && pwd)
here=$root/bindings/cpp/tests
out=$root/target/cpp-tests
library=${CONVAI_LIBRARY:-$root/target/library/libconvai.so}
emulator=${CONVAI_EMULATOR:-$root/target/debug/convai-emulator}

. "$here/steps.sh"
. "$here/headers.sh"
. "$here/programs.sh"
. "$here/examples.sh"
. "$here/packages.sh"

rm -rf "$out"
mkdir -p "$out"
require_tools
require_file "$library" "make library"
require_file "$(dirname "$library")/libconvai.a" "make library"
require_file "$emulator" "make emulator"

check "the package is installed" env CONVAI_LIBRARY="$library" "$root/packaging/install.sh" "$out/installed"
[ "$failed" -eq 0 ] || finish
# The package is moved before it is used: it must not depend on the path at which it was installed.
mv "$out/installed" "$out/moved"
tree=$out/moved

start_emulators
if [ $# -gt 0 ]; then
    test_one_case "$1"
    finish
fi
test_headers
test_programs
test_formats
test_samples
test_examples
test_packages
finish
