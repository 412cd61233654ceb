#!/bin/sh
# Prepares everything that runs programs for Linux arm64 on this machine. Prints the folder of the library.
#
#     tests/platforms/linux/setup.sh
set -eu
root=$(cd "$(dirname "$0")/../../.." && pwd)
sh "$root/tests/install_tools.sh" aarch64-linux-gnu-gcc:gcc-aarch64-linux-gnu aarch64-linux-gnu-g++:g++-aarch64-linux-gnu \
    /usr/aarch64-linux-gnu/include/stdio.h:libc6-dev-arm64-cross qemu-aarch64:qemu-user readelf:binutils objcopy:binutils cc:gcc \
    gdb:gdb gdb-multiarch:gdb-multiarch abidiff:abigail-tools >&2
sh "$root/packaging/platforms/linux/build.sh" aarch64 >&2
echo "${CARGO_TARGET_DIR:-$root/target}/platforms/linux-aarch64"
