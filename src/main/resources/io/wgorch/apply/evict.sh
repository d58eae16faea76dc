# An eviction: keys that are in somebody else's hands go from this host now. It is no transaction: nothing undoes it, and it
# waits for nobody until the keys are out of what runs. A transaction that is open gives way to it.

LOCK=/run/wgorch.lock

# WHO OURS SECONDS LINE...: OURS are interfaces, a LINE is one of $STATE/evicted.
evict() {
	_who=$1 OURS=$2 _patience=$3
	shift 3
	if ! has_ours; then
		field swept yes
		return
	fi
	has wg || die "this host has no wg, so its kernel cannot be asked"
	list_evicted "$@" || die "the list of evicted keys cannot be written to $STATE/evicted"
	sweep_live || die "a peer could not be taken away"
	for _open in "$STATE"/txn/*/; do pre_empt "${_open%/}"; done
	exec 9>>"$LOCK"
	flock -w "$_patience" 9 ||
		die "out of what runs; but another run holds this host, so its files were not looked at: $(cat "$LOCK")"
	printf '%s since %s\n' "$_who" "$(date -u +%Y-%m-%dT%H:%M:%SZ)" >"$LOCK"
	for _open in "$STATE"/txn/*/; do
		[ ! -e "$_open/txn.sh" ] || /bin/sh "$_open/txn.sh" settle_late 9>&- || :
	done
	sweep_evicted || exit 1
	forget_waiting
	still_there
}

# Whether there is anything of ours on this host: where there is not, no trace is left.
has_ours() {
	[ ! -d "$STATE" ] || return 0
	for _if in $OURS; do
		if [ -e "/sys/class/net/$_if" ] || [ -e "/etc/wireguard/$_if.conf" ]; then return 0; fi
	done
	return 1
}

# Whatever is cut off after this, it is known from now on. Two that write at once each add a whole line; one that a power
# cut has torn is left behind.
list_evicted() {
	mkdir -p "$STATE" && chmod 700 "$STATE" || return 1
	[ -z "$(tail -c 1 "$STATE/evicted" 2>/dev/null)" ] || printf '\n' >>"$STATE/evicted" || return 1
	for _line; do
		is_evicted "${_line%% *}" || (umask 077 && printf '%s\n' "$_line" >>"$STATE/evicted") || return 1
	done
	sync_path "$STATE/evicted" "$STATE" "${STATE%/*}"
}

# FOLDER: the transaction there is undone, unless that is decided already. Who holds the lock for it carries that out.
pre_empt() {
	[ -e "$1/txn.sh" ] || return 0
	_guard=$(cat "$1/armed" 2>/dev/null)
	if kill -0 "$_guard" 2>/dev/null && [ ! -e "$1/activated" ]; then
		kill -KILL -- "-$(cat "$1/begin")" 2>/dev/null || :
	fi
	/bin/sh "$1/txn.sh" verdict_undo || :
	kill -s USR1 "$_guard" 2>/dev/null || :
}

# Nobody knows any more which of the preshared keys that wait to be used were for whom; others are made when they are missed.
forget_waiting() {
	sweep_interfaces | while IFS= read -r _if; do rm -f "/etc/wireguard/$_if.psk.new"; done
	[ ! -d /etc/wireguard ] || sync_path /etc/wireguard
}

# What is not ours is told, and left alone.
still_there() {
	wg show all peers | while read -r _if _peer; do
		! is_evicted "$_peer" || field left "$_peer interface $_if"
	done
	sweep_files | while IFS= read -r _file; do
		[ -f "$_file" ] || continue
		while read -r _evicted _owner _rest; do
			! grep -qF -e "$_evicted" "$_file" || field left "$_evicted $_file"
		done <"$STATE/evicted"
	done
	field swept yes
}
