package io.wgorch.keys;

import java.util.Comparator;

/// Whose preshared key it is: that of a tunnel with one of its peers.
///
/// @param peer the name of a node
public record PskName(KeyName tunnel, String peer) implements Comparable<PskName> {
    private static final Comparator<PskName> ORDER =
            Comparator.comparing(PskName::tunnel).thenComparing(PskName::peer);

    @Override
    public int compareTo(PskName other) {
        return ORDER.compare(this, other);
    }

    @Override
    public String toString() {
        return tunnel + " " + peer;
    }
}
