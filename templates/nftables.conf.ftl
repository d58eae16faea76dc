# Guards ${interface.name} on ${node.name}. Written by wgorch: change the inventory or the template, then run wgorch apply.
# It only restricts what comes through the mesh. In nftables an accept here cannot open what another table drops.
add table inet wgorch
delete table inet wgorch
table inet wgorch {
	# A mesh address that comes in beside the tunnel is forged: only cryptokey routing vouches for it.
	chain prerouting {
		type filter hook prerouting priority raw; policy accept;
		iifname { "lo", "${interface.name}" } accept
<#list mesh.networks as network>
		${network?contains(":")?then("ip6", "ip")} saddr ${network} counter drop
</#list>
	}

	# This host is a member of the mesh, not a way into the networks behind it. What it forwards for others is theirs;
	# a port that it publishes (DNAT, as Docker does) is meant to be reached.
	chain forward {
		type filter hook forward priority filter; policy accept;
		iifname != "${interface.name}" accept
		ct state established,related accept
		ct status dnat accept
		counter drop
	}
<#if vars.mesh_allow??>

	# What other members may reach on this host (mesh_allow in the inventory).
	chain input {
		type filter hook input priority filter; policy accept;
		iifname != "${interface.name}" accept
		ct state established,related accept
		meta l4proto { icmp, ipv6-icmp } accept
<#list vars.mesh_allow as allowed>
		${allowed} accept
</#list>
		counter drop
	}
</#if>
}
