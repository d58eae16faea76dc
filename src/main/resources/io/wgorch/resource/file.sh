# file/PATH: a file that is written and nothing more.

probe_file() {
	[ -e "/$1" ] || return 0
	field access "$(stat -c '%a %U:%G' "/$1")"
	field size "$(stat -c %s "/$1")"
	field sha256 "$(sha256sum <"/$1" | cut -d' ' -f1)"
	[ "$(stat -c %s "/$1")" -gt 65536 ] || lines text <"/$1"
}

# PATH: what was there before us is kept for the day we leave.
file_persist() {
	if [ -e "/$1" ] && [ -e "$(beside "/$1")" ] && ! managed "file/$1"; then
		mkdir -p "$STATE/original"
		cp -p "/$1" "$(original "file/$1")"
		sync_path "$(original "file/$1")" "$STATE/original"
	fi
	take "/$1"
}

# PATH: the original waits in the transaction until that is over, so that doing it again puts it back again.
file_forget() {
	_original=$(original "file/$1")
	_back=$T/${_original##*/}
	[ ! -e "$_original" ] || mv -f "$_original" "$_back"
	if [ -e "$_back" ]; then
		cp -p "$_back" "$(beside "/$1")"
		sync_path "$(beside "/$1")"
		take "/$1"
	else
		rm -f "/$1"
		sync_path "$(dirname "/$1")"
	fi
}
