<#function set interfaces>
	<#return "{ " + interfaces?map(i -> '"' + i + '"')?join(", ") + " }">
</#function>
<#assign all = []>
<#list tunnels as tunnel><#assign all += tunnel.interface.names></#list>
<#assign ours = set(all)>
# Guards ${tunnels?map(t -> t.interface.name)?join(", ")} on ${node.name}. Written by wgorch: change the inventory or the template, then run wgorch apply.
# It only restricts what comes through the mesh. In nftables an accept here cannot open what another table drops.
add table inet wgorch
delete table inet wgorch
table inet wgorch {
	# A mesh address that comes in beside the tunnel is forged: only cryptokey routing vouches for it.
	chain prerouting {
		type filter hook prerouting priority raw; policy accept;
		iifname ${set(["lo"] + all)} accept
<#list tunnels as tunnel>
<#list tunnel.mesh.networks + tunnel.routed as network>
		${network?contains(":")?then("ip6", "ip")} saddr ${network} counter drop
</#list>
</#list>
	}

<#if tunnels?filter(t -> t.interface.forwards)?has_content>
	# This host passes packets on between members of its mesh, and to the subnets behind it; it is no other way into the
	# networks behind it. What it forwards for others is theirs;
<#else>
	# This host is a member of the mesh, not a way into the networks behind it. What it forwards for others is theirs;
</#if>
	# a port that it publishes (DNAT, as Docker does) is meant to be reached.
	chain forward {
		type filter hook forward priority filter; policy accept;
		iifname != ${ours} accept
		ct state established,related accept
		ct status dnat accept
<#list tunnels?filter(t -> t.interface.forwards) as tunnel>
		iifname ${set(tunnel.interface.names)} oifname ${set(tunnel.interface.names)} accept
<#list tunnel.behind as prefix>
		iifname ${set(tunnel.interface.names)} ${prefix?contains(":")?then("ip6", "ip")} daddr ${prefix} accept
</#list>
</#list>
		counter drop
	}
<#if vars.mesh_allow??>
<#if !vars.mesh_allow?is_sequence || vars.mesh_allow?filter(m -> !m?is_string)?has_content>
<#stop "the variable mesh_allow must be a list of nftables matches, such as [tcp dport 22, udp dport 53]">
</#if>

	# What other members may reach on this host (mesh_allow in the inventory).
	chain input {
		type filter hook input priority filter; policy accept;
		iifname != ${ours} accept
		ct state established,related accept
		meta l4proto { icmp, ipv6-icmp } accept
<#list vars.mesh_allow as allowed>
		${allowed} accept
</#list>
		counter drop
	}
</#if>
}
