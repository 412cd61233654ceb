#!/bin/sh
# Runs the tests of the C++ wrapper on Windows: built with g++ of MinGW, run under Wine. Prints "N passed, N failed" last.
#
# The sanitizers, and the package for CMake, Conan, vcpkg and pkg-config, are tested on Linux only: bindings/cpp/tests/run.sh.
# The environment is that of setup.sh.
set -eu
# Variables of the files that are included, and of this file for them.
# shellcheck disable=SC1003,SC1091,SC2034,SC2154

root=$(cd "$(dirname "$0")/../../.." && pwd)
here=$root/bindings/cpp/tests
out=${CARGO_TARGET_DIR:-$root/target}/platforms/windows-cpp
tree=$out/tree
. "$here/steps.sh"
. "$here/headers.sh"
. "$here/programs.sh"
. "$here/examples.sh"

cxx=x86_64-w64-mingw32-g++
exe=.exe
linked() {  # command of a compiler
    # The DLLs of the compiler are a part of the program.
    "$@" "$tree/lib/libconvai.dll.a" -static -lws2_32
}
started() {  # seconds, program and arguments
    limit=$1
    shift
    timeout "$limit" "$WINE" "$@"
}
find_format_compiler() {
    format_compiler="$cxx -std=c++20"
    has_format "$format_compiler" > "$out/log" 2>&1 || format_compiler=
}

rm -rf "$out"
mkdir -p "$tree/include" "$tree/lib" "$tree/bin"
sh "$root/tests/install_tools.sh" timeout:coreutils /usr/include/doctest/doctest.h:doctest-dev
cp -R "$root/include/convai.h" "$root/bindings/cpp/convai.hpp" "$root/bindings/cpp/convai" "$tree/include/"
# Of the headers of this machine, the compiler gets doctest only.
ln -s /usr/include/doctest "$tree/include/doctest"
ln -s "$CONVAI_LIBRARY" "$tree/bin/convai.dll"
ln -s "$(dirname "$CONVAI_LIBRARY")/libconvai.dll.a" "$tree/lib/"
# Windows looks for DLLs in the folders of PATH.
WINEPATH=$(printf 'Z:%s' "$tree/bin" | tr / '\\')
export WINEPATH
printf '#!/bin/sh\nexec "%s" "%s" "$@"\n' "$WINE" "$CONVAI_EMULATOR" > "$out/emulator"
chmod +x "$out/emulator"
emulator=$out/emulator
start_emulators

# The macros of windows.h must not change the header, wherever it is included.
compiles_with_windows() {
    for lines in '#include <windows.h>\n#include <convai.hpp>' '#include <convai.hpp>\n#include <windows.h>'; do
        # shellcheck disable=SC2059,SC2086
        printf "$lines\n" | "$cxx" -std=c++17 $engine $warnings -I "$tree/include" -fsyntax-only -x c++ - || return 1
    done
}

for years in "17 1z" "20 2a" "23 2b"; do
    # shellcheck disable=SC2086
    option=$(standard "$cxx" $years)
    check "$cxx $option: the header is included twice, from two source files" \
        compile_units "$cxx" "$option" "$out/headers/$option"
done
check "$cxx: each header compiles on its own" compiles_alone "$cxx"
check "$cxx: the header compiles with windows.h before and after it" compiles_with_windows

# The recorder collects the error codes that the tests provoke, which the run on Linux compares with all codes.
# shellcheck disable=SC2046,SC2086
check "the program with the test cases is built" build "$out/plain" "$engine" tests $(echo $units | sed 's/ recorder / /')
count "the test cases" started "$time_limit" "$out/plain/tests.exe"
# It defines two functions of the library itself, so they must not be declared as those of a DLL.
check "the program with an older library is built" \
    build "$out/plain" "$engine -DCONVAI_STATIC" older_library emulator older_library
check "an older library with smaller structs is refused" started 60 "$out/plain/older_library.exe"
check "the program with exceptions is built" build "$out/exceptions" -DCONVAI_CPP_EXCEPTIONS exceptions main emulator exceptions
count "exceptions" started "$time_limit" "$out/exceptions/exceptions.exe"
test_formats
test_samples
test_examples
finish
