# Part of run.sh: projects that use the installed package. The package was moved after its installation.

# No file may contain the path of the build or of the installation. The search is for folders inside the repository, since
# the path of the repository itself may be short, such as /src, and be part of unrelated paths.
contains_no_path() {
    ! grep -rlF -e "$root/target" -e "$root/include" -e "$root/src" -e "$root/core/src" -e "$root/audio/src" -e "$root/packaging" -e "$root/bindings" "$tree/include" "$tree/lib/cmake" "$tree/lib/pkgconfig" || return 1
    ! readelf -d "$tree/lib/libconvai.so" | grep -E 'RPATH|RUNPATH'
}

links_are_versioned() {
    version=$(pkg-config --modversion convai)
    [ "$(readlink "$tree/lib/libconvai.so")" = libconvai.so.1 ] &&
        [ "$(readlink "$tree/lib/libconvai.so.1")" = "libconvai.so.$version" ] &&
        readelf -d "$tree/lib/libconvai.so.$version" | grep -q 'SONAME.*\[libconvai.so.1\]' && [ -f "$tree/lib/libconvai.a" ]
}

# uses_shared PROGRAM: the program works, and loads the library of the moved package.
uses_shared() {
    ldd "$1" | grep "libconvai.so.1 => $tree/lib/.*libconvai.so.1\|libconvai.so.1 => $tree/lib/libconvai.so.1" && replies "$1"
}

uses_static() {
    ! ldd "$1" | grep libconvai && replies "$1"
}

replies() {
    timeout 60 "$1" | tee "$out/reply.log"
    grep -q "^library $(pkg-config --modversion convai): .*Pell" "$out/reply.log"
}

# The CMakeLists.txt is that of the README.
cmake_project() {  # folder, target
    mkdir -p "$1"
    awk '/^```cmake$/ { inside = 1; next } /^```$/ && inside { exit } inside' "$root/bindings/cpp/README.md" |
        sed "s/PRIVATE Convai::convai)/PRIVATE $2)/" > "$1/CMakeLists.txt"
    grep -q "PRIVATE $2)" "$1/CMakeLists.txt" && cp "$here/packages/main.cpp" "$1/" &&
        cmake -S "$1" -B "$1/build" -DCMAKE_PREFIX_PATH="$tree" && cmake --build "$1/build"
}

cmake_shared() {
    cmake_project "$out/cmake-shared" Convai::convai && uses_shared "$out/cmake-shared/build/game"
}

cmake_static() {
    cmake_project "$out/cmake-static" Convai::convai_static && uses_static "$out/cmake-static/build/game"
}

cmake_versions() {
    cmake -S "$here/packages/versions" -B "$out/cmake-versions" -DCMAKE_PREFIX_PATH="$tree"
}

# The package reports a missing library.
cmake_incomplete() {
    cp -R "$tree" "$out/incomplete" && rm "$out/incomplete/lib/libconvai.a" || return 1
    ! cmake -S "$out/cmake-shared" -B "$out/cmake-incomplete" -DCMAKE_PREFIX_PATH="$out/incomplete" > "$out/cmake.log" 2>&1 || return 1
    tr -s ' \n' ' ' < "$out/cmake.log" | grep "The Convai package is incomplete: missing file"
}

pkg_config() {
    # shellcheck disable=SC2046
    g++ -std=c++17 "$here/packages/main.cpp" $(pkg-config --cflags --libs convai) -Wl,-rpath,"$tree/lib" -o "$out/pkg-config" &&
        uses_shared "$out/pkg-config"
}

pkg_config_static() {
    # shellcheck disable=SC2046
    g++ -std=c++17 "$here/packages/main.cpp" $(pkg-config --static --cflags --libs convai-static) -o "$out/pkg-config-static" &&
        uses_static "$out/pkg-config-static" && pkg-config --cflags convai-static | grep -e -DCONVAI_STATIC
}

# For build systems that look for static libraries themselves, such as Meson: the definition and the system libraries.
pkg_config_private() {
    ! pkg-config --cflags convai | grep -e -DCONVAI_STATIC && pkg-config --static --cflags convai | grep -e -DCONVAI_STATIC || return 1
    options=$(pkg-config --static --cflags --libs convai | sed 's/-lconvai/-l:libconvai.a/')
    # shellcheck disable=SC2086
    g++ -std=c++17 "$here/packages/main.cpp" $options -o "$out/pkg-config-private" && uses_static "$out/pkg-config-private"
}

