#!/bin/sh
# Makes the Godot project in target/games/godot3: these files, and the libraries that the node needs in bin.
#
#     CONVAI_LIBRARY=target/library/libconvai.so examples/games/godot3/build.sh
set -eu
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../../.." && pwd)
out=${GAMES_OUT:-$root/target/games}/godot3
character=$root/bindings/godot/src
headers=$("${CARGO:-cargo}" metadata --quiet --locked --format-version 1 --manifest-path "$here/headers/Cargo.toml" | python3 -c '
import json, os, sys
for package in json.load(sys.stdin)["packages"]:
    if package["name"] == "gdnative-sys":
        print(os.path.join(os.path.dirname(package["manifest_path"]), "godot_headers"))
')

mkdir -p "$out/bin"
for file in project.godot convai.gdnlib convai_character.gdns keeper.tscn keeper.gd; do cp "$here/$file" "$out/"; done
# The name that is stored in the shared library.
cp "$CONVAI_LIBRARY" "$out/bin/libconvai.so.1"
"${CC:-cc}" -std=c99 -O2 -Wall -Wextra -Wpedantic -Wshadow -Werror -shared -fPIC -fvisibility=hidden \
    -isystem "$headers" -I"$root/include" -I"$character" "$here/convai_godot3.c" "$character/character.c" \
    "$out/bin/libconvai.so.1" -Wl,-rpath,'$ORIGIN' -o "$out/bin/libconvai_godot3.so"
