package io.wgorch.diag;

import java.util.Comparator;
import java.util.Optional;

/// One thing that is wrong with the input: where, what, and what to write instead.
///
/// @param at where it stands; empty when no single place is to blame (a missing file)
/// @param message whole sentences: what is wrong, why, what to do
public record Diagnostic(Optional<SourcePosition> at, String message) implements Comparable<Diagnostic> {
    private static final Comparator<Diagnostic> ORDER = Comparator.comparing(
                    (Diagnostic d) -> d.at().orElse(new SourcePosition("", 0, 0)))
            .thenComparing(Diagnostic::message);

    @Override
    public int compareTo(Diagnostic other) {
        return ORDER.compare(this, other);
    }

    /// `file:line:column: message`, the form editors and compilers share.
    @Override
    public String toString() {
        return at.map(p -> p + ": ").orElse("") + message;
    }
}
