package io.wgorch.verify;

import java.util.Locale;

/// Something of a revoked key that was found on a host.
///
/// @param place an interface, the path of a file, or an endpoint
public record Trace(Kind kind, String place) {
    /// What it is.
    public enum Kind {
        /// An interface has it for its own.
        OWN,
        /// An interface has it as a peer.
        PEER,
        /// The public key stands in a file.
        PUBLIC,
        /// The private key stands in a file.
        PRIVATE,
        /// The endpoint answers the private key.
        ANSWER;

        public String keyword() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
