# NODE ADDRESS: tries until an echo comes back. A handshake that is lost is tried again by WireGuard after 5 s
# (REKEY_TIMEOUT), so the tries go beyond that twice.
check_link() {
	_try=0
	while [ "$_try" -lt 12 ]; do
		if ping -n -q -c 1 -W 1 "$2" >/dev/null 2>&1; then
			printf 'ping %s\n' "$1"
			return
		fi
		_try=$((_try + 1))
	done
}
