package io.wgorch.crypto;

import io.wgorch.secret.Secret;
import io.wgorch.wireguard.PublicKey;
import java.util.Base64;
import java.util.Optional;

/// Who begins a handshake, and with whom. The keys stay the caller's.
///
/// @param psk 32 bytes; empty where the two have none
public record Initiator(PrivateKey own, PublicKey responder, Optional<Secret> psk) {
    byte[] responderPoint() {
        return Base64.getDecoder().decode(responder.base64());
    }

    byte[] ownPoint() {
        return Base64.getDecoder().decode(own.publicKey().base64());
    }
}
