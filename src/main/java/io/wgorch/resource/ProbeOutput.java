package io.wgorch.resource;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The `key value` lines that one probe printed. A host's output is data: what does not fit is left out, never trusted.
public final class ProbeOutput {
    private final Map<String, List<String>> fields = new LinkedHashMap<>();

    public ProbeOutput(List<String> lines) {
        for (String line : lines) {
            int space = line.indexOf(' ');
            String key = space < 0 ? line : line.substring(0, space);
            fields.computeIfAbsent(key, k -> new ArrayList<>()).add(space < 0 ? "" : line.substring(space + 1));
        }
    }

    public boolean has(String key) {
        return fields.containsKey(key);
    }

    public Optional<String> first(String key) {
        return all(key).stream().findFirst().filter(v -> !v.isEmpty());
    }

    public List<String> all(String key) {
        return fields.getOrDefault(key, List.of());
    }

    /// The lines of a file that was printed under `key`, as its text.
    public String text(String key) {
        List<String> lines = all(key);
        return lines.isEmpty() ? "" : String.join("\n", lines) + "\n";
    }
}
