package io.wgorch.render;

import io.wgorch.mesh.Peering;
import io.wgorch.wireguard.PeerKey;
import io.wgorch.wireguard.Psk;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// A peer as all hosts see it that set the same for it.
///
/// @param key its public key, or what stands for it
/// @param psk the preshared key, or what stands for it; empty when the pair has none
/// @param model what templates see of it
record SharedPeer(Peering peering, PeerKey key, Optional<Psk> psk, Map<String, Object> model) {
    static SharedPeer of(Peering peering, PeerKey key, Optional<Psk> psk) {
        Map<String, Object> model = new LinkedHashMap<>();
        model.put("name", peering.peer().value());
        model.put("public_key", key.text());
        psk.ifPresent(p -> model.put("preshared_key", p.text()));
        model.put("allowed_ips", MeshModels.strings(peering.allowedIps()));
        peering.endpoint().ifPresent(e -> model.put("endpoint", e.toString()));
        model.put("keepalive", peering.keepalive());
        return new SharedPeer(peering, key, psk, Collections.unmodifiableMap(model));
    }
}
