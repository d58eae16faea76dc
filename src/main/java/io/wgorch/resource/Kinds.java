package io.wgorch.resource;

import io.wgorch.resource.Firewall.FirewallKind;
import io.wgorch.resource.Firewall.FirewallSeen;
import io.wgorch.resource.Service.ServiceKind;
import io.wgorch.resource.Service.ServiceSeen;
import io.wgorch.resource.Sysctl.SysctlKind;
import io.wgorch.resource.Sysctl.SysctlSeen;
import io.wgorch.resource.TemplateFile.FileKind;
import io.wgorch.resource.TemplateFile.FileSeen;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// All kinds there are, and the one place where a resource meets what was seen of it.
public final class Kinds {
    private static final TunnelKind TUNNEL = new TunnelKind();
    private static final SysctlKind SYSCTL = new SysctlKind();
    private static final FirewallKind FIREWALL = new FirewallKind();
    private static final ServiceKind SERVICE = new ServiceKind();
    private static final FileKind FILE = new FileKind();
    private static final SortedMap<String, Kind<?, ?>> BY_NAME = new TreeMap<>();

    static {
        for (Kind<?, ?> kind : List.of(TUNNEL, SYSCTL, FIREWALL, SERVICE, FILE)) {
            BY_NAME.put(kind.name(), kind);
        }
    }

    private Kinds() {}

    /// What changes, and how.
    public record Difference(List<FieldChange> fields, Steps steps) {}

    /// The shell of all kinds.
    public static String shell() {
        return Shell.script(Kinds.class, "lib.sh")
                + Shell.script(Kinds.class, "evicted.sh")
                + BY_NAME.values().stream().map(Kind::shell).collect(Collectors.joining("\n"));
    }

    /// What the probe of a resource printed; empty for a kind that this version does not know.
    public static Optional<Seen> read(ResourceId id, ProbeOutput output) {
        return Optional.ofNullable(BY_NAME.get(id.kind())).map(k -> k.read(id.name(), output));
    }

    /// What differs between a desired resource and what was seen of it; a desired that is empty has to go.
    ///
    /// @throws IllegalArgumentException when the two are of different kinds
    public static Difference difference(ResourceId id, Optional<Resource> desired, Seen seen) {
        return switch (seen) {
            case TunnelSeen s -> difference(TUNNEL, id, desired.map(Tunnel.class::cast), s);
            case SysctlSeen s -> difference(SYSCTL, id, desired.map(Sysctl.class::cast), s);
            case FirewallSeen s -> difference(FIREWALL, id, desired.map(Firewall.class::cast), s);
            case ServiceSeen s -> difference(SERVICE, id, desired.map(Service.class::cast), s);
            case FileSeen s -> difference(FILE, id, desired.map(TemplateFile.class::cast), s);
        };
    }

    private static <D extends Resource, S extends Seen> Difference difference(
            Kind<D, S> kind, ResourceId id, Optional<D> desired, S seen) {
        return new Difference(kind.diff(desired, seen), kind.steps(id, desired, seen));
    }
}
