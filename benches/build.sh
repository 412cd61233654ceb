#!/bin/sh
# Builds the programs that are measured, in target/bench. run.sh sources this file after it has set `root`.

out=$root/target/bench
library=${CONVAI_LIBRARY:-$root/target/library/libconvai.so}
flags="-O2 -Wall -Wextra -D_GNU_SOURCE -I$root/include"
here=$root/benches

# Copies the library, so that a build during a run does not change what is measured.
take_library() {
    [ -f "$library" ] || { echo "there is no library at $library: run 'make library' first" >&2; exit 1; }
    mkdir -p "$out/library"
    cp "$library" "$out/library/libconvai.so.1"
    ln -sf libconvai.so.1 "$out/library/libconvai.so"
}

program() { # NAME "SOURCES" "LIBRARIES AND OPTIONS"
    # shellcheck disable=SC2086 # several words are wanted
    (cd "$here/c" && ${CC:-cc} $flags $2 -o "$out/$1" $3 -lm)
}

build_c() {
    program convai "convai.c bench.c common.c" "-L$out/library -lconvai"
    program libcurl "libcurl.c bench.c common.c" "-lcurl -lcjson"
    program libcurl_openssl "libcurl.c bench.c common.c" "-DOPENSSL_BASE64 -lcurl -lcjson -lcrypto"
    program libcurl_urlencoded "libcurl.c bench.c common.c" "-DURL_ENCODED -lcurl -lcjson"
    program libcurl_samples "libcurl.c wav.c bench.c common.c" "-DFROM_SAMPLES -lcurl -lcjson -lsndfile -lsoxr"
    program floor "floor.c bench.c common.c" ""
    program copy "copy.c common.c" ""
    program audio "audio.c wav.c common.c" "-L$out/library -lconvai -lsndfile -lsoxr"
    program long_audio "long_audio.c common.c" "-L$out/library -lconvai"
    program cold "cold.c common.c" "-ldl"
    program flight "flight.c common.c" "-L$out/library -lconvai"
    program flight_libcurl "flight_libcurl.c common.c" "-lcurl -lpthread"
    program game "game.c common.c" "-L$out/library -lconvai"
    program game_libcurl "game.c libcurl.c common.c" "-DLIBCURL -lcurl -lcjson -lpthread"
    program game_libcurl_urlencoded "game.c libcurl.c common.c" "-DLIBCURL -DURL_ENCODED -lcurl -lcjson -lpthread"
    program cancel "cancel.c common.c" "-L$out/library -lconvai -lpthread"
    program cancel_libcurl "cancel.c common.c" "-DLIBCURL -lcurl -lpthread"
    program handles "handles.c common.c" "-L$out/library -lconvai"
    program push "push.c common.c" "-L$out/library -lconvai -lpthread"
    program sound "sound.c common.c" "-L$out/library -lconvai -lpthread"
    program versions "versions.c" "-lcurl -lcjson -lcrypto -lsndfile -lsoxr"
    program heap.so "heap.c" "-shared -fPIC"
}

build_rust() {
    CARGO_TARGET_DIR=$out/rust ${CARGO:-cargo} build --quiet --release --locked --manifest-path "$here/rust/Cargo.toml"
}

build_csharp() {
    mcs -langversion:7.2 -unsafe -optimize -nowarn:1591 -r:System.Net.Http -r:System.Runtime.Serialization \
        "-out:$out/Clients.exe" "$root"/bindings/unity/com.convai.native/Runtime/Core/*.cs "$here"/csharp/*.cs
}
