package io.wgorch.render;

import io.wgorch.mesh.Peering;
import io.wgorch.wireguard.PeerKey;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/// A peer as all hosts see it that set the same for it.
///
/// @param key its public key, or what stands for it
/// @param model what templates see of it
record SharedPeer(Peering peering, PeerKey key, Map<String, Object> model) {
    static SharedPeer of(Peering peering, PeerKey key) {
        Map<String, Object> model = new LinkedHashMap<>();
        model.put("name", peering.peer().value());
        model.put("public_key", key.text());
        model.put("allowed_ips", MeshModels.strings(peering.allowedIps()));
        peering.endpoint().ifPresent(e -> model.put("endpoint", e.toString()));
        model.put("keepalive", peering.keepalive());
        return new SharedPeer(peering, key, Collections.unmodifiableMap(model));
    }
}
