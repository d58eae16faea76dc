# One transaction on one host. This file is complete in itself: after the SSH session that brought it has ended, the
# guard (a system unit) and the boot unit run it as well.
#
#   begin    arm the guard, check that this is the host and the state that the plan saw, stage everything, activate it
#   guard    hold the host's lock; settle on a verdict, or undo when none comes in time
#   confirm  over a new SSH connection: check what runs, write the verdict, wait until it is settled
#   settle   carry the verdict out
#   boot     after a reboot: finish what was committed, discard what was not
#
# $T/verdict says `commit` or `undo`. Whoever links it first has decided; it is the one point of no return.

EXIT_BUSY=70 EXIT_OTHER_STATE=71 EXIT_OTHER_HOST=72 EXIT_STAGE=73 EXIT_UNDONE=74 EXIT_NOT_SETTLED=75

# Seconds that staging and activating may take; the window for the confirmation begins after them.
ACTIVATION=60

transaction() {
	case $1 in
	step)
		set -eu
		"$2_$3"
		;;
	*) "$1" ;;
	esac
}

stop() {
	_code=$1
	shift
	printf '%s\n' "$*" >&2
	exit "$_code"
}

# STAGE|ACTIVATE|CHECK|PERSIST|UNDO N: in a shell of its own, so that `set -e` holds whoever calls.
run_step() {
	/bin/sh "$T/txn.sh" step "$1" "$2" </dev/null >"$T/log" 2>&1 && return
	tail -n 4 "$T/log" >"$T/error"
	return 1
}

journal() { printf '%s %s\n' "$(date -u +%Y-%m-%dT%H:%M:%SZ)" "$*" >>"$STATE/journal"; }

# commit|undo: true when that is the verdict, ours or one that was there before.
verdict() {
	printf '%s\n' "$1" >"$T/verdict.$1"
	sync_path "$T/verdict.$1"
	ln "$T/verdict.$1" "$T/verdict" 2>/dev/null || :
	sync_path "$T"
	[ "$(cat "$T/verdict")" = "$1" ]
}

# For an eviction, which comes first. True when it was not too late.
verdict_undo() { verdict undo; }

begin() {
	[ "$(cat /etc/machine-id)" = "$MACHINE" ] ||
		stop $EXIT_OTHER_HOST "this is not the host that the plan was made for: its machine-id differs"
	install_recovery || stop $EXIT_STAGE "the unit that cleans up after a reboot cannot be installed"
	# A verdict is worth what a boot can read beside it.
	sync_path "$T/manifest" "$T" "$STATE/txn"
	cut -d' ' -f5 "/proc/$$/stat" >"$T/begin"
	arm
	settle_interrupted
	[ "$(probe_resources | fingerprint)" = "$SEEN" ] || {
		_why='the host has changed since the plan was made'
		give_up
		stop $EXIT_OTHER_STATE "the host has changed since the plan was made; plan again"
	}
	_n=1
	while [ "$_n" -le "$COUNT" ]; do
		run_step stage "$_n" || {
			_why=$(cat "$T/error")
			give_up
			stop $EXIT_STAGE "$_why"
		}
		_n=$((_n + 1))
	done
	_n=1
	while [ "$_n" -le "$COUNT" ]; do
		printf '%s\n' "$_n" >"$T/reached"
		run_step activate "$_n" || {
			_why=$(cat "$T/error")
			give_up
			stop $EXIT_UNDONE "$_why"
		}
		_n=$((_n + 1))
	done
	uptime_seconds >"$T/activated.part"
	mv "$T/activated.part" "$T/activated"
	sync_path "$T"
}

arm() {
	systemd-run --quiet --collect --unit=wgorch-txn --description="wgorch transaction $ID" \
		flock -n -o -E 75 /run/wgorch.lock /bin/sh "$T/txn.sh" guard 2>"$T/error" || busy
	_tries=0
	until [ -e "$T/armed" ]; do
		_tries=$((_tries + 1))
		systemctl -q is-active wgorch-txn || busy
		[ "$_tries" -lt 600 ] || {
			systemctl stop wgorch-txn
			busy
		}
		nap
	done
}

