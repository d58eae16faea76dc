package io.wgorch.yaml;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/// Writes maps, lists, strings, whole numbers and booleans as block-style YAML: the same tree gives the same bytes,
/// and every string reads back as that string, in this reader as in any other of YAML 1.1 and 1.2.
public final class YamlWriter {
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z_][A-Za-z0-9_./-]*");
    private static final Set<String> RESERVED =
            Set.of("true", "false", "yes", "no", "on", "off", "y", "n", "null", "nan", "inf");

    private final StringBuilder out = new StringBuilder();

    private YamlWriter() {}

    /// The text of the tree, ending in a line break. Maps keep their order: pass one that has an order.
    ///
    /// @throws IllegalArgumentException when the tree holds anything else
    public static String write(Map<String, ?> root) {
        YamlWriter writer = new YamlWriter();
        if (root.isEmpty()) {
            return "{}\n";
        }
        writer.map(root, 0, true);
        return writer.out.toString();
    }

    private void map(Map<?, ?> map, int indent, boolean indentFirst) {
        boolean first = true;
        for (Map.Entry<?, ?> e : map.entrySet()) {
            if (!first || indentFirst) {
                out.repeat(' ', indent);
            }
            first = false;
            if (!(e.getKey() instanceof String key)) {
                throw new IllegalArgumentException("a key must be a string");
            }
            out.append(scalar(key)).append(':');
            Object value = e.getValue();
            if (isNested(value)) {
                out.append('\n');
                nested(value, indent + 2, true);
            } else {
                out.append(' ').append(flat(value)).append('\n');
            }
        }
    }

    private void list(List<?> list, int indent, boolean indentFirst) {
        boolean first = true;
        for (Object item : list) {
            if (!first || indentFirst) {
                out.repeat(' ', indent);
            }
            first = false;
            out.append("- ");
            if (isNested(item)) {
                nested(item, indent + 2, false);
            } else {
                out.append(flat(item)).append('\n');
            }
        }
    }

    private void nested(Object value, int indent, boolean indentFirst) {
        if (value instanceof Map<?, ?> m) {
            map(m, indent, indentFirst);
        } else if (value instanceof List<?> l) {
            list(l, indent, indentFirst);
        }
    }

    private static boolean isNested(Object value) {
        return (value instanceof Map<?, ?> m && !m.isEmpty()) || (value instanceof List<?> l && !l.isEmpty());
    }

    private static String flat(Object value) {
        return switch (value) {
            case Map<?, ?> _ -> "{}";
            case List<?> _ -> "[]";
            case String s -> scalar(s);
            case Long n -> n.toString();
            case Integer n -> n.toString();
            case Boolean b -> b.toString();
            default -> throw new IllegalArgumentException("cannot be written as YAML: " + value.getClass());
        };
    }

    private static String scalar(String text) {
        boolean plain = PLAIN.matcher(text).matches() && !RESERVED.contains(text.toLowerCase(Locale.ROOT));
        return plain ? text : quoted(text);
    }

    private static String quoted(String text) {
        StringBuilder quoted = new StringBuilder("\"");
        text.codePoints().forEach(c -> {
            if (c == '"' || c == '\\') {
                quoted.append('\\').append((char) c);
            } else if (c >= 0x20 && c < 0x7f) {
                quoted.append((char) c);
            } else if (c <= 0xffff) {
                quoted.append(String.format(Locale.ROOT, "\\u%04x", c));
            } else {
                quoted.append(String.format(Locale.ROOT, "\\U%08x", c));
            }
        });
        return quoted.append('"').toString();
    }
}
