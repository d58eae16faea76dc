package io.wgorch.inventory;

import io.wgorch.yaml.MapReader;
import java.util.Optional;

/// What a mesh, `defaults:`, a group and a node can say of private keys; what is not said is inherited.
///
/// @param home where they live
/// @param rotateAfter how long one may be in use before plan and status say that it is due
public record KeySettings(Optional<HomeName> home, Optional<RotationPeriod> rotateAfter) {
    public static final KeySettings NONE = new KeySettings(Optional.empty(), Optional.empty());

    static KeySettings read(MapReader from) {
        return new KeySettings(HomeName.read(from, "keys"), RotationPeriod.read(from, "rotate_after"));
    }

    KeySettings over(KeySettings base) {
        return new KeySettings(home.or(base::home), rotateAfter.or(base::rotateAfter));
    }
}
