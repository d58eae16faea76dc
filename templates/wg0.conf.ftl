# ${node.name} in mesh ${mesh.networks?join(", ")}. Written by wgorch: change the inventory, then run wgorch apply.
[Interface]
Address = ${interface.addresses?join(", ")}
<#if interface.listen_port??>
ListenPort = ${interface.listen_port}
</#if>
MTU = ${interface.mtu}
<#if interface.dns?has_content>
DNS = ${interface.dns?join(", ")}
</#if>
PrivateKey = ${private_key}
<#list peers as peer>

[Peer]
# ${peer.name}
PublicKey = ${peer.public_key}
<#if peer.preshared_key??>
PresharedKey = ${peer.preshared_key}
</#if>
<#if peer.allowed_ips?has_content>
AllowedIPs = ${peer.allowed_ips?join(", ")}
</#if>
<#if peer.endpoint??>
Endpoint = ${peer.endpoint}
</#if>
<#if peer.keepalive gt 0>
PersistentKeepalive = ${peer.keepalive}
</#if>
</#list>
