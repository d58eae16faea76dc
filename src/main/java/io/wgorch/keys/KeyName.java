package io.wgorch.keys;

import io.wgorch.inventory.NodeName;
import io.wgorch.inventory.TunnelId;
import java.util.Comparator;
import java.util.regex.Pattern;

/// Whose key it is: that of one interface of one node. Both are single words of visible ASCII.
///
/// @param interfaceName such as `wg0`
public record KeyName(String node, String interfaceName) implements Comparable<KeyName> {
    private static final Pattern WORD = Pattern.compile("[!-~]{1,63}");
    private static final Comparator<KeyName> ORDER =
            Comparator.comparing(KeyName::node).thenComparing(KeyName::interfaceName);

    public KeyName {
        if (!WORD.matcher(node).matches() || !WORD.matcher(interfaceName).matches()) {
            throw new IllegalArgumentException("not the name of a node and of an interface");
        }
    }

    public TunnelId tunnel() {
        return new TunnelId(new NodeName(node), interfaceName);
    }

    public static KeyName of(TunnelId tunnel) {
        return new KeyName(tunnel.node().value(), tunnel.interfaceName());
    }

    @Override
    public int compareTo(KeyName other) {
        return ORDER.compare(this, other);
    }

    @Override
    public String toString() {
        return node + " " + interfaceName;
    }
}
