package io.wgorch.wireguard;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Where a peer is dialled: `host:port`, IPv6 in brackets, as in wg(8).
///
/// @param host a name or an address literal, without brackets
/// @param port UDP, 1 to 65535
public record Endpoint(String host, int port) {
    private static final Pattern FORM = Pattern.compile("(?:\\[([^\\]]+)\\]|([^:\\[\\]]+)):([1-9]\\d{0,4})");
    private static final Pattern NAME =
            Pattern.compile("(?=.{1,253}$)[A-Za-z0-9_][A-Za-z0-9_-]{0,62}(\\.[A-Za-z0-9_][A-Za-z0-9_-]{0,62})*\\.?");

    private static final Pattern NUMERIC_END = Pattern.compile("(^|\\.)\\d+\\.?$");

    public Endpoint {
        if (!isHost(host) || port < 1 || port > 65535) {
            throw new IllegalArgumentException("not an endpoint: " + host + " " + port);
        }
    }

    /// Whether the text can be a host: a DNS name (RFC 1123, underscores allowed) or an address literal. A name does
    /// not end in a number, so `10.0.0.300` is neither.
    public static boolean isHost(String text) {
        return Ip.parse(text).isPresent()
                || (NAME.matcher(text).matches() && !NUMERIC_END.matcher(text).find());
    }

    public static Optional<Endpoint> parse(String text) {
        Matcher m = FORM.matcher(text);
        if (!m.matches()) {
            return Optional.empty();
        }
        String host = m.group(1) == null ? m.group(2) : m.group(1);
        int port = Integer.parseInt(m.group(3));
        boolean bracketsFit = m.group(1) == null || Ip.parse(host).isPresent();
        return bracketsFit && isHost(host) && port >= 1 && port <= 65535
                ? Optional.of(new Endpoint(host, port))
                : Optional.empty();
    }

    /// Whether the host is an address rather than a name that has to be looked up.
    public boolean isLiteral() {
        return Ip.parse(host).isPresent();
    }

    @Override
    public String toString() {
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
    }
}
