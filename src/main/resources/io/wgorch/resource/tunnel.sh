# tunnel/IF: a WireGuard interface and its wg-quick(8) file.

# Prints no secret: the private key leaves as its public half, a preshared key as a salted hash.
probe_tunnel() {
	_conf=/etc/wireguard/$1.conf
	if [ -e "$_conf" ]; then
		field file.access "$(stat -c '%a %U:%G' "$_conf")"
		field file.key "$(tunnel_key_in_file "$_conf" | tunnel_public)"
		tunnel_without_secrets <"$_conf" | tunnel_without_stray_keys | lines file
	fi
	[ ! -e "/etc/wireguard/$1.key.new" ] || field stat.new_key "$(tunnel_public <"/etc/wireguard/$1.key.new")"
	tunnel_new_psks "$1" | while read -r _psk; do field stat.new_psk "$(salted "$_psk")"; done
	if has systemctl && systemctl -q is-active "wg-quick@$1"; then field unit.active yes; fi
	has wg && [ -e "/sys/class/net/$1" ] || return 0
	case $(ip -o link show dev "$1") in *[\<,]UP[\>,]*) field live up ;; *) field live down ;; esac
	field stat.now "$(date +%s)"
	field mtu "$(cat "/sys/class/net/$1/mtu")"
	# wireguard-go lists its peers in another order every time
	wg show "$1" dump | tunnel_dump | sort
	ip -o address show dev "$1" | while read -r _n _if _fam _addr _rest; do
		case $_addr in fe80:*) ;; *) field address "$_addr" ;; esac
	done
	{
		ip -4 route show dev "$1"
		ip -6 route show dev "$1"
	} | while read -r _dst _rest; do
		case "$_dst $_rest" in
		*' proto kernel'* | default* | fe80:* | multicast* | ff00:*) ;;
		*) field route "$_dst" ;;
		esac
	done
}

# `wg show IF dump`, see wg(8), with the secret fields left behind.
tunnel_dump() {
	_tab=$(printf '\t')
	IFS=$_tab read -r _private _public _port _mark || return 0
	[ "$_public" = '(none)' ] || field key "$_public"
	field port "$_port"
	[ "$_mark" = off ] || field fwmark "$_mark"
	while IFS=$_tab read -r _key _psk _endpoint _allowed _handshake _rx _tx _keepalive; do
		[ "$_psk" = '(none)' ] || _psk=$(salted "$_psk")
		field peer "$_key $_psk $_allowed $_keepalive"
		field stat.peer "$_key $_endpoint $_handshake $_rx $_tx"
	done
}

# The files are read with the builtins of the shell alone: a secret is never an argument of a process.
tunnel_without_secrets() {
	while IFS= read -r _line || [ -n "$_line" ]; do
		case $(tunnel_setting "$_line") in
		privatekey) printf 'PrivateKey = @private_key@\n' ;;
		presharedkey) printf 'PresharedKey = @%s@\n' "$(salted "$(tunnel_value "$_line")")" ;;
		*) printf '%s\n' "$_line" ;;
		esac
	done
}

# A key in a hook or in a comment may be anybody's private one: only a PublicKey setting shows its key.
tunnel_without_stray_keys() {
	sed '/^[[:space:]]*[Pp][Uu][Bb][Ll][Ii][Cc][Kk][Ee][Yy][[:space:]]*=/!s|[A-Za-z0-9+/]\{43\}=|@key@|g'
}

# The name of the setting in a line, in lower case and without blanks. Most lines need no process.
tunnel_setting() {
	case $1 in
	*[Pp][Rr][Ii][Vv][Aa][Tt][Ee][Kk][Ee][Yy]*=*) printf privatekey ;;
	*[Pp][Rr][Ee][Ss][Hh][Aa][Rr][Ee][Dd][Kk][Ee][Yy]*=*) printf presharedkey ;;
	esac
}

tunnel_value() {
	_value=${1#*=}
	_value=${_value%%#*}
	_blank=$(printf ' \t')
	while case $_value in [$_blank]*) true ;; *) false ;; esac; do _value=${_value#?}; done
	while case $_value in *[$_blank]) true ;; *) false ;; esac; do _value=${_value%?}; done
	printf '%s' "$_value"
}

