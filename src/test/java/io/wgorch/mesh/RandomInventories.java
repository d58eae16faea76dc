package io.wgorch.mesh;

import io.wgorch.inventory.Allocation;
import io.wgorch.inventory.Inventory;
import io.wgorch.inventory.Registry;
import io.wgorch.inventory.TestInventory;
import io.wgorch.inventory.TopologyName;
import io.wgorch.wireguard.TestKeys;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// Inventories of 3 to 12 nodes, from a seed, in the text that a user would write: every topology, sites behind a NAT
/// with and without a LAN of their own, hosts that stand both in one and on the internet, outsiders, subnets, links
/// tuned, forbidden and relayed, one mesh or two. Much of it is not well thought out: such meshes have pairs that do
/// not reach each other.
///
/// What a host stands on is read off its inventory: the internet when it has a public endpoint, the LAN of its `site`.
public final class RandomInventories {
    private static final String INDENT = "  ";

    /// @param base what comes before the number of a host
    private record Network(String cidr, String base) {}

    private static final List<Network> NETWORKS = List.of(
            new Network("10.77.0.0/24", "10.77.0."),
            new Network("fd12:3456:789a::/64", "fd12:3456:789a::"),
            new Network("172.20.0.0/16", "172.20.0."),
            new Network("fdaa:bbbb::/64", "fdaa:bbbb::"));

    private final Random random;
    private final int size;
    private final int sites;
    private final List<Kind> kinds = new ArrayList<>();
    private final List<Integer> places = new ArrayList<>();
    private final List<Integer> hubs = new ArrayList<>();
    private final List<Network> chosen = new ArrayList<>();
    private final Set<Integer> named = new HashSet<>();
    private boolean lans;

    private enum Kind {
        PUBLIC,
        /// On the internet and in a site.
        BOTH,
        NAT
    }

    private RandomInventories(long seed) {
        // Seeds that follow each other begin alike.
        random = new Random(seed * 0x9E3779B97F4A7C15L);
        random.nextLong();
        size = 3 + random.nextInt(10);
        sites = 1 + random.nextInt(3);
        for (int i = 0; i < size; i++) {
            int dice = random.nextInt(20);
            kinds.add(dice < 9 ? Kind.PUBLIC : dice < 11 ? Kind.BOTH : Kind.NAT);
            places.add(1 + random.nextInt(sites));
        }
    }

    /// The text of the inventory.
    public static String yaml(long seed) {
        return new RandomInventories(seed).text();
    }

    public static Inventory of(long seed) {
        return TestInventory.of(yaml(seed));
    }

    /// As after the first apply, but for the keys.
    public static Registry registry(Inventory inventory) {
        return Allocation.allocate(inventory, Registry.fresh("m"), Instant.EPOCH);
    }

    private String text() {
        boolean several = random.nextInt(6) == 0;
        lans = random.nextInt(4) > 0;
        List<String> nodes =
                IntStream.range(0, size).mapToObj(i -> node(i, several)).toList();
        List<Integer> everyone = IntStream.range(0, size).boxed().toList();
        StringBuilder yaml = new StringBuilder();
        if (several) {
            int cut = 1 + random.nextInt(size);
            int from = random.nextInt(cut);
            List<Integer> one = everyone.subList(0, cut);
            List<Integer> other = everyone.subList(Math.min(from, size - 2), size);
            yaml.append("meshes:\n  one:\n").append(mesh("    ", one, NETWORKS.subList(0, 2)));
            yaml.append("  other:\n").append(mesh("    ", other, NETWORKS.subList(2, 4)));
        } else {
            yaml.append("mesh:\n").append(mesh(INDENT, everyone, NETWORKS));
        }
        yaml.append("groups:\n  some: { nodes: [").append(names(some(everyone))).append("] }\n");
        yaml.append("nodes:\n");
        for (int i = 0; i < size; i++) {
            String more = several ? "" : hub(i) + address(i);
            yaml.append("  %s: { %s%s }\n".formatted(name(i), nodes.get(i), more));
        }
        return yaml.toString();
    }

    // A mesh

    private String mesh(String indent, List<Integer> members, List<Network> networks) {
        TopologyName topology = any(List.of(TopologyName.values()));
        StringBuilder yaml = new StringBuilder();
        List<Network> some = networks.stream().filter(_ -> one(2)).toList();
        List<Network> own = some.isEmpty() ? networks.subList(0, 1) : some;
        chosen.addAll(own);
        yaml.append(indent).append("network: [");
        yaml.append(own.stream().map(n -> "\"" + n.cidr + "\"").collect(Collectors.joining(", ")));
        yaml.append("]\n");
        yaml.append(indent).append("topology: ").append(topology.keyword()).append('\n');
        if (members.size() < size) {
            yaml.append(indent).append("nodes: [").append(names(members)).append("]\n");
        }
        List<Integer> ownHubs = topology.hasHubs() ? hubs(members) : List.of();
        if (topology.hasHubs()) {
            hubs.addAll(ownHubs);
            yaml.append(indent).append("hubs: [").append(names(ownHubs)).append("]\n");
        }
        List<String> links = links(topology, members, ownHubs);
        if (!links.isEmpty()) {
            yaml.append(indent).append("links:\n");
            links.forEach(l -> yaml.append(indent).append("  - { ").append(l).append(" }\n"));
        }
        return yaml.toString();
    }

    /// Mostly such as can be dialled.
    private List<Integer> hubs(List<Integer> members) {
        List<Integer> candidates = new ArrayList<>(members);
        Collections.shuffle(candidates, random);
        if (!one(8)) {
            candidates.sort((a, b) -> Boolean.compare(!isPublic(a), !isPublic(b)));
        }
        return candidates.subList(0, Math.min(candidates.size(), 1 + random.nextInt(3)));
    }

