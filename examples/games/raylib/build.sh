#!/bin/sh
# Compiles raylib into a folder: libraylib.a, raylib.h, raymath.h, rlgl.h and external/miniaudio.h.
#
#     examples/games/raylib/build.sh FOLDER
#
# Linux with X11. The sources come from the crate raylib-sys, by cargo. For other systems: https://www.raylib.com
set -eu
here=$(cd "$(dirname "$0")" && pwd)
out=$1
stamp=$out/built-from
sources=$("${CARGO:-cargo}" metadata --quiet --locked --format-version 1 --manifest-path "$here/Cargo.toml" | python3 -c '
import json, os, sys
for package in json.load(sys.stdin)["packages"]:
    if package["name"] == "raylib-sys":
        print(os.path.join(os.path.dirname(package["manifest_path"]), "raylib", "src"))
')
[ "$(cat "$stamp" 2>/dev/null)" != "$sources" ] || exit 0

mkdir -p "$out/external"
echo "compiling raylib into $out"
objects=
for part in rcore rshapes rtextures rtext rmodels raudio rglfw; do
    "${CC:-cc}" -O2 -w -DPLATFORM_DESKTOP_GLFW -DGRAPHICS_API_OPENGL_33 -D_GLFW_X11 -D_GNU_SOURCE \
        -I"$sources" -I"$sources/external/glfw/include" -c "$sources/$part.c" -o "$out/$part.o"
    objects="$objects $out/$part.o"
done
rm -f "$out/libraylib.a"
# shellcheck disable=SC2086
ar rcs "$out/libraylib.a" $objects
cp "$sources/raylib.h" "$sources/raymath.h" "$sources/rlgl.h" "$sources/../LICENSE" "$out/"
cp "$sources/external/miniaudio.h" "$out/external/"
echo "$sources" >"$stamp"
