#!/bin/sh
# Prints the folder with the interface of a version of Godot 4, which cargo downloads: gdextension_interface.h and
# extension_api.json.
#
#     bindings/godot/header.sh [4.2]
set -eu
here=$(cd "$(dirname "$0")" && pwd)
"${CARGO:-cargo}" metadata --quiet --locked --format-version 1 --manifest-path "$here/interface/Cargo.toml" | python3 -c '
import json, os, sys
for package in json.load(sys.stdin)["packages"]:
    if package["name"] == "gdextension-api":
        print(os.path.join(os.path.dirname(package["manifest_path"]), "versions", sys.argv[1], "res"))
' "${1:-4.2}"
