package io.wgorch.wireguard;

import java.util.Optional;

/// What the kernel has measured of a peer, as `wg show dump` prints it. Never a reason for a change.
///
/// @param endpoint where the last authenticated packet came from
/// @param latestHandshake seconds since the epoch on the host's clock; 0 for never
/// @param received bytes
/// @param sent bytes
public record PeerStats(Optional<Endpoint> endpoint, long latestHandshake, long received, long sent) {
    /// REJECT_AFTER_TIME of the WireGuard paper, in seconds: no session is older than this.
    public static final long SESSION_LIFETIME = 180;

    /// Whether a session can be alive at `now`, in seconds since the epoch on the same clock.
    public boolean isAlive(long now) {
        return latestHandshake > 0 && now - latestHandshake <= SESSION_LIFETIME;
    }
}
