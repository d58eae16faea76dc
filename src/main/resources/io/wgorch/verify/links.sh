# LABEL ADDRESS IF KEY SINCE lead|follow: tries until an echo comes back. Of two hosts that try each other, one leads: two
# handshakes that cross are both lost, and WireGuard tries again only after 5 s (REKEY_TIMEOUT).
check_link() {
	_try=0
	while [ "$6" = follow ] && [ "$_try" -lt 30 ] && ! shaken_since "$3" "$4" "$5"; do
		_try=$((_try + 1))
		sleep 0.1 2>/dev/null || sleep 1
	done
	_try=0
	while [ "$_try" -lt 20 ]; do
		if ping -n -q -c 1 -W 1 "$2" >/dev/null 2>&1; then
			printf 'ping %s\n' "$1"
			return
		fi
		_try=$((_try + 1))
	done
}

# IF KEY SINCE
shaken_since() {
	_at=$(wg show "$1" latest-handshakes | while read -r _key _time; do [ "$_key" != "$2" ] || printf '%s' "$_time"; done)
	[ "${_at:-0}" -gt "$3" ]
}

# IF
handshakes() {
	wg show "$1" latest-handshakes | while read -r _key _time; do printf 'handshake.%s.%s %s\n' "$1" "$_key" "$_time"; done
}
