# Part of the cpp.sh of each platform: the tests of the C++ wrapper, compiled for the platform and started there. It needs the
# functions and variables that bindings/cpp/tests/run.sh sets, with those of the platform: cxx, exe, linked, started, emulator.
#
# The sanitizers, and the package for CMake, Conan, vcpkg and pkg-config, are tested on Linux x86-64 only:
# bindings/cpp/tests/run.sh.

here=$root/bindings/cpp/tests
. "$here/steps.sh"
. "$here/headers.sh"
. "$here/programs.sh"
. "$here/examples.sh"

# The headers of the wrapper in an empty folder, and of the headers of this machine doctest only.
prepare_tree() {
    rm -rf "$out"
    mkdir -p "$tree/include" "$tree/lib" "$tree/bin"
    sh "$root/tests/install_tools.sh" timeout:coreutils /usr/include/doctest/doctest.h:doctest-dev
    cp -R "$root/include/convai.h" "$root/bindings/cpp/convai.hpp" "$root/bindings/cpp/convai" "$tree/include/"
    ln -s /usr/include/doctest "$tree/include/doctest"
}

find_format_compiler() {
    format_compiler="$cxx -std=c++20"
    has_format "$format_compiler" > "$out/log" 2>&1 || format_compiler=
}

# test_platform "FLAGS": the flags are for the program that defines two functions of the library itself.
# shellcheck disable=SC2046,SC2086
test_platform() {
    for years in "17 1z" "20 2a" "23 2b"; do
        option=$(standard "$cxx" $years)
        check "$cxx $option: the header is included twice, from two source files" \
            compile_units "$cxx" "$option" "$out/headers/$option"
    done
    check "$cxx: each header compiles on its own" compiles_alone "$cxx"
    # The recorder collects the error codes that the tests provoke, which the run on Linux x86-64 compares with all codes.
    check "the program with the test cases is built" build "$out/plain" "$engine" tests $(echo $units | sed 's/ recorder / /')
    count "the test cases" started "$time_limit" "$out/plain/tests$exe"
    check "the program with an older library is built" build "$out/plain" "$engine $1" older_library emulator older_library
    check "an older library with smaller structs is refused" started 60 "$out/plain/older_library$exe"
    check "the program with exceptions is built" build "$out/exceptions" -DCONVAI_CPP_EXCEPTIONS exceptions main emulator exceptions
    count "exceptions" started "$time_limit" "$out/exceptions/exceptions$exe"
    test_formats
    test_samples
    test_examples
}
