package io.wgorch.keys;

import io.wgorch.diag.Shown;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/// What a Vault has answered. The text is the server's, and may hold secrets: only its errors are for people.
///
/// @param status of HTTP
/// @param body the JSON object; empty when there was none
record VaultAnswer(int status, Map<?, ?> body) {
    /// What stands under these keys, one within the other; empty when nothing does.
    Optional<Object> at(String... keys) {
        Optional<Object> value = Optional.of(body);
        for (String key : keys) {
            value = value.flatMap(
                    v -> v instanceof Map<?, ?> map ? Optional.ofNullable(map.get(key)) : Optional.empty());
        }
        return value;
    }

    Optional<String> text(String... keys) {
        return at(keys).flatMap(v -> v instanceof String text ? Optional.of(text) : Optional.empty());
    }

    OptionalInt number(String... keys) {
        return at(keys).stream()
                .filter(Number.class::isInstance)
                .mapToInt(v -> ((Number) v).intValue())
                .findFirst();
    }

    /// The first of the errors that it names, bounded and without control characters; empty when it names none.
    String error() {
        return at("errors")
                .flatMap(e ->
                        e instanceof List<?> all && !all.isEmpty() ? Optional.of(all.getFirst()) : Optional.empty())
                .map(e -> Shown.plain(e.toString()))
                .orElse("");
    }

    boolean says(String words) {
        return at("errors").map(e -> e.toString().contains(words)).orElse(false);
    }

    @Override
    public String toString() {
        return "VaultAnswer[status=" + status + "]";
    }
}
