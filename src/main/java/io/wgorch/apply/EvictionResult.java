package io.wgorch.apply;

import java.util.List;

/// What came of an [Eviction] on one host.
public sealed interface EvictionResult {
    /// The host has the keys nowhere that it could be asked for.
    ///
    /// @param places what had them until now; none where there was nothing to do
    record Gone(List<String> places) implements EvictionResult {
        public Gone {
            places = List.copyOf(places);
        }
    }

    /// Something that is not ours has them still.
    ///
    /// @param left what
    record Left(List<String> places, List<String> left) implements EvictionResult {
        public Left {
            places = List.copyOf(places);
            left = List.copyOf(left);
        }
    }

    /// It was begun, and is not finished.
    record Failed(List<String> places, String why) implements EvictionResult {
        public Failed {
            places = List.copyOf(places);
        }
    }

    /// The host does not answer.
    record Unreachable(String why) implements EvictionResult {}

    default boolean isGone() {
        return this instanceof Gone;
    }

    /// The word for it in documents.
    default String keyword() {
        return switch (this) {
            case Gone _ -> "gone";
            case Left _ -> "left";
            case Failed _ -> "failed";
            case Unreachable _ -> "unreachable";
        };
    }
}
