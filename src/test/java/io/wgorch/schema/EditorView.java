package io.wgorch.schema;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import io.wgorch.diag.SourcePosition;
import io.wgorch.yaml.YamlNode;
import io.wgorch.yaml.YamlNode.Entry;
import io.wgorch.yaml.YamlNode.YamlList;
import io.wgorch.yaml.YamlNode.YamlMap;
import io.wgorch.yaml.YamlNode.YamlRefused;
import io.wgorch.yaml.YamlNode.YamlScalar;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/// A YAML document as an editor hands it to a JSON Schema: plain scalars become what the core schema of YAML 1.2
/// (chapter 10.3) makes of them. Our own readers take scalars as text, so `051820` is one thing here and another
/// there.
///
/// What [io.wgorch.yaml.YamlReader] refused itself is left out.
public final class EditorView {
    private static final Pattern NULL = Pattern.compile("null|Null|NULL|~|");
    private static final Pattern TRUE = Pattern.compile("true|True|TRUE");
    private static final Pattern FALSE = Pattern.compile("false|False|FALSE");
    private static final Pattern INTEGER = Pattern.compile("[-+]?[0-9]+");
    private static final Pattern OCTAL = Pattern.compile("0o[0-7]+");
    private static final Pattern HEX = Pattern.compile("0x[0-9a-fA-F]+");
    private static final Pattern FLOAT = Pattern.compile("[-+]?(\\.[0-9]+|[0-9]+(\\.[0-9]*)?)([eE][-+]?[0-9]{1,3})?");

    private final JsonElement json;
    private final Map<SourcePosition, Set<String>> pointers = new HashMap<>();
    private final Set<String> reinterpreted = new HashSet<>();

    public EditorView(YamlNode root) {
        this.json = convert(root, "");
    }

    public JsonElement json() {
        return json;
    }

    /// The JSON Pointers (RFC 6901) of what begins at a place: a value, or the value of a key. In blocks a map begins
    /// where its first key does.
    public Set<String> at(SourcePosition position) {
        return pointers.getOrDefault(position, Set.of());
    }

    /// Whether the editor sees another value there than the text that is written: a number from `051820`, nothing from
    /// `~`.
    public boolean isReinterpreted(String pointer) {
        return reinterpreted.contains(pointer);
    }

    /// Whether that holds for any value.
    public boolean isReinterpreted() {
        return !reinterpreted.isEmpty();
    }

    private JsonElement convert(YamlNode node, String pointer) {
        pointers.computeIfAbsent(node.at(), _ -> new HashSet<>()).add(pointer);
        return switch (node) {
            case YamlScalar s -> scalar(s, pointer);
            case YamlRefused _ -> JsonNull.INSTANCE;
            case YamlList list -> {
                JsonArray array = new JsonArray();
                list.items().stream()
                        .filter(i -> !(i instanceof YamlRefused))
                        .forEach(i -> array.add(convert(i, pointer + "/" + array.size())));
                yield array;
            }
            case YamlMap map -> {
                JsonObject object = new JsonObject();
                map.entries().stream()
                        .filter(e -> !(e.value() instanceof YamlRefused))
                        .forEach(e -> object.add(e.key().text(), entry(e, pointer)));
                yield object;
            }
        };
    }

    private JsonElement entry(Entry e, String pointer) {
        String child = pointer + "/" + e.key().text().replace("~", "~0").replace("/", "~1");
        pointers.computeIfAbsent(e.key().at(), _ -> new HashSet<>()).add(child);
        return convert(e.value(), child);
    }

    private JsonElement scalar(YamlScalar s, String pointer) {
        JsonElement value = s.quoted() ? new JsonPrimitive(s.text()) : plain(s.text());
        boolean same =
                s.isAbsent() || (value.isJsonPrimitive() && value.getAsString().equals(s.text()));
        if (!same) {
            reinterpreted.add(pointer);
        }
        return value;
    }

    private static JsonElement plain(String text) {
        if (NULL.matcher(text).matches()) {
            return JsonNull.INSTANCE;
        } else if (TRUE.matcher(text).matches() || FALSE.matcher(text).matches()) {
            return new JsonPrimitive(TRUE.matcher(text).matches());
        } else if (INTEGER.matcher(text).matches()) {
            return new JsonPrimitive(new BigInteger(text));
        } else if (OCTAL.matcher(text).matches()) {
            return new JsonPrimitive(new BigInteger(text.substring(2), 8));
        } else if (HEX.matcher(text).matches()) {
            return new JsonPrimitive(new BigInteger(text.substring(2), 16));
        } else if (FLOAT.matcher(text).matches()) {
            return new JsonPrimitive(new BigDecimal(text).stripTrailingZeros());
        }
        return new JsonPrimitive(text);
    }
}
