#!/bin/sh
# Makes sure that programs are there: tests/install_tools.sh PROGRAM:PACKAGE...
#
# On Debian and Ubuntu the packages of those that are missing are installed. Elsewhere, or without the right to do so, it
# says what to install and fails: no suite passes because a tool is missing.
set -eu

missing=
for pair; do
    command -v "${pair%%:*}" >/dev/null 2>&1 || missing="$missing ${pair#*:}"
done
[ -n "$missing" ] || exit 0

if command -v apt-get >/dev/null 2>&1; then
    as_root=
    [ "$(id -u)" -eq 0 ] || as_root="sudo -n"
    echo "installing$missing" >&2
    # Another package manager may be at work: its lock is waited for. Old lists may do as well as new ones.
    $as_root apt-get -o DPkg::Lock::Timeout=300 -o Acquire::Retries=3 update >/dev/null || true
    # shellcheck disable=SC2086
    $as_root env DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=300 -o Acquire::Retries=3 install -y \
        --no-install-recommends $missing >/dev/null || true
fi

still=
for pair; do
    command -v "${pair%%:*}" >/dev/null 2>&1 || still="$still ${pair%%:*} (Debian's package ${pair#*:})"
done
[ -z "$still" ] && exit 0
echo "these programs are missing and could not be installed:$still" >&2
exit 1
