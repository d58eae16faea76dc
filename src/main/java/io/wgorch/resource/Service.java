package io.wgorch.resource;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// A systemd unit: whether it starts at boot, and whether it runs.
///
/// @param unit such as `wg-quick@wg0`
/// @param enabled left alone when empty
/// @param started left alone when empty
public record Service(String unit, Optional<Boolean> enabled, Optional<Boolean> started) implements Resource {
    @Override
    public ResourceId id() {
        return new ResourceId(ServiceKind.NAME, unit);
    }

    @Override
    public String definition() {
        return "enabled " + enabled.map(String::valueOf).orElse("") + "\nstarted "
                + started.map(String::valueOf).orElse("") + "\n";
    }

    @Override
    public Optional<HostFile> file() {
        return Optional.empty();
    }

    /// A unit as `systemctl is-enabled` and `is-active` tell it.
    public record ServiceSeen(String enabled, String active) implements Seen {
        private static final Set<String> AT_BOOT = Set.of("enabled", "static", "alias", "indirect", "generated");

        @Override
        public boolean present() {
            return !enabled.isEmpty();
        }

        /// Whether it is as wanted; some units have nothing that could be enabled.
        boolean isEnabled(boolean wanted) {
            return wanted ? AT_BOOT.contains(enabled) : !enabled.equals("enabled");
        }

        boolean isStarted(boolean wanted) {
            return wanted == active.equals("active");
        }
    }

    /// Starting is undone with the rest; enabling waits for the confirm. A unit that is no longer named in the playbook
    /// is left as it is: what it was before us may have been the same.
    public static final class ServiceKind implements Kind<Service, ServiceSeen> {
        static final String NAME = "service";

        @Override
        public String name() {
            return NAME;
        }

        @Override
        public String shell() {
            return Shell.script(ServiceKind.class, "service.sh");
        }

        @Override
        public ServiceSeen read(String name, ProbeOutput output) {
            return new ServiceSeen(
                    output.first("enabled").orElse(""), output.first("active").orElse(""));
        }

        @Override
        public List<FieldChange> diff(Optional<Service> desired, ServiceSeen seen) {
            List<FieldChange> changes = new ArrayList<>();
            desired.flatMap(Service::enabled)
                    .filter(e -> !seen.isEnabled(e))
                    .ifPresent(e -> changes.add(FieldChange.of(seen.enabled(), e ? "enabled" : "disabled", "enabled")));
            desired.flatMap(Service::started)
                    .filter(s -> !seen.isStarted(s))
                    .ifPresent(s -> changes.add(FieldChange.of(seen.active(), s ? "active" : "inactive", "active")));
            return changes;
        }

        @Override
        public Steps steps(ResourceId id, Optional<Service> desired, ServiceSeen seen) {
            Optional<Boolean> started = desired.flatMap(Service::started).filter(s -> !seen.isStarted(s));
            Optional<Boolean> enabled = desired.flatMap(Service::enabled).filter(e -> !seen.isEnabled(e));
            return new Steps(
                    "",
                    started.map(s -> systemctl(s, id)).orElse(""),
                    "",
                    enabled.map(e -> Shell.command("service_persist", id.name(), e ? "enable" : "disable"))
                            .orElse(""),
                    started.map(s -> systemctl(!s, id)).orElse(""),
                    List.of());
        }

        private static String systemctl(boolean start, ResourceId id) {
            return Shell.command("systemctl", start ? "start" : "stop", id.name());
        }
    }
}
