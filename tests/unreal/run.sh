#!/bin/sh
# The suite of the Unreal plugin. Ends with a line "N passed, N failed".
#
#     tests/unreal/run.sh
#
# From the environment: CONVAI_LIBRARY (target/release/libconvai.so) and CONVAI_EMULATOR (target/debug/convai-emulator).
# Needs Python 3.9, g++, clang++ and Mono's C# compiler; on Debian and Ubuntu installs what is missing.
set -eu
root=$(cd "$(dirname "$0")/../.." && pwd)

missing=
command -v python3 >/dev/null 2>&1 || missing="$missing python3"
command -v g++ >/dev/null 2>&1 || missing="$missing g++"
command -v clang++ >/dev/null 2>&1 || missing="$missing clang"
command -v mcs >/dev/null 2>&1 || missing="$missing mono-mcs"
command -v mono >/dev/null 2>&1 || missing="$missing mono-runtime"
if [ -n "$missing" ]; then
    command -v apt-get >/dev/null 2>&1 || {
        echo "tests/unreal/run.sh: these are missing, install them (the names are Debian's):$missing" >&2
        exit 1
    }
    echo "installing$missing"
    as_root=
    [ "$(id -u)" = 0 ] || as_root=sudo
    export DEBIAN_FRONTEND=noninteractive
    $as_root apt-get update -qq
    # shellcheck disable=SC2086 # several words are wanted
    $as_root apt-get install -y -qq --no-install-recommends $missing >/dev/null
fi

CONVAI_LIBRARY=${CONVAI_LIBRARY:-$root/target/release/libconvai.so}
CONVAI_EMULATOR=${CONVAI_EMULATOR:-$root/target/debug/convai-emulator}
export CONVAI_LIBRARY CONVAI_EMULATOR PYTHONDONTWRITEBYTECODE=1
for file in "$CONVAI_LIBRARY" "$CONVAI_EMULATOR"; do
    [ -f "$file" ] || {
        echo "tests/unreal/run.sh: there is no $file: build it with 'make library emulator'" >&2
        exit 1
    }
done
exec python3 "$root/tests/unreal/suite.py"
