# Part of run.sh: projects that use the installed package. The package was moved after its installation.

# No file may contain the path of the build or of the installation. The search is for folders inside the repository, since
# the path of the repository itself may be short, such as /src, and be part of unrelated paths.
contains_no_path() {
    ! grep -rlF -e "$root/target" -e "$root/include" -e "$root/src" -e "$root/packaging" -e "$root/bindings" "$tree/include" "$tree/lib/cmake" "$tree/lib/pkgconfig" || return 1
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
    awk '/^```cmake$/ { inside = 1; next } /^```$/ { inside = 0 } inside' "$root/bindings/cpp/README.md" |
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

# The .pc file lists all system libraries that the static library needs.
pkg_config_static() {
    libraries=$(sed -n 's/^Libs.private: //p' "$tree/lib/pkgconfig/convai.pc")
    # shellcheck disable=SC2046,SC2086
    g++ -std=c++17 -DCONVAI_STATIC "$here/packages/main.cpp" $(pkg-config --cflags convai) "$tree/lib/libconvai.a" $libraries \
        -o "$out/pkg-config-static" && uses_static "$out/pkg-config-static"
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
        cmake -S "$out/cmake-shared" -B "$out/cmake-libdir" -DConvai_DIR="$other/lib/some-triplet/cmake/Convai" &&
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
    check "pkg-config" pkg_config
    check "pkg-config, static" pkg_config_static
    check "a plain compiler command" plain_command
    check "a plain compiler command, with the library beside the program" library_beside_the_program
    check "another folder for libraries, with DESTDIR" in_subshell another_libdir
    check "install.sh refuses invalid arguments" install_refuses
}
