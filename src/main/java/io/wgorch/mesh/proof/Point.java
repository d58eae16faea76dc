package io.wgorch.mesh.proof;

import io.wgorch.wireguard.Cidr;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.Comparator;

/// An address as a place on one line: IPv4 first, then IPv6, then the end.
///
/// @param family 0 for IPv4, 1 for IPv6, 2 for what comes after the last address
/// @param high the upper 64 bits of an IPv6 address, unsigned
/// @param low the lower 64 bits, unsigned, or an IPv4 address
record Point(int family, long high, long low) implements Comparable<Point> {
    private static final Comparator<Point> ORDER = Comparator.comparingInt(Point::family)
            .thenComparing(Point::high, Long::compareUnsigned)
            .thenComparing(Point::low, Long::compareUnsigned);

    static Point of(InetAddress address) {
        ByteBuffer bytes = ByteBuffer.wrap(address.getAddress());
        return bytes.capacity() == 4
                ? new Point(0, 0, Integer.toUnsignedLong(bytes.getInt()))
                : new Point(1, bytes.getLong(), bytes.getLong());
    }

    /// The first address of a prefix.
    static Point first(Cidr prefix) {
        Point at = of(prefix.address());
        int hostBits = prefix.bits() - prefix.prefix();
        return new Point(at.family, at.high & mask(hostBits - 64), at.low & mask(hostBits));
    }

    /// The place after the last address of a prefix.
    static Point end(Cidr prefix) {
        Point first = first(prefix);
        int hostBits = prefix.bits() - prefix.prefix();
        return hostBits < 64
                ? first.plus(0, 1L << hostBits)
                : first.plus(hostBits == 128 ? 0 : 1L << (hostBits - 64), 0);
    }

    Point next() {
        return plus(0, 1);
    }

    InetAddress address() {
        byte[] bytes = family == 0
                ? ByteBuffer.allocate(4).putInt((int) low).array()
                : ByteBuffer.allocate(16).putLong(high).putLong(low).array();
        try {
            return InetAddress.getByAddress(bytes);
        } catch (UnknownHostException e) {
            throw new IllegalStateException(e);
        }
    }

    /// Past the last IPv6 address is the end, which is also what the whole of IPv6 (no bits at all) amounts to.
    private Point plus(long highs, long lows) {
        long sum = low + lows;
        long carried = high + highs + (lows != 0 && sum == 0 ? 1 : 0);
        boolean over = family == 1 && carried == 0 && sum == 0;
        return over ? new Point(2, 0, 0) : new Point(family, carried, sum);
    }

    private static long mask(int hostBits) {
        return hostBits >= 64 ? 0 : -1L << Math.max(0, hostBits);
    }

    @Override
    public int compareTo(Point other) {
        return ORDER.compare(this, other);
    }
}
