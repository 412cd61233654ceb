#!/bin/sh
# The header and the import library for users of MSVC, with the compiler and the linker of LLVM in its place. Prints
# "N passed, 0 failed" last, or ends at the first check that fails.
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

count=0
passed() {
    echo "ok: $1"
    count=$((count + 1))
}

# for_msvc COMPILER ARGUMENT...
for_msvc() {
    compiler=$1
    shift
    # shellcheck disable=SC2086
    "$compiler" --target=x86_64-pc-windows-msvc -fms-compatibility -ffreestanding $warnings -I "$root/include" "$@"
}

for standard in c99 c11 c17; do
    for_msvc clang -std=$standard -c "$here/msvc_program.c" -o "$out/program.obj"
    passed "the header compiles as $standard"
done
for standard in c++11 c++17 c++20; do
    echo '#include <convai.h>' >"$out/header.cpp"
    for_msvc clang++ -nostdinc++ -std=$standard -fsyntax-only "$out/header.cpp"
    passed "the header compiles as $standard"
done
# clang does not find the C++ library of Debian's MinGW by itself.
library=$(dirname "$(x86_64-w64-mingw32-g++ -print-file-name=include)")/include/c++
for standard in c++17 c++20; do
    echo '#include <convai.hpp>' >"$out/wrapper.cpp"
    # shellcheck disable=SC2086
    clang++ --target=x86_64-w64-mingw32 -isystem "$library" -isystem "$library/x86_64-w64-mingw32" -std=$standard $warnings \
        -I "$root/include" -I "$root/bindings/cpp" -fsyntax-only "$out/wrapper.cpp"
    passed "the C++ wrapper compiles as $standard"
done

printf 'LIBRARY "kernel32.dll"\nEXPORTS\n    ExitProcess\n    LoadLibraryA\n    GetProcAddress\n' >"$out/kernel32.def"
llvm-dlltool -m i386:x86-64 -d "$out/kernel32.def" -D kernel32.dll -l "$out/kernel32.lib"

# link PROGRAM ARGUMENT...
link() {
    program=$1
    shift
    lld-link /nologo /nodefaultlib /entry:start /subsystem:console "/out:$out/$program" "$out/program.obj" "$out/kernel32.lib" "$@"
}

# ends_with STATUS PROGRAM: the program ends with the number of the check that failed.
ends_with() {
    status=0
    "$WINE" "$out/$2" || status=$?
    [ "$status" -eq "$1" ] || { echo "$2 ended with $status, not with $1"; exit 1; }
}

# loads TABLE PROGRAM: the program names convai.dll in this table only.
loads() {
    found=$(llvm-readobj --coff-imports "$out/$2" | grep -B 1 'Name: convai.dll' | grep -o '[A-Za-z]*Import {')
    [ "$found" = "$1 {" ] || { echo "$2 has convai.dll in the table: $found"; exit 1; }
}

cp "$folder/convai.dll" "$out/convai.dll"
link program.exe "$folder/convai.dll.lib"
loads Import program.exe
ends_with 0 program.exe
passed "a program that lld-link linked with convai.dll.lib runs"

# Without the import library the program must not link, or the test would prove nothing.
! link none.exe 2>/dev/null || { echo "a program links without convai.dll.lib"; exit 1; }
passed "a program without convai.dll.lib does not link"

for_msvc clang -std=c99 -c "$here/msvc_delay_load.c" -o "$out/delay_load.obj"
link delayed.exe "$folder/convai.dll.lib" "$out/delay_load.obj" /delayload:convai.dll
loads DelayImport delayed.exe
ends_with 0 delayed.exe
passed "a program that lld-link linked with /DELAYLOAD:convai.dll runs"

# It starts without the DLL, and notices at the first call.
mkdir "$out/alone"
mv "$out/delayed.exe" "$out/alone/"
ends_with 100 alone/delayed.exe
passed "a program with /DELAYLOAD:convai.dll starts without the DLL"
echo "$count passed, 0 failed"