tunnel_key_in_file() {
	while IFS= read -r _line || [ -n "$_line" ]; do
		case $_line in '#'*) continue ;; esac
		[ "$(tunnel_setting "$_line")" != privatekey ] || tunnel_value "$_line"
	done <"$1"
}

# A private key on stdin, its public half out; nothing for nothing.
tunnel_public() {
	IFS= read -r _key || [ -n "$_key" ] || return 0
	printf '%s\n' "$_key" | wg pubkey 2>/dev/null || :
}

# IF PUBLIC: the private key of PUBLIC from wherever this host has it.
tunnel_private() {
	for _from in "wg show $1 private-key" "tunnel_key_in_file /etc/wireguard/$1.conf" "cat /etc/wireguard/$1.key.new"; do
		_private=$($_from 2>/dev/null) || continue
		if [ "$(printf '%s\n' "$_private" | tunnel_public)" = "$2" ]; then
			printf '%s\n' "$_private"
			return
		fi
	done
	return 1
}

# IF PUBLIC <file: the file beside its target, complete, with the private key that belongs to PUBLIC.
tunnel_stage() {
	_private=$(tunnel_private "$1" "$2") || die "this host has no private key for $2"
	mkdir -p /etc/wireguard
	(umask 077 && mkdir -p /run/wgorch && printf '%s\n' "$_private" >"$T/$1.key.new")
	(umask 077 && tunnel_psks "$1" >"$T/$1.psks")
	while IFS= read -r _line; do
		case $_line in
		*@private_key@*) printf 'PrivateKey = %s\n' "$_private" ;;
		*) case $(tunnel_setting "$_line") in
			presharedkey)
				tunnel_psk "$1" "$(tunnel_value "$_line")"
				printf 'PresharedKey = %s\n' "$(cat "$T/psk")"
				;;
			*) printf '%s\n' "$_line" ;;
			esac ;;
		esac
	done | put "/etc/wireguard/$1.conf" 600 root:root
	refuse_evicted "$(beside "/etc/wireguard/$1.conf")"
	cp "$(beside "/etc/wireguard/$1.conf")" "/run/wgorch/$1.conf"
	wg-quick strip "/run/wgorch/$1.conf" >/dev/null
	sed -n 's/^Endpoint *= *\(.*\):[0-9]*$/\1/p' "/run/wgorch/$1.conf" | tr -d '[]' | while IFS= read -r _host; do
		! has getent || getent ahosts "$_host" >/dev/null || die "the endpoint '$_host' does not resolve on this host"
	done
	if [ -e "/sys/class/net/$1" ]; then
		(umask 077 && wg show "$1" private-key >"$T/$1.key.old")
	fi
}

# IF: the interface comes up from the staged file, and the unit owns it; after a reboot nothing of this is left.
tunnel_start() {
	systemctl stop "wg-quick@$1" 2>/dev/null || :
	tunnel_drop_in "$1" "wg-quick up /run/wgorch/$1.conf" "wg-quick down /run/wgorch/$1.conf"
	systemctl start "wg-quick@$1" || {
		journalctl -u "wg-quick@$1" -n 30 -o cat --no-pager 2>/dev/null | grep -v -e '^[│┌└]' -e "^wg-quick@$1" -e systemd |
			tail -n 4 >&2
		return 1
	}
}

# IF: an interface that somebody brought up by hand becomes the unit's, untouched.
tunnel_adopt() {
	tunnel_drop_in "$1" true "wg-quick down $1"
	systemctl reset-failed "wg-quick@$1" 2>/dev/null || :
	systemctl start "wg-quick@$1"
}

# IF: the interface is nobody's again, untouched.
tunnel_disown() {
	tunnel_drop_in "$1" true true
	systemctl stop "wg-quick@$1"
	tunnel_no_drop_in "$1"
}

# IF START STOP
tunnel_drop_in() {
	_dir=/run/systemd/system/wg-quick@$1.service.d
	mkdir -p "$_dir"
	printf '[Service]\nExecStart=\nExecStart=/usr/bin/env %s\nExecStop=\nExecStop=/usr/bin/env %s\n' "$2" "$3" \
		>"$_dir/wgorch.conf"
	systemctl daemon-reload
}