cmake_names() {
    cmake -S "$here/packages/names" -B "$out/cmake-names" -DCMAKE_PREFIX_PATH="$tree"
}

# The top-level CMakeLists.txt in a project: with an installed tree, with an archive of it, and with cargo.
fetch_content() {  # name, target, option
    cmake -S "$here/packages/fetch" -B "$out/fetch-$1" -DFETCHCONTENT_SOURCE_DIR_CONVAI="$root" -Dtarget="$2" "$3" &&
        cmake --build "$out/fetch-$1"
}

fetch_content_prebuilt() {
    fetch_content tree Convai::convai -DCONVAI_PREBUILT="$tree" && uses_shared "$out/fetch-tree/game" || return 1
    tar -czf "$out/convai.tar.gz" -C "$out" moved || return 1
    fetch_content archive convai::convai_static -DCONVAI_PREBUILT="$out/convai.tar.gz" && uses_static "$out/fetch-archive/game"
}

# The stand-in for cargo checks its arguments and takes the library that is tested. cargo itself has built that library with
# these arguments: `make library`.
fetch_content_cargo() {
    printf '#!/bin/sh\necho "$@" > "%s/cargo.log"\nshift 6\nmkdir -p "$1/release"\ncp "%s" "%s" "$1/release/"\n' \
        "$out" "$library" "$(dirname "$library")/libconvai.a" > "$out/cargo"
    chmod +x "$out/cargo"
    fetch_content cargo Convai::convai -DCONVAI_CARGO="$out/cargo" && replies "$out/fetch-cargo/game" || return 1
    grep -qF -e "rustc --release --lib --crate-type cdylib,staticlib --target-dir $out/fetch-cargo/" "$out/cargo.log" || return 1
    grep -qF -e "rustc --release --lib --crate-type cdylib,staticlib" "$root/packaging/library.sh" || return 1
    ldd "$out/fetch-cargo/game" | grep "libconvai.so.1 => $out/fetch-cargo/" || return 1
    fetch_content no-cargo Convai::convai -DCONVAI_CARGO=no-such-program > "$out/fetch.log" 2>&1 && return 1
    grep -q "install Rust from" "$out/fetch.log"
}

recipe_files() {
    find "$root/packaging/conan" -type f ! -path '*/__pycache__/*' | sort
}

# Conan is installed from PyPI, once. Everything else is offline: the package is made from the library that is tested.
# No file is left in the folder of the recipe.
conan_packages() {
    venv=$root/target/cpp-conan
    wanted="conan==2.21.0"
    if [ "$(cat "$venv/complete" 2> /dev/null || true)" != "$wanted" ]; then
        rm -rf "$venv"
        python3 -m venv "$venv" > /dev/null 2>&1 ||
            { sh "$root/tests/install_tools.sh" /usr/share/doc/python3-venv:python3-venv && python3 -m venv "$venv"; } || return 1
        PIP_DISABLE_PIP_VERSION_CHECK=1 "$venv/bin/python" -m pip install --quiet "$wanted" || return 1
        printf '%s' "$wanted" > "$venv/complete"
    fi
    CONAN_HOME=$out/conan CONVAI_LIBRARY=$library
    export CONAN_HOME CONVAI_LIBRARY
    "$venv/bin/conan" profile detect --name default && "$venv/bin/conan" remote disable '*' || return 1
    recipe_files > "$out/recipe-files"
    for shared in True False; do
        "$venv/bin/conan" create "$root/packaging/conan" -o "convai/*:shared=$shared" --build=missing \
            -c tools.cmake.cmake_layout:test_folder="$out/conan-test" > "$out/conan-$shared.log" 2>&1 ||
            { cat "$out/conan-$shared.log"; return 1; }
        grep "^convai $(pkg-config --modversion convai)$" "$out/conan-$shared.log" || return 1
    done
    recipe_files > "$out/recipe-files-after"
    diff "$out/recipe-files" "$out/recipe-files-after"
}

