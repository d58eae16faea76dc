package io.wgorch.inventory;

import io.wgorch.diag.Diagnostics;
import io.wgorch.diag.Shown;
import io.wgorch.inventory.MeshSection.Network;
import io.wgorch.wireguard.Cidr;
import io.wgorch.wireguard.Ip;
import io.wgorch.yaml.MapReader;
import io.wgorch.yaml.YamlNode;
import io.wgorch.yaml.YamlNode.YamlList;
import io.wgorch.yaml.YamlNode.YamlScalar;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Reads `assert:`.
final class AssertionsReader {
    static final List<String> KEYS = List.of("from", "to", "reach", "via");

    private final Diagnostics diagnostics;
    private final PatternReader patterns;
    private final NetworksReader networks;

    AssertionsReader(Diagnostics diagnostics, PatternReader patterns, NetworksReader networks) {
        this.diagnostics = diagnostics;
        this.patterns = patterns;
        this.networks = networks;
    }

    List<Assertion> read(MapReader root) {
        List<Assertion> assertions = new ArrayList<>();
        for (YamlNode item : root.list("assert").map(YamlList::items).orElse(List.of())) {
            MapReader.of(item, "an entry of 'assert'", diagnostics)
                    .flatMap(this::assertion)
                    .ifPresent(assertions::add);
        }
        return assertions;
    }

    private Optional<Assertion> assertion(MapReader map) {
        map.refuseUnknownKeys(KEYS);
        Optional<YamlScalar> from = map.requiredScalar("from");
        Optional<YamlScalar> to = map.requiredScalar("to");
        boolean reach = map.bool("reach").orElse(true);
        if (!reach && map.has("via")) {
            diagnostics.error(map.keyAt("via"), "'via' has no meaning where nothing may arrive. Take one of them out.");
        }
        Optional<NodeName> via = map.scalar("via").flatMap(this::via);
        Optional<Network> prefix = to.filter(t -> t.text().contains("/")).flatMap(networks::network);
        if (from.isEmpty() || to.isEmpty()) {
            return Optional.empty();
        }
        Set<NodeName> sources = patterns.read(from.get());
        Set<NodeName> targets = to.get().text().contains("/") ? Set.of() : targets(to.get());
        if (sources.size() == 1 && sources.equals(targets)) {
            diagnostics.error(
                    to.get().at(),
                    "an assertion is about two nodes, but 'from' and 'to' both mean '"
                            + sources.iterator().next() + "' alone.");
        }
        return Optional.of(new Assertion(sources, targets, prefix.map(Network::cidr), reach, via, map.at()));
    }

    private Set<NodeName> targets(YamlScalar to) {
        Optional<InetAddress> address =
                NodeName.parse(to.text()).filter(patterns.names()::contains).isPresent()
                        ? Optional.empty()
                        : Ip.parse(to.text());
        address.ifPresent(a -> diagnostics.error(
                to.at(),
                Shown.text(to.text()) + " is an address, and 'to' names nodes or a prefix. Write " + Cidr.host(a)
                        + " for it."));
        return address.isPresent() ? Set.of() : patterns.read(to);
    }

    private Optional<NodeName> via(YamlScalar written) {
        Optional<NodeName> via = NodeName.parse(written.text()).filter(patterns.names()::contains);
        if (via.isEmpty()) {
            diagnostics.error(
                    written.at(),
                    "'via' names " + Shown.text(written.text()) + ", but there is no such node."
                            + patterns.suggestion(written.text()));
        }
        return via;
    }
}
