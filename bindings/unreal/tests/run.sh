#!/bin/sh
# The suite of the Unreal plugin. Ends with a line "N passed, N failed".
#
#     bindings/unreal/tests/run.sh
#
# From the environment: CONVAI_LIBRARY (target/release/libconvai.so) and CONVAI_EMULATOR (target/debug/convai-emulator).
# Needs Python 3.9, g++, clang++ and Mono's C# compiler; on Debian and Ubuntu installs what is missing.
set -eu
root=$(cd "$(dirname "$0")/../../.." && pwd)

sh "$root/tests/install_tools.sh" python3:python3 g++:g++ clang++:clang mcs:mono-mcs mono:mono-runtime

CONVAI_LIBRARY=${CONVAI_LIBRARY:-$root/target/release/libconvai.so}
CONVAI_EMULATOR=${CONVAI_EMULATOR:-$root/target/debug/convai-emulator}
export CONVAI_LIBRARY CONVAI_EMULATOR PYTHONDONTWRITEBYTECODE=1
for file in "$CONVAI_LIBRARY" "$CONVAI_EMULATOR"; do
    [ -f "$file" ] || {
        echo "bindings/unreal/tests/run.sh: there is no $file: build it with 'make library emulator'" >&2
        exit 1
    }
done
exec python3 "$root/bindings/unreal/tests/suite.py"
