package io.wgorch.plan;

import io.wgorch.plan.Change.Action;
import io.wgorch.resource.FieldChange;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What a running tunnel cannot change without its pairs noticing, in words. Everything else is set peer by peer.
final class Interruptions {
    private Interruptions() {}

    /// All of them.
    static List<String> of(List<HostPlan> hosts) {
        return of(hosts, true);
    }

    /// @param keys whether a new key counts
    static List<String> of(List<HostPlan> hosts, boolean keys) {
        List<String> interrupts = new ArrayList<>();
        for (HostPlan host : hosts) {
            List<Change> tunnels =
                    host.changes().stream().filter(c -> c.id().isTunnel()).toList();
            for (Change tunnel : tunnels) {
                String where =
                        host.name() + (tunnels.size() > 1 ? " on " + tunnel.id().name() : "");
                of(tunnel, keys).forEach(what -> interrupts.add(where + " with " + what));
            }
        }
        return interrupts;
    }

    private static List<String> of(Change tunnel, boolean keys) {
        if (tunnel.action() == Action.DELETE) {
            return List.of("each of its peers (its tunnel goes)");
        }
        if (tunnel.action() != Action.UPDATE) {
            return List.of();
        }
        List<String> interrupts = new ArrayList<>();
        List<String> reasons = tunnel.fields().stream()
                .filter(f -> f.path().size() == 1 && f.before().isPresent())
                .flatMap(f -> interruption(f, keys).stream())
                .toList();
        if (!reasons.isEmpty()) {
            interrupts.add("each of its peers (" + String.join(", ", reasons) + ")");
        }
        List<String> moved = MovedRoutes.of(tunnel.fields());
        if (!moved.isEmpty()) {
            interrupts.add("what it reaches at " + String.join(", ", moved) + " (another way)");
        }
        return interrupts;
    }

    private static Optional<String> interruption(FieldChange field, boolean keys) {
        return switch (field.path().getFirst()) {
            case "key" -> Optional.of("about 1 s: new key").filter(_ -> keys);
            case "listen_port" -> Optional.of("new port");
            case "addresses" -> readdressed(field) ? Optional.of("new address") : Optional.empty();
            default -> Optional.empty();
        };
    }

    /// An address that only comes, or one too many that only goes, interrupts nobody.
    private static boolean readdressed(FieldChange addresses) {
        List<String> before = List.of(addresses.before().orElse("").split(" ", -1));
        List<String> after = List.of(addresses.after().orElse("").split(" ", -1));
        return !after.containsAll(before) && !before.containsAll(after);
    }
}
