package io.wgorch.verify;

import io.wgorch.inventory.NodeName;
import io.wgorch.wireguard.PublicKey;
import java.time.Instant;

/// What one host has shown of one revoked key.
///
/// @param at when it was asked
/// @param kernel whether an interface has it
/// @param files whether a file has it
/// @param answer whether the host answers it, asked from here
public record Evidence(NodeName host, PublicKey key, Instant at, Finding kernel, Finding files, Finding answer) {
    /// Whether the host was shown to hold it nowhere, which is what it owes.
    public boolean isGone() {
        return kernel instanceof Finding.Shown && files instanceof Finding.Shown;
    }

    /// Whether that, and wherever it could be tried, that it does not answer it either.
    public boolean isComplete() {
        return isGone() && (answer instanceof Finding.Shown || answer instanceof Finding.NotTried);
    }
}
