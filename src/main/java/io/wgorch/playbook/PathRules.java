package io.wgorch.playbook;

import io.wgorch.diag.Diagnostics;
import io.wgorch.diag.Shown;
import io.wgorch.yaml.YamlNode.YamlScalar;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/// What a path in a playbook may be: a template within the templates' folder, and a file on the host that is neither
/// wgorch's own nor the kernel's.
final class PathRules {
    /// What belongs to the transaction machinery; a task that wrote there could disarm the way back.
    private static final Pattern MANAGED =
            Pattern.compile("/etc/wireguard/[^/]*\\.(conf|key)(\\..*)?|/etc/wgorch(/.*)?|/var/lib/wgorch(/.*)?"
                    + "|/(etc|usr/lib|lib|run)/systemd/system/wgorch.*");

    private static final Pattern KERNEL = Pattern.compile("/(proc|sys|dev)(/.*)?");
    private static final Pattern DROP_IN = Pattern.compile("/etc/sysctl\\.d/[A-Za-z0-9_][A-Za-z0-9_.-]*\\.conf");

    private final Diagnostics diagnostics;

    PathRules(Diagnostics diagnostics) {
        this.diagnostics = diagnostics;
    }

    /// Whether a template's path is one; says why not.
    boolean template(YamlScalar path) {
        String text = path.text();
        boolean fits = !text.startsWith("/") && isNormal(text);
        if (!fits) {
            diagnostics.error(
                    path.at(),
                    Shown.text(text) + " is not a template. Write its path within the folder of the templates, such as"
                            + " motd.ftl; '..' does not lead out of it.");
        }
        return fits;
    }

    /// Whether a file of this path may be written on a host; says why not.
    boolean dest(YamlScalar path) {
        Optional<String> problem = problem(path.text());
        problem.ifPresent(p -> diagnostics.error(path.at(), "'dest' " + Shown.text(path.text()) + " " + p));
        return problem.isEmpty();
    }

    /// Whether sysctl.d(5) would read a file of this path; says why not.
    boolean sysctlDropIn(YamlScalar path) {
        boolean fits = DROP_IN.matcher(path.text()).matches();
        if (!fits) {
            diagnostics.error(
                    path.at(),
                    "'dest' of a sysctl task must be a file /etc/sysctl.d/NAME.conf, or it is not read at boot; "
                            + Shown.text(path.text()) + " is not.");
        }
        return fits;
    }

    private static Optional<String> problem(String text) {
        if (!text.startsWith("/")) {
            return Optional.of("is not absolute. Write the whole path on the host, from '/'.");
        }
        if (text.matches(".*\\s.*")) {
            return Optional.of("has white space in it. Choose a path without.");
        }
        if (!isNormal(text.substring(1))) {
            return Optional.of("must be the plain path of a file: without '..', '.', '//' and without '/' at its end.");
        }
        if (MANAGED.matcher(text).matches()) {
            return Optional.of("is managed by wgorch itself. Change it through its own task or the inventory.");
        }
        return KERNEL.matcher(text).matches()
                ? Optional.of("is not a file on a disk, so it cannot be kept. For settings of the kernel use 'sysctl'.")
                : Optional.empty();
    }

    private static boolean isNormal(String relative) {
        List<String> parts = List.of(relative.split("/", -1));
        return parts.stream().noneMatch(p -> p.isEmpty() || p.equals(".") || p.equals(".."));
    }
}
