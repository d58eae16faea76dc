# service/UNIT: whether a systemd unit starts at boot, and whether it runs.

probe_service() {
	has systemctl || return 0
	field enabled "$(systemctl is-enabled "$1" 2>/dev/null || :)"
	field active "$(systemctl is-active "$1" 2>/dev/null || :)"
}

# UNIT enable|disable
service_persist() {
	if [ -n "${BOOT:-}" ]; then
		systemctl -q "$2" --no-reload "$1"
		[ "$2" = disable ] || after_boot "$1"
	else
		systemctl -q "$2" "$1"
	fi
}
