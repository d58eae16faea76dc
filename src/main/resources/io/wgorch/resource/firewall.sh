# firewall/wgorch: an nftables table of our own, and the unit that loads it.

FIREWALL_FILE=/etc/wgorch/nftables.conf
FIREWALL_UNIT=/etc/systemd/system/wgorch-nftables.service

# Debian's nftables.conf begins with `flush ruleset`, so each start or reload of nftables.service takes our table away;
# this unit follows it in both.
firewall_unit() {
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
}

firewall_listing() { nft -s list table inet wgorch 2>/dev/null; }

probe_firewall() {
	if [ -e "$FIREWALL_FILE" ]; then
		field access "$(stat -c '%a %U:%G' "$FIREWALL_FILE")"
		lines text <"$FIREWALL_FILE"
	fi
	[ ! -e "$STATE/firewall.listing" ] || lines recorded <"$STATE/firewall.listing"
	! has nft || firewall_listing | lines loaded
	if [ -e "$FIREWALL_UNIT" ] && [ "$(cat "$FIREWALL_UNIT")" = "$(firewall_unit)" ] &&
		systemctl -q is-enabled wgorch-nftables && systemctl -q is-active wgorch-nftables; then
		field unit active
	fi
}

# <text
firewall_stage() {
	put "$FIREWALL_FILE" 644 root:root
	nft -c -f "$(beside "$FIREWALL_FILE")"
	firewall_unit | put "$FIREWALL_UNIT" 644 root:root
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
	take "$FIREWALL_UNIT"
	if [ -n "${BOOT:-}" ]; then
		systemctl -q enable --no-reload wgorch-nftables
		after_boot wgorch-nftables
		nft -f "$FIREWALL_FILE"
	else
		systemctl -q enable wgorch-nftables
		systemctl restart wgorch-nftables
	fi
	mkdir -p "$STATE"
	firewall_listing >"$STATE/firewall.listing"
}

# Runtime only: the unit's stop removes the table.
firewall_stop() {
	firewall_listing >"$T/firewall.old" || rm -f "$T/firewall.old"
	nft delete table inet wgorch 2>/dev/null || :
}

firewall_forget() {
	systemctl -q disable --now wgorch-nftables 2>/dev/null || :
	rm -rf "$FIREWALL_UNIT" "${FIREWALL_FILE%/*}" "$STATE/firewall.listing"
	systemctl daemon-reload
}
