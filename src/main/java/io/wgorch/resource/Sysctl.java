package io.wgorch.resource;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// A drop-in of sysctl.d(5), and the values that run because of it.
///
/// @param path on the host, absolute
/// @param text the drop-in
public record Sysctl(String path, String text) implements Resource {
    private static final Pattern SETTING = Pattern.compile("\\s*-?\\s*([A-Za-z0-9_./-]+)\\s*=\\s*(.*?)\\s*");

    @Override
    public ResourceId id() {
        return new ResourceId(SysctlKind.NAME, path.substring(1));
    }

    @Override
    public String definition() {
        return text;
    }

    @Override
    public Optional<HostFile> file() {
        return Optional.of(new HostFile(path, text));
    }

    /// The keys and values in the text of a drop-in, or in a template of one.
    public static SortedMap<String, String> settings(String text) {
        SortedMap<String, String> settings = new TreeMap<>();
        for (String line : text.lines().toList()) {
            Matcher m = SETTING.matcher(line);
            if (m.matches()) {
                settings.put(m.group(1), m.group(2).replaceAll("\\s+", " "));
            }
        }
        return settings;
    }

    /// A key as sysctl(8) prints it: where a slash comes first, slashes and dots change places.
    public static String dotted(String key) {
        int slash = key.indexOf('/');
        int dot = key.indexOf('.');
        return slash < 0 || (dot >= 0 && dot < slash)
                ? key
                : key.replace('.', '\n').replace('/', '.').replace('\n', '/');
    }

    /// A drop-in as a host has it.
    ///
    /// @param text empty when there is no file
    /// @param access mode and owner of the file
    /// @param values those that run, whether from this file or not
    /// @param originals those that ran before the file was ours
    public record SysctlSeen(
            Optional<String> text, String access, Map<String, String> values, Map<String, String> originals)
            implements Seen {
        public SysctlSeen {
            values = Collections.unmodifiableMap(new TreeMap<>(values));
            originals = Collections.unmodifiableMap(new TreeMap<>(originals));
        }

        /// What is seen when others set these keys as well: they do not go back when they leave this file.
        public SysctlSeen besides(Collection<Sysctl> others) {
            Set<String> elsewhere = others.stream()
                    .flatMap(o -> settings(o.text()).keySet().stream())
                    .map(Sysctl::dotted)
                    .collect(Collectors.toSet());
            Map<String, String> left = new TreeMap<>(originals);
            left.keySet().removeIf(key -> elsewhere.contains(dotted(key)));
            return new SysctlSeen(text, access, values, left);
        }

        /// The settings that another text does not have, each with the value it goes back to.
        private SortedMap<String, String> givenBack(Sysctl by) {
            SortedMap<String, String> given = text.map(Sysctl::settings).orElseGet(TreeMap::new);
            Set<String> kept =
                    settings(by.text()).keySet().stream().map(Sysctl::dotted).collect(Collectors.toSet());
            given.keySet().removeIf(key -> kept.contains(dotted(key)));
            given.keySet().retainAll(originals.keySet());
            given.replaceAll((key, value) -> originals.getOrDefault(key, value));
            return given;
        }

        @Override
        public boolean present() {
            return text.isPresent();
        }
    }

    /// Running values and drop-in together: the file alone would wait for a reboot, the values alone would not outlive
    /// it.
    public static final class SysctlKind implements Kind<Sysctl, SysctlSeen> {
        static final String NAME = "sysctl";

        @Override
        public String name() {
            return NAME;
        }

        @Override
        public String shell() {
            return Shell.script(SysctlKind.class, "sysctl.sh");
        }

        @Override
        public SysctlSeen read(String name, ProbeOutput output) {
            return new SysctlSeen(
                    output.first("access").map(_ -> output.text("text")),
                    output.first("access").orElse(""),
                    pairs(output.all("value")),
                    pairs(output.all("original")));
        }

        private static Map<String, String> pairs(List<String> settings) {
            Map<String, String> pairs = new TreeMap<>();
            for (String setting : settings) {
                int equals = setting.indexOf('=');
                if (equals > 0) {
                    pairs.put(setting.substring(0, equals), setting.substring(equals + 1));
                }
            }
            return pairs;
        }

        private static String call(String function, ResourceId id, Collection<String> keys) {
            List<String> words = new ArrayList<>(List.of(function, id.name()));
            words.addAll(keys);
            return Shell.command(words);
        }

        @Override
        public List<FieldChange> diff(Optional<Sysctl> desired, SysctlSeen seen) {
            List<FieldChange> changes = new ArrayList<>();
            SortedMap<String, String> before = seen.text().map(Sysctl::settings).orElseGet(TreeMap::new);
            if (desired.isEmpty()) {
                before.forEach((key, value) -> changes.add(FieldChange.of(value, "", key)));
                return changes;
            }
            settings(desired.get().text())
                    .forEach((key, value) ->
                            changes.add(FieldChange.of(seen.values().getOrDefault(key, ""), value, key)));
            seen.givenBack(desired.get())
                    .forEach((key, value) ->
                            changes.add(FieldChange.of(seen.values().getOrDefault(key, ""), value, key)));
            if (seen.text().isEmpty()) {
                changes.add(FieldChange.of("", "present", "file"));
            } else {
                changes.add(FieldChange.of(seen.access(), TextDiff.ACCESS, "file", "access"));
                changes.addAll(TextDiff.of(seen.text().get(), desired.get().text()));
            }
            return changes.stream().filter(FieldChange::differs).toList();
        }

        @Override
        public Steps steps(ResourceId id, Optional<Sysctl> desired, SysctlSeen seen) {
            String path = "/" + id.name();
            if (desired.isEmpty()) {
                String originals = "sysctl_set \"$(original " + Shell.quote(id.toString()) + ")\"\n";
                return new Steps(
                        "",
                        originals,
                        "",
                        Shell.command("sysctl_forget", id.name()),
                        Shell.command("sysctl_set", path),
                        List.of());
            }
            StringBuilder back = new StringBuilder();
            SortedMap<String, String> given = seen.givenBack(desired.get());
            given.forEach((key, value) -> back.append(Shell.command("sysctl", "-q", "-w", key + "=" + value)));
            return new Steps(
                    Shell.withInput(
                            call("sysctl_stage", id, given.keySet()),
                            desired.get().text()),
                    "sysctl_set \"$(beside " + Shell.quote(path) + ")\"\n" + back,
                    "",
                    call("sysctl_persist", id, given.keySet()),
                    "sysctl_set \"$(sysctl_old " + Shell.quote(id.name()) + ")\"\n",
                    List.of(path));
        }
    }
}
