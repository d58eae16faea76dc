# A key that nobody has had before is admitted on an interface for the length of a trial, as a peer without AllowedIPs, so
# that no packet of anybody is touched. The host's lock is held meanwhile: no transaction goes on beside it.

CANARY=/run/wgorch.canary
LOCK=/run/wgorch.lock

# WHO IF KEY SECONDS: until it is released, that long at most
canary_hold() {
	exec 9>>"$LOCK"
	flock -n 9 || die "another run holds this host: $(cat "$LOCK")"
	printf '%s since %s\n' "$1" "$(date -u +%Y-%m-%dT%H:%M:%SZ)" >"$LOCK"
	_if=$2 _key=$3
	trap canary_end EXIT
	trap 'exit 1' HUP INT TERM PIPE
	rm -f "$CANARY"
	wg set "$_if" peer "$_key" || exit 1
	printf '%s\n' "$_key" >"$CANARY"
	_end=$(($(date +%s) + $4))
	while [ -e "$CANARY" ] && [ "$(date +%s)" -lt "$_end" ]; do canary_nap; done
}

# Nothing of the trial is left, however it ends.
canary_end() {
	rm -f "$CANARY"
	wg set "$_if" peer "$_key" remove
}

# KEY: true once it is admitted, false when it is not within some seconds
canary_wait() {
	_tries=0
	until [ "$(cat "$CANARY" 2>/dev/null)" = "$1" ]; do
		_tries=$((_tries + 1))
		[ "$_tries" -lt 50 ] || return 1
		canary_nap
	done
}

canary_release() { rm -f "$CANARY"; }

canary_nap() { sleep 0.1 2>/dev/null || sleep 1; }
