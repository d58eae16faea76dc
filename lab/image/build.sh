#!/bin/sh
# Builds the lab's image from this folder:  build.sh ENGINE IMAGE
# ENGINE is docker or podman. Nothing happens when IMAGE is there. Whoever kills it leaves nothing half-done: an image
# gets its name only when it is complete, and the scratch folder of a killed run is removed by the next one.
set -eu
engine=$1
image=$2
here=$(cd "$(dirname "$0")" && pwd)
scratch_root=${TMPDIR:-/tmp}
base_local=wgorch-lab-base:bookworm
base_public=debian:bookworm-slim
pull_seconds=${WGORCH_PULL_SECONDS:-60}

say() { printf '%s\n' "$*" >&2; }
have() { "$engine" image inspect "$1" >/dev/null 2>&1; }
bounded() {
    if command -v timeout >/dev/null; then timeout "$@"; else
        shift
        "$@"
    fi
}

# The package mirror and the proxy this machine itself uses; empty where it is no Debian.
host_mirror() {
    [ -r /etc/os-release ] && grep -qx 'ID=debian' /etc/os-release || return 0
    # shellcheck disable=SC2016
    apt-get indextargets --format '$(SITE) $(RELEASE) $(COMPONENT)' 'Created-By: Packages' 2>/dev/null |
        awk '$2 ~ /^bookworm$/ && $3 == "main" { print $1; exit }'
}
host_proxy() {
    command -v apt-config >/dev/null || return 0
    eval "$(apt-config shell PROXY Acquire::http::Proxy)"
    case ${PROXY:-} in DIRECT) ;; *) printf '%s' "${PROXY:-}" ;; esac
}

sweep() {
    for dir in "$scratch_root"/wgorch-base.*; do
        [ -d "$dir" ] || continue
        pid=${dir##*/wgorch-base.}
        kill -0 "${pid%%.*}" 2>/dev/null || rm -rf "$dir"
    done
}

make_base() {
    if ! command -v debootstrap >/dev/null || [ "$(id -u)" != 0 ]; then
        say "No image registry answers, so the base image has to be made by debootstrap:"
        say "install the Debian package 'debootstrap' and run this as root."
        exit 1
    fi
    say "No image registry answers: making the base image with debootstrap (about a minute)."
    # Its mounts and processes live in namespaces that end with it, however it ends.
    http_proxy=${http_proxy:-$proxy} unshare --mount --pid --fork --kill-child --mount-proc \
        debootstrap --variant=minbase bookworm "$scratch/root" ${mirror:+"$mirror"} >"$scratch/log" 2>&1 || {
        tail -n 15 "$scratch/log" >&2
        say "debootstrap failed; the lines above say why."
        exit 1
    }
    rm -rf "$scratch"/root/var/cache/apt/archives/*.deb "$scratch"/root/var/lib/apt/lists/*
    # The name is given last: an import cut short is no image, or one with half of its files and no name.
    tar -C "$scratch/root" --numeric-owner -cf "$scratch/base.tar" .
    "$engine" import -c 'CMD ["/bin/sh"]' "$scratch/base.tar" "$base_local" >/dev/null
}

if command -v flock >/dev/null; then
    exec 9>"$scratch_root/wgorch-lab-image.$(id -u).lock"
    flock 9
fi
if have "$image"; then exit 0; fi
say "Building the lab's image $image (once, a minute or two)."
sweep
scratch=$(mktemp -d "$scratch_root/wgorch-base.$$.XXXXXX")
trap 'rm -rf "$scratch"' EXIT
trap 'exit 130' INT TERM HUP
mirror=$(host_mirror)
proxy=$(host_proxy)
base=$base_public
if ! have "$base"; then
    if have "$base_local"; then
        base=$base_local
    elif ! bounded "$pull_seconds" "$engine" pull -q "$base" >/dev/null 2>&1; then
        make_base
        base=$base_local
    fi
fi
"$engine" build --force-rm --network host -t "$image" --label io.wgorch.lab.image=1 \
    --build-arg "BASE=$base" --build-arg "MIRROR=$mirror" ${proxy:+--build-arg "http_proxy=$proxy"} \
    "$here" >"$scratch/log" 2>&1 9>&- || {
    tail -n 30 "$scratch/log" >&2
    say "The image could not be built; the lines above say why."
    exit 1
}
