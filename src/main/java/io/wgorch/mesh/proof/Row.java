package io.wgorch.mesh.proof;

import java.util.Arrays;

/// A table that gives each atom to the node of the longest prefix that contains it: whom a device sends to, who owns
/// what. Kept as the stretches of the line between which the answer changes.
final class Row {
    /// No prefix contains the atom.
    static final int NONE = -1;

    private final long[] entries;
    private final int[] starts;
    private final long[] values;

    /// @param entries as [#entry] makes them; of two with the same prefix the one of the later node wins, as in the
    ///     kernel, where a prefix belongs to the peer that was set last
    Row(long[] entries, Space space) {
        this.entries = entries.clone();
        Arrays.sort(this.entries);
        Sweep sweep = new Sweep(this.entries, space);
        starts = Arrays.copyOf(sweep.starts, sweep.length);
        values = Arrays.copyOf(sweep.values, sweep.length);
    }

    static long entry(int prefix, int node) {
        return (long) prefix << 32 | node;
    }

    /// The node that has the atom, or [#NONE].
    int node(int atom) {
        return (int) value(atom);
    }

    /// The number of the prefix that decided it.
    ///
    /// @param atom which some prefix contains
    int prefix(int atom) {
        return (int) (value(atom) >> 32);
    }

    /// The nodes that have an atom, ascending.
    int[] nodes() {
        return Arrays.stream(values)
                .mapToInt(v -> (int) v)
                .filter(n -> n != NONE)
                .sorted()
                .distinct()
                .toArray();
    }

    private long value(int atom) {
        int found = Arrays.binarySearch(starts, atom);
        int stretch = found >= 0 ? found : -found - 2;
        return stretch < 0 ? NONE : values[stretch];
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Row row && Arrays.equals(entries, row.entries);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(entries);
    }

    /// One pass over the prefixes from left to right; those that are open at the moment are a stack, the longest on
    /// top.
    private static final class Sweep {
        private final Space space;
        private final int[] starts;
        private final long[] values;
        private final long[] open;
        private int depth;
        private int length;

        Sweep(long[] entries, Space space) {
            this.space = space;
            starts = new int[2 * entries.length];
            values = new long[2 * entries.length];
            open = new long[entries.length];
            for (long entry : entries) {
                int first = space.first((int) (entry >> 32));
                closeUntil(first);
                open[depth++] = entry;
                start(first);
            }
            closeUntil(space.atoms());
        }

        private void closeUntil(int atom) {
            while (depth > 0 && space.end((int) (open[depth - 1] >> 32)) <= atom) {
                int end = space.end((int) (open[--depth] >> 32));
                start(end);
            }
        }

        /// What is open now holds from here on; what was said of this very place before is void.
        private void start(int atom) {
            if (length == 0 || starts[length - 1] < atom) {
                length++;
            }
            starts[length - 1] = atom;
            values[length - 1] = depth == 0 ? NONE : open[depth - 1];
        }
    }
}
