#!/bin/sh
# Prepares everything that runs Windows programs on this machine, and prints the variables to set:
#
#     eval "$(sh tests/platforms/windows/setup.sh)"
#
#     WINEPREFIX         the Wine prefix; it is made once and kept between runs
#     WINE               starts a Windows program in that prefix: "$WINE" program.exe ARGUMENT...
#     CONVAI_LIBRARY     convai.dll; what packaging/platforms/windows/build.sh describes is beside it
#     CONVAI_EMULATOR    convai-emulator.exe, as packaging/dist/emulator.sh builds it
#
# A variable that is set already is kept, so that a suite can be given another library.
set -eu

here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../../.." && pwd)
target=${CARGO_TARGET_DIR:-$root/target}
WINEPREFIX=${WINEPREFIX:-$target/platforms/wine}
export WINEPREFIX
wine=$here/wine.sh

sh "$root/tests/install_tools.sh" x86_64-w64-mingw32-gcc:gcc-mingw-w64-x86-64-posix \
    x86_64-w64-mingw32-g++:g++-mingw-w64-x86-64-posix wineserver:wine /usr/lib/wine/wine64:wine64 clang:clang \
    lld-link:lld llvm-dlltool:llvm >&2

built=$target/platforms/windows-x86_64
[ -n "${CONVAI_LIBRARY:-}" ] || sh "$root/packaging/platforms/windows/build.sh" "$built" >&2
[ -n "${CONVAI_EMULATOR:-}" ] || sh "$root/packaging/dist/emulator.sh" windows-x86_64 "$built/emulator" >&2

# The folder is renamed when it is complete, so that an interrupted run leaves no half of a prefix.
if [ ! -d "$WINEPREFIX" ]; then
    rm -rf "$WINEPREFIX.new"
    mkdir -p "$(dirname "$WINEPREFIX")"
    (
        WINEPREFIX=$WINEPREFIX.new
        # Windows 7 is the default, and lacks functions that the programs import.
        "$wine" wineboot --init
        "$wine" reg add 'HKCU\Software\Wine' /v Version /d win10 /f
        x86_64-w64-mingw32-gcc -shared -O2 -Wall -Wextra -Werror -o "$WINEPREFIX/drive_c/windows/system32/bcryptprimitives.dll" \
            "$here/bcryptprimitives.c" -ladvapi32
        wineserver -w
    ) >&2
    mv "$WINEPREFIX.new" "$WINEPREFIX"
fi

quoted() { printf "%s='%s'\n" "$1" "$(printf '%s' "$2" | sed "s/'/'\\\\''/g")"; }
quoted WINEPREFIX "$WINEPREFIX"
quoted WINE "$wine"
quoted CONVAI_LIBRARY "${CONVAI_LIBRARY:-$built/convai.dll}"
quoted CONVAI_EMULATOR "${CONVAI_EMULATOR:-$built/emulator/convai-emulator.exe}"
echo export WINEPREFIX WINE CONVAI_LIBRARY CONVAI_EMULATOR
