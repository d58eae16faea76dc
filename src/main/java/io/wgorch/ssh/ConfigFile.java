package io.wgorch.ssh;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The common part of ssh_config(5), for machines without an `ssh` binary: `Host` blocks, first value wins,
/// identity files add up. `Match` blocks do not apply and `Include` is not followed.
final class ConfigFile {
    private static final Pattern LINE = Pattern.compile("\\s*(?<key>[A-Za-z]+)(?:\\s*=\\s*|\\s+)(?<value>.*?)\\s*");
    private static final Pattern WORD = Pattern.compile("\"(?<quoted>[^\"]*)\"|(?<bare>\\S+)");
    private static final List<String> ADDING_UP = List.of("identityfile", "certificatefile");

    private ConfigFile() {}

    /// What the file says of a host; nothing when there is no file.
    static Map<String, List<String>> read(Path file, String host) throws IOException {
        try {
            return parse(Files.readAllLines(file), host);
        } catch (NoSuchFileException e) {
            return Map.of();
        }
    }

    static Map<String, List<String>> parse(List<String> lines, String host) {
        Map<String, List<String>> values = new LinkedHashMap<>();
        boolean applies = true;
        for (String line : lines) {
            Matcher matcher = LINE.matcher(line);
            if (line.strip().startsWith("#") || !matcher.matches()) {
                continue;
            }
            String key = matcher.group("key").toLowerCase(Locale.ROOT);
            List<String> words = words(matcher.group("value"));
            switch (key) {
                case "host" -> applies = Glob.matchesAny(words, host);
                case "match" -> applies = words.equals(List.of("all"));
                default -> {
                    if (applies) {
                        add(values, key, words);
                    }
                }
            }
        }
        return values;
    }

    static List<String> words(String value) {
        List<String> words = new ArrayList<>();
        Matcher matcher = WORD.matcher(value);
        while (matcher.find()) {
            String quoted = matcher.group("quoted");
            words.add(quoted != null ? quoted : matcher.group("bare"));
        }
        return words;
    }

    private static void add(Map<String, List<String>> values, String key, List<String> words) {
        if (ADDING_UP.contains(key)) {
            values.computeIfAbsent(key, _ -> new ArrayList<>()).addAll(words);
        } else {
            values.putIfAbsent(key, words);
        }
    }
}