vcpkg_port() {
    grep -qF "\"version\": \"$(pkg-config --modversion convai)\"" "$root/packaging/vcpkg/convai/vcpkg.json" || return 1
    for linkage in dynamic static; do
        made=$out/vcpkg-$linkage
        CONVAI_LIBRARY=$library cmake -D CURRENT_PACKAGES_DIR="$made" -D VCPKG_LIBRARY_LINKAGE="$linkage" \
            -D PORT="$root/packaging/vcpkg/convai/portfile.cmake" -P "$here/packages/vcpkg.cmake" || return 1
        [ -s "$made/share/convai/copyright" ] && [ -s "$made/share/convai/usage" ] || return 1
    done
    # The usage that the port prints.
    mkdir -p "$out/vcpkg-project" && cp "$here/packages/main.cpp" "$out/vcpkg-project/" || return 1
    { echo "cmake_minimum_required(VERSION 3.16)"; echo "project(main CXX)"; echo "add_executable(main main.cpp)"
      sed -n 's/^    //p' "$root/packaging/vcpkg/convai/usage"; } > "$out/vcpkg-project/CMakeLists.txt"
    cmake -S "$out/vcpkg-project" -B "$out/vcpkg-project/build" -DCMAKE_PREFIX_PATH="$out/vcpkg-dynamic" &&
        cmake --build "$out/vcpkg-project/build" && replies "$out/vcpkg-project/build/main" &&
        [ ! -e "$out/vcpkg-static/lib/libconvai.so" ] && [ ! -e "$out/vcpkg-dynamic/lib/libconvai.a" ]
}

plain_command() {
    g++ -std=c++17 -I "$tree/include" "$here/packages/main.cpp" -L "$tree/lib" -lconvai -Wl,-rpath,"$tree/lib" \
        -o "$out/plain-command" && uses_shared "$out/plain-command"
}

library_beside_the_program() {
    mkdir -p "$out/beside" && cp "$tree/lib/libconvai.so.1" "$out/beside/" || return 1
    # shellcheck disable=SC2016
    clang++ -std=c++17 -I "$tree/include" "$here/packages/main.cpp" -L "$tree/lib" -lconvai -Wl,-rpath,'$ORIGIN' \
        -o "$out/beside/game" && ldd "$out/beside/game" | grep -F "$out/beside" && replies "$out/beside/game"
}

another_libdir() {
    LIBDIR=lib/some-triplet DESTDIR=$out/staged CONVAI_LIBRARY=$library "$root/packaging/install.sh" /opt/convai || return 1
    other=$out/staged/opt/convai
    PKG_CONFIG_PATH=$other/lib/some-triplet/pkgconfig
    # shellcheck disable=SC2046
    g++ -std=c++17 "$here/packages/main.cpp" $(pkg-config --cflags --libs convai) -Wl,-rpath,"$other/lib/some-triplet" \
        -o "$out/another-libdir" && replies "$out/another-libdir" &&
        cmake -S "$out/cmake-shared" -B "$out/cmake-libdir" -DConvai_DIR="$other/lib/some-triplet/cmake/convai" &&
        cmake --build "$out/cmake-libdir" && replies "$out/cmake-libdir/game"
}

install_refuses() {
    ! "$root/packaging/install.sh" && ! "$root/packaging/install.sh" --help &&
        ! CONVAI_LIBRARY=$out/nothing.so "$root/packaging/install.sh" "$out/never" && [ ! -e "$out/never" ] &&
        ! LIBDIR=../lib CONVAI_LIBRARY=$library "$root/packaging/install.sh" "$out/never" && [ ! -e "$out/never" ]
}

test_packages() {
    PKG_CONFIG_PATH=$tree/lib/pkgconfig
    export PKG_CONFIG_PATH
    check "the package contains no path of the build" contains_no_path
    check "the library is versioned" links_are_versioned
    check "CMake, shared" cmake_shared
    check "CMake, static" cmake_static
    check "CMake, versions" cmake_versions
    check "CMake, an incomplete package" cmake_incomplete
    check "CMake, the name in any case, components and C++17" cmake_names
    check "FetchContent, with a prebuilt library" fetch_content_prebuilt
    check "FetchContent, with cargo" fetch_content_cargo
    check "Conan" in_subshell conan_packages
    check "vcpkg, the portfile without vcpkg" vcpkg_port
    check "pkg-config" pkg_config
    check "pkg-config, static" pkg_config_static
    check "pkg-config, private options" pkg_config_private
    check "a plain compiler command" plain_command
    check "a plain compiler command, with the library beside the program" library_beside_the_program
    check "another folder for libraries, with DESTDIR" in_subshell another_libdir
    check "install.sh refuses invalid arguments" install_refuses
}
