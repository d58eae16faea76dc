package io.wgorch.diag;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Collects every error of one reading, so that the user sees all of them at once. Not thread-safe: one per run.
public final class Diagnostics {
    private final List<Diagnostic> found = new ArrayList<>();

    public void error(SourcePosition at, String message) {
        found.add(new Diagnostic(Optional.of(at), message));
    }

    /// An error that has no single place, such as a file that is not there.
    public void error(String message) {
        found.add(new Diagnostic(Optional.empty(), message));
    }

    public boolean isEmpty() {
        return found.isEmpty();
    }

    /// All errors, in file and line order, each once.
    public List<Diagnostic> sorted() {
        return found.stream().sorted().distinct().toList();
    }
}
