# firewall/wgorch: an nftables table of our own, and the unit that loads it.

FIREWALL_FILE=/etc/wgorch/nftables.conf
FIREWALL_UNITS='wgorch-nftables wgorch-nftables-again'

# Debian's nftables.conf begins with `flush ruleset`, so each start, restart and reload of nftables.service takes our
# table away. One unit keeps the table from boot on, and follows nftables.service in restart and reload; it cannot follow
# in a first start, because it is active already. That is what the other one is for.
firewall_unit() {
	case $1 in
	wgorch-nftables)
		cat <<-'UNIT'
			[Unit]
			Description=wgorch: nftables table that guards the WireGuard interface
			Documentation=man:nft(8)
			DefaultDependencies=no
			After=nftables.service wgorch-recover.service local-fs.target
			Before=network-pre.target
			Wants=network-pre.target
			PartOf=nftables.service
			ReloadPropagatedFrom=nftables.service

			[Service]
			Type=oneshot
			RemainAfterExit=yes
			ExecStart=/usr/bin/env nft -f /etc/wgorch/nftables.conf
			ExecReload=/usr/bin/env nft -f /etc/wgorch/nftables.conf
			ExecStop=-/usr/bin/env nft delete table inet wgorch

			[Install]
			WantedBy=sysinit.target nftables.service
		UNIT
		;;
	wgorch-nftables-again)
		cat <<-'UNIT'
			[Unit]
			Description=wgorch: the same table, after a start of nftables.service
			Documentation=man:nft(8)
			DefaultDependencies=no
			After=nftables.service wgorch-nftables.service

			[Service]
			Type=oneshot
			ExecStart=/usr/bin/env nft -f /etc/wgorch/nftables.conf

			[Install]
			WantedBy=nftables.service
		UNIT
		;;
	esac
}

firewall_unit_file() { printf '/etc/systemd/system/%s.service' "$1"; }

# Whether both units are ours and enabled, and the table's own is active.
firewall_units_stand() {
	for _unit in $FIREWALL_UNITS; do
		[ "$(cat "$(firewall_unit_file "$_unit")" 2>/dev/null)" = "$(firewall_unit "$_unit")" ] || return 1
		systemctl -q is-enabled "$_unit" || return 1
	done
	systemctl -q is-active wgorch-nftables
}

firewall_listing() { nft -s list table inet wgorch 2>/dev/null; }

probe_firewall() {
	if [ -e "$FIREWALL_FILE" ]; then
		field access "$(stat -c '%a %U:%G' "$FIREWALL_FILE")"
		lines text <"$FIREWALL_FILE"
	fi
	[ ! -e "$STATE/firewall.listing" ] || lines recorded <"$STATE/firewall.listing"
	! has nft || firewall_listing | lines loaded
	if firewall_units_stand; then field unit active; fi
}

# <text
firewall_stage() {
	put "$FIREWALL_FILE" 644 root:root
	nft -c -f "$(beside "$FIREWALL_FILE")"
	for _unit in $FIREWALL_UNITS; do
		firewall_unit "$_unit" | put "$(firewall_unit_file "$_unit")" 644 root:root
	done
	firewall_listing >"$T/firewall.old" || rm -f "$T/firewall.old"
}

firewall_activate() { nft -f "$(beside "$FIREWALL_FILE")"; }

firewall_check() { firewall_listing >/dev/null || die "the table inet wgorch is not loaded"; }

firewall_undo() {
	{
		printf 'add table inet wgorch\ndelete table inet wgorch\n'
		[ ! -e "$T/firewall.old" ] || cat "$T/firewall.old"
	} | nft -f -
}

firewall_persist() {
	take "$FIREWALL_FILE"
	for _unit in $FIREWALL_UNITS; do take "$(firewall_unit_file "$_unit")"; done
	if [ -n "${BOOT:-}" ]; then
		# shellcheck disable=SC2086
		systemctl -q enable --no-reload $FIREWALL_UNITS
		after_boot wgorch-nftables
		nft -f "$FIREWALL_FILE"
	else
		# shellcheck disable=SC2086
		systemctl -q enable $FIREWALL_UNITS
		systemctl restart wgorch-nftables
	fi
	mkdir -p "$STATE"
	firewall_listing >"$STATE/firewall.listing"
	sync_path "$STATE/firewall.listing"
}

# Runtime only: the unit's stop removes the table.
firewall_stop() {
	firewall_listing >"$T/firewall.old" || rm -f "$T/firewall.old"
	nft delete table inet wgorch 2>/dev/null || :
}

firewall_forget() {
	for _unit in $FIREWALL_UNITS; do
		systemctl -q disable --now "$_unit" 2>/dev/null || :
		rm -f "$(firewall_unit_file "$_unit")"
	done
	rm -rf "${FIREWALL_FILE%/*}" "$STATE/firewall.listing"
	sync_path /etc
	systemctl daemon-reload
}
