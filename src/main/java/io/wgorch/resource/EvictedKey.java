package io.wgorch.resource;

import io.wgorch.wireguard.PublicKey;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// A line of `/var/lib/wgorch/evicted`: a key that was taken off a host because it is in somebody else's
/// hands. It says as well what has to be known of its node where the registry is lost.
///
/// @param node whose it was
/// @param hostKeys the fingerprints of the SSH host keys that were known of the node then
public record EvictedKey(PublicKey key, String node, List<String> hostKeys) {
    public EvictedKey {
        hostKeys = List.copyOf(hostKeys);
    }

    /// Empty for a line that is none, or that was cut off.
    public static Optional<EvictedKey> parse(String line) {
        List<String> words = List.of(line.split(" "));
        return words.size() < 2
                ? Optional.empty()
                : PublicKey.parse(words.getFirst())
                        .map(key -> new EvictedKey(key, words.get(1), words.subList(2, words.size())));
    }

    public String line() {
        return String.join(
                " ",
                Stream.concat(Stream.of(key.base64(), node), hostKeys.stream()).toList());
    }
}
