# NODE ADDRESS IF KEY lead|follow: tries until an echo comes back. Of two hosts that try each other, one leads: two
# handshakes that cross are both lost, and WireGuard tries again only after 5 s (REKEY_TIMEOUT).
check_link() {
	_try=0
	while [ "$5" = follow ] && [ "$_try" -lt 30 ] && never_shaken "$3" "$4"; do
		_try=$((_try + 1))
		sleep 0.1 2>/dev/null || sleep 1
	done
	_try=0
	while [ "$_try" -lt 12 ]; do
		if ping -n -q -c 1 -W 1 "$2" >/dev/null 2>&1; then
			printf 'ping %s\n' "$1"
			return
		fi
		_try=$((_try + 1))
	done
}

never_shaken() { wg show "$1" latest-handshakes | grep -qF "$2	0"; }
