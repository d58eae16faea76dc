package io.wgorch.ssh;

import java.util.Optional;

/// What a host has shown of itself, and what is known of it: a row in the table of `wgorch trust`.
///
/// @param target the host
/// @param key what it has shown; empty when it could not be reached
/// @param known what the pin or known_hosts says of that key; empty when it could not be reached
/// @param failure why it could not be reached, and the cure; empty when it could
public record Introduction(SshTarget target, Optional<HostKey> key, Optional<Known> known, String failure) {
    /// Whether a person has to decide.
    public boolean isNew() {
        return known.equals(Optional.of(Known.NO));
    }

    /// Whether it may be connected to already.
    public boolean isTrusted() {
        return known.equals(Optional.of(Known.YES));
    }
}
