package io.wgorch.ssh;

import java.util.Base64;
import java.util.Optional;

/// A host name that known_hosts has only as `|1|salt|HMAC-SHA1(salt, name)`. Decoded when the file is read,
/// because every line is tried for every host.
final class HashedHost {
    static final String PREFIX = "|1|";

    private final byte[] salt;
    private final byte[] hash;

    private HashedHost(byte[] salt, byte[] hash) {
        this.salt = salt;
        this.hash = hash;
    }

    /// Empty when this is none, or a broken one.
    static Optional<HashedHost> parse(String hosts) {
        int bar = hosts.lastIndexOf('|');
        if (!hosts.startsWith(PREFIX) || bar < PREFIX.length()) {
            return Optional.empty();
        }
        try {
            byte[] salt = Base64.getDecoder().decode(hosts.substring(PREFIX.length(), bar));
            byte[] hash = Base64.getDecoder().decode(hosts.substring(bar + 1));
            return salt.length == 0 ? Optional.empty() : Optional.of(new HashedHost(salt, hash));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    boolean isHashOf(HostName name) {
        return name.hashesTo(salt, hash);
    }
}
