package io.wgorch.mesh.proof;

import io.wgorch.inventory.NodeName;
import io.wgorch.wireguard.Cidr;
import java.util.EnumSet;
import java.util.stream.Stream;

/// What an assertion speaks of.
sealed interface Target {
    static Target of(NodeName node) {
        return new AllOf(node);
    }

    static Target of(Cidr prefix) {
        return new Part(prefix);
    }

    /// Whether a mesh has it.
    boolean isIn(Proof proof);

    /// One packet for each part that fares for itself, but for those that the sender has itself.
    Stream<Trace> traces(Proof proof, NodeName from);

    /// Whether all of it is reached.
    boolean reached(Proof proof, NodeName from);

    /// A node's addresses and all that is behind it.
    record AllOf(NodeName node) implements Target {
        @Override
        public boolean isIn(Proof proof) {
            return proof.mesh().tunnels().containsKey(node);
        }

        @Override
        public Stream<Trace> traces(Proof proof, NodeName from) {
            return proof.traces(from, node).stream();
        }

        @Override
        public boolean reached(Proof proof, NodeName from) {
            return proof.reaches(from, node);
        }

        @Override
        public String toString() {
            return "'" + node + "'";
        }
    }

    /// A part of what is behind some node.
    record Part(Cidr prefix) implements Target {
        @Override
        public boolean isIn(Proof proof) {
            return proof.mesh().tunnels().values().stream()
                    .flatMap(t -> Estate.of(t).stream())
                    .anyMatch(prefix::overlaps);
        }

        @Override
        public Stream<Trace> traces(Proof proof, NodeName from) {
            return proof.traces(from, prefix).stream()
                    .filter(t -> t.fate() != Fate.DELIVERED || t.hops().size() > 1);
        }

        @Override
        public boolean reached(Proof proof, NodeName from) {
            return proof.verdicts(from, prefix).equals(EnumSet.of(Verdict.REACHES));
        }

        @Override
        public String toString() {
            return prefix.toString();
        }
    }
}