tunnel_no_drop_in() {
	[ -e "/run/systemd/system/wg-quick@$1.service.d" ] || return 0
	rm -rf "/run/systemd/system/wg-quick@$1.service.d"
	systemctl daemon-reload
}

tunnel_stop() {
	systemctl stop "wg-quick@$1" || :
	[ ! -e "/sys/class/net/$1" ] || ip link delete dev "$1"
	tunnel_no_drop_in "$1"
	systemctl reset-failed "wg-quick@$1" 2>/dev/null || :
}

# IF PUBLIC
tunnel_check() {
	[ "$(wg show "$1" public-key)" = "$2" ] || die "$1 does not run the key $2"
	systemctl -q is-active "wg-quick@$1" || die "wg-quick@$1 is not active"
}

# IF PUBLIC
tunnel_persist() {
	take "/etc/wireguard/$1.conf"
	tunnel_no_drop_in "$1"
	rm -f "/run/wgorch/$1.conf"
	_new=/etc/wireguard/$1.key.new
	if [ -e "$_new" ] && [ "$(tunnel_public <"$_new")" = "$2" ]; then rm -f "$_new"; fi
	rm -f "/etc/wireguard/$1.psk.new"
	after_boot "wg-quick@$1"
}

# At boot the unit's start is due already, and would fail: it is taken back.
tunnel_forget() {
	systemctl -q disable "wg-quick@$1" 2>/dev/null || :
	[ -z "${BOOT:-}" ] || systemctl --no-block stop "wg-quick@$1" 2>/dev/null || :
	rm -f "/etc/wireguard/$1.conf"
	tunnel_forget_key "$1"
}

# IF: keys that were made and are not in use
tunnel_forget_key() {
	rm -f "/etc/wireguard/$1.key.new" "/etc/wireguard/$1.psk.new"
	sync_path /etc/wireguard
}

# IF: every preshared key that this host has for the tunnel, behind its hash
tunnel_psks() {
	{
		! has wg || wg show "$1" preshared-keys 2>/dev/null | cut -f2 | grep -v '^(none)$' || :
		[ ! -e "/etc/wireguard/$1.conf" ] || while IFS= read -r _line || [ -n "$_line" ]; do
			[ "$(tunnel_setting "$_line")" != presharedkey ] || printf '%s\n' "$(tunnel_value "$_line")"
		done <"/etc/wireguard/$1.conf"
		tunnel_new_psks "$1"
	} | sort -u | while read -r _psk; do printf '@%s@ %s\n' "$(salted "$_psk")" "$_psk"; done
}

# IF @HASH@: that preshared key in $T/psk, from those that were there when the file was staged
tunnel_psk() {
	(umask 077 && sed -n "s|^$2 ||p" "$T/$1.psks" >"$T/psk")
	[ -s "$T/psk" ] || die "this host has not the preshared key that it shall have for a peer on $1"
}

# IF: those that were brought for it and may not be in use
tunnel_new_psks() { [ ! -e "/etc/wireguard/$1.psk.new" ] || cat "/etc/wireguard/$1.psk.new"; }

# IF <keys, a line each: they wait beside the file. Tells their hashes.
tunnel_take_psks() {
	tunnel_receive "/etc/wireguard/$1.psk.new"
	tunnel_new_psks "$1" | while read -r _psk; do field psk "$1 $(salted "$_psk")"; done
}

# IF...: makes a private key for each on this host and tells their public halves. They are durable before anybody learns
# of them, and in use only after a transaction; each replaces one that was made and never used.
tunnel_make_keys() {
	for _if; do
		_private=$(wg genkey) || die "wg genkey has made no key"
		printf '%s\n' "$_private" | tunnel_take_key "$_if" || exit 1
	done
}

# IF <private key: leaves one that was made elsewhere as if it had been made here.
tunnel_take_key() {
	tunnel_receive "/etc/wireguard/$1.key.new"
	field public_key "$1 $(wg pubkey <"/etc/wireguard/$1.key.new")"
}

# FILE <secrets
tunnel_receive() {
	mkdir -p "${1%/*}"
	rm -f "$1.part"
	(umask 077 && set -C && cat >"$1.part") || die "no key could be written to $1"
	sync_path "$1.part"
	mv -f "$1.part" "$1"
	sync_path "${1%/*}"
}
