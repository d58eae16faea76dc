# A detour: while the key of a tunnel is replaced, a second interface beside it carries its traffic, on the node and on its
# peers. It has the keys that are to come, and a port of its own. Nothing of it is in /etc, and the unit that holds it ends
# by itself. This file is complete in itself: it stays in $D as long as the detour, with its settings before it:
#
#   IF DETOUR    the tunnel, and the interface beside it
#   KEY          the public key that both shall have
#   PORT MTU     of the detour; PORT is the number of its routing table as well
#   INTERVAL     seconds from one echo to the next
#   ADDRESSES    of the node in this mesh, as single hosts
#   SALT         of what stands for preshared keys
#   PEERS        a line each: NAME PUBLIC @HASH@|- ENDPOINT|- leads|follows echo|quiet PREFIX,... ADDRESS|-
#   LEASE        seconds

# A rule before all others: who finds nothing in the table behind it goes on looking. So all peers switch at once, both
# interfaces stay open to what is under way, and nothing of the tunnel's own routes is touched.
DETOUR_RULE=5182

detour() {
	_verb=$1
	shift
	set -eu
	"detour_$_verb" "$@"
}

# COMMAND...: with the words of each peer in NAME PUBLIC PSK ENDPOINT TURN ECHO PREFIXES ADDRESS
each_peer() {
	printf '%s\n' "$PEERS" | while read -r NAME PUBLIC PSK ENDPOINT TURN ECHO PREFIXES ADDRESS; do "$@"; done
}

# Everything but the traffic. A detour that is there already, and is the same, is taken as it is.
detour_up() {
	_unit=wgorch-detour-$IF
	if [ -e "$D/ready" ] && cmp -s "$D/detour.new" "$D/detour.sh" && systemctl -q is-active "$_unit"; then return; fi
	systemctl stop "$_unit" 2>/dev/null || :
	systemctl reset-failed "$_unit" 2>/dev/null || :
	rm -f "$D/ready" "$D/failed"
	cp "$D/detour.new" "$D/detour.sh"
	systemd-run --quiet --collect --unit="$_unit" --description="wgorch: detour beside $IF" \
		-p "ExecStopPost=/bin/sh $D/detour.sh clean" /bin/sh "$D/detour.sh" hold
	_tries=0
	until [ -e "$D/ready" ]; do
		_tries=$((_tries + 1))
		if [ -e "$D/failed" ] || [ "$_tries" -gt 200 ]; then
			_why=$(tail -n 2 "$D/log")
			systemctl stop "$_unit" 2>/dev/null || :
			detour_gone
			die "$_why"
		fi
		nap
	done
}

detour_hold() {
	/bin/sh "$D/detour.sh" make >"$D/log" 2>&1 || {
		: >"$D/failed"
		return 1
	}
	! has ping || each_peer detour_echo
	: >"$D/ready"
	exec sleep "$LEASE"
}

# Asks again and again whether the peer is there, from now until the end.
detour_echo() {
	[ "$ECHO" = quiet ] || ping -n -D -i "$INTERVAL" "$ADDRESS" >"$D/echo.$NAME" 2>/dev/null &
}

detour_make() {
	[ ! -e "/sys/class/net/$DETOUR" ] || die "there is an interface $DETOUR already"
	ip link add dev "$DETOUR" type wireguard 2>/dev/null || wireguard-go "$DETOUR" >/dev/null 2>&1 ||
		die "the interface $DETOUR cannot be made"
	tunnel_private "$IF" "$KEY" | wg set "$DETOUR" private-key /dev/stdin listen-port "$PORT"
	[ "$(wg show "$DETOUR" public-key)" = "$KEY" ] || die "this host has no private key for $KEY"
	tunnel_psks "$IF" >"$D/psks"
	each_peer detour_peer
	rm -f "$D/psks" "$D/psk"
	for _address in $ADDRESSES; do ip address add "$_address" dev "$DETOUR"; done
	ip link set mtu "$MTU" up dev "$DETOUR"
	detour_loosen "$DETOUR"
	detour_loosen "$IF"
}

detour_peer() {
	set -- "$PUBLIC" allowed-ips "$PREFIXES"
	[ "$ENDPOINT" = - ] || set -- "$@" endpoint "$ENDPOINT"
	if [ "$PSK" != - ]; then
		sed -n "s|^$PSK ||p" "$D/psks" >"$D/psk"
		[ -s "$D/psk" ] || die "this host has not the preshared key that it shall have for $NAME"
		set -- "$@" preshared-key "$D/psk"
	fi
	set_peer "$DETOUR" "$@"
}

