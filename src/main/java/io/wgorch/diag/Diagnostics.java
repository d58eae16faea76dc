package io.wgorch.diag;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Collects every error of one reading, so that the user sees all of them at once. Not thread-safe: one per run.
///
/// A hostile file cannot make it grow without bound: past a thousand errors they are only counted.
public final class Diagnostics {
    private static final int MAX = 1000;

    private final List<Diagnostic> found = new ArrayList<>();
    private int uncounted;

    public void error(SourcePosition at, String message) {
        add(new Diagnostic(Optional.of(at), message));
    }

    /// An error that has no single place, such as a file that is not there.
    public void error(String message) {
        add(new Diagnostic(Optional.empty(), message));
    }

    public void addAll(Diagnostics others) {
        others.found.forEach(this::add);
        uncounted += others.uncounted;
    }

    public boolean isEmpty() {
        return found.isEmpty();
    }

    /// All errors, in file and line order, each once; where there are more than a thousand, the last one says so.
    public List<Diagnostic> sorted() {
        List<Diagnostic> all =
                new ArrayList<>(found.stream().sorted().distinct().toList());
        if (uncounted > 0) {
            all.add(new Diagnostic(Optional.empty(), "and " + uncounted + " more errors."));
        }
        return List.copyOf(all);
    }

    public void add(Diagnostic diagnostic) {
        if (found.size() < MAX) {
            found.add(diagnostic);
        } else {
            uncounted++;
        }
    }
}
