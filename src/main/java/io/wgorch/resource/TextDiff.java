package io.wgorch.resource;

import java.util.List;

/// Where two texts of a file first part.
final class TextDiff {
    /// Mode and owner of the files that anybody may read.
    static final String ACCESS = "644 root:root";

    private TextDiff() {}

    /// The first line that differs, as one change, or none, so that a plan stays short whatever the size of the file.
    /// A line that says something comes before a comment or an empty line; one that has come or gone stands alone.
    static List<FieldChange> of(String before, String after) {
        if (before.equals(after)) {
            return List.of();
        }
        FieldChange said = first(saying(before), saying(after), before, after);
        return List.of(
                said.differs()
                        ? said
                        : first(before.lines().toList(), after.lines().toList(), before, after));
    }

    private static FieldChange first(List<String> have, List<String> want, String before, String after) {
        int i = 0;
        while (i < have.size() && i < want.size() && have.get(i).equals(want.get(i))) {
            i++;
        }
        String old = i < have.size() ? have.get(i) : "";
        String now = i < want.size() ? want.get(i) : "";
        if (!now.isEmpty() && want.contains(old)) {
            old = "";
        } else if (!old.isEmpty() && have.contains(now)) {
            now = "";
        }
        int line = now.isEmpty()
                ? before.lines().toList().indexOf(old)
                : after.lines().toList().indexOf(now);
        return FieldChange.of(old, now, "file", "line " + (line + 1));
    }

    private static List<String> saying(String text) {
        return text.lines()
                .filter(l -> !l.isBlank() && !l.strip().startsWith("#"))
                .toList();
    }
}