busy() {
	_why=$(cat "$T/error" 2>/dev/null)
	rm -rf "$T"
	stop $EXIT_BUSY "another run holds this host: $(cat /run/wgorch.lock 2>/dev/null || printf '%s' "$_why")"
}

guard() {
	printf '%s since %s\n' "$WHO" "$(date -u +%Y-%m-%dT%H:%M:%SZ)" >/run/wgorch.lock
	trap : USR1
	printf '%s\n' "$$" >"$T/armed.part"
	mv "$T/armed.part" "$T/armed"
	_end=$(($(uptime_seconds) + WINDOW + ACTIVATION))
	while [ ! -e "$T/verdict" ] && [ "$(uptime_seconds)" -lt "$_end" ]; do
		sleep 1 &
		wait $!
		at_work || [ -e "$T/activated" ] || break
		[ ! -e "$T/activated" ] || _end=$(($(cat "$T/activated") + WINDOW))
	done
	# A step that hangs must not go on beside its own undoing.
	[ -e "$T/verdict" ] || [ -e "$T/activated" ] || kill -KILL -- "-$(cat "$T/begin" 2>/dev/null)" 2>/dev/null || :
	verdict undo || :
	settle
}

# Whether the process that stages and activates is still there. It says when it is through before it ends.
at_work() { kill -s 0 -- "-$(cat "$T/begin" 2>/dev/null)" 2>/dev/null; }

# Tells the guard to look at the verdict now, and waits until it is carried out. Where somebody has killed the guard, this
# process takes its place.
wake() {
	_guard=$(cat "$T/armed")
	kill -USR1 "$_guard" 2>/dev/null || :
	_tries=0
	while [ -d "$T" ] && [ ! -e "$T/unsettled" ] && [ "$_tries" -lt 1200 ]; do
		_tries=$((_tries + 1))
		kill -0 "$_guard" 2>/dev/null || flock -w 30 /run/wgorch.lock /bin/sh "$T/txn.sh" settle 2>/dev/null || :
		nap
	done
}

give_up() {
	verdict undo || :
	wake
	[ ! -e "$T/unsettled" ] || stop $EXIT_NOT_SETTLED "$_why; and it could not be undone: $(cat "$T/error" 2>/dev/null)"
}

