package io.wgorch.mesh;

/// The network around the hosts of a [RandomInventories]: an internet, and sites behind a NAT each. Every host has an
/// IPv4
/// and
/// an IPv6 address wherever it stands, whichever of them its endpoint names.
public final class Outside {
    /// The number of the first node of the inventory, from which the others count on. Smaller ones are for routers.
    public static final int FIRST_HOST = 11;

    public static final int BITS_V4 = 24;
    public static final int BITS_V6 = 64;

    private Outside() {}

    /// On the internet (RFC 2544).
    public static String publicV4(int host) {
        return "198.18.0." + host;
    }

    /// On the internet (RFC 3849).
    public static String publicV6(int host) {
        return "2001:db8::" + host;
    }

    /// The site with that number, from 1.
    public static String siteName(int site) {
        return "site" + site;
    }

    public static int site(String name) {
        return Integer.parseInt(name.substring("site".length()));
    }

    public static String lanV4(int site, int host) {
        return "192.168." + site + "." + host;
    }

    public static String lanV6(int site, int host) {
        return "fd00:192:168:" + site + "::" + host;
    }
}
