#!/bin/sh
# Installs headers, libraries, the CMake package and the pkg-config file under a prefix. Needs nothing but a POSIX shell.
#
#     packaging/install.sh PREFIX
#
# From the environment:
#     CONVAI_LIBRARY   the built shared library (target/release/libconvai.so); the static one is taken from beside it
#     LIBDIR           the folder for libraries under PREFIX (lib)
#     DESTDIR          put in front of PREFIX, for building distribution packages (empty)
#
# The tree may be moved afterwards: nothing in it names PREFIX. On Linux this is tested; the branches for macOS and
# Windows (a POSIX shell such as Git's) are written by their rules and have not been tried.
set -eu
umask 022

fail() {
    echo "install.sh: $*" >&2
    exit 1
}

[ $# -eq 1 ] && [ -n "$1" ] || fail "give the prefix and nothing else, such as: packaging/install.sh /usr/local"
case $1 in -*) fail "the prefix is a folder, not an option: $1" ;; esac
root=$(cd "$(dirname "$0")/.." && pwd)
prefix=${DESTDIR:-}$1
libdir=${LIBDIR:-lib}
case $libdir in
/* | *..* | '' | */) fail "LIBDIR is a folder under the prefix, such as lib or lib/x86_64-linux-gnu: $libdir" ;;
esac

version=$(sed -n '/^\[package\]/,/^\[[^p]/s/^version *= *"\(.*\)"/\1/p' "$root/Cargo.toml")
abi=$(sed -n 's/^#define CONVAI_ABI_VERSION \([0-9]*\).*/\1/p' "$root/include/convai.h")
[ -n "$version" ] && [ -n "$abi" ] || fail "Cargo.toml or include/convai.h does not say its version"

case $(uname -s) in
Darwin) system=macos shared=libconvai.dylib static=libconvai.a ;;
MINGW* | MSYS* | CYGWIN*) system=windows shared=convai.dll static=convai.lib ;;
*) system=elf shared=libconvai.so static=libconvai.a ;;
esac
library=${CONVAI_LIBRARY:-$root/target/release/$shared}
built=$(dirname "$library")
[ -f "$library" ] || fail "there is no $library: build it first with 'make library', or set CONVAI_LIBRARY"
[ -f "$built/$static" ] || fail "there is no $static beside $library: build it first with 'make library'"

# put MODE SOURCE TARGET: never writes into a file that a running program has loaded.
put() {
    mkdir -p "$(dirname "$3")"
    cp "$2" "$3.new"
    chmod "$1" "$3.new"
    mv -f "$3.new" "$3"
}

# fill TEMPLATE TARGET: replaces the @NAMES@ of a template.
fill() {
    sed -e "s|@VERSION@|$version|g" -e "s|@ABI@|$abi|g" -e "s|@POINTER_BYTES@|$pointer_bytes|g" \
        -e "s|@LIBDIR_TO_PREFIX@|$up|g" -e "s|@STATIC_LIBRARIES@|$static_libraries|g" "$root/packaging/$1" > "$2.new"
    chmod 644 "$2.new"
    mv -f "$2.new" "$2"
}

# What a static Rust library needs: as `rustc --print native-static-libs` says on Linux, and the frameworks and import
# libraries of its dependencies elsewhere.
pointer_bytes=8
case $system in
elf)
    static_libraries="-lgcc_s -lutil -lrt -lpthread -lm -ldl -lc"
    [ "$(od -An -tu1 -j4 -N1 "$library" | tr -d ' ')" = 1 ] && pointer_bytes=4
    ;;
macos) static_libraries="-framework Security -framework SystemConfiguration -framework CoreFoundation -liconv -lSystem -lm" ;;
windows) static_libraries="-lkernel32 -lntdll -luserenv -lws2_32 -ldbghelp -ladvapi32 -lbcrypt -lcrypt32 -lsecur32" ;;
esac
# The way from LIBDIR up to the prefix: lib/x86_64-linux-gnu gives ../..
up=$(echo "$libdir" | sed 's|[^/][^/]*|..|g')

put 644 "$root/include/convai.h" "$prefix/include/convai.h"
for header in "$root"/bindings/cpp/convai.hpp "$root"/bindings/cpp/convai/*.hpp; do
    put 644 "$header" "$prefix/include/${header#"$root/bindings/cpp/"}"
done

put 644 "$built/$static" "$prefix/$libdir/$static"
case $system in
elf)
    put 755 "$library" "$prefix/$libdir/libconvai.so.$version"
    ln -sf "libconvai.so.$version" "$prefix/$libdir/libconvai.so.$abi"
    ln -sf "libconvai.so.$abi" "$prefix/$libdir/libconvai.so"
    ;;
macos) put 755 "$library" "$prefix/$libdir/libconvai.dylib" ;;
windows)
    put 755 "$library" "$prefix/bin/convai.dll"
    put 644 "$built/convai.dll.lib" "$prefix/$libdir/convai.dll.lib"
    ;;
esac

mkdir -p "$prefix/$libdir/cmake/Convai" "$prefix/$libdir/pkgconfig"
fill ConvaiConfig.cmake.in "$prefix/$libdir/cmake/Convai/ConvaiConfig.cmake"
fill ConvaiConfigVersion.cmake.in "$prefix/$libdir/cmake/Convai/ConvaiConfigVersion.cmake"
fill convai.pc.in "$prefix/$libdir/pkgconfig/convai.pc"
for license in "$root"/LICENSE*; do
    [ ! -f "$license" ] || put 644 "$license" "$prefix/share/doc/convai/$(basename "$license")"
done

echo "convai $version is installed under $prefix"