    private List<String> links(TopologyName topology, List<Integer> members, List<Integer> ownHubs) {
        List<String> links = new ArrayList<>();
        if (members.size() < 2) {
            return topology == TopologyName.PARTIAL ? List.of("between: [all]") : links;
        }
        boolean partial = topology == TopologyName.PARTIAL;
        int count = partial ? members.size() + random.nextInt(2 * members.size()) : random.nextInt(5);
        for (int i = 0; i < count; i++) {
            int a = topology == TopologyName.HUB_AND_SPOKE ? any(ownHubs) : any(members);
            int b = any(members);
            if (a != b) {
                links.add(between(a, b, topology, members) + said(a, b, topology, members));
            }
        }
        return topology == TopologyName.PARTIAL && links.isEmpty() ? List.of("between: [all]") : links;
    }

    private String between(int a, int b, TopologyName topology, List<Integer> members) {
        boolean wide = topology != TopologyName.HUB_AND_SPOKE && members.size() == size && one(6);
        return "between: [" + name(a) + ", " + (wide ? "\"@some\"" : name(b)) + "]";
    }

    private String said(int a, int b, TopologyName topology, List<Integer> members) {
        return switch (random.nextInt(10)) {
            case 0 -> ", forbid: true";
            case 1, 2 -> ", keepalive: " + (one(2) ? 0 : 10);
            case 3 -> ", mtu: 1300";
            case 4, 5 -> topology.hasHubs() ? "" : relay(a, b, members);
            case 6 -> wish(a, b);
            default -> "";
        };
    }

    private String relay(int a, int b, List<Integer> members) {
        int relay = any(members);
        return relay == a || relay == b ? "" : ", relay: " + name(relay);
    }

    private String wish(int a, int b) {
        boolean sameLan =
                named.contains(a) && named.contains(b) && places.get(a).equals(places.get(b));
        return sameLan ? ", endpoint: " + (isPublic(a) || isPublic(b) ? "public" : lan(a)) : "";
    }

    // A node

    private String node(int i, boolean several) {
        List<String> settings = new ArrayList<>();
        List<String> endpoints = new ArrayList<>();
        int host = Outside.FIRST_HOST + i;
        int place = places.get(i);
        if (isPublic(i)) {
            endpoints.add("public: " + literal(Outside.publicV4(host), Outside.publicV6(host)));
        }
        if (isInside(i) && lans && !one(5)) {
            named.add(i);
            endpoints.add(lan(i) + ": " + literal(Outside.lanV4(place, host), Outside.lanV6(place, host)));
        }
        if (!endpoints.isEmpty()) {
            settings.add("endpoint: { " + String.join(", ", endpoints) + " }");
        }
        settings.add("ssh: { host: " + name(i) + ".internal }");
        if (isInside(i)) {
            settings.add("site: " + Outside.siteName(place));
        }
        if (!isPublic(i)) {
            settings.add("nat: true");
        }
        maybe(
                8,
                settings,
                "managed: false, public_key: \"" + TestKeys.pair(name(i)).publicKey() + "\"");
        maybe(4, settings, "routes: [" + route(i) + "]");
        maybe(6, settings, "keepalive: " + (one(2) ? 0 : 15));
        maybe(8, settings, "forward: " + one(3));
        maybe(6, settings, "relay: " + one(2));
        maybe(6, settings, "path_mtu: " + (1380 + random.nextInt(120)));
        if (!several) {
            maybe(5, settings, "listen_port: " + (51900 + random.nextInt(3)));
        }
        return String.join(", ", settings);
    }

    private String route(int i) {
        String v4 = "10.200." + i + ".0/24";
        String v6 = "\"fdaa:cccc:" + i + "::/64\"";
        return switch (random.nextInt(4)) {
            case 0 -> v4;
            case 1 -> v6;
            default -> v4 + ", " + v6;
        };
    }

    private boolean isPublic(int i) {
        return kinds.get(i) == Kind.PUBLIC || kinds.get(i) == Kind.BOTH;
    }

    private boolean isInside(int i) {
        return kinds.get(i) != Kind.PUBLIC;
    }

    private String lan(int i) {
        return "lan" + places.get(i);
    }

    private String hub(int i) {
        return !hubs.isEmpty() && !hubs.contains(i) && one(3) ? ", hub: " + name(any(hubs)) : "";
    }

    private String address(int i) {
        String own = chosen.stream()
                .filter(_ -> one(6))
                .map(n -> "\"" + n.base + (60 + 13 * i) + "\"")
                .collect(Collectors.joining(", "));
        return own.isEmpty() ? "" : ", address: [" + own + "]";
    }

    // Words and chance

    private static String name(int i) {
        return "n" + (i + 1);
    }

    private static String names(List<Integer> nodes) {
        return nodes.stream().map(RandomInventories::name).collect(Collectors.joining(", "));
    }

    private String literal(String v4, String v6) {
        return one(3) ? "\"" + v6 + "\"" : v4;
    }

    private void maybe(int in, List<String> settings, String setting) {
        if (one(in)) {
            settings.add(setting);
        }
    }

    /// True once in so many times.
    private boolean one(int in) {
        return random.nextInt(in) == 0;
    }

    private <T> T any(List<T> of) {
        return of.get(random.nextInt(of.size()));
    }

    private List<Integer> some(List<Integer> of) {
        List<Integer> shuffled = new ArrayList<>(of);
        Collections.shuffle(shuffled, random);
        return shuffled.subList(0, 2 + random.nextInt(of.size() - 1));
    }
}
