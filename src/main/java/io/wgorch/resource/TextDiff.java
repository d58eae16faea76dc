package io.wgorch.resource;

import java.util.List;

/// Where two texts of a file first part.
final class TextDiff {
    /// Mode and owner of the files that anybody may read.
    static final String ACCESS = "644 root:root";

    private TextDiff() {}

    /// The first line that differs, as one change, or none. Both sides are whole lines, so that a plan stays short
    /// whatever the size of the file.
    static List<FieldChange> of(String before, String after) {
        if (before.equals(after)) {
            return List.of();
        }
        List<String> have = before.lines().toList();
        List<String> want = after.lines().toList();
        int i = 0;
        while (i < have.size() && i < want.size() && have.get(i).equals(want.get(i))) {
            i++;
        }
        return List.of(FieldChange.of(line(have, i), line(want, i), "file", "line " + (i + 1)));
    }

    private static String line(List<String> lines, int index) {
        return index < lines.size() ? lines.get(index) : "(end of file)";
    }
}
