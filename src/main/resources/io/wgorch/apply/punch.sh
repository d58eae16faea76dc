# Two hosts behind NATs meet: each becomes a peer of the other for the length of a trial, without AllowedIPs, so that no
# packet of anybody takes the new path before it is known to be there.

# The peers of this trial, a line each: IF KEY
_trial=

# IF KEY ENDPOINT: WireGuard sends at once when a keepalive is switched on. What is set already is not ours to try.
punch_peer() {
	if wg show "$1" peers | grep -qxF "$2"; then return; fi
	_trial="$_trial$1 $2
"
	wg set "$1" peer "$2" endpoint "$3" persistent-keepalive 25
}

# SECONDS: until all have met; tells who has.
punch_wait() {
	_end=$(($(date +%s) + $1))
	while [ "$(date +%s)" -lt "$_end" ] && [ "$(punch_met | wc -l)" -lt "$(printf '%s' "$_trial" | wc -l)" ]; do
		sleep 0.5 2>/dev/null || sleep 1
	done
	punch_met
}

punch_met() {
	printf '%s' "$_trial" | while read -r _if _key; do
		[ "$(punch_handshake "$_if" "$_key")" -eq 0 ] || printf 'met %s %s\n' "$_if" "$_key"
	done
}

# Nothing of the trial is left, however it ends.
punch_end() {
	printf '%s' "$_trial" | while read -r _if _key; do wg set "$_if" peer "$_key" remove; done
}

# IF KEY: seconds since the epoch; 0 for never
punch_handshake() {
	_at=$(wg show "$1" latest-handshakes | while read -r _peer _time; do [ "$_peer" != "$2" ] || printf '%s' "$_time"; done)
	printf '%s' "${_at:-0}"
}

# SECONDS IF KEY...: tells where these peers are seen, of those that have a session or get one within that time.
punch_seen() {
	_end=$(($(date +%s) + $1))
	_if=$2
	shift 2
	for _key; do
		while [ "$(date +%s)" -lt "$_end" ] && ! punch_session "$_if" "$_key"; do sleep 0.5 2>/dev/null || sleep 1; done
		if punch_session "$_if" "$_key"; then
			wg show "$_if" endpoints | while read -r _peer _at; do
				[ "$_peer" != "$_key" ] || printf 'seen %s %s\n' "$_key" "$_at"
			done
		fi
	done
}

# IF KEY: whether the peer has been heard of in the last 180 s (REJECT_AFTER_TIME)
punch_session() {
	[ $(($(date +%s) - $(punch_handshake "$1" "$2"))) -le 180 ]
}
