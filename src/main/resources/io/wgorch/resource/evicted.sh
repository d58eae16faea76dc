# Keys that were evicted from this host: none of them comes back, whoever asks for it. They are listed in $STATE/evicted, a
# line `KEY NODE FINGERPRINT...` each, before anything is taken away; whatever changes a tunnel, or puts an old state back,
# holds itself to that list. Only a host that leaves the mesh loses it.

# KEY
is_evicted() { [ -e "$STATE/evicted" ] && grep -qF -e "$1 " "$STATE/evicted"; }

# FILE: fails where it names one of them.
refuse_evicted() {
	[ -e "$STATE/evicted" ] || return 0
	while read -r _evicted _owner _rest; do
		! grep -qF -e "$_evicted" "$1" ||
			die "the key $_evicted of $_owner is revoked on this host: it was evicted as compromised"
	done <"$STATE/evicted"
}

# IF KEY WORD...: sets a peer, but no evicted one.
set_peer() {
	! is_evicted "$2" || return 0
	_on=$1 _peer=$2
	shift 2
	wg set "$_on" peer "$_peer" "$@"
}

# Every step that a transaction ends with is followed by this one.
sweep_0() { sweep_evicted; }

# Takes them away from what runs and from what would be put back, and tells of what. The host's lock has to be held.
sweep_evicted() {
	[ -e "$STATE/evicted" ] || return 0
	sweep_live
	sweep_files | while IFS= read -r _file; do
		[ ! -f "$_file" ] || sweep_file "$_file" || exit 1
	done
	sweep_detours
}

# The interfaces of ours, those beside them included: of the manifest, of open transactions, and what else is given in OURS.
sweep_interfaces() {
	{
		sed -n 's|^resource tunnel/\([^ ]*\) .*|\1|p' "$STATE/manifest" "$STATE"/txn/*/manifest 2>/dev/null || :
		# shellcheck disable=SC2086
		printf '%s\n' ${OURS:-}
	} | sort -u | while IFS= read -r _if; do [ -z "$_if" ] || printf '%s\n%s-d\n' "$_if" "$_if"; done
}

sweep_live() {
	sweep_interfaces | while IFS= read -r _if; do
		[ -e "/sys/class/net/$_if" ] || continue
		wg show "$_if" peers | while IFS= read -r _peer; do
			is_evicted "$_peer" || continue
			wg set "$_if" peer "$_peer" remove || exit 1
			field live "$_peer $_if"
		done || exit 1
	done
}

# What wg-quick(8) or an undo would read. Of a transaction the program stays: it sets no evicted peer.
sweep_files() {
	sweep_interfaces | while IFS= read -r _if; do
		printf '%s\n' "/etc/wireguard/$_if.conf" "$(beside "/etc/wireguard/$_if.conf")" "/run/wgorch/$_if.conf"
	done
	for _old in "$STATE"/original/*; do printf '%s\n' "$_old"; done
}

# FILE: the same without what is theirs, mode and owner kept, durable.
sweep_file() {
	_part=${1%/*}/.${1##*/}.wgorch-swept
	while read -r _evicted _owner _rest; do
		grep -qF -e "$_evicted" "$1" || continue
		rm -f "$_part"
		(umask 077 && set -C && without_peer "$_evicted" <"$1" >"$_part") || die "$1 cannot be written anew"
		! cmp -s "$_part" "$1" || continue
		chown "$(stat -c '%u:%g' "$1")" "$_part"
		chmod "$(stat -c '%a' "$1")" "$_part"
		sync_path "$_part"
		mv -f "$_part" "$1" || die "$1 cannot be replaced"
		sync_path "${1%/*}"
		field file "$_evicted $1"
	done <"$STATE/evicted"
	rm -f "$_part"
}

# KEY <file: without the sections of that peer, and its preshared key with them. A file has secrets, so it is read with the
# builtins of the shell alone.
without_peer() {
	_blank=$(printf ' \t')
	_section='' _theirs=''
	while IFS= read -r _line || [ -n "$_line" ]; do
		_words=${_line#"${_line%%[!"$_blank"]*}"}
		case ${_words%%#*} in
		"["*)
			[ -n "$_theirs" ] || printf '%s' "$_section"
			_section='' _theirs=''
			;;
		[Pp][Uu][Bb][Ll][Ii][Cc][Kk][Ee][Yy]*=*"$1"*) _theirs=yes ;;
		esac
		_section=$_section$_line'
'
	done
	[ -n "$_theirs" ] || printf '%s' "$_section"
}

# A detour that leads to one of them goes as a whole.
sweep_detours() {
	for _detour in /run/wgorch-detour/*/; do
		[ -e "$_detour/detour.sh" ] || continue
		while read -r _evicted _owner _rest; do
			grep -qF -e "$_evicted" "$_detour/detour.sh" || continue
			_name=${_detour%/}
			systemctl stop "wgorch-detour-${_name##*/}" 2>/dev/null || :
			rm -rf "$_detour"
			field detour "$_evicted ${_name##*/}"
			break
		done <"$STATE/evicted"
	done
}
