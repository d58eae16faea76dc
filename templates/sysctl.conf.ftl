# Written by wgorch for ${node.name}: change the inventory or the template, then run wgorch apply.

# A tunnel has a smaller MTU than the paths around it. Where a router on the way swallows the ICMP message that says so,
# TCP finds out by itself instead of hanging (tcp(7), RFC 4821).
net.ipv4.tcp_mtu_probing = 1
<#if forwards.ipv4>

# This host passes packets on for others in its mesh.
net.ipv4.ip_forward = 1
</#if>
<#if forwards.ipv6>

# With this, the kernel takes no more route from router advertisements, unless accept_ra of that interface is 2 (ip-sysctl).
net.ipv6.conf.all.forwarding = 1
</#if>
<#if vars.sysctl?? && !vars.sysctl?is_hash>
<#stop "the variable sysctl must be a map of kernel settings, such as { net.core.somaxconn: 1024 }">
</#if>
<#list vars.sysctl!{} as key, value>
${key} = ${value?is_boolean?then(value?then(1, 0), value)}
</#list>
