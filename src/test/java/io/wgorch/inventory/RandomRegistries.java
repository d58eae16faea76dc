package io.wgorch.inventory;

import io.wgorch.inventory.Registry.Debt;
import io.wgorch.inventory.Registry.Entry;
import io.wgorch.inventory.Registry.Evicted;
import io.wgorch.inventory.Registry.Revoked;
import io.wgorch.wireguard.Cidr;
import io.wgorch.wireguard.Endpoint;
import io.wgorch.wireguard.Ip;
import io.wgorch.wireguard.PskHash;
import io.wgorch.wireguard.PublicKey;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Stream;

/// Registries of every shape, from a seed.
final class RandomRegistries {
    private static final List<String> NAMES =
            List.of("nodeA", "no", "10", "1e3", "web-1.example", "null", "0x1", "a_b");

    private final Random random;
    private final Path folder;
    private int nextAddress = 1;

    RandomRegistries(long seed, Path folder) {
        this.random = new Random(seed);
        this.folder = folder;
    }

    Registry next() {
        NavigableMap<NodeName, Entry> nodes = new TreeMap<>();
        NavigableMap<NodeName, Entry> departed = new TreeMap<>();
        for (String name : NAMES) {
            switch (random.nextInt(3)) {
                case 0 -> nodes.put(new NodeName(name), entry());
                case 1 -> departed.put(new NodeName(name), entry());
                default -> {}
            }
        }
        List<Revoked> revoked = new ArrayList<>();
        List<Debt> debts = new ArrayList<>();
        for (int n = random.nextInt(4); n > 0; n--) {
            revoked.add(new Revoked(key(), name(), instant(), random.nextBoolean() ? "rotated" : "removed"));
            debts.add(new Debt(name(), key()));
        }
        return new Registry(
                "m" + random.nextInt(1000),
                random.nextLong(1L << 50),
                nodes,
                revoked,
                debts,
                departed,
                slots(),
                blocks(),
                punched(),
                evicted());
    }

    private NavigableMap<NodeName, Evicted> evicted() {
        NavigableMap<NodeName, Evicted> evicted = new TreeMap<>();
        for (int n = random.nextInt(3); n > 0; n--) {
            evicted.put(
                    name(),
                    new Evicted(
                            instant(),
                            maybe(() -> "SHA256:" + "c".repeat(43)).stream().toList()));
        }
        return evicted;
    }

    private NavigableMap<String, Slot> slots() {
        NavigableMap<String, Slot> slots = new TreeMap<>();
        for (int n = random.nextInt(3); n > 0; n--) {
            slots.put(name().value(), new Slot("wg" + random.nextInt(9), 1 + random.nextInt(65535)));
        }
        return slots;
    }

    private List<Punched> punched() {
        List<Punched> punched = new ArrayList<>();
        List<Endpoint> met = List.of(new Endpoint("192.0.2.7", 51820), new Endpoint("2001:db8::7", 1));
        for (int n = random.nextInt(3); n > 0; n--) {
            List<NodeName> pair =
                    Stream.generate(this::name).distinct().limit(2).sorted().toList();
            punched.add(new Punched(
                    "wg" + n, pair.getFirst(), pair.getLast(), random.nextBoolean() ? met : List.of(), instant()));
        }
        return punched;
    }

    private NavigableMap<NodeName, List<Cidr>> blocks() {
        NavigableMap<NodeName, List<Cidr>> blocks = new TreeMap<>();
        for (int n = random.nextInt(3); n > 0; n--) {
            blocks.put(
                    name(),
                    Stream.of("10.1." + n + ".0/24", "fd01:" + n + "::/64")
                            .map(Cidr::parse)
                            .flatMap(Optional::stream)
                            .toList());
        }
        return blocks;
    }

    private Entry entry() {
        List<InetAddress> addresses = new ArrayList<>();
        for (int n = random.nextInt(3); n > 0; n--) {
            String text = random.nextBoolean() ? "10.0.0." + nextAddress : "fd00::" + nextAddress;
            addresses.add(Ip.parse(text).orElseThrow());
            nextAddress++;
        }
        TreeMap<String, KeyState> keys = new TreeMap<>();
        for (int n = random.nextInt(3); n > 0; n--) {
            keys.put(
                    "wg" + n,
                    new KeyState(maybe(this::key), home(), maybe(this::key), home(), maybe(this::instant), psks()));
        }
        List<InetAddress> former =
                random.nextInt(4) == 0 ? List.of(Ip.parse("10.9.0.1").orElseThrow()) : List.of();
        return new Entry(keys, addresses, former, ssh(), random.nextInt(4) > 0);
    }

    private SshSettings ssh() {
        return new SshSettings(
                maybe(() -> "a" + random.nextInt(9) + ".example.com"),
                maybe(() -> 1 + random.nextInt(65535)),
                maybe(() -> "root"),
                maybe(() -> folder.resolve("keys/id")),
                maybe(() -> random.nextBoolean()
                        ? folder.resolveSibling("known hosts")
                        : Path.of(System.getProperty("user.home"), ".ssh/other")),
                maybe(() -> "SHA256:" + "b".repeat(43)),
                maybe(() -> "ops@gate:2222"));
    }

    private <T> Optional<T> maybe(Supplier<T> value) {
        return random.nextInt(3) == 0 ? Optional.empty() : Optional.of(value.get());
    }

    private NodeName name() {
        return new NodeName(NAMES.get(random.nextInt(NAMES.size())));
    }

    private Instant instant() {
        return Instant.ofEpochSecond(random.nextLong(4_000_000_000L), random.nextInt(1_000_000_000));
    }

    private SortedMap<NodeName, PskHash> psks() {
        SortedMap<NodeName, PskHash> psks = new TreeMap<>();
        for (int n = random.nextInt(3); n > 0; n--) {
            psks.put(name(), new PskHash("%012x".formatted(random.nextLong(1L << 48))));
        }
        return psks;
    }

    private HomeName home() {
        return List.of(HomeName.values()).get(random.nextInt(3));
    }

    private PublicKey key() {
        byte[] bytes = new byte[32];
        random.nextBytes(bytes);
        return new PublicKey(Base64.getEncoder().encodeToString(bytes));
    }
}
