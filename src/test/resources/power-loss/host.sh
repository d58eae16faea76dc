#!/bin/sh
# A host whose files lie on an ext4 image of their own. It runs as the first process of its own mount and process
# namespace (PowerLossTest), so that nothing of this machine is touched, and nothing is left when it is killed.
#
#   host.sh FOLDER make                      a new image in the folder, with what programs need of /etc
#   host.sh FOLDER run SCRIPT...             runs the scripts, one after the other; ends in good order
#   host.sh FOLDER cut CUT LOST SCRIPT...    the same, but the power is cut before the CUT-th command that changes a file,
#                                            or after the last; boots, and tells what is there then
set -eu
folder=$1
verb=$2
shift 2
here=$(cd "$(dirname "$0")" && pwd -P)
CUT=0 LOST=0
export CUT LOST

make() {
    truncate -s 16M "$folder/host.img"
    mkfs.ext4 -q -b 4096 "$folder/host.img"
    mount -o loop "$folder/host.img" "$folder/host"
    mkdir -p "$folder/host/etc/systemd/system" "$folder/host/etc/sysctl.d" "$folder/host/lib"
    for file in passwd group nsswitch.conf ld.so.cache machine-id alternatives; do
        cp -a "/etc/$file" "$folder/host/etc/"
    done
    for file in motd systemd/system/other.service; do echo 'not ours' >"$folder/host/etc/$file"; done
    umount "$folder/host"
}

# No mercy of ext4 with a rename over a file that was not synced, and no commit but for an fsync.
up() {
    mount -o loop,noauto_da_alloc,commit=300 "$folder/host.img" "$folder/host"
    mount --bind "$folder/host/etc" /etc
    mount --bind "$folder/host/lib" /var/lib
    mount -t tmpfs tmpfs /run
    mkdir /run/bin
    for program in mv ln rm sync mkdir chmod chown cp power systemctl systemd-run wg wg-quick ip nft sysctl journalctl; do
        ln -s "$here/stand-in" "/run/bin/$program"
    done
}

# Processes that were killed a moment ago may hold it still.
down() {
    for mounted in /run /var/lib /etc "$folder/host"; do
        until umount "$mounted" 2>/dev/null; do sleep 0.02; done
    done
}

on_host() { PATH=/run/bin:$PATH setsid "$@"; }

# In the background, because a first process that waits hears of the death of its children.
scripts() {
    for script; do
        on_host sh "$script" &
        wait $! || return
    done
}

# As systemd would: only when it is enabled, and only when there is something to do.
boot() {
    unit=/etc/systemd/system/sysinit.target.wants/wgorch-recover.service
    [ -e "$unit" ] && [ -n "$(ls /var/lib/wgorch/txn 2>/dev/null)" ] || return 0
    (eval "on_host $(sed -n 's/^ExecStart=//p' "$unit" | sed 's/\$\$/$/g')")
}

files() {
    find /etc /var/lib -mindepth 1 ! -name journal ! \( -type d -empty \) -printf '%p %y %m %u:%g %l\n' | LC_ALL=C sort
    find /etc /var/lib -type f ! -name journal -exec sha256sum {} + | LC_ALL=C sort -k 2
}

cut() {
    CUT=$1 LOST=$2
    shift 2
    up
    : >/run/moments
    ended=0
    scripts "$@" >"$folder/said" 2>&1 || ended=$?
    # What the cut kills may be this very wait.
    while pgrep -f txn.sh >/dev/null; do sleep 0.02 || :; done
    moments=$(wc -l </run/moments)
    at="$moments $(tail -n 1 /run/moments)"
    if [ "$moments" -lt "$CUT" ]; then
        at=end
        /run/bin/power &
        wait $! || :
    fi
    down
    CUT=0
    up
    boot >"$folder/booted" 2>&1 || :
    printf '%s\n%s\n' "$ended" "$at"
    files
    down
}

case $verb in
    make) make ;;
    run)
        up
        scripts "$@"
        while pgrep -f txn.sh >/dev/null; do sleep 0.02; done
        down
        ;;
    cut) cut "$@" ;;
esac
