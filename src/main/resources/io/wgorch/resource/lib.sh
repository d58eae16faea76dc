# The words that every script of wgorch shares. POSIX sh: dash, busybox ash and bash all run it.

has() { command -v "$1" >/dev/null 2>&1; }

# KEY VALUE: one line of a probe's answer.
field() { printf '%s %s\n' "$1" "$2"; }

# KEY <text: each line of a text as a field.
lines() {
	while IFS= read -r _text || [ -n "$_text" ]; do printf '%s %s\n' "$1" "$_text"; done
}

# A hash that is the same for the same secret within a mesh, and tells nothing in another.
salted() { printf '%s%s' "$SALT" "$1" | sha256sum | cut -c1-12; }

die() {
	printf '%s\n' "$*" >&2
	exit 1
}

# A moment, for loops that wait.
nap() { sleep 0.05 2>/dev/null || sleep 1; }

uptime_seconds() { cut -d. -f1 /proc/uptime; }

# fsync of files and directories; busybox before 1.25 syncs everything instead.
sync_path() { sync "$@" 2>/dev/null || sync; }

# Where a file waits beside its target: same filesystem, a name that no tool reads.
beside() { printf '%s/.%s.wgorch-new' "${1%/*}" "${1##*/}"; }

# TARGET MODE OWNER <text: stages a file, durable and not in force. A full disk or an immutable folder shows here.
put() {
	mkdir -p "${1%/*}"
	_staged=$(beside "$1")
	rm -f "$_staged"
	(umask 077 && set -C && cat >"$_staged")
	chown "$3" "$_staged"
	chmod "$2" "$_staged"
	if [ -e "$1" ] && has lsattr && lsattr -d "$1" 2>/dev/null | cut -d' ' -f1 | grep -q i; then
		die "$1 is immutable (chattr +i)"
	fi
	sync_path "$_staged"
}

# TARGET: the staged file becomes the file. Once done, doing it again does nothing.
take() {
	_staged=$(beside "$1")
	[ -e "$_staged" ] || return 0
	mv -f "$_staged" "$1"
	sync_path "${1%/*}"
}

# UNIT: to be started once a transaction has been finished at boot, where what enables a unit comes too late for this boot.
after_boot() { [ -z "${BOOT:-}" ] || printf '%s\n' "$1" >>"$T.after_boot"; }

STATE=/var/lib/wgorch

# ID: whether the manifest says that this is ours.
managed() { [ -e "$STATE/manifest" ] && grep -qF "resource $1 " "$STATE/manifest"; }

# Where the original of something that was there before us is kept.
original() { printf '%s/original/%s' "$STATE" "$(printf '%s' "$1" | tr / %)"; }

# Probing. A resource's answer stands in a section of its own.

section() { printf '@ %s\n' "$1"; }

# KIND/NAME WORD...
probe() {
	_id=$1
	shift
	section "$_id"
	"probe_${_id%%/*}" "${_id#*/}" "$@"
}

# What is wanted, and what the manifest has beyond that.
probe_resources() {
	probe_wanted
	[ -e "$STATE/manifest" ] || return 0
	sed -n 's/^resource \([a-z]*\/[^ ]*\) .*/\1/p' "$STATE/manifest" | while IFS= read -r _ours; do
		case $WANTED in *" $_ours "*) continue ;; esac
		! has "probe_${_ours%%/*}" || probe "$_ours" </dev/null
	done
}

# <a probe's answer: its hash without the measurements
fingerprint() { grep -v '^stat\.' | sha256sum | cut -d' ' -f1; }
