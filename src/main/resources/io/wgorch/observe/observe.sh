# The whole probe: facts, manifest, evicted keys, and every resource that is wanted or was ours.

observe() {
	section facts
	probe_facts
	section manifest
	[ ! -e "$STATE/manifest" ] || cat "$STATE/manifest"
	[ ! -e "$STATE/manifest" ] || [ -s "$STATE/manifest" ] || echo empty
	section evicted
	[ ! -e "$STATE/evicted" ] || lines key <"$STATE/evicted"
	_seen=$(probe_resources)
	[ -z "$_seen" ] || printf '%s\n' "$_seen"
	section end
	field fingerprint "$(printf '%s\n' "$_seen" | fingerprint)"
}