# IF: while one end has switched and the other has not, packets come in where none would be sent out, which a strict filter
# drops. Of `all` and the interface the kernel takes the greater one, and 2 is loose (ip-sysctl).
detour_loosen() {
	_filter=/proc/sys/net/ipv4/conf/$1/rp_filter
	if [ ! -e "$_filter" ] || [ "$(cat "$_filter")" -eq 2 ]; then return 0; fi
	cat "$_filter" >"$D/rp_filter.$1"
	echo 2 >"$_filter"
}

# SECONDS: who leads begins; tells whose handshakes are made.
detour_meet() {
	each_peer detour_dial
	detour_wait "$DETOUR" "$1" "$(each_peer detour_public)"
}

detour_dial() { [ "$TURN" = follows ] || set_peer "$DETOUR" "$PUBLIC" persistent-keepalive 5; }

detour_public() { printf '%s\n' "$PUBLIC"; }

# IF SECONDS KEYS: until all of these have shaken hands; tells who has.
detour_wait() {
	_end=$(($(uptime_seconds) + $2))
	until _met=$(wg show "$1" latest-handshakes | grep -F "$3" | grep -v '	0$' || :) &&
		[ "$(printf '%s\n' "$_met" | wc -l)" -eq "$(printf '%s\n' "$3" | wc -l)" ] && [ -n "$_met" ]; do
		[ "$(uptime_seconds)" -lt "$_end" ] || break
		nap
	done
	[ -z "$_met" ] || printf '%s\n' "$_met" | while read -r _key _time; do field met "$_key"; done
}

# Tells whose answers come in.
detour_alive() {
	for _echo in "$D"/echo.*; do [ ! -e "$_echo" ] || field "${_echo##*/echo.}" "$(wc -l <"$_echo")"; done >"$D/alive"
	sleep 1
	while read -r _name _count; do
		[ "$(wc -l <"$D/echo.$_name")" -le "$_count" ] || field alive "$_name"
	done <"$D/alive"
}

# KEY...: what goes to these peers takes the detour.
detour_switch() {
	WANTED=" $* "
	each_peer detour_route
	for _family in $(families); do
		ip "$_family" rule show pref $DETOUR_RULE | grep -q " lookup $PORT" ||
			ip "$_family" rule add pref $DETOUR_RULE lookup "$PORT"
	done
}

detour_route() {
	case $WANTED in *" $PUBLIC "*) ;; *) return 0 ;; esac
	for _prefix in $(printf '%s' "$PREFIXES" | tr , ' '); do
		ip "$(family "$_prefix")" route replace "$_prefix" dev "$DETOUR" table "$PORT"
	done
}

family() { case $1 in *:*) printf '%s' -6 ;; *) printf '%s' -4 ;; esac; }

families() { for _address in $ADDRESSES; do printf '%s\n' "$(family "$_address")"; done | sort -u; }

# SECONDS KEY...: who leads makes the tunnel itself shake hands with these peers; tells whose handshakes are made.
detour_settle() {
	_seconds=$1
	shift
	WANTED=" $* "
	! has ping || each_peer detour_knock
	detour_wait "$IF" "$_seconds" "$(printf '%s\n' "$@")"
}

# Nothing comes back by this way while the other end takes the detour; the handshake does.
detour_knock() {
	case $WANTED in *" $PUBLIC "*) ;; *) return 0 ;; esac
	if [ "$TURN" = follows ] || [ "$ADDRESS" = - ]; then return 0; fi
	ping -n -q -c 1 -W 1 -I "$IF" "$ADDRESS" >/dev/null 2>&1 &
}

# What goes to the peers takes the tunnel again.
detour_return() {
	for _family in $(families); do ip "$_family" rule del pref $DETOUR_RULE lookup "$PORT" 2>/dev/null || :; done
}

# Tells what came back, and when the last moment was, in seconds since the epoch; then nothing is left.
detour_down() {
	_now=$(date +%s.%N)
	for _echo in "$D"/echo.*; do
		[ -e "$_echo" ] || continue
		sed -n 's/^\[\([0-9.]*\)\].* icmp_seq=\([0-9]*\) .*/\1 \2/p' "$_echo" | lines "echo ${_echo##*/echo.}"
	done
	field end "$_now"
	systemctl stop "wgorch-detour-$IF" 2>/dev/null || :
}

detour_gone() {
	rm -rf "$D"
	rmdir "${D%/*}" 2>/dev/null || :
}

# However it ends: the unit runs this.
detour_clean() {
	detour_return
	for _saved in "$D"/rp_filter.*; do
		_filter=/proc/sys/net/ipv4/conf/${_saved##*/rp_filter.}/rp_filter
		[ ! -e "$_saved" ] || [ ! -e "$_filter" ] || cat "$_saved" >"$_filter"
	done
	ip link delete dev "$DETOUR" 2>/dev/null || :
	[ -e "$D/failed" ] || detour_gone
}
