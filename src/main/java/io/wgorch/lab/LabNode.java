package io.wgorch.lab;

import io.wgorch.inventory.NodeName;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;

/// A container of the lab. All of it stands in the container's labels, so that a lab can be found again, and taken
/// down, without any file of ours.
///
/// @param host which node it is, and its names
/// @param container its name
/// @param state as the engine calls it: `running`, `exited`, `created`, ...
/// @param ip its address on the lab's network
/// @param port where its sshd listens on 127.0.0.1 of this machine
public record LabNode(LabHost host, String container, String state, String ip, int port) {
    static final String LABEL_LAB = "io.wgorch.lab";
    static final String LABEL_DIR = "io.wgorch.lab.dir";
    private static final String LABEL_NODE = "io.wgorch.lab.node";
    private static final String LABEL_IP = "io.wgorch.lab.ip";
    private static final String LABEL_PORT = "io.wgorch.lab.port";
    private static final String LABEL_NAMES = "io.wgorch.lab.names";

    /// What to ask `inspect` for, so that [#parse] can read it: one line for each container.
    static final String FORMAT = "{{.Name}}\t{{.State.Status}}"
            + List.of(LABEL_NODE, LABEL_IP, LABEL_PORT, LABEL_NAMES).stream()
                    .map("\t{{index .Config.Labels \"%s\"}}"::formatted)
                    .collect(Collectors.joining());

    static Optional<LabNode> parse(String line) {
        String[] field = line.split("\t", -1);
        if (field.length != 6) {
            return Optional.empty();
        }
        NavigableSet<String> names = Arrays.stream(field[5].split(" ", -1))
                .filter(n -> !n.isEmpty())
                .collect(Collectors.toCollection(TreeSet::new));
        String container = field[0].startsWith("/") ? field[0].substring(1) : field[0];
        return NodeName.parse(field[2])
                .map(name -> new LabNode(
                        new LabHost(name, names), container, field[1], field[3], Integer.parseInt(field[4])));
    }

    static Map<NodeName, LabNode> byName(List<LabNode> nodes) {
        return nodes.stream().collect(Collectors.toMap(n -> n.host().name(), Function.identity()));
    }

    Map<String, String> labels() {
        return Map.of(
                LABEL_NODE,
                host.name().value(),
                LABEL_IP,
                ip,
                LABEL_PORT,
                String.valueOf(port),
                LABEL_NAMES,
                String.join(" ", host.hostNames()));
    }

    boolean running() {
        return state.equals("running");
    }

    LabNode with(LabHost newHost) {
        return new LabNode(newHost, container, state, ip, port);
    }
}
