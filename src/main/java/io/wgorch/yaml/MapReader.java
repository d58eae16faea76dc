package io.wgorch.yaml;

import io.wgorch.diag.Diagnostics;
import io.wgorch.diag.Shown;
import io.wgorch.diag.SourcePosition;
import io.wgorch.diag.Suggest;
import io.wgorch.yaml.YamlNode.Entry;
import io.wgorch.yaml.YamlNode.YamlList;
import io.wgorch.yaml.YamlNode.YamlMap;
import io.wgorch.yaml.YamlNode.YamlRefused;
import io.wgorch.yaml.YamlNode.YamlScalar;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;

/// Reads a map by the types its keys should have. A value of another type is reported where it stands and counts as
/// not given, so that reading goes on and finds the other errors as well.
public final class MapReader {
    private static final Pattern INTEGER = Pattern.compile("0|-?[1-9]\\d{0,17}");
    private static final Set<String> BOOLEAN_LIKE = Set.of("yes", "no", "on", "off", "y", "n", "1", "0");

    private final YamlMap map;
    private final Map<String, Entry> entries = new HashMap<>();
    private final String what;
    private final Diagnostics diagnostics;

    /// @param what what the map describes, for messages: `node 'nodeB'`
    public MapReader(YamlMap map, String what, Diagnostics diagnostics) {
        this.map = map;
        this.what = what;
        this.diagnostics = diagnostics;
        map.entries().forEach(e -> entries.put(e.key().text(), e));
    }

    /// A reader of the node if it is a map, or absent, which counts as a map without keys.
    public static Optional<MapReader> of(YamlNode node, String what, Diagnostics diagnostics) {
        return switch (node) {
            case YamlMap m -> Optional.of(new MapReader(m, what, diagnostics));
            case YamlScalar s
            when s.isAbsent() -> Optional.of(new MapReader(new YamlMap(List.of(), s.at()), what, diagnostics));
            case YamlRefused _ -> Optional.empty();
            default -> {
                diagnostics.error(node.at(), what + " must be a map (key: value), but is " + node.kind() + ".");
                yield Optional.empty();
            }
        };
    }

    public String what() {
        return what;
    }

    /// Where the map begins.
    public SourcePosition at() {
        return map.at();
    }

    public List<Entry> entries() {
        return map.entries();
    }

    public boolean has(String key) {
        return entries.containsKey(key);
    }

    public Optional<YamlNode> node(String key) {
        return Optional.ofNullable(entries.get(key)).map(Entry::value);
    }

    /// Where the key stands; where the map begins when it is not there.
    public SourcePosition keyAt(String key) {
        return Optional.ofNullable(entries.get(key)).map(e -> e.key().at()).orElse(map.at());
    }

    /// Where the value of the key begins; where the map begins when it is not there.
    public SourcePosition valueAt(String key) {
        return node(key).map(YamlNode::at).orElse(map.at());
    }

    /// A value without parts that is not empty.
    public Optional<YamlScalar> scalar(String key) {
        return node(key).flatMap(n -> nonEmpty(n, "'" + key + "'"));
    }

    public Optional<YamlScalar> requiredScalar(String key) {
        if (!has(key)) {
            diagnostics.error(map.at(), what + " needs '" + key + "'.");
        }
        return scalar(key);
    }

    public Optional<String> string(String key) {
        return scalar(key).map(YamlScalar::text);
    }

    public Optional<String> requiredString(String key) {
        return requiredScalar(key).map(YamlScalar::text);
    }

    /// A whole number in decimal, not in quotes, from `min` to `max`.
    public Optional<Integer> integer(String key, int min, int max) {
        return number(key, min, max).map(Math::toIntExact);
    }

    /// As [#integer], for numbers past two thousand million.
    public Optional<Long> number(String key, long min, long max) {
        return scalar(key).flatMap(s -> {
            if (!s.quoted() && INTEGER.matcher(s.text()).matches()) {
                long value = Long.parseLong(s.text());
                if (value >= min && value <= max) {
                    return Optional.of(value);
                }
            }
            boolean quotedNumber = s.quoted() && INTEGER.matcher(s.text()).matches();
            diagnostics.error(
                    s.at(),
                    "'" + key + "' must be a whole number from " + min + " to " + max + ", but is "
                            + Shown.text(s.text()) + (quotedNumber ? " in quotes." : "."));
            return Optional.empty();
        });
    }

