package io.wgorch.ssh;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// One name that is looked up in known_hosts, with what all comparisons share. Not thread-safe: one a lookup.
final class HostName {
    private static final String HMAC = "HmacSHA1";

    private final String name;
    private final byte[] bytes;
    private final Mac mac;

    HostName(String name) {
        this.name = name;
        this.bytes = name.getBytes(StandardCharsets.UTF_8);
        try {
            this.mac = Mac.getInstance(HMAC);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has " + HMAC, e);
        }
    }

    boolean matchesAny(Iterable<String> patterns) {
        return Glob.matchesAny(patterns, name);
    }

    boolean hashesTo(byte[] salt, byte[] hash) {
        try {
            mac.init(new SecretKeySpec(salt, HMAC));
            return MessageDigest.isEqual(hash, mac.doFinal(bytes));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("any bytes are a key for " + HMAC, e);
        }
    }
}
