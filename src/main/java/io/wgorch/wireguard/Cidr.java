package io.wgorch.wireguard;

import java.math.BigInteger;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// An address with a prefix length (RFC 4632): `10.0.0.1/24` for an interface, `10.0.0.0/24` for a network.
/// Host bits are kept; [#network()] clears them.
///
/// @param address the address
/// @param prefix bits, 0 to 32 for IPv4, 0 to 128 for IPv6
public record Cidr(InetAddress address, int prefix) implements Comparable<Cidr> {
    private static final Pattern FORM = Pattern.compile("([^/]+)/(0|[1-9]\\d{0,2})");

    public Cidr {
        if (prefix < 0 || prefix > address.getAddress().length * 8) {
            throw new IllegalArgumentException("prefix length " + prefix + " out of range");
        }
    }

    /// Reads `address/prefix`; a bare address is a host (`/32`, `/128`).
    public static Optional<Cidr> parse(String text) {
        Matcher m = FORM.matcher(text);
        if (!m.matches()) {
            return Ip.parse(text).map(Cidr::host);
        }
        int prefix = Integer.parseInt(m.group(2));
        return Ip.parse(m.group(1))
                .filter(a -> prefix <= a.getAddress().length * 8)
                .map(a -> new Cidr(a, prefix));
    }

    /// One address alone.
    public static Cidr host(InetAddress address) {
        return new Cidr(address, address.getAddress().length * 8);
    }

    /// 32 or 128.
    public int bits() {
        return address instanceof Inet4Address ? 32 : 128;
    }

    /// The same prefix with all host bits zero.
    public Cidr network() {
        return new Cidr(address(first(), bits()), prefix);
    }

    public boolean isNetwork() {
        return equals(network());
    }

    public boolean contains(InetAddress other) {
        return contains(host(other));
    }

    public boolean contains(Cidr other) {
        return bits() == other.bits()
                && prefix <= other.prefix
                && first().equals(new Cidr(other.address, prefix).first());
    }

    public boolean overlaps(Cidr other) {
        return contains(other) || other.contains(this);
    }

    /// The address `offset` places after the first one of this network; empty past its end.
    public Optional<InetAddress> at(BigInteger offset) {
        BigInteger size = BigInteger.ONE.shiftLeft(bits() - prefix);
        return offset.signum() >= 0 && offset.compareTo(size) < 0
                ? Optional.of(address(first().add(offset), bits()))
                : Optional.empty();
    }

    /// Whether an address may be given to a host. IPv4 keeps the first and the last address of a network for itself
    /// (RFC 919), except in a /31 (RFC 3021) and a /32; IPv6 the first (the routers' anycast, RFC 4291), except
    /// in a /127 (RFC 6164) and a /128.
    public boolean isHostAddress(InetAddress candidate) {
        if (!contains(candidate)) {
            return false;
        }
        if (bits() - prefix <= 1) {
            return true;
        }
        BigInteger offset = new BigInteger(1, candidate.getAddress()).subtract(first());
        BigInteger last = BigInteger.ONE.shiftLeft(bits() - prefix).subtract(BigInteger.ONE);
        return offset.signum() > 0 && (bits() == 128 || offset.compareTo(last) < 0);
    }

    /// How many addresses may be given to hosts.
    public BigInteger hostCount() {
        BigInteger size = BigInteger.ONE.shiftLeft(bits() - prefix);
        return bits() - prefix <= 1 ? size : size.subtract(BigInteger.valueOf(bits() == 128 ? 1 : 2));
    }

    private BigInteger first() {
        int hostBits = bits() - prefix;
        return new BigInteger(1, address.getAddress()).shiftRight(hostBits).shiftLeft(hostBits);
    }

    private static InetAddress address(BigInteger value, int bits) {
        byte[] out = new byte[bits / 8];
        byte[] in = value.toByteArray();
        for (int i = 0; i < Math.min(in.length, out.length); i++) {
            out[out.length - 1 - i] = in[in.length - 1 - i];
        }
        try {
            return InetAddress.getByAddress(out);
        } catch (java.net.UnknownHostException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public int compareTo(Cidr other) {
        int byBits = Integer.compare(bits(), other.bits());
        int byAddress = byBits == 0 ? Arrays.compareUnsigned(address.getAddress(), other.address.getAddress()) : byBits;
        return byAddress == 0 ? Integer.compare(prefix, other.prefix) : byAddress;
    }

    @Override
    public String toString() {
        return Ip.text(address) + "/" + prefix;
    }
}
