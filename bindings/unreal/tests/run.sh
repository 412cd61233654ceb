#!/bin/sh
# Runs the tests of the Unreal plugin.
#
#     bindings/unreal/tests/run.sh                   all tests
#     bindings/unreal/tests/run.sh -k PATTERN        the tests whose names contain PATTERN, such as "fallback_line"
#
# Environment: CONVAI_LIBRARY (default: target/library/libconvai.so) and CONVAI_EMULATOR (default:
# target/debug/convai-emulator). Needs Python 3.9, g++, clang++, MinGW's g++, universal-ctags, doctest and Mono's C# compiler.
# On Debian and Ubuntu the script installs the missing ones.
set -eu
root=$(cd "$(dirname "$0")/../../.." && pwd)

sh "$root/tests/install_tools.sh" python3:python3 g++:g++ clang++:clang \
    x86_64-w64-mingw32-g++-posix:g++-mingw-w64-x86-64-posix mcs:mono-mcs mono:mono-runtime \
    ctags-universal:universal-ctags /usr/include/doctest/doctest.h:doctest-dev

CONVAI_LIBRARY=${CONVAI_LIBRARY:-$root/target/library/libconvai.so}
CONVAI_EMULATOR=${CONVAI_EMULATOR:-$root/target/debug/convai-emulator}
export CONVAI_LIBRARY CONVAI_EMULATOR PYTHONDONTWRITEBYTECODE=1
for file in "$CONVAI_LIBRARY" "$CONVAI_EMULATOR"; do
    [ -f "$file" ] || {
        echo "bindings/unreal/tests/run.sh: $file does not exist: build it with 'make library emulator'" >&2
        exit 1
    }
done
cd "$root/bindings/unreal/tests"
exec python3 -m unittest discover --verbose "$@"
