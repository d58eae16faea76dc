# What a host is. Reads only; nothing here opens a file for writing.

probe_facts() {
	field hostname "$(uname -n)"
	field kernel "$(uname -r)"
	if [ -r /etc/os-release ]; then
		(
			. /etc/os-release
			field os "${ID:-unknown}"
			field os_version "${VERSION_ID:-}"
		)
	fi
	[ ! -r /etc/machine-id ] || field machine_id "$(cat /etc/machine-id)"
	[ ! -r /proc/sys/kernel/random/boot_id ] || field boot_id "$(cat /proc/sys/kernel/random/boot_id)"
	if [ -d /run/systemd/system ]; then field init systemd; else field init "$(cat /proc/1/comm)"; fi
	for _tool in wg wg-quick ip nft sysctl systemctl systemd-run flock sha256sum stat ping; do
		! has "$_tool" || field tool "$_tool"
	done
	if [ -d /sys/module/wireguard ] || modinfo wireguard >/dev/null 2>&1; then
		field wireguard kernel
	elif has wireguard-go && [ -c /dev/net/tun ]; then
		field wireguard userspace
	else
		field wireguard none
	fi
	# What a new interface starts with; without the file the kernel has no IPv6 at all.
	if [ "$(cat /proc/sys/net/ipv6/conf/default/disable_ipv6 2>/dev/null)" = 0 ]; then field ipv6 on; else field ipv6 off; fi
	field time "$(date +%s)"
	! has ip || ip -o address show | while read -r _n _if _fam _addr _rest; do field address "$_if $_addr"; done
	_ssh=$(ssh_connection)
	field ssh "$_ssh"
	[ -z "$_ssh" ] || ! has ip || field ssh_device "$(device_towards "${_ssh%% *}")"
	! has nft || nft -s list ruleset 2>/dev/null | incoming_rules | lines ruleset
	for _txn in /var/lib/wgorch/txn/*/; do
		[ -e "$_txn/txn.sh" ] || continue
		_by=
		_guard=$(cat "$_txn/armed" 2>/dev/null) && kill -0 "$_guard" 2>/dev/null && _by=" by $(cat /run/wgorch.lock)"
		field txn "$(basename "$_txn") $(cat "$_txn/verdict" 2>/dev/null || echo open)$_by"
	done
	for _detour in /run/wgorch-detour/*/; do
		[ ! -e "$_detour" ] || field detour "$(basename "$_detour")"
	done
}

# sudo drops the variable; its own process still has it.
ssh_connection() {
	if [ -n "${SSH_CONNECTION:-}" ]; then
		printf '%s' "$SSH_CONNECTION"
	else
		tr '\0' '\n' <"/proc/$PPID/environ" 2>/dev/null | sed -n 's/^SSH_CONNECTION=//p'
	fi
}

# ADDRESS: where the kernel sends what goes there
device_towards() { ip -o route get "$1" 2>/dev/null | sed -n 's/.* dev \([^ ]*\).*/\1/p'; }

# The lines that can decide about an incoming packet, bounded: some hosts have rules by the thousand.
incoming_rules() {
	grep -E '^table|^	chain|^		type|dport|drop|reject|jump|goto|accept' | head -n 3000
}
