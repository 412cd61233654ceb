#!/bin/sh
# Installs headers, libraries, the CMake package and the pkg-config file under a prefix. Needs only a POSIX shell.
#
#     packaging/install.sh PREFIX
#
# Environment variables, with their defaults:
#     CONVAI_PLATFORM  what the library was built for: linux-x86_64, linux-aarch64, macos-universal or windows-x86_64 (this
#                      system)
#     CONVAI_LIBRARY   the shared library (target/library/libconvai.so); the static library must be in the same folder, and for
#                      Windows the import libraries and convai.def, as packaging/platforms/windows/build.sh writes them
#     LIBDIR           the folder for libraries under PREFIX (lib)
#     DESTDIR          a prefix of PREFIX, for building distribution packages (empty)
#
# The installed tree can be moved: no file in it contains PREFIX.
set -eu
umask 022

fail() {
    echo "install.sh: $*" >&2
    exit 1
}

[ $# -eq 1 ] && [ -n "$1" ] || fail "expected one argument, the prefix, as in: packaging/install.sh /usr/local"
case $1 in -*) fail "the prefix must be a folder, and $1 is not: there are no options" ;; esac
root=$(cd "$(dirname "$0")/.." && pwd)
prefix=${DESTDIR:-}$1
libdir=${LIBDIR:-lib}
case $libdir in
/* | *..* | '' | */) fail "LIBDIR is invalid: $libdir; it must be a folder under the prefix, such as lib or lib/x86_64-linux-gnu" ;;
esac

version=$(sed -n '/^\[package\]/,/^\[[^p]/s/^version *= *"\(.*\)"/\1/p' "$root/Cargo.toml")
abi=$(sed -n 's/^#define CONVAI_ABI_VERSION \([0-9]*\).*/\1/p' "$root/include/convai.h")
[ -n "$version" ] && [ -n "$abi" ] || fail "no version was found in Cargo.toml or include/convai.h: run this in a complete checkout"

case $(uname -s) in
Darwin) here=macos ;;
MINGW* | MSYS* | CYGWIN*) here=windows ;;
*) here=elf ;;
esac
case ${CONVAI_PLATFORM:-$here} in
linux-* | elf) system=elf shared=libconvai.so others= ;;
macos*) system=macos shared=libconvai.dylib others= ;;
windows*) system=windows shared=convai.dll others="convai.dll.lib libconvai.dll.a convai.def" ;;
*) fail "unknown platform $CONVAI_PLATFORM: use linux-x86_64, linux-aarch64, macos-universal or windows-x86_64" ;;
esac
# For Windows this is the library of the GNU toolchain, which MinGW links and MSVC does not.
static=libconvai.a
library=${CONVAI_LIBRARY:-$root/target/library/$shared}
built=$(dirname "$library")
[ -f "$library" ] || fail "$library does not exist: build it with 'make library', or set CONVAI_LIBRARY"
for file in $static $others; do
    [ -f "$built/$file" ] || fail "$file is missing in the folder of $library: build all files with 'make library', or for another
platform with packaging/platforms"
done

# put MODE SOURCE TARGET: replaces the target instead of writing into it, as a running program may have it loaded.
put() {
    mkdir -p "$(dirname "$3")"
    cp "$2" "$3.new"
    chmod "$1" "$3.new"
    mv -f "$3.new" "$3"
}

# fill TEMPLATE TARGET: replaces the @NAMES@ in a template.
fill() {
    sed -e "s|@VERSION@|$version|g" -e "s|@ABI@|$abi|g" -e "s|@POINTER_BYTES@|$pointer_bytes|g" \
        -e "s|@LIBDIR_TO_PREFIX@|$up|g" -e "s|@STATIC_LIBRARIES@|$static_libraries|g" \
        -e "s|@STATIC_FILE@|$static|g" "$root/packaging/$1" > "$2.new"
    chmod 644 "$2.new"
    mv -f "$2.new" "$2"
}

# The system libraries that a static Rust library needs: the output of `rustc --print native-static-libs`.
pointer_bytes=8
case $system in
elf)
    static_libraries="-lgcc_s -lutil -lrt -lpthread -lm -ldl -lc"
    [ "$(od -An -tu1 -j4 -N1 "$library" | tr -d ' ')" = 1 ] && pointer_bytes=4
    ;;
macos) static_libraries="-framework Security -framework SystemConfiguration -framework CoreFoundation -liconv -lSystem -lm" ;;
windows) static_libraries="-ladvapi32 -lbcrypt -lcrypt32 -lws2_32 -luserenv -ldbghelp -lntdll -lkernel32" ;;
esac
# The relative path from LIBDIR to the prefix: ../.. for lib/x86_64-linux-gnu.
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
    for file in $others; do put 644 "$built/$file" "$prefix/$libdir/$file"; done
    ;;
esac

# CMake finds these names in whatever case a project writes the name of the package.
mkdir -p "$prefix/$libdir/cmake/convai" "$prefix/$libdir/pkgconfig"
fill convai-config.cmake.in "$prefix/$libdir/cmake/convai/convai-config.cmake"
fill convai-config-version.cmake.in "$prefix/$libdir/cmake/convai/convai-config-version.cmake"
fill convai.pc.in "$prefix/$libdir/pkgconfig/convai.pc"
fill convai-static.pc.in "$prefix/$libdir/pkgconfig/convai-static.pc"
for license in "$root"/LICENSE*; do
    [ ! -f "$license" ] || put 644 "$license" "$prefix/share/doc/convai/$(basename "$license")"
done

echo "convai $version is installed under $prefix"
