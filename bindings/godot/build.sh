#!/bin/sh
# Makes the folder addons/convai of a game in Godot 4: convai.gdextension and the libraries that it names for this machine.
#
#     CONVAI_LIBRARY=target/library/libconvai.so bindings/godot/build.sh [FOLDER]
#
# FOLDER is target/godot/addons/convai if it is not given. For another system, set CC, PLATFORM to its folder in
# convai.gdextension, and CONVAI_LIBRARY to the library for it.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
out=${1:-$root/target/godot/addons/convai}
platform=${PLATFORM:-$(uname -s | sed 's/Linux/linux-/; s/Darwin/macos/')$(uname -m | sed 's/aarch64/arm64/')}
headers=$(sh "$here/header.sh")

bin=$out/bin/$platform
case $platform in
linux-*) name=libconvai_godot.so library=libconvai.so.1 link='-Wl,-rpath,$ORIGIN' ;;
windows-*) name=convai_godot.dll library=convai.dll link=-static-libgcc ;;
macos*) bin=$out/bin/macos name=libconvai_godot.dylib library=libconvai.dylib link='-Wl,-rpath,@loader_path' ;;
*) echo "convai.gdextension has no folder $platform" >&2 && exit 1 ;;
esac

mkdir -p "$bin"
cp "$here/convai.gdextension" "$out/"
cp "$CONVAI_LIBRARY" "$bin/$library"
# shellcheck disable=SC2086
"${CC:-cc}" -std=c99 -O2 -Wall -Wextra -Wpedantic -Wshadow -Werror ${CFLAGS:-} -shared -fPIC -fvisibility=hidden -isystem "$headers" -I"$root/include" \
    "$here/src/convai_godot4.c" "$here/src/engine.c" "$here/src/character.c" "$bin/$library" "$link" -o "$bin/$name"
echo "$bin/$name"
