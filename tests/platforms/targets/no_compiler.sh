#!/bin/sh
# Takes the place of a C compiler and of `ar` for `cargo check`, which links nothing: creates each object file and archive
# that it is asked for as an empty file.
for argument; do
    case $argument in
    # By this option the build scripts recognise the compiler of MSVC.
    '-?') exit 1 ;;
    *.o | *.a) : >"${argument#-o}" ;;
    esac
done
