package io.wgorch.mesh.proof;

import io.wgorch.diag.Diagnostics;
import io.wgorch.inventory.Assertion;
import io.wgorch.inventory.Inventory;
import io.wgorch.inventory.NodeName;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// Holds what the inventory asserts (`assert:`) against the proofs of its meshes. A pair that is in several meshes
/// reaches when one of them carries it. What a node has itself is not asked of it.
public final class Assertions {
    private final List<Proof> proofs;

    /// With the proofs of all meshes of an inventory.
    public Assertions(List<Proof> proofs) {
        this.proofs = List.copyOf(proofs);
    }

    /// One error per assertion that does not hold: the first pair that breaks it, and what becomes of its packet.
    public Diagnostics check(Inventory inventory) {
        Diagnostics diagnostics = new Diagnostics();
        for (Assertion assertion : inventory.assertions()) {
            List<String> broken = assertion.from().stream()
                    .sorted()
                    .flatMap(from -> broken(assertion, from))
                    .toList();
            if (!broken.isEmpty()) {
                int more = broken.size() - 1;
                diagnostics.error(
                        assertion.at(),
                        broken.getFirst()
                                + (more == 0
                                        ? ""
                                        : " The same goes for " + more + " more " + (more == 1 ? "pair." : "pairs.")));
            }
        }
        return diagnostics;
    }

    private Stream<String> broken(Assertion assertion, NodeName from) {
        return assertion.prefix().isPresent()
                ? broken(assertion, from, Target.of(assertion.prefix().get())).stream()
                : assertion.to().stream()
                        .sorted()
                        .filter(to -> !to.equals(from))
                        .flatMap(to -> broken(assertion, from, Target.of(to)).stream());
    }

    private Optional<String> broken(Assertion assertion, NodeName from, Target target) {
        List<Proof> with = proofs.stream()
                .filter(p -> p.mesh().tunnels().containsKey(from) && target.isIn(p))
                .toList();
        return assertion.reach() ? missing(assertion, from, target, with) : leak(assertion, from, target, with);
    }

    /// Why a pair that is meant to reach does not, told of the first mesh that both are in.
    private static Optional<String> missing(Assertion assertion, NodeName from, Target target, List<Proof> with) {
        String what = "'" + from + "' does not reach " + target;
        if (with.isEmpty()) {
            return Optional.of(what + ", which it must: no mesh has both.");
        }
        return with.stream().anyMatch(p -> culprit(assertion, from, target, p).isEmpty())
                ? Optional.empty()
                : culprit(assertion, from, target, with.getFirst()).map(t -> {
                    String by =
                            assertion.via().map(v -> " by way of '" + v + "'").orElse("");
                    return what + by + ", which it must. " + t + ".";
                });
    }

    private static Optional<Trace> culprit(Assertion assertion, NodeName from, Target target, Proof proof) {
        if (assertion.via().isEmpty() && target.reached(proof, from)) {
            return Optional.empty();
        }
        return target.traces(proof, from)
                .filter(t -> t.fate().verdict() != Verdict.REACHES || !passes(t, assertion))
                .findFirst();
    }

    private static Optional<String> leak(Assertion assertion, NodeName from, Target target, List<Proof> with) {
        return with.stream()
                .flatMap(p -> target.traces(p, from))
                .filter(t -> t.fate().verdict() != Verdict.LOST && passes(t, assertion))
                .findFirst()
                .map(t -> "'" + from + "' reaches " + target
                        + assertion.via().map(v -> " by way of '" + v + "'").orElse("") + ", which it must not. " + t
                        + ".");
    }

    private static boolean passes(Trace trace, Assertion assertion) {
        return assertion.via().map(trace::visits).orElse(true);
    }
}
