#!/bin/sh
# Runs the tests of the C++ wrapper on Windows: built with g++ of MinGW, run under Wine. Prints "N passed, N failed" last.
#
# The environment is that of setup.sh.
set -eu
# Variables of the files that are included, and of this file for them.
# shellcheck disable=SC1003,SC1091,SC2034,SC2154

root=$(cd "$(dirname "$0")/../../.." && pwd)
out=${CARGO_TARGET_DIR:-$root/target}/platforms/windows-cpp
tree=$out/tree
. "$root/tests/platforms/cpp.sh"

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

prepare_tree
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

check "$cxx: the header compiles with windows.h before and after it" compiles_with_windows
# The functions of the program itself must not be declared as those of a DLL.
test_platform -DCONVAI_STATIC
finish
