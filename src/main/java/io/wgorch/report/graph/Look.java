package io.wgorch.report.graph;

import io.wgorch.mesh.Peering;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// How the link between two nodes looks, from the first to the second.
///
/// @param standby whether it waits to be used: one end routes nothing to the other
/// @param dial who can dial whom
record Look(boolean standby, Dial dial) {
    /// Who knows where the other is dialled.
    enum Dial {
        /// The first dials the second.
        FORTH,
        /// The second dials the first.
        BACK,
        BOTH,
        NOBODY
    }

    static Look of(Peering forth, Peering back) {
        boolean dials = forth.endpoint().isPresent();
        boolean dialled = back.endpoint().isPresent();
        return new Look(
                forth.allowedIps().isEmpty() || back.allowedIps().isEmpty(),
                dials ? dialled ? Dial.BOTH : Dial.FORTH : dialled ? Dial.BACK : Dial.NOBODY);
    }

    /// The same link, seen from the second.
    Look reversed() {
        return new Look(
                standby,
                switch (dial) {
                    case FORTH -> Dial.BACK;
                    case BACK -> Dial.FORTH;
                    case BOTH -> Dial.BOTH;
                    case NOBODY -> Dial.NOBODY;
                });
    }

    /// The looks that are the same from both ends.
    static List<Look> symmetric() {
        List<Look> looks = new ArrayList<>();
        for (boolean standby : new boolean[] {false, true}) {
            looks.add(new Look(standby, Dial.BOTH));
            looks.add(new Look(standby, Dial.NOBODY));
        }
        return looks;
    }

    /// In words, where it is not a link like any other: `nobody can dial, standby`.
    Optional<String> remark() {
        List<String> words = new ArrayList<>();
        if (dial == Dial.NOBODY) {
            words.add("nobody can dial");
        }
        if (standby) {
            words.add("standby");
        }
        return words.isEmpty() ? Optional.empty() : Optional.of(String.join(", ", words));
    }
}
