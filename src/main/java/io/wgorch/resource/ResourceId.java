package io.wgorch.resource;

import java.util.Optional;
import java.util.regex.Pattern;

/// What a resource is called on its host: `tunnel/wg0`, `file//etc/motd`.
///
/// @param kind the [Kind#name()]
/// @param name unique among its kind; without white space or control characters
public record ResourceId(String kind, String name) implements Comparable<ResourceId> {
    private static final Pattern FORM = Pattern.compile("[a-z]+/[^\\s\\p{Cntrl}]+");

    public static Optional<ResourceId> parse(String text) {
        int slash = text.indexOf('/');
        return FORM.matcher(text).matches()
                ? Optional.of(new ResourceId(text.substring(0, slash), text.substring(slash + 1)))
                : Optional.empty();
    }

    public boolean isTunnel() {
        return kind.equals(TunnelKind.NAME);
    }

    public boolean isSysctl() {
        return kind.equals(Sysctl.SysctlKind.NAME);
    }

    @Override
    public int compareTo(ResourceId other) {
        return toString().compareTo(other.toString());
    }

    @Override
    public String toString() {
        return kind + "/" + name;
    }
}