# What a killed guard or a crash has left. The lock is ours here, so nobody else is at it.
settle_interrupted() {
	for _other in "$STATE"/txn/*/; do
		[ "$_other" != "$T/" ] || continue
		if [ -e "$_other/txn.sh" ]; then
			/bin/sh "$_other/txn.sh" settle_late
		elif [ -e "$_other/verdict" ]; then
			rm -rf "$_other"
		fi
	done
}

settle_late() {
	verdict undo || :
	settle
}

settle() {
	[ -e "$T/verdict" ] || return 0
	case $(cat "$T/verdict") in
	commit) persist_all ;;
	*) undo_all ;;
	esac
}

persist_all() {
	_n=1
	while [ "$_n" -le "$COUNT" ]; do
		run_step persist "$_n" || {
			journal "transaction $ID by $WHO: committed, step $_n cannot be persisted yet: $(cat "$T/error")"
			: >"$T/unsettled"
			return 1
		}
		_n=$((_n + 1))
	done
	# Where /etc and /var are file systems of their own, the manifest's fsync says nothing about the links of `enable`.
	sync_path /etc/systemd/system /etc/systemd/system/*.wants
	if [ -n "$LEAVES" ]; then
		rm -f "$STATE/manifest"
		rm -f "$T/txn.sh"
		sync_path "$STATE" "$T"
		leave_no_trace
		return
	fi
	if ! swept || ! run_step manifest 0; then
		: >"$T/unsettled"
		return 1
	fi
	journal "transaction $ID by $WHO: committed, $SUMMARY"
	close
}

# What a step has brought back of a key that was evicted from this host meanwhile is gone again.
swept() { [ ! -e "$STATE/evicted" ] || run_step sweep 0; }

# The program goes first: a folder without one is over, whatever a cut has left in it.
close() {
	rm -f "$T/txn.sh"
	rm -rf "$T"
}

manifest_0() {
	put "$STATE/manifest" 600 root:root <"$T/manifest"
	take "$STATE/manifest"
}

undo_all() {
	_n=$(cat "$T/reached" 2>/dev/null || echo 0)
	_bad=
	while [ "$_n" -gt 0 ]; do
		run_step undo "$_n" || _bad="$_bad $_n"
		_n=$((_n - 1))
	done
	discard
	swept || _bad="$_bad sweep"
	if [ -z "$_bad" ]; then
		journal "transaction $ID by $WHO: undone"
		rm -rf /run/wgorch
		close
		nothing_of_ours
	else
		journal "transaction $ID by $WHO: steps$_bad cannot be undone: $(cat "$T/error")"
		: >"$T/unsettled"
	fi
}

# Runtime is new after a boot, so there is nothing to undo but what was staged.
boot() {
	BOOT=1
	export BOOT
	if [ "$(cat "$T/verdict" 2>/dev/null)" != commit ]; then
		discard
		swept || :
		journal "transaction $ID by $WHO: cut off by a reboot, discarded"
		close
		nothing_of_ours
		return
	fi
	persist_all
	_units=$T.after_boot
	[ ! -e "$_units" ] || {
		systemctl daemon-reload
		sort -u "$_units" | while IFS= read -r _unit; do systemctl start --no-block "$_unit"; done
		rm -f "$_units"
	}
}

confirm() {
	_n=1
	while [ "$_n" -le "$COUNT" ]; do
		run_step check "$_n" || {
			_why=$(cat "$T/error")
			give_up
			stop $EXIT_UNDONE "$_why"
		}
		_n=$((_n + 1))
	done
	verdict commit || {
		wake
		stop $EXIT_UNDONE "no confirmation came within $WINDOW s, so the host has put the old configuration back"
	}
	wake
	[ ! -d "$T" ] || stop $EXIT_NOT_SETTLED "committed, but not everything could be written yet: $(cat "$T/error" 2>/dev/null)"
}

install_recovery() {
	_unit=/etc/systemd/system/wgorch-recover.service
	[ "$(cat $_unit 2>/dev/null)" = "$(recovery_unit)" ] &&
		[ -e /etc/systemd/system/sysinit.target.wants/wgorch-recover.service ] && return
	recovery_unit >"$_unit.part" && sync_path "$_unit.part" && mv "$_unit.part" "$_unit" &&
		systemctl -q enable wgorch-recover && sync_path /etc/systemd/system /etc/systemd/system/sysinit.target.wants
}

recovery_unit() {
	cat <<-'UNIT'
		[Unit]
		Description=wgorch: finish or discard a transaction that a reboot cut off
		DefaultDependencies=no
		RequiresMountsFor=/var/lib/wgorch /etc
		After=local-fs.target
		Before=sysinit.target network-pre.target systemd-sysctl.service nftables.service
		ConditionDirectoryNotEmpty=/var/lib/wgorch/txn

		[Service]
		Type=oneshot
		ExecStart=/bin/sh -c 'for t in /var/lib/wgorch/txn/*; do if [ -e "$$t/txn.sh" ]; then /bin/sh "$$t/txn.sh" boot; else rm -rf "$$t"; fi; done'

		[Install]
		WantedBy=sysinit.target
	UNIT
}

# A first transaction that is undone leaves the host as it was found.
nothing_of_ours() { [ -e "$STATE/manifest" ] || [ -n "$(ls "$STATE/txn")" ] || leave_no_trace; }

leave_no_trace() {
	systemctl -q disable wgorch-recover 2>/dev/null || :
	rm -f /etc/systemd/system/wgorch-recover.service
	rm -rf "$STATE" /run/wgorch /run/wgorch.lock
	systemctl daemon-reload
}
