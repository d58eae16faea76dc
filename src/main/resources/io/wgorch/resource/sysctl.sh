# sysctl/PATH: a drop-in of sysctl.d(5) and the values that run.

# PATH KEY...: the keys are those that may be wanted; the ones in the file are read in any case.
probe_sysctl() {
	_file=/$1
	shift
	if [ -e "$_file" ]; then
		field access "$(stat -c '%a %U:%G' "$_file")"
		lines text <"$_file"
	fi
	for _key in "$@" $(sysctl_keys "$_file"); do
		if sysctl -n "$_key" >/dev/null 2>&1; then field value "$_key=$(sysctl -n "$_key" | tr '\t' ' ')"; fi
	done
	[ ! -e "$(original "sysctl$_file")" ] || lines original <"$(original "sysctl$_file")"
}

_b='[[:blank:]]'

sysctl_keys() { [ ! -e "$1" ] || sed -n "s/^$_b*-\{0,1\}$_b*\([A-Za-z0-9_.\/-][A-Za-z0-9_.\/-]*\)$_b*=.*/\1/p" "$1"; }

# PATH: where the values from before this transaction are kept.
sysctl_old() { printf '%s/sysctl.old.%s' "$T" "$(printf '%s' "$1" | tr / %)"; }

# PATH KEY... <text: the keys are those that go, with this text, back to what they were before us.
sysctl_stage() {
	_file=/$1
	_old=$(sysctl_old "$1")
	shift
	put "$_file" 644 root:root
	for _key in $(sysctl_keys "$(beside "$_file")") "$@"; do
		sysctl -n "$_key" >/dev/null 2>&1 || die "this kernel has no $_key"
		printf '%s=%s\n' "$_key" "$(sysctl -n "$_key")"
	done >"$_old"
	sync_path "$_old"
}

# FILE of KEY=VALUE
sysctl_set() {
	[ ! -e "$1" ] || sed "s/^$_b*-\{0,1\}$_b*//; /^[#;]/d; /^\$/d; s/$_b*=$_b*/=/" "$1" | while IFS= read -r _setting; do
		sysctl -q -w "$_setting"
	done
}

# PATH KEY...: the values from before us are kept for the day we leave, or the keys do.
sysctl_persist() {
	take "/$1"
	_original=$(original "sysctl/$1")
	_old=$(sysctl_old "$1")
	shift
	if [ -e "$_old" ]; then
		mkdir -p "$STATE/original"
		while IFS= read -r _setting; do
			grep -qF "${_setting%%=*}=" "$_original" 2>/dev/null || printf '%s\n' "$_setting" >>"$_original"
		done <"$_old"
		[ ! -e "$_original" ] || sync_path "$_original" "$STATE/original"
	fi
	for _key in "$@"; do
		sed "/^$(printf '%s' "$_key" | sed 's/[.\/]/\\&/g')=/d" "$_original" >"$_original.part"
		sync_path "$_original.part"
		mv "$_original.part" "$_original"
	done
}

# PATH
sysctl_forget() {
	rm -f "/$1" "$(original "sysctl/$1")"
	sync_path "$(dirname "/$1")"
}
