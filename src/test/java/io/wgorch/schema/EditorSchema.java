package io.wgorch.schema;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.harrel.jsonschema.Error;
import dev.harrel.jsonschema.Validator;
import dev.harrel.jsonschema.ValidatorFactory;
import dev.harrel.jsonschema.providers.GsonNode;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/// A schema of `schema/`, with a validator that knows nothing of our readers.
public final class EditorSchema {
    private static final String ID = "urn:wgorch:schema";

    /// What says under which condition keys are there; it describes none.
    private static final Set<String> CONDITIONS = Set.of("if", "then", "else");

    private final JsonObject schema;
    private final Validator validator =
            new ValidatorFactory().withJsonNodeFactory(new GsonNode.Factory()).createValidator();

    /// @param name `inventory` or `playbook`
    public EditorSchema(String name) throws IOException {
        this.schema = JsonParser.parseString(Files.readString(Path.of("schema", name + ".schema.json")))
                .getAsJsonObject();
        validator.registerSchema(URI.create(ID), schema);
    }

    /// The keys of a map, by the JSON Pointer of its schema; empty is the root.
    public Set<String> keys(String pointer) {
        return at(pointer).getAsJsonObject("properties").keySet();
    }

    public JsonObject at(String pointer) {
        JsonElement found = schema;
        for (String part : pointer.split("/", -1)) {
            if (!part.isEmpty()) {
                found = found.isJsonArray()
                        ? found.getAsJsonArray().get(Integer.parseInt(part))
                        : found.getAsJsonObject().get(part);
            }
        }
        return found.getAsJsonObject();
    }

    /// What is wrong with a document, as JSON Pointers to the values.
    public Set<String> errors(JsonElement document) {
        return errors("", document);
    }

    /// What is wrong with a part of a document.
    ///
    /// @param pointer to the part of the schema that it is for
    public Set<String> errors(String pointer, JsonElement part) {
        return validator.validate(URI.create(ID + (pointer.isEmpty() ? "" : "#" + pointer)), part).getErrors().stream()
                .map(Error::getInstanceLocation)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /// Every key with its schema, by JSON Pointer.
    public Map<String, JsonObject> describedKeys() {
        Map<String, JsonObject> found = new TreeMap<>();
        collect("", schema, found);
        return found;
    }

    private static void collect(String pointer, JsonElement element, Map<String, JsonObject> found) {
        switch (element) {
            case JsonObject object -> {
                if (object.has("properties")) {
                    object.getAsJsonObject("properties").asMap().forEach((key, value) -> {
                        if (value.isJsonObject()) {
                            found.put(pointer + "/properties/" + key, value.getAsJsonObject());
                        }
                    });
                }
                object.asMap().entrySet().stream()
                        .filter(e -> !CONDITIONS.contains(e.getKey()))
                        .forEach(e -> collect(pointer + "/" + e.getKey(), e.getValue(), found));
            }
            case JsonArray array -> {
                List<JsonElement> items = array.asList();
                for (int i = 0; i < items.size(); i++) {
                    collect(pointer + "/" + i, items.get(i), found);
                }
            }
            default -> {}
        }
    }
}
