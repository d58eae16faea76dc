add table inet wgorch
delete table inet wgorch
table inet wgorch {
	chain input {
		type filter hook input priority filter; policy drop;
		ct state established,related accept
		iifname { "lo", "wg0" } accept
		udp dport 51820 accept
<#if node.name != "nodeB">
		tcp dport 22 accept
</#if>
	}
}
