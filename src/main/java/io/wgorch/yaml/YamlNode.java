package io.wgorch.yaml;

import io.wgorch.diag.SourcePosition;
import java.util.List;
import java.util.Optional;

/// A piece of a YAML file and where it begins. Scalars are text as written: nothing here turns `no` into false or
/// `0644` into 420.
public sealed interface YamlNode {
    SourcePosition at();

    /// What it is, for messages: `a list`.
    String kind();

    /// A value without parts.
    ///
    /// @param text without quotes, escapes resolved; holds no line break and no control character
    /// @param quoted whether it stood in quotes or in a block, and so can only be meant as text
    record YamlScalar(String text, boolean quoted, SourcePosition at) implements YamlNode {
        /// Whether there is no value at all: `key:` and nothing after it.
        public boolean isAbsent() {
            return text.isEmpty() && !quoted;
        }

        @Override
        public String kind() {
            return isAbsent() ? "empty" : "a single value";
        }
    }

    /// Something that was already reported: readers take it as given and say nothing more about it.
    record YamlRefused(SourcePosition at) implements YamlNode {
        @Override
        public String kind() {
            return "refused";
        }
    }

    record YamlList(List<YamlNode> items, SourcePosition at) implements YamlNode {
        public YamlList {
            items = List.copyOf(items);
        }

        @Override
        public String kind() {
            return "a list";
        }
    }

    /// Its keys are all different.
    record YamlMap(List<Entry> entries, SourcePosition at) implements YamlNode {
        public YamlMap {
            entries = List.copyOf(entries);
        }

        public Optional<YamlNode> get(String key) {
            return entries.stream()
                    .filter(e -> e.key().text().equals(key))
                    .map(Entry::value)
                    .findFirst();
        }

        @Override
        public String kind() {
            return "a map (key: value)";
        }
    }

    record Entry(YamlScalar key, YamlNode value) {}
}
