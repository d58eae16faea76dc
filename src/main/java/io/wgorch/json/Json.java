package io.wgorch.json;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;

/// JSON from plain values: maps (in their order), lists, strings, numbers, booleans, null.
public final class Json {
    private static final Gson GSON = new GsonBuilder()
            .setPrettyPrinting()
            .disableHtmlEscaping()
            .serializeNulls()
            .create();

    private Json() {}

    /// The document, indented by two spaces, with a final line break.
    public static String write(Object value) {
        return GSON.toJson(value) + "\n";
    }
}
