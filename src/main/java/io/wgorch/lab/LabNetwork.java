package io.wgorch.lab;

import io.wgorch.wireguard.Cidr;
import io.wgorch.wireguard.Ip;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// The lab's own network. The engine picks a subnet that is free on this machine, and the network is made again with
/// that
/// subnet said explicitly: only then do engines accept fixed addresses, which containers need to keep theirs when they
/// restart. The probes made on the way carry the lab's label and are removed, those of a killed run included.
final class LabNetwork {
    private static final int ATTEMPTS = 20;
    private static final long FIRST_HOST = 10;

    private final Engine engine;
    private final String labId;
    private final String name;

    LabNetwork(Engine engine, String labId) {
        this.engine = engine;
        this.labId = labId;
        this.name = "wgorch-" + labId;
    }

    String name() {
        return name;
    }

    /// Its subnet; it is made where it is missing.
    ///
    /// @param avoid what it must not overlap
    Cidr ensure(Collection<Cidr> avoid, String stateDir) throws LabException {
        removeProbes();
        Optional<Cidr> existing = subnet(name);
        if (existing.isPresent()) {
            Optional<Cidr> clash =
                    avoid.stream().filter(existing.get()::overlaps).findFirst();
            if (clash.isPresent()) {
                throw new LabException(
                        "The mesh network " + clash.get() + " overlaps the lab's own network " + existing.get()
                                + ". Take the lab down (wgorch lab down) and up again: it then picks another.");
            }
            return existing.get();
        }
        try {
            for (int i = 0; i < ATTEMPTS; i++) {
                Optional<Cidr> picked = probe(i, stateDir);
                if (picked.isEmpty() || avoid.stream().anyMatch(picked.get()::overlaps)) {
                    continue;
                }
                remove(name + "-probe" + i);
                if (create(name, stateDir, List.of("--subnet", picked.get().toString()))) {
                    return picked.get();
                }
            }
        } finally {
            removeProbes();
        }
        throw new LabException("The engine has no free subnet that does not overlap the mesh " + avoid
                + ". Remove networks that are not used: " + engine.program() + " network prune.");
    }

    /// An address that no node has yet.
    static String freeAddress(Cidr subnet, Set<String> taken) throws LabException {
        for (long offset = FIRST_HOST; ; offset++) {
            String candidate = subnet.at(BigInteger.valueOf(offset))
                    .filter(subnet::isHostAddress)
                    .map(Ip::text)
                    .orElseThrow(() -> new LabException("The lab's network " + subnet + " is full."));
            if (!taken.contains(candidate)) {
                return candidate;
            }
        }
    }

    /// Every network that carries the lab's label.
    List<String> all() throws LabException {
        return engine.run(
                        "network",
                        "ls",
                        "--filter",
                        "label=" + LabNode.LABEL_LAB + "=" + labId,
                        "--format",
                        "{{.Name}}")
                .lines()
                .filter(n -> !n.isBlank())
                .toList();
    }

    void remove(String network) throws LabException {
        Cli.Result result = engine.attempt(List.of("network", "rm", network), "");
        if (!result.ok() && all().contains(network)) {
            throw new LabException("The network " + network + " cannot be removed: " + result.complaint());
        }
    }

    private Optional<Cidr> probe(int i, String stateDir) throws LabException {
        String probe = name + "-probe" + i;
        return create(probe, stateDir, List.of()) ? subnet(probe) : Optional.empty();
    }

    private boolean create(String network, String stateDir, List<String> options) throws LabException {
        List<String> arguments = new ArrayList<>(List.of("network", "create", "--driver", "bridge"));
        arguments.addAll(List.of("--label", LabNode.LABEL_LAB + "=" + labId));
        arguments.addAll(List.of("--label", LabNode.LABEL_DIR + "=" + stateDir));
        arguments.addAll(options);
        arguments.add(network);
        return engine.attempt(arguments, "").ok();
    }

    private Optional<Cidr> subnet(String network) throws LabException {
        Cli.Result result = engine.attempt(
                List.of("network", "inspect", "--format", engine.report().subnetFormat(), network), "");
        return Arrays.stream(result.out().strip().split("\\s+", -1))
                .flatMap(text -> Cidr.parse(text).stream())
                .filter(cidr -> cidr.bits() == 32)
                .findFirst();
    }

    private void removeProbes() throws LabException {
        Set<String> probes =
                all().stream().filter(n -> n.startsWith(name + "-probe")).collect(Collectors.toSet());
        for (String probe : probes) {
            remove(probe);
        }
    }
}
