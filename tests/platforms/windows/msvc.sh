#!/bin/sh
# The header and the import library for users of MSVC, with the compiler and the linker of LLVM in its place.
#
#     tests/platforms/windows/msvc.sh FOLDER     (the output of packaging/platforms/windows/build.sh; WINE as of setup.sh)
#
# MSVC's own headers and libraries are not to be had on Linux. What needs none of them is compiled for the ABI of MSVC; the C++
# wrapper needs a C++ library, and is compiled by clang for the ABI of MinGW.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../../.." && pwd)
folder=$1
out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT
warnings="-Wall -Wextra -Wpedantic -Werror"

# shellcheck disable=SC2086
for standard in c99 c11 c17; do
    clang --target=x86_64-pc-windows-msvc -fms-compatibility -ffreestanding -std=$standard $warnings -I "$root/include" \
        -c "$here/msvc_program.c" -o "$out/program.obj"
    echo "the header compiles as $standard"
done
# shellcheck disable=SC2086
for standard in c++11 c++17 c++20; do
    echo '#include <convai.h>' >"$out/header.cpp"
    clang++ --target=x86_64-pc-windows-msvc -fms-compatibility -ffreestanding -nostdinc++ -std=$standard $warnings \
        -I "$root/include" -fsyntax-only "$out/header.cpp"
    echo "the header compiles as $standard"
done
# clang does not find the C++ library of Debian's MinGW by itself.
library=$(dirname "$(x86_64-w64-mingw32-g++ -print-file-name=include)")/include/c++
# shellcheck disable=SC2086
for standard in c++17 c++20; do
    echo '#include <convai.hpp>' >"$out/wrapper.cpp"
    clang++ --target=x86_64-w64-mingw32 -isystem "$library" -isystem "$library/x86_64-w64-mingw32" -std=$standard $warnings -I "$root/include" -I "$root/bindings/cpp" -fsyntax-only \
        "$out/wrapper.cpp"
    echo "the C++ wrapper compiles as $standard"
done

printf 'LIBRARY "kernel32.dll"\nEXPORTS\n    ExitProcess\n' >"$out/kernel32.def"
llvm-dlltool -m i386:x86-64 -d "$out/kernel32.def" -D kernel32.dll -l "$out/kernel32.lib"
lld-link /nologo /nodefaultlib /entry:start /subsystem:console "/out:$out/program.exe" "$out/program.obj" \
    "$folder/convai.dll.lib" "$out/kernel32.lib"
cp "$folder/convai.dll" "$out/convai.dll"
# The program ends with the number of the check that failed.
"$WINE" "$out/program.exe"
echo "a program that lld-link linked with convai.dll.lib runs"

# Without the import library the program must not link, or the test would prove nothing.
! lld-link /nologo /nodefaultlib /entry:start /subsystem:console "/out:$out/none.exe" "$out/program.obj" "$out/kernel32.lib" \
    2>/dev/null
