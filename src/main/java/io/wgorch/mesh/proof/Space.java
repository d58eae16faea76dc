package io.wgorch.mesh.proof;

import io.wgorch.wireguard.Cidr;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.IntStream;

/// The address space, cut at the borders of every prefix that the mesh knows. No table, no owner tells the addresses
/// between two cuts (an atom) apart, so all of them fare alike. Prefixes and atoms are numbered along the line; of two
/// prefixes that start together the wider comes first.
final class Space {
    private static final Comparator<Cidr> ORDER =
            Comparator.comparing(Point::first).thenComparingInt(Cidr::prefix);

    private final Cidr[] prefixes;
    private final Map<Cidr, Integer> numbers = new HashMap<>();
    private final Point[] cuts;
    private final int[] first;
    private final int[] end;

    /// @param known prefixes, with or without host bits
    Space(Collection<Cidr> known) {
        TreeSet<Cidr> sorted = new TreeSet<>(ORDER);
        TreeSet<Point> borders = new TreeSet<>();
        borders.add(new Point(0, 0, 0));
        borders.add(new Point(1, 0, 0));
        for (Cidr prefix : known) {
            sorted.add(prefix);
            borders.add(Point.first(prefix));
            borders.add(Point.end(prefix));
        }
        prefixes = sorted.toArray(Cidr[]::new);
        cuts = borders.toArray(Point[]::new);
        first = new int[prefixes.length];
        end = new int[prefixes.length];
        for (int i = 0; i < prefixes.length; i++) {
            first[i] = Arrays.binarySearch(cuts, Point.first(prefixes[i]));
            end[i] = Arrays.binarySearch(cuts, Point.end(prefixes[i]));
        }
        known.forEach(p -> numbers.put(p, Arrays.binarySearch(prefixes, p, ORDER)));
    }

    int atoms() {
        return cuts.length;
    }

    int atom(InetAddress address) {
        int found = Arrays.binarySearch(cuts, Point.of(address));
        return found >= 0 ? found : -found - 2;
    }

    /// All atoms that a prefix has a part in, be it one that the mesh knows or not.
    IntStream atoms(Cidr prefix) {
        int last = Arrays.binarySearch(cuts, Point.end(prefix));
        return IntStream.range(atom(prefix.network().address()), last >= 0 ? last : -last - 1);
    }

    boolean isV4(int atom) {
        return cuts[atom].family() == 0;
    }

    /// An address of the atom; not the first where there are several, which in IPv4 may be that of the network.
    InetAddress example(int atom) {
        Point second = cuts[atom].next();
        boolean single = atom + 1 < cuts.length && cuts[atom + 1].compareTo(second) <= 0;
        return (single ? cuts[atom] : second).address();
    }

    /// The number of a prefix that the mesh knows.
    int number(Cidr prefix) {
        return Optional.ofNullable(numbers.get(prefix)).orElseThrow();
    }

    Cidr prefix(int number) {
        return prefixes[number].network();
    }

    int first(int prefix) {
        return first[prefix];
    }

    /// The atom after the last one of a prefix.
    int end(int prefix) {
        return end[prefix];
    }

    boolean contains(int prefix, int atom) {
        return first[prefix] <= atom && atom < end[prefix];
    }
}
