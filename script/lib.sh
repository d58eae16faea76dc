# shellcheck shell=sh
# Common to the scripts here and to the launcher: sourced, with $root set to the top of the repository.

# shellcheck disable=SC2154
java_wanted=25

say() { printf '%s\n' "$*" >&2; }
die() {
    say "$*"
    exit 1
}
have() { command -v "$1" >/dev/null 2>&1; }

# help FILE: prints the comment at its top.
help() { sed -n '2,/^[^#]/s/^# \{0,1\}//p' "$1"; }

# Sets jdk_found where the folder has a new enough Java; starts no JVM to find out.
is_jdk() {
    [ -x "$1/bin/javac" ] && [ -r "$1/release" ] || return 1
    while IFS='="' read -r key _ value _; do
        [ "$key" = JAVA_VERSION ] || continue
        case ${value%%[.+-]*} in '' | *[!0-9]*) return 1 ;; esac
        [ "${value%%[.+-]*}" -ge "$java_wanted" ] || return 1
        jdk_found=$1
        return 0
    done <"$1/release"
    return 1
}

# find_jdk: exports JAVA_HOME, taken from JAVA_HOME, PATH or the usual folders. Fails without a word.
find_jdk() {
    if [ -n "${JAVA_HOME:-}" ] && is_jdk "$JAVA_HOME"; then return 0; fi
    jdk_found=
    if have java; then
        on_path=$(readlink -f "$(command -v java)" 2>/dev/null) && is_jdk "${on_path%/bin/java}" && :
    fi
    if [ -z "$jdk_found" ]; then
        for folder in /usr/lib/jvm/* /opt/* /usr/local/* "${HOME:-/}"/.sdkman/candidates/java/* \
            "${HOME:-/}"/.jdks/* "${HOME:-/}"/.local/share/mise/installs/java/* \
            /Library/Java/JavaVirtualMachines/*/Contents/Home \
            "${HOME:-/}"/Library/Java/JavaVirtualMachines/*/Contents/Home \
            /opt/homebrew/opt/openjdk*/libexec/openjdk.jdk/Contents/Home; do
            is_jdk "$folder" && break
        done
    fi
    [ -n "$jdk_found" ] || return 1
    JAVA_HOME=$jdk_found
    export JAVA_HOME
}

need_jdk() {
    find_jdk && return 0
    say "wgorch needs a JDK $java_wanted or newer, and none was found in JAVA_HOME, on the PATH, in /usr/lib/jvm, /opt,"
    say "\$HOME/.sdkman, \$HOME/.jdks or the folders of macOS. Install one, for example Temurin $java_wanted:"
    say "    https://adoptium.net/temurin/releases/?version=$java_wanted"
    say "or set JAVA_HOME to where it is."
    exit 1
}

# as_root COMMAND...
as_root() {
    if [ "$(id -u)" = 0 ]; then "$@"; elif have sudo; then sudo "$@"; else
        die "This has to be run as root: $*"
    fi
}

# install_packages PACKAGE...: says what it does first.
install_packages() {
    [ $# -gt 0 ] || return 0
    if ! have apt-get; then
        die "Missing here: $*. Install these (the names are Debian's) with your package manager, then run this again."
    fi
    say "Missing here: $*. Installing with apt-get."
    as_root env DEBIAN_FRONTEND=noninteractive apt-get -qq update ||
        say "apt-get update failed; going on with the package lists that are there."
    as_root env DEBIAN_FRONTEND=noninteractive NEEDRESTART_SUSPEND=1 apt-get -qq -y -o Dpkg::Use-Pty=0 \
        --no-install-recommends install "$@" >&2 ||
        die "apt-get could not install: $*"
}

# The engine that wgorch itself takes: WGORCH_ENGINE, else docker, else podman.
engine_program() {
    if [ -n "${WGORCH_ENGINE:-}" ]; then
        echo "$WGORCH_ENGINE"
    elif ! have docker && ! have dockerd && have podman; then
        echo podman
    else
        echo docker
    fi
}
engine() { "$(engine_program)" "$@"; }
# engine_within SECONDS ARGUMENT...: where the system has timeout(1).
engine_within() {
    seconds=$1
    shift
    if have timeout; then timeout "$seconds" "$(engine_program)" "$@"; else engine "$@"; fi
}
engine_answers() { engine_within 20 info >/dev/null 2>&1; }

# is_running PID NAME: not counting a process that ended and that nobody has asked about.
is_running() {
    [ "$(cat "/proc/$1/comm" 2>/dev/null)" = "$2" ] && ! grep -q '^State:[[:space:]]*Z' "/proc/$1/status" 2>/dev/null
}

# Removes a file with the process id of a program that no longer runs (a killed machine leaves them behind).
remove_stale_pid() {
    pid=$(cat "$1" 2>/dev/null) || return 0
    is_running "$pid" "$2" || rm -f "$1"
}

# start_engine: a Docker daemon where none answers. It is left running.
start_engine() {
    if engine_answers; then return 0; fi
    case $(engine_program) in
        *docker) ;;
        *) die "$(engine_program) does not answer; start it." ;;
    esac
    if [ -n "${DOCKER_HOST:-}" ]; then die "No Docker engine answers at DOCKER_HOST=$DOCKER_HOST."; fi
    have dockerd || die "The Docker engine does not answer. Start it (Docker Desktop, colima, ...), then run this again."
    if [ -d /run/systemd/system ]; then
        say "Starting the Docker engine: systemctl start docker."
        as_root systemctl start docker
    elif [ "$(id -u)" = 0 ]; then
        start_dockerd
    else
        die "The Docker engine does not run. Start it as root (dockerd), then run this again."
    fi
    await_engine
}

start_dockerd() {
    log=/var/log/wgorch-dockerd.log
    # Another run may be starting one at this moment.
    for pid in $(pgrep -x dockerd 2>/dev/null); do
        if is_running "$pid" dockerd; then return 0; fi
    done
    say "Starting the Docker engine (dockerd). It is left running; its log is $log."
    remove_stale_pid /var/run/docker.pid dockerd
    remove_stale_pid /var/run/docker/containerd/containerd.pid containerd
    setsid dockerd >"$log" 2>&1 </dev/null &
}

await_engine() {
    deadline=$(($(date +%s) + 90))
    until engine_answers; do
        if [ "$(date +%s)" -ge "$deadline" ]; then
            if [ -r "${log:-}" ]; then tail -n 15 "$log" >&2; fi
            die "The Docker engine did not answer within 90 s. If it runs, your user may lack the right to use it."
        fi
        sleep 0.3
    done
}

# sweep_labs FOLDER: removes the containers and networks of labs that live below this folder. Labs of others stay.
sweep_labs() {
    engine_answers || return 0
    for id in $(engine ps --all --quiet --filter label=io.wgorch.lab); do
        folder=$(engine inspect --format '{{index .Config.Labels "io.wgorch.lab.dir"}}' "$id" 2>/dev/null) || continue
        case $folder in "$1"/*) engine rm --force --volumes "$id" >/dev/null 2>&1 || : ;; esac
    done
    for id in $(engine network ls --quiet --filter label=io.wgorch.lab); do
        folder=$(engine network inspect --format '{{index .Labels "io.wgorch.lab.dir"}}' "$id" 2>/dev/null) || continue
        case $folder in "$1"/*) engine network rm "$id" >/dev/null 2>&1 || : ;; esac
    done
}
