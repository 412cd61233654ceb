#!/bin/sh
# Runs the emulator as emulator/Containerfile does, without a container engine: with nothing else in its root folder, as a user
# without rights, and as the first process of its own process namespace.
#
#     tests/platforms/container/run.sh [PROGRAM]     (target/emulator/convai-emulator by default)
#
# The shared libraries that the program needs are put beside it; a program as the Containerfile builds it needs none. Needs Linux,
# and a user that may make namespaces: root, or one whom the system allows it.
set -eu

root=$(cd "$(dirname "$0")/../../.." && pwd)
program=${1:-$root/target/emulator/convai-emulator}
image=$(mktemp -d)
pid=
finish() {
    [ -z "$pid" ] || kill -KILL "$pid" 2>/dev/null || true
    rm -rf "$image"
}
trap finish EXIT
fail() { echo "container: $*" >&2 && exit 1; }

# What the Containerfile says.
file=$root/emulator/Containerfile
entrypoint=$(sed -n 's/^ENTRYPOINT \[\(.*\)\]$/\1/p' "$file" | tr -d '",')
user=$(sed -n 's/^USER \([0-9]*\):[0-9]*$/\1/p' "$file")
case $entrypoint in "/convai-emulator "*) ;; *) fail "no ENTRYPOINT with /convai-emulator is in $file" ;; esac
[ "$user" -gt 0 ] || fail "the user of $file is root or missing"

cp "$program" "$image/convai-emulator"
for library in $(ldd "$program" 2>/dev/null | grep -o '/[^ ]*' || true); do
    mkdir -p "$image$(dirname "$library")"
    cp "$library" "$image$library"
done
chmod -R a+rX "$image"

mkfifo "$image/out"
# shellcheck disable=SC2086 # word splitting is intended
set -- $entrypoint
[ "$(id -u)" = 0 ] && map= || map=--map-root-user
# shellcheck disable=SC2086
unshare $map --fork --pid --kill-child chroot --userspec="$user:$user" "$image" "$@" --port 0 >"$image/out" 2>&1 &
pid=$!
exec 3<"$image/out"
read -r first <&3 || fail "the program says nothing"
read -r second <&3 || fail "the program prints no API key"
case $first in "convai-emulator listening on http://"*) ;; *) fail "the first line is: $first" ;; esac
case $second in "API key: "*) ;; *) fail "the second line is: $second" ;; esac

# Checks the user, the answers with and without the key, and the end.
python3 - "$pid" "$user" "${first##* }" "${second#API key: }" <<'PYTHON'
import os, signal, sys, time, urllib.error, urllib.request

unshare, user, url, key = int(sys.argv[1]), sys.argv[2], sys.argv[3], sys.argv[4]
children = open(f"/proc/{unshare}/task/{unshare}/children").read().split()
emulator = int(children[0])
ids = next(line for line in open(f"/proc/{emulator}/status") if line.startswith("Uid:")).split()[1:]
assert "0" not in ids and (user in ids or os.getuid() != 0), ids

def status(key):
    request = urllib.request.Request(url + "/character/list", b"", {"CONVAI-API-KEY": key})
    try:
        return urllib.request.urlopen(request, timeout=60).status
    except urllib.error.HTTPError as error:
        return error.code

assert status(key) == 200, "the printed key is refused"
assert status("another-key") == 401, "another key is accepted"
# The first process of a namespace ends at a signal only if it handles it.
os.kill(emulator, signal.SIGTERM)
for _ in range(6000):
    if not os.path.exists(f"/proc/{emulator}"):
        sys.exit()
    time.sleep(0.01)
sys.exit("container: the program does not end when it is asked to")
PYTHON
wait "$pid" || fail "the program ended with an error"
pid=
echo "container: the emulator runs alone, as user $user, asks for its key, and ends when it is asked to"
