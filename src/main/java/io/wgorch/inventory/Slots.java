package io.wgorch.inventory;

import io.wgorch.diag.Diagnostics;
import io.wgorch.diag.Shown;
import io.wgorch.yaml.MapReader;
import io.wgorch.yaml.YamlNode.YamlScalar;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.IntPredicate;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// Which interface and port each mesh has: those that the inventory gives; those recorded at an earlier apply; the
/// lowest that no mesh has. So a mesh keeps both for as long as it is there, whatever is written before it.
///
/// Keys are recorded by interface. So no mesh takes an interface that another is about to leave, and one that is new
/// while another has gone has to say whether it is that one under another name.
final class Slots {
    private static final Pattern INTERFACE = Pattern.compile("[a-zA-Z0-9_=+.][a-zA-Z0-9_=+.-]{0,14}");

    /// Names with a meaning of their own to the kernel: loopback, and the two that stand for all in sysctl.
    private static final Set<String> RESERVED = Set.of("lo", "all", "default", ".", "..");

    /// WireGuard's usual port; further meshes count on from it.
    private static final int LISTEN_PORT = 51820;

    private final Diagnostics diagnostics;
    private final Map<String, Slot> recorded;
    private final SequencedMap<String, MapReader> meshes;
    private final Map<String, String> interfaces = new TreeMap<>();
    private final Map<String, Integer> ports = new TreeMap<>();

    private Slots(Diagnostics diagnostics, Map<String, Slot> recorded, SequencedMap<String, MapReader> meshes) {
        this.diagnostics = diagnostics;
        this.recorded = recorded;
        this.meshes = meshes;
    }

    /// The slot of every mesh.
    ///
    /// @param recorded at an earlier apply, by mesh
    /// @param meshes the sections of the inventory, by name
    static Map<String, Slot> of(
            Diagnostics diagnostics, Map<String, Slot> recorded, SequencedMap<String, MapReader> meshes) {
        return new Slots(diagnostics, recorded, meshes).choose();
    }

    private Map<String, Slot> choose() {
        meshes.forEach((name, map) -> {
            given(map).ifPresent(i -> interfaces.put(name, i.text()));
            map.integer("listen_port", 1, 65535).ifPresent(p -> ports.put(name, p));
        });
        meshes.keySet()
                .forEach(name -> before(name).ifPresent(slot -> {
                    interfaces.putIfAbsent(name, slot.interfaceName());
                    ports.putIfAbsent(name, slot.listenPort());
                }));
        meshes.forEach(this::refuseUnclear);
        meshes.forEach(this::refuseTaken);
        Set<String> takenInterfaces = new HashSet<>(interfaces.values());
        Set<Integer> takenPorts = new HashSet<>(ports.values());
        recorded.values().forEach(slot -> {
            takenInterfaces.add(slot.interfaceName());
            takenPorts.add(slot.listenPort());
        });
        Map<String, Slot> slots = new LinkedHashMap<>();
        for (String name : meshes.keySet()) {
            String interfaceName = Optional.ofNullable(interfaces.get(name))
                    .orElseGet(() -> "wg" + lowest(n -> takenInterfaces.add("wg" + n)));
            int port = Optional.ofNullable(ports.get(name))
                    .orElseGet(() -> LISTEN_PORT + lowest(n -> takenPorts.add(LISTEN_PORT + n)));
            slots.put(name, new Slot(interfaceName, port));
        }
        return slots;
    }

    private static int lowest(IntPredicate free) {
        return IntStream.iterate(0, n -> n + 1).filter(free).findFirst().orElseThrow();
    }

    /// What a mesh had before, perhaps under another name: it is then given the interface of one that has gone.
    private Optional<Slot> before(String name) {
        return Optional.ofNullable(recorded.get(name))
                .or(() -> gone().map(Map.Entry::getValue)
                        .filter(slot -> slot.interfaceName().equals(interfaces.get(name)))
                        .findFirst());
    }

    /// Meshes that were there at the last apply.
    private Stream<Map.Entry<String, Slot>> gone() {
        return recorded.entrySet().stream().filter(e -> !meshes.containsKey(e.getKey()));
    }

    /// A mesh that is new where another is gone, and does not say whether it is that one.
    private void refuseUnclear(String name, MapReader mesh) {
        if (before(name).isPresent() || interfaces.containsKey(name)) {
            return;
        }
        gone().filter(e -> !interfaces.containsValue(e.getValue().interfaceName()))
                .findFirst()
                .ifPresent(e -> diagnostics.error(
                        mesh.at(),
                        mesh.what() + " is new, and mesh " + Shown.text(e.getKey()) + " is gone, which has "
                                + e.getValue().interfaceName()
                                + " on the hosts. If it is that one under another name, write 'interface: "
                                + e.getValue().interfaceName()
                                + "' in it; if not, write an interface of its own."));
    }

    /// A mesh that is given what another has on the hosts, which is to have something else.
    private void refuseTaken(String name, MapReader mesh) {
        String own = interfaces.getOrDefault(name, "");
        if (before(name).filter(slot -> slot.interfaceName().equals(own)).isPresent()) {
            return;
        }
        recorded.entrySet().stream()
                .filter(e -> e.getValue().interfaceName().equals(own))
                .filter(e -> interfaces.containsKey(e.getKey()) && !own.equals(interfaces.get(e.getKey())))
                .findFirst()
                .ifPresent(e -> diagnostics.error(
                        mesh.valueAt("interface"),
                        own + " is what mesh " + Shown.text(e.getKey()) + " has on the hosts, with its keys. Give "
                                + mesh.what() + " another interface: one that no mesh has had."));
    }

    private Optional<YamlScalar> given(MapReader mesh) {
        Optional<YamlScalar> written = mesh.scalar("interface");
        written.filter(s -> !INTERFACE.matcher(s.text()).matches() || RESERVED.contains(s.text()))
                .ifPresent(s -> diagnostics.error(
                        s.at(),
                        "'interface' must be 1 to 15 letters, digits or '_=+.-', not starting with '-' and none of"
                                + " lo, all, default; " + Shown.text(s.text()) + " is not. The usual name is wg0."));
        return written;
    }
}
