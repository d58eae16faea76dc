# Written by wgorch for ${node.name}: change the inventory or the template, then run wgorch apply.

# A tunnel has a smaller MTU than the paths around it. Where a router on the way swallows the ICMP message that says so,
# TCP finds out by itself instead of hanging (tcp(7), RFC 4821).
net.ipv4.tcp_mtu_probing = 1
<#list vars.sysctl!{} as key, value>
${key} = ${value?is_boolean?then(value?then(1, 0), value)}
</#list>
