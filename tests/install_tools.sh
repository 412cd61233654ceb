#!/bin/sh
# Checks that tools are installed, and installs the missing ones on Debian and Ubuntu.
#
#     tests/install_tools.sh TOOL:PACKAGE...
#
# TOOL is the name of a program, or the absolute path of a file, such as a header:
# /usr/include/doctest/doctest.h:doctest-dev. PACKAGE is the Debian package that contains it.
#
# On other systems, or without the right to install packages, the script prints what is missing and fails, so that no
# suite passes without its tools.
set -eu

is_installed() {
    case $1 in
    /*) [ -e "$1" ] ;;
    *) command -v "$1" >/dev/null 2>&1 ;;
    esac
}

missing=
for pair; do
    is_installed "${pair%%:*}" || missing="$missing ${pair#*:}"
done
[ -n "$missing" ] || exit 0

if command -v apt-get >/dev/null 2>&1; then
    as_root=
    [ "$(id -u)" -eq 0 ] || as_root="sudo -n"
    echo "installing$missing" >&2
    # Suites that run at the same time install one after the other: apt does not wait for the lock of its package lists.
    if command -v flock >/dev/null 2>&1; then
        exec 9>>"${TMPDIR:-/tmp}/convai-install-tools.$(id -u).lock"
        flock 9
    fi
    # Another package manager may hold the lock. A failed update is not an error: the existing package lists may do.
    $as_root apt-get -o DPkg::Lock::Timeout=300 -o Acquire::Retries=3 update >/dev/null 9>&- || true
    # shellcheck disable=SC2086
    $as_root env DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=300 -o Acquire::Retries=3 install -y \
        --no-install-recommends $missing >/dev/null 9>&- || true
fi

still_missing=
for pair; do
    is_installed "${pair%%:*}" || still_missing="$still_missing ${pair%%:*} (Debian package ${pair#*:})"
done
[ -z "$still_missing" ] && exit 0
echo "missing tools that could not be installed:$still_missing" >&2
exit 1
