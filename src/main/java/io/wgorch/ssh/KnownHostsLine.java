package io.wgorch.ssh;

import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/// One line of known_hosts (sshd(8), SSH_KNOWN_HOSTS FILE FORMAT).
///
/// @param marker whether the key is a host's, an authority's, or revoked
/// @param patterns whom it is for; a hashed name is in `hashed` instead
/// @param hashed the one host it is for, where its name is hashed
/// @param type key type
/// @param base64 the key, in canonical form, so that equal keys are equal texts
record KnownHostsLine(Marker marker, List<String> patterns, Optional<HashedHost> hashed, String type, String base64) {
    enum Marker {
        HOST,
        AUTHORITY,
        REVOKED
    }

    private static final Pattern BLANK = Pattern.compile("[ \t]+");

    KnownHostsLine {
        patterns = List.copyOf(patterns);
    }

    /// Empty for a comment and for what makes no sense, which OpenSSH passes over as well.
    static Optional<KnownHostsLine> parse(String line) {
        List<String> fields = Arrays.asList(BLANK.split(line.strip()));
        Marker marker = switch (fields.getFirst()) {
            case "@cert-authority" -> Marker.AUTHORITY;
            case "@revoked" -> Marker.REVOKED;
            default -> Marker.HOST;
        };
        int from = marker == Marker.HOST ? 0 : 1;
        String first = fields.getFirst();
        if (fields.size() < from + 3 || (marker == Marker.HOST && (first.startsWith("#") || first.startsWith("@")))) {
            return Optional.empty();
        }
        String hosts = fields.get(from);
        List<String> patterns = hosts.startsWith(HashedHost.PREFIX) ? List.of() : Arrays.asList(hosts.split(",", -1));
        return canonical(fields.get(from + 2))
                .map(key -> new KnownHostsLine(marker, patterns, HashedHost.parse(hosts), fields.get(from + 1), key));
    }

    boolean isFor(HostName name) {
        return hashed.map(h -> h.isHashOf(name)).orElseGet(() -> name.matchesAny(patterns));
    }

    String fingerprint() {
        return HostKey.fingerprint(Base64.getDecoder().decode(base64));
    }

    private static Optional<String> canonical(String base64) {
        try {
            return Optional.of(
                    Base64.getEncoder().encodeToString(Base64.getDecoder().decode(base64)));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
