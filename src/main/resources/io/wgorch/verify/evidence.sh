# What a host still has of revoked keys, in the kernel and in files. Reads only. Of a private key nothing is told but
# whose it is, and where it is.

# The keys that are looked for.
_sought=

# KEY HEX...: each in both of its forms
evidence() {
	has wg || die "this host has no wg, so neither its kernel nor its private keys can be asked"
	_sought=" $* "
	_own=$(wg show all public-key) || die "wg show all failed"
	_peers=$(wg show all peers) || die "wg show all failed"
	printf '%s\n' "$_own" | evidence_sought own
	printf '%s\n' "$_peers" | evidence_sought peer
	evidence_places | while IFS= read -r _place; do
		[ ! -e "$_place" ] || find -L "$_place" -type f
	done | while IFS= read -r _file; do evidence_file "$_file" "$@"; done
}

# WORD <lines of IF KEY
evidence_sought() {
	while read -r _if _key; do
		case $_sought in *" ${_key:-none} "*) printf '%s %s %s\n' "$1" "$_key" "$_if" ;; esac
	done
}

# Where WireGuard is configured: by us, wg-quick, systemd-networkd, NetworkManager, netplan, ifupdown.
evidence_places() {
	printf '%s\n' /etc/wireguard /usr/local/etc/wireguard /etc/wgorch "$STATE" /run/wgorch /run/wgorch-detour \
		/etc/systemd/network /run/systemd/network /usr/local/lib/systemd/network /usr/lib/systemd/network \
		/etc/NetworkManager /run/NetworkManager /usr/lib/NetworkManager /etc/netplan /etc/network
}

# FILE KEY HEX...
evidence_file() {
	_file=$1
	shift
	while [ $# -gt 0 ]; do
		! evidence_text "$_file" | grep -qiF -e "$1" -e "$2" || printf 'public %s %s\n' "$1" "$_file"
		shift 2
	done
	evidence_text "$_file" | tr -c 'A-Za-z0-9+/=' '\n' | grep -oE '[A-Za-z0-9+/]{43}=' | sort -u |
		while IFS= read -r _candidate; do
			_key=$(printf '%s\n' "$_candidate" | wg pubkey 2>/dev/null) || continue
			case $_sought in *" $_key "*) printf 'private %s %s\n' "$_key" "$_file" ;; esac
		done
}

# FILE: what is in it, but for our own lists of keys that may not come back.
evidence_text() {
	case $1 in
	"$STATE/manifest" | "$STATE/.manifest.wgorch-new" | "$STATE"/txn/*/manifest) sed '/^revoked /d' "$1" ;;
	"$STATE/evicted") ;;
	*) cat "$1" ;;
	esac
}
