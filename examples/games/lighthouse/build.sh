#!/bin/sh
# Compiles the game into target/games, with raylib.
#
#     CONVAI_LIBRARY=target/library/libconvai.so examples/games/lighthouse/build.sh
set -eu
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../../.." && pwd)
out=${GAMES_OUT:-$root/target/games}
mkdir -p "$out/lighthouse"
sh "$here/../raylib/build.sh" "$out/raylib"

# The name that is stored in the shared library.
cp "$CONVAI_LIBRARY" "$out/lighthouse/libconvai.so.1"
[ ! -e /usr/share/fonts/opentype/ebgaramond ] || cp /usr/share/fonts/opentype/ebgaramond/EBGaramond08-Regular.otf "$out/lighthouse/"

objects=
for source in "$here"/*.cpp; do
    object=$out/lighthouse/$(basename "$source" .cpp).o
    objects="$objects $object"
    # The headers are few and short, so that any newer one compiles everything.
    if [ -e "$object" ]; then
        newer=$(find "$here" "$root/bindings/cpp/convai" "$root/include" -newer "$object" \
            \( -name '*.hpp' -o -name '*.h' -o -path "$source" \))
        [ -n "$newer" ] || continue
    fi
    "${CXX:-c++}" -std=c++17 -O2 -Wall -Wextra -Wpedantic -Wshadow -I"$root/include" -I"$root/bindings/cpp" -isystem "$out/raylib" \
        -c "$source" -o "$object"
done
# shellcheck disable=SC2086
"${CXX:-c++}" $objects "$out/raylib/libraylib.a" "$out/lighthouse/libconvai.so.1" -Wl,-rpath,'$ORIGIN' \
    -lGL -lX11 -lpthread -ldl -lm -o "$out/lighthouse/lighthouse"
