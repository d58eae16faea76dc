package io.wgorch.json;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonParseException;
import com.google.gson.Strictness;
import io.wgorch.diag.Diagnostics;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/// JSON as plain values: maps (in their order), lists, strings, numbers, booleans, null.
public final class Json {
    private static final Gson GSON = new GsonBuilder()
            .setPrettyPrinting()
            .disableHtmlEscaping()
            .serializeNulls()
            .setStrictness(Strictness.STRICT)
            .create();

    private Json() {}

    /// The document, indented by two spaces, with a final line break.
    public static String write(Object value) {
        return GSON.toJson(value) + "\n";
    }

    /// The object in a file; every number in it is a `Double`. Empty when there is none, and then `diagnostics` says
    /// why.
    public static Optional<Map<?, ?>> readObject(Path file, Diagnostics diagnostics) {
        try {
            return Optional.ofNullable(GSON.fromJson(Files.readString(file), Map.class))
                    .<Map<?, ?>>map(map -> map)
                    .or(() -> {
                        diagnostics.error(file + " is empty.");
                        return Optional.empty();
                    });
        } catch (JsonParseException e) {
            String message = Optional.ofNullable(e.getMessage()).orElse("");
            diagnostics.error(file + " is no JSON object: "
                    + message.lines().findFirst().orElse("").replaceAll("^[\\w.]+Exception: ", ""));
        } catch (NoSuchFileException _) {
            diagnostics.error("there is no file " + file + ".");
        } catch (IOException e) {
            diagnostics.error(file + " cannot be read: " + e.getMessage());
        }
        return Optional.empty();
    }

    /// The object in a text that came from elsewhere; every number in it is a `Double`. Empty when there is none.
    public static Optional<Map<?, ?>> parseObject(String text) {
        try {
            return Optional.ofNullable(GSON.fromJson(text, Map.class));
        } catch (JsonParseException _) {
            return Optional.empty();
        }
    }

    /// A value as it would come back after having been written.
    public static Object plain(Object value) {
        return GSON.fromJson(GSON.toJson(value), Object.class);
    }
}
