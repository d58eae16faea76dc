package io.wgorch.resource;

import java.util.List;
import java.util.Optional;

/// One field that differs.
///
/// @param path where: `peers`, `nodeB`, `allowed_ips`; a first element `file` means only the file on disk differs
/// @param before what the host has; empty for nothing
/// @param after what it shall have; empty for nothing
/// @param afterUnknown whether `after` is known only after apply
public record FieldChange(List<String> path, Optional<String> before, Optional<String> after, boolean afterUnknown) {
    public FieldChange {
        path = List.copyOf(path);
    }

    /// A change between two known values; an empty text is nothing.
    public static FieldChange of(String before, String after, String... path) {
        return new FieldChange(List.of(path), text(before), text(after), false);
    }

    private static Optional<String> text(String value) {
        return Optional.of(value).filter(v -> !v.isEmpty());
    }

    public boolean differs() {
        return afterUnknown || !before.equals(after);
    }
}