    /// `true` or `false`, nothing else.
    public Optional<Boolean> bool(String key) {
        return scalar(key).flatMap(s -> {
            if (!s.quoted() && (s.text().equals("true") || s.text().equals("false"))) {
                return Optional.of(s.text().equals("true"));
            }
            String hint = BOOLEAN_LIKE.contains(s.text().toLowerCase(java.util.Locale.ROOT)) || s.quoted()
                    ? " Write true or false, without quotes."
                    : "";
            diagnostics.error(
                    s.at(), "'" + key + "' must be true or false, but is " + Shown.text(s.text()) + "." + hint);
            return Optional.empty();
        });
    }

    /// A value in a form of its own, such as `90d`.
    ///
    /// @param form what it must be, for the message
    public <T> Optional<T> parsed(String key, Function<String, Optional<T>> parse, String form) {
        return scalar(key).flatMap(s -> {
            Optional<T> value = parse.apply(s.text());
            if (value.isEmpty()) {
                diagnostics.error(s.at(), "'" + key + "' must be " + form + ", but is " + Shown.text(s.text()) + ".");
            }
            return value;
        });
    }

    /// One of a few words.
    ///
    /// @param thing what they are, for the message: `topology`
    public Optional<String> word(String key, String thing, Collection<String> words) {
        Optional<YamlScalar> written = scalar(key);
        written.filter(s -> !words.contains(s.text()))
                .ifPresent(s -> diagnostics.error(
                        s.at(),
                        "there is no " + thing + " " + Shown.text(s.text()) + "."
                                + Suggest.didYouMean(s.text(), words) + " There are: " + String.join(", ", words)
                                + "."));
        return written.map(YamlScalar::text).filter(words::contains);
    }

    public Optional<MapReader> map(String key, String what) {
        return node(key).flatMap(n -> of(n, what, diagnostics));
    }

    public Optional<YamlList> list(String key) {
        return node(key).flatMap(n -> switch (n) {
            case YamlList l -> Optional.of(l);
            case YamlRefused _ -> Optional.<YamlList>empty();
            default -> {
                diagnostics.error(n.at(), "'" + key + "' must be a list, but is " + n.kind() + ".");
                yield Optional.<YamlList>empty();
            }
        });
    }

    /// A list of values without parts; one alone may stand without brackets.
    public List<YamlScalar> scalars(String key) {
        List<YamlScalar> found = new ArrayList<>();
        node(key).ifPresent(n -> {
            if (n instanceof YamlList list) {
                list.items()
                        .forEach(i -> nonEmpty(i, "an item of '" + key + "'").ifPresent(found::add));
            } else {
                nonEmpty(n, "'" + key + "'").ifPresent(found::add);
            }
        });
        return found;
    }

    private Optional<YamlScalar> nonEmpty(YamlNode node, String name) {
        if (node instanceof YamlScalar s && !s.text().isEmpty()) {
            return Optional.of(s);
        }
        if (node instanceof YamlRefused) {
            return Optional.empty();
        }
        String kind = node instanceof YamlScalar ? "empty" : node.kind();
        diagnostics.error(node.at(), name + " must be a single value, but is " + kind + ".");
        return Optional.empty();
    }

    /// Reports every key that is not among the known ones, with the near match or else the list of what there is.
    public void refuseUnknownKeys(Collection<String> known) {
        Set<String> names = new LinkedHashSet<>(known);
        for (Entry e : map.entries()) {
            String key = e.key().text();
            if (!names.contains(key)) {
                String hint = Suggest.didYouMean(key, names);
                diagnostics.error(
                        e.key().at(),
                        "unknown key " + Shown.text(key) + " in " + what + "."
                                + (hint.isEmpty() ? " There are: " + String.join(", ", names) + "." : hint));
            }
        }
    }
}
