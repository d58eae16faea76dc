package io.wgorch.yaml;

import static org.assertj.core.api.Assertions.assertThat;

import io.wgorch.diag.Diagnostics;
import io.wgorch.yaml.YamlNode.YamlList;
import io.wgorch.yaml.YamlNode.YamlMap;
import io.wgorch.yaml.YamlNode.YamlRefused;
import io.wgorch.yaml.YamlNode.YamlScalar;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class YamlWriterTest {
    private static final List<String> WORDS = List.of(
            "nodeA",
            "",
            "no",
            "On",
            "~",
            "null",
            "true",
            "12",
            "0x1f",
            "1e3",
            "2026-11-22",
            "10.0.0.1",
            "a: b",
            "a #b",
            "- a",
            "[x",
            "{",
            "'",
            "\"",
            "\\",
            "&a",
            "*a",
            "!t",
            "|",
            ">",
            "%",
            "@",
            "`",
            " lead",
            "trail ",
            "é𝕏",
            "a/b+c=",
            "<<",
            "?",
            ":",
            "-",
            "...",
            "---",
            "fd00:1::1",
            "web-1",
            ".inf",
            "y");

    @Test
    void blockStyleWithoutNeedlessQuotes() {
        Map<String, Object> entry = new LinkedHashMap<>();
        entry.put("addresses", List.of("10.0.0.1"));
        entry.put("since", 7L);
        entry.put("empty", List.of());
        Map<String, Object> root = new LinkedHashMap<>();
        root.put("nodes", Map.of("nodeA", entry));
        root.put("items", List.of(Map.of("on", true), List.of("x", 1)));

        assertThat(YamlWriter.write(root)).isEqualTo("""
                nodes:
                  nodeA:
                    addresses:
                      - "10.0.0.1"
                    since: 7
                    empty: []
                items:
                  - "on": true
                  - - x
                    - 1
                """);
    }

    static List<Long> seeds() {
        return new Random(42).longs(60).boxed().toList();
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void whatIsWrittenReadsBack(long seed) {
        Map<String, Object> tree = map(new Random(seed), 0);
        Diagnostics diagnostics = new Diagnostics();
        String text = YamlWriter.write(tree);

        YamlNode read = YamlReader.read("f", text, diagnostics).orElseThrow();

        assertThat(diagnostics.sorted()).as(text).isEmpty();
        assertThat(plain(read)).isEqualTo(tree);
    }

    private static Map<String, Object> map(Random random, int depth) {
        Map<String, Object> map = new LinkedHashMap<>();
        for (int n = random.nextInt(5); n > 0; n--) {
            map.put(WORDS.get(random.nextInt(WORDS.size())), value(random, depth + 1));
        }
        return map;
    }

    private static Object value(Random random, int depth) {
        return switch (random.nextInt(depth > 5 ? 3 : 5)) {
            case 0 -> random.nextLong(1_000_000);
            case 1 -> random.nextBoolean();
            case 2 -> WORDS.get(random.nextInt(WORDS.size()));
            case 3 -> map(random, depth);
            default -> {
                List<Object> list = new ArrayList<>();
                for (int n = random.nextInt(4); n > 0; n--) {
                    list.add(value(random, depth + 1));
                }
                yield list;
            }
        };
    }

    private static Object plain(YamlNode node) {
        return switch (node) {
            case YamlScalar s when s.quoted() -> s.text();
            case YamlScalar s
            when s.text().equals("true") || s.text().equals("false") -> s.text().equals("true");
            case YamlScalar s when s.text().matches("\\d+") -> Long.valueOf(s.text());
            case YamlScalar s -> s.text();
            case YamlRefused r -> throw new AssertionError(r.at());
            case YamlList l -> l.items().stream().map(YamlWriterTest::plain).toList();
            case YamlMap m -> {
                Map<String, Object> map = new LinkedHashMap<>();
                m.entries().forEach(e -> map.put(e.key().text(), plain(e.value())));
                yield map;
            }
        };
    }
}
