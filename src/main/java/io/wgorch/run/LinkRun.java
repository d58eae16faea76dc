package io.wgorch.run;

import io.wgorch.inventory.NodeName;
import io.wgorch.inventory.Registry;
import io.wgorch.inventory.TunnelId;
import io.wgorch.mesh.Mesh;
import io.wgorch.mesh.Peering;
import io.wgorch.ssh.SshException;
import io.wgorch.verify.LinkCheck;
import io.wgorch.verify.Links;
import io.wgorch.wireguard.Cidr;
import io.wgorch.wireguard.PublicKey;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Tries the links of the hosts that a run has changed.
///
/// @param registry with the keys that are in use now
record LinkRun(PlanRun look, Outcomes outcomes, Registry registry) {
    /// Every link of a host that was changed, from its side.
    List<LinkCheck> check() {
        List<NodeName> changed = look.project().inventory().nodes().keySet().stream()
                .filter(n -> outcomes.isApplied(n) && outcomes.takesPart(n))
                .filter(n -> Optional.ofNullable(look.states().get(n))
                        .map(s -> s.facts().tools().contains("ping"))
                        .orElse(false))
                .toList();
        Map<NodeName, List<LinkCheck>> checks = look.fleet().forEach(changed, host -> {
            List<Links.Target> targets = targets(host);
            try {
                return Links.check(look.fleet().observed(host), targets);
            } catch (SshException e) {
                return targets.stream().map(t -> t.result(false, false)).toList();
            }
        });
        return checks.values().stream().flatMap(List::stream).toList();
    }

    private List<Links.Target> targets(NodeName host) {
        return look.project().meshes().of(host).stream()
                .flatMap(mesh -> targets(host, mesh).stream())
                .toList();
    }

    /// The peers that can answer: those that are as the mesh wants them, as far as this run has seen. A hub that stands
    /// by is sent nothing, so nothing can come back.
    private List<Links.Target> targets(NodeName host, Mesh mesh) {
        TunnelId tunnel = new TunnelId(host, mesh.interfaceName());
        long since = outcomes.plan().host(host).replacesKey(mesh.interfaceName())
                ? Optional.ofNullable(look.states().get(host))
                        .map(s -> s.facts().time())
                        .orElse(0L)
                : 0;
        List<Links.Target> targets = new ArrayList<>();
        for (Peering peering : mesh.tunnel(host).peers().values()) {
            NodeName peer = peering.peer();
            Optional<PublicKey> key =
                    registry.key(new TunnelId(peer, mesh.interfaceName())).publicKey();
            Optional<InetAddress> address = mesh.tunnel(peer).addresses().stream()
                    .map(Cidr::address)
                    .filter(a -> peering.allowedIps().stream().anyMatch(p -> p.contains(a)))
                    .findFirst();
            if (outcomes.takesPart(peer) && key.isPresent() && address.isPresent()) {
                targets.add(new Links.Target(tunnel, peer, key.get(), address.get(), since));
            }
        }
        return targets;
    }
}
