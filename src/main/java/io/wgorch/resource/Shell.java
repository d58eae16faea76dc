package io.wgorch.resource;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;

/// Writing POSIX shell: words that cannot be anything but words.
public final class Shell {
    private Shell() {}

    /// A command line of literal words.
    public static String command(String... words) {
        return command(List.of(words));
    }

    public static String command(List<String> words) {
        return words.stream().map(Shell::quote).collect(Collectors.joining(" ")) + "\n";
    }

    /// One word, quoted where it has to be.
    public static String quote(String word) {
        return word.matches("[A-Za-z0-9_@%+=:,./-]+") ? word : "'" + word.replace("'", "'\\''") + "'";
    }

    /// A variable with a literal value.
    public static String assign(String name, String value) {
        return name + "=" + quote(value) + "\n";
    }

    /// A command that reads `text` on its standard input, from a here-document whose mark is no line of the text.
    public static String withInput(String command, String text) {
        String mark = "END";
        while (text.lines().toList().contains(mark)) {
            mark += "_";
        }
        String body = text.isEmpty() || text.endsWith("\n") ? text : text + "\n";
        return command.strip() + " <<'" + mark + "'\n" + body + mark + "\n";
    }

    /// A script that is packaged beside the given class.
    public static String script(Class<?> beside, String name) {
        try (InputStream in = beside.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException(name + " is missing from the package");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
