package io.wgorch.inventory;

import java.util.Optional;
import java.util.regex.Pattern;

/// The name of a node: letters, digits, `.`, `_`, `-`, at most 63 characters, starting with a letter or a digit.
/// So it is safe as a file name, as a word in a shell script and as an argument.
public record NodeName(String value) implements Comparable<NodeName> {
    private static final Pattern FORM = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,62}");

    public NodeName {
        if (!FORM.matcher(value).matches()) {
            throw new IllegalArgumentException("not a node name");
        }
    }

    public static Optional<NodeName> parse(String text) {
        return FORM.matcher(text).matches() ? Optional.of(new NodeName(text)) : Optional.empty();
    }

    @Override
    public int compareTo(NodeName other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
