#!/bin/sh
# Starts a Windows program under Wine, in the prefix of setup.sh.
#
#     tests/platforms/windows/wine.sh PROGRAM.exe ARGUMENT...
#
# A path that begins with / is one of this machine: Wine's drive Z: is its root, and the current folder is on it.
set -eu
root=$(cd "$(dirname "$0")/../../.." && pwd)
: "${WINEPREFIX:=${CARGO_TARGET_DIR:-$root/target}/platforms/wine}"
# No messages of Wine in the output, no dialog after a crash, and no offer to install .NET or a browser engine.
: "${WINEDEBUG:=-all}"
: "${WINEDLLOVERRIDES:=winedbg.exe,mscoree,mshtml=}"
export WINEPREFIX WINEDEBUG WINEDLLOVERRIDES
unset DISPLAY
for wine in wine64 /usr/lib/wine/wine64 /usr/lib/x86_64-linux-gnu/wine/wine64 wine; do
    command -v "$wine" >/dev/null 2>&1 && exec "$wine" "$@"
done
echo "wine.sh: Wine is not installed: on Debian, install wine64 and wine" >&2
exit 127
