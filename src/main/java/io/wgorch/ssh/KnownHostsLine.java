package io.wgorch.ssh;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// One line of known_hosts (sshd(8), SSH_KNOWN_HOSTS FILE FORMAT).
///
/// @param marker whether the key is a host's, an authority's, or revoked
/// @param hosts patterns separated by commas, or one hashed name
/// @param type key type
/// @param base64 the key, in canonical form, so that equal keys are equal texts
record KnownHostsLine(Marker marker, String hosts, String type, String base64) {
    enum Marker {
        HOST,
        AUTHORITY,
        REVOKED
    }

    private static final Pattern BLANK = Pattern.compile("[ \t]+");
    private static final String HASHED = "|1|";

    /// Empty for a comment and for what makes no sense, which OpenSSH passes over as well.
    static Optional<KnownHostsLine> parse(String line) {
        List<String> fields = Arrays.asList(BLANK.split(line.strip()));
        Marker marker = switch (fields.getFirst()) {
            case "@cert-authority" -> Marker.AUTHORITY;
            case "@revoked" -> Marker.REVOKED;
            default -> Marker.HOST;
        };
        int from = marker == Marker.HOST ? 0 : 1;
        String hosts = fields.getFirst();
        if (fields.size() < from + 3 || (marker == Marker.HOST && (hosts.startsWith("#") || hosts.startsWith("@")))) {
            return Optional.empty();
        }
        return canonical(fields.get(from + 2))
                .map(key -> new KnownHostsLine(marker, fields.get(from), fields.get(from + 1), key));
    }

    boolean isFor(String name) {
        return hosts.startsWith(HASHED) ? isHashOf(name) : Glob.matchesAny(List.of(hosts.split(",", -1)), name);
    }

    String fingerprint() {
        return HostKey.fingerprint(Base64.getDecoder().decode(base64));
    }

    /// `|1|salt|HMAC-SHA1(salt, name)`.
    private boolean isHashOf(String name) {
        String[] parts = hosts.substring(HASHED.length()).split("\\|", 2);
        if (parts.length != 2) {
            return false;
        }
        try {
            Mac mac = Mac.getInstance("HmacSHA1");
            mac.init(new SecretKeySpec(Base64.getDecoder().decode(parts[0]), "HmacSHA1"));
            byte[] expected = Base64.getDecoder().decode(parts[1]);
            return MessageDigest.isEqual(expected, mac.doFinal(name.getBytes(StandardCharsets.UTF_8)));
        } catch (IllegalArgumentException e) {
            return false;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has HmacSHA1", e);
        }
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
