add table inet wgorch
delete table inet wgorch
table inet wgorch {
	set admins {
		type ipv4_addr
	}
	chain input {
		type filter hook input priority filter; policy drop;
		ct state established,related accept
		iifname { "lo", "wg0" } accept
		udp dport 51820 accept
		ip saddr @admins tcp dport 22 accept
	}
}
