package io.wgorch.run;

import io.wgorch.inventory.NodeName;
import io.wgorch.inventory.Punched;
import io.wgorch.inventory.Registry;
import io.wgorch.inventory.TunnelId;
import io.wgorch.mesh.Mesh;
import io.wgorch.mesh.Meshes;
import io.wgorch.mesh.Pair;
import io.wgorch.plan.HostPlan;
import io.wgorch.plan.Plan;
import io.wgorch.plan.Punch;
import io.wgorch.resource.HostState;
import io.wgorch.resource.Tunnel;
import io.wgorch.resource.TunnelSeen;
import io.wgorch.wireguard.PeerStats;
import io.wgorch.wireguard.PublicKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.stream.Stream;

/// Which pairs behind NATs are to be tried, and which of those that have met have lost each other since. Pure.
final class Punches {
    /// Bytes that a host has sent in a minute to a peer that never answers: a handshake initiation (148 bytes) every 5
    /// s
    /// (REKEY_TIMEOUT).
    private static final long A_MINUTE_IN_VAIN = 12 * 148;

    private Punches() {}

    /// What is still worth knowing of earlier tries.
    ///
    /// @param again whether those that failed are forgotten, so that they are made again
    static List<Punched> kept(Meshes meshes, Registry registry, boolean again) {
        return registry.punched().stream()
                .filter(p -> p.met() || !again)
                .filter(p -> meshes.of(tunnel(p))
                        .map(m -> m.punchable().containsKey(pair(p)))
                        .orElse(false))
                .toList();
    }

    /// The pairs that were never tried, and whose three hosts take part in the run.
    static List<Punch> due(Meshes meshes, Registry registry, Plan plan) {
        List<Punch> due = new ArrayList<>();
        for (Mesh mesh : meshes.all()) {
            String name = mesh.interfaceName();
            mesh.punchable().forEach((pair, learner) -> {
                boolean tried = registry.punched().stream()
                        .anyMatch(p -> p.interfaceName().equals(name) && pair(p).equals(pair));
                if (!tried && Stream.of(pair.one(), pair.other(), learner).allMatch(n -> takesPart(plan, n, name))) {
                    due.add(new Punch(name, pair.one(), pair.other(), learner));
                }
            });
        }
        return due;
    }

    private static boolean takesPart(Plan plan, NodeName node, String interfaceName) {
        return plan.hosts().stream()
                .anyMatch(h -> h.name().equals(node)
                        && h.status() == HostPlan.Status.OK
                        && h.changes().stream().anyMatch(c -> c.id().equals(Tunnel.id(interfaceName))));
    }

    /// The pairs whose direct path is dead as their hosts tell it, parted, and how it shows. Both hosts have to answer:
    /// where one does not, nobody knows whether it is the path or the host, and one end alone could not be moved.
    static SequencedMap<Punched, String> parted(Project project, Map<NodeName, HostState> states) {
        SequencedMap<Punched, String> parted = new LinkedHashMap<>();
        for (Punched p : project.registry().punched()) {
            HostState one = states.get(p.one());
            HostState other = states.get(p.other());
            if (p.met() && one != null && other != null) {
                Side here = new Side(project, tunnel(p), one);
                Side there = new Side(project, new TunnelId(p.other(), p.interfaceName()), other);
                Instant now = Instant.ofEpochSecond(one.facts().time());
                here.lost(there)
                        .or(() -> there.lost(here))
                        .ifPresent(why -> parted.put(
                                p.parted(now),
                                p.one() + " - " + p.other() + ": the direct path is dead (" + why
                                        + "), so the pair goes back to being joined by "
                                        + learner(project.meshes(), p)));
            }
        }
        return parted;
    }

    private static NodeName learner(Meshes meshes, Punched p) {
        return meshes.of(tunnel(p))
                .flatMap(m -> Optional.ofNullable(m.punchable().get(pair(p))))
                .orElseThrow();
    }

    /// One end of a pair.
    private record Side(Project project, TunnelId tunnel, HostState state) {
        /// How it shows that this end has lost the other. A peer that is not set as the mesh wants it says nothing, nor
        /// does one that was set a moment ago.
        Optional<String> lost(Side peer) {
            return state.live(tunnel.interfaceName())
                    .flatMap(live -> project.registry()
                            .key(peer.tunnel)
                            .keys()
                            .filter(key -> isSet(live, key))
                            .findFirst()
                            .flatMap(key -> Optional.ofNullable(live.stats().get(key)))
                            .flatMap(stats -> lost(stats, live.now())));
        }

        private static boolean isSet(TunnelSeen.Live live, PublicKey key) {
            return Optional.ofNullable(live.peers().get(key))
                    .map(p -> !p.allowedIps().isEmpty())
                    .orElse(false);
        }

        private Optional<String> lost(PeerStats stats, long now) {
            if (stats.latestHandshake() == 0) {
                return Optional.of("no handshake on " + tunnel.node() + ", which has tried for a minute and more")
                        .filter(_ -> stats.sent() >= A_MINUTE_IN_VAIN);
            }
            return Optional.of("the last handshake on " + tunnel.node() + " was " + (now - stats.latestHandshake())
                            + " s ago")
                    .filter(_ -> !stats.isAlive(now));
        }
    }

    private static Pair pair(Punched punched) {
        return Pair.of(punched.one(), punched.other());
    }

    private static TunnelId tunnel(Punched punched) {
        return new TunnelId(punched.one(), punched.interfaceName());
    }

    /// Some tries with others in the place of those of the same pairs.
    static List<Punched> replaced(Collection<Punched> before, Collection<Punched> by) {
        return Stream.concat(
                        before.stream()
                                .filter(b -> by.stream()
                                        .noneMatch(p -> p.interfaceName().equals(b.interfaceName())
                                                && pair(p).equals(pair(b)))),
                        by.stream())
                .toList();
    }
}
