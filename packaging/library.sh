#!/bin/sh
# Builds the optimised library for this machine, and places it in target/library: `make library`.
#
# On Linux with glibc this is the library that is shipped, for glibc 2.17 and newer: see platforms/linux/build.sh. It needs
# tools from PyPI. On other systems, and with CONVAI_PORTABLE=no, cargo builds the library with the linker of this machine.
set -eu

root=$(cd "$(dirname "$0")/.." && pwd)
built=${CARGO_TARGET_DIR:-$root/target}
cd "$root"
host=$(rustc -vV | sed -n 's/^host: //p')
mkdir -p "$built"
case $host:${CONVAI_PORTABLE:-yes} in
*-unknown-linux-gnu:no) ;;
x86_64-unknown-linux-gnu:* | aarch64-unknown-linux-gnu:*)
    architecture=${host%%-*}
    sh packaging/platforms/tools.sh >/dev/null || {
        echo "library.sh: these tools build the library for glibc 2.17. To build one for the glibc of this machine without them:" >&2
        echo "    make library CONVAI_PORTABLE=no" >&2
        exit 1
    }
    sh packaging/platforms/linux/build.sh "$architecture"
    [ -L "$built/library" ] || rm -rf "$built/library"
    ln -sfn "platforms/linux-$architecture" "$built/library"
    exit 0
    ;;
esac

# The crate types are named here, because cargo turns link-time optimisation off where it builds an rlib as well.
"${CARGO:-cargo}" rustc --release --lib --crate-type cdylib,staticlib
rm -rf "$built/library"
mkdir "$built/library"
for file in libconvai.so libconvai.dylib libconvai.a convai.dll convai.dll.lib convai.lib; do
    [ ! -f "$built/release/$file" ] || cp "$built/release/$file" "$built/library/$file"
done
[ ! -f "$built/library/libconvai.so" ] || ln -s libconvai.so "$built/library/libconvai.so.1"
