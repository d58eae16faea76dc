package io.wgorch.playbook;

import io.wgorch.diag.Diagnostics;
import io.wgorch.diag.Shown;
import io.wgorch.diag.Suggest;
import io.wgorch.playbook.Playbook.Action;
import io.wgorch.yaml.MapReader;
import io.wgorch.yaml.YamlNode;
import io.wgorch.yaml.YamlNode.YamlScalar;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// Reads the action of a task: exactly one of a closed list.
final class TaskReader {
    static final List<String> ACTIONS = List.of("wireguard", "sysctl", "firewall", "service", "template");
    static final List<String> COMMON = List.of("name", "when", "tags");
    static final List<String> WIREGUARD = List.of("template");
    static final List<String> SYSCTL = List.of("template", "dest");
    static final List<String> FIREWALL = List.of("template");
    static final List<String> SERVICE = List.of("name", "enabled", "state");
    static final List<String> TEMPLATE = List.of("src", "dest", "owner", "group", "mode");
    private static final Pattern UNIT = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_.:@-]{0,200}");
    private static final Pattern OWNER = Pattern.compile("[a-z_][a-z0-9_-]{0,31}|0|[1-9]\\d{0,9}");
    private static final Pattern MODE = Pattern.compile("0?[0-7]{3}|[1-7][0-7]{3}");

    private final List<String> interfaces;
    private final Diagnostics diagnostics;
    private final PathRules paths;

    /// @param interfaces of all meshes
    TaskReader(List<String> interfaces, Diagnostics diagnostics) {
        this.interfaces = List.copyOf(interfaces);
        this.diagnostics = diagnostics;
        this.paths = new PathRules(diagnostics);
    }

    Optional<ReadAction> action(MapReader task) {
        List<YamlNode.Entry> actions = new ArrayList<>();
        boolean unknown = false;
        for (YamlNode.Entry e : task.entries()) {
            String key = e.key().text();
            if (ACTIONS.contains(key)) {
                actions.add(e);
            } else if (!COMMON.contains(key)) {
                unknown = true;
                List<String> known = new ArrayList<>(ACTIONS);
                known.addAll(COMMON);
                diagnostics.error(
                        e.key().at(),
                        "unknown task " + Shown.text(key) + "." + Suggest.didYouMean(key, known) + " There are: "
                                + String.join(", ", ACTIONS) + "; and beside them " + String.join(", ", COMMON) + ".");
            }
        }
        if (actions.isEmpty() && !unknown) {
            diagnostics.error(task.at(), "this task does nothing. Say one of: " + String.join(", ", ACTIONS) + ".");
        }
        if (actions.size() > 1) {
            YamlNode.Entry second = actions.get(1);
            diagnostics.error(
                    second.key().at(),
                    "a task does one thing, but this one says '"
                            + actions.getFirst().key().text() + "' and '"
                            + second.key().text() + "'. Make two tasks of it.");
        }
        return actions.isEmpty() ? Optional.empty() : action(actions.getFirst());
    }

    private Optional<ReadAction> action(YamlNode.Entry e) {
        String keyword = e.key().text();
        return MapReader.of(e.value(), "task '" + keyword + "'", diagnostics).flatMap(map -> switch (keyword) {
            case "wireguard" -> wireguard(map);
            case "sysctl" -> sysctl(map);
            case "firewall" -> firewall(map);
            case "service" -> service(map);
            default -> template(map);
        });
    }

    private Optional<ReadAction> wireguard(MapReader map) {
        map.refuseUnknownKeys(WIREGUARD);
        return source(map, "template", "wg0.conf.ftl")
                .map(t -> new ReadAction(new Action.Wireguard(t), "wireguard " + String.join(", ", interfaces)));
    }

    private Optional<ReadAction> sysctl(MapReader map) {
        map.refuseUnknownKeys(SYSCTL);
        Optional<String> dest = map.has("dest")
                ? map.scalar("dest").filter(paths::sysctlDropIn).map(YamlScalar::text)
                : Optional.of("/etc/sysctl.d/99-wireguard.conf");
        return source(map, "template", "sysctl.conf.ftl")
                .flatMap(t -> dest.map(d -> new ReadAction(new Action.Sysctl(t, d), "file " + d)));
    }

    private Optional<ReadAction> firewall(MapReader map) {
        map.refuseUnknownKeys(FIREWALL);
        return source(map, "template", "nftables.conf.ftl")
                .map(t -> new ReadAction(new Action.Firewall(t), "firewall"));
    }

    private Optional<ReadAction> service(MapReader map) {
        map.refuseUnknownKeys(SERVICE);
        Optional<String> name = form(
                map,
                "name",
                t -> UNIT.matcher(t).matches(),
                "the name of a systemd unit, such as wg-quick@" + interfaces.getFirst());
        Optional<Boolean> enabled = map.bool("enabled");
        Optional<Boolean> started = form(
                        map, "state", t -> t.equals("started") || t.equals("stopped"), "started or stopped")
                .map("started"::equals);
        if (!map.has("enabled") && !map.has("state")) {
            diagnostics.error(map.at(), "this task says nothing about the service. Say 'enabled', 'state' or both.");
        }
        if (map.has("name") && name.isEmpty()) {
            return Optional.empty();
        }
        String units = name.orElseGet(
                () -> interfaces.stream().map(i -> "wg-quick@" + i).collect(Collectors.joining(", ")));
        return Optional.of(new ReadAction(new Action.Service(name, enabled, started), "service " + units));
    }

    private Optional<ReadAction> template(MapReader map) {
        map.refuseUnknownKeys(TEMPLATE);
        map.requiredScalar("src");
        Optional<String> src = source(map, "src", "");
        Optional<String> dest =
                map.requiredScalar("dest").filter(s -> paths.dest(s)).map(YamlScalar::text);
        Function<String, Boolean> owner = t -> OWNER.matcher(t).matches();
        String user =
                form(map, "owner", owner, "a user's name or number on the host").orElse("root");
        String group = form(map, "group", owner, "a group's name or number on the host")
                .orElse("root");
        String mode = form(map, "mode", t -> MODE.matcher(t).matches(), "three or four octal digits, such as \"0644\"")
                .orElse("0644");
        return src.flatMap(
                s -> dest.map(d -> new ReadAction(new Action.Template(s, d, user, group, mode), "file " + d)));
    }

    private Optional<String> source(MapReader map, String key, String otherwise) {
        return map.has(key)
                ? map.scalar(key).filter(s -> paths.template(s)).map(YamlScalar::text)
                : Optional.of(otherwise).filter(o -> !o.isEmpty());
    }

    private Optional<String> form(MapReader map, String key, Function<String, Boolean> fits, String rule) {
        Optional<YamlScalar> written = map.scalar(key);
        written.filter(s -> !fits.apply(s.text()))
                .ifPresent(s -> diagnostics.error(
                        s.at(), "'" + key + "' must be " + rule + ", but is " + Shown.text(s.text()) + "."));
        return written.map(YamlScalar::text).filter(fits::apply);
    }
}
