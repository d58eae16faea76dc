package io.wgorch.yaml;

import io.wgorch.diag.Diagnostics;
import io.wgorch.diag.Shown;
import io.wgorch.diag.SourcePosition;
import io.wgorch.yaml.YamlNode.Entry;
import io.wgorch.yaml.YamlNode.YamlList;
import io.wgorch.yaml.YamlNode.YamlMap;
import io.wgorch.yaml.YamlNode.YamlRefused;
import io.wgorch.yaml.YamlNode.YamlScalar;
import java.io.StringReader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.DumperOptions.ScalarStyle;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.events.AliasEvent;
import org.yaml.snakeyaml.events.DocumentStartEvent;
import org.yaml.snakeyaml.events.Event;
import org.yaml.snakeyaml.events.MappingEndEvent;
import org.yaml.snakeyaml.events.MappingStartEvent;
import org.yaml.snakeyaml.events.NodeEvent;
import org.yaml.snakeyaml.events.ScalarEvent;
import org.yaml.snakeyaml.events.SequenceEndEvent;
import org.yaml.snakeyaml.events.SequenceStartEvent;
import org.yaml.snakeyaml.events.StreamStartEvent;

/// Reads one YAML document into a tree. The tree is built from the parser's events, so that anchors, aliases and tags
/// are refused before anything is made of them: an alias bomb costs nothing.
///
/// Failure modes: every one is a diagnostic with its place, never an exception. A syntax error ends the reading,
/// because what follows it cannot be trusted. Duplicate keys, tags, anchors and bad characters are reported, and
/// the tree is still made, so that the errors in what they say can be found as well.
public final class YamlReader {
    private static final int MAX_DEPTH = 50;
    private static final int MAX_VALUES = 1_000_000;

    private final String file;
    private final Diagnostics diagnostics;
    private final Iterator<Event> events;
    private final Set<String> aliases = new HashSet<>();
    private int values;

    private YamlReader(String file, String text, Diagnostics diagnostics) {
        this.file = file;
        this.diagnostics = diagnostics;
        LoaderOptions options = new LoaderOptions();
        options.setCodePointLimit(SourceText.MAX_BYTES + 1);
        this.events = new Yaml(options).parse(new StringReader(text)).iterator();
    }

    /// Reads a file; its path as given is its name in messages.
    public static Optional<YamlNode> read(Path path, Diagnostics diagnostics) {
        return SourceText.load(path, diagnostics).flatMap(text -> read(path.toString(), text, diagnostics));
    }

    /// Reads a text.
    ///
    /// @param file its name in messages
    /// @return the root; it may hold [YamlRefused] where `diagnostics` has an error. Empty when there is no tree
    public static Optional<YamlNode> read(String file, String text, Diagnostics diagnostics) {
        Diagnostics own = new Diagnostics();
        Optional<YamlNode> root = Optional.empty();
        if (SourceText.check(file, text, own)) {
            root = new YamlReader(file, text, own).document();
        }
        diagnostics.addAll(own);
        return root;
    }

    private Optional<YamlNode> document() {
        try {
            Event event = events.next();
            if (event instanceof StreamStartEvent) {
                event = events.next();
            }
            if (!(event instanceof DocumentStartEvent)) {
                return empty();
            }
            YamlNode root = node(events.next(), 0);
            events.next();
            Event after = events.next();
            if (after instanceof DocumentStartEvent) {
                diagnostics.error(
                        at(after), "a second document starts here. One file holds one: take out the line '---'.");
            }
            return root instanceof YamlScalar s && s.isAbsent() ? empty() : Optional.of(root);
        } catch (Refused e) {
            diagnostics.error(e.at, e.problem);
        } catch (MarkedYAMLException e) {
            Mark mark = e.getProblemMark() == null ? e.getContextMark() : e.getProblemMark();
            diagnostics.error(position(mark), "this is not YAML: " + problem(e) + ".");
        } catch (YAMLException e) {
            diagnostics.error(position(null), "this is not YAML.");
        }
        return Optional.empty();
    }

    private Optional<YamlNode> empty() {
        diagnostics.error(position(null), "the file is empty.");
        return Optional.empty();
    }

    private YamlNode node(Event event, int depth) {
        if (++values > MAX_VALUES) {
            throw new Refused(at(event), "the file holds more than a million values. Is it the right one?");
        }
        if (depth >= MAX_DEPTH) {
            throw new Refused(at(event), "this is nested more than 50 levels deep. Nothing here needs that.");
        }
        if (event instanceof AliasEvent alias) {
            if (aliases.add(alias.getAnchor())) {
                diagnostics.error(
                        at(event),
                        "the alias " + Shown.text("*" + alias.getAnchor())
                                + " is not supported. Write the value itself; what nodes share goes into defaults or"
                                + " groups.");
            }
            return new YamlRefused(at(event));
        }
        if (event instanceof NodeEvent marked && marked.getAnchor() != null) {
            diagnostics.error(
                    at(event),
                    "the anchor " + Shown.text("&" + marked.getAnchor()) + " is not supported. Take it out.");
        }
        return switch (event) {
            case ScalarEvent scalar -> scalar(scalar);
            case SequenceStartEvent start -> list(start, depth);
            case MappingStartEvent start -> map(start, depth);
            default -> throw new Refused(at(event), "this is not YAML.");
        };
    }

    private YamlNode scalar(ScalarEvent event) {
        if (refuseTag(event, event.getTag())) {
            return new YamlRefused(at(event));
        }
        String text = event.getValue();
        if (text.codePoints().anyMatch(c -> c == '\n' || c == '\r')) {
            diagnostics.error(at(event), "a value must be on one line; this one holds a line break.");
            return new YamlRefused(at(event));
        } else if (text.codePoints().anyMatch(YamlReader::isForbidden)) {
            diagnostics.error(at(event), "this value holds a control character. Take it out.");
            return new YamlRefused(at(event));
        }
        return new YamlScalar(text, event.getScalarStyle() != ScalarStyle.PLAIN, at(event));
    }

    /// Also half of a surrogate pair, which an escape can write and no file can hold.
    private static boolean isForbidden(int codePoint) {
        return SourceText.isForbidden(codePoint) || (codePoint >= 0xd800 && codePoint <= 0xdfff);
    }

    private YamlNode list(SequenceStartEvent start, int depth) {
        boolean refused = refuseTag(start, start.getTag());
        List<YamlNode> items = new ArrayList<>();
        for (Event event = events.next(); !(event instanceof SequenceEndEvent); event = events.next()) {
            items.add(node(event, depth + 1));
        }
        return refused ? new YamlRefused(at(start)) : new YamlList(items, at(start));
    }

    private YamlNode map(MappingStartEvent start, int depth) {
        boolean refused = refuseTag(start, start.getTag());
        List<Entry> entries = new ArrayList<>();
        Map<String, YamlScalar> seen = new HashMap<>();
        for (Event event = events.next(); !(event instanceof MappingEndEvent); event = events.next()) {
            YamlNode key = node(event, depth + 1);
            YamlNode value = node(events.next(), depth + 1);
            if (key instanceof YamlRefused) {
                continue;
            }
            if (!(key instanceof YamlScalar name)) {
                diagnostics.error(key.at(), "a key must be a single word, but this is " + key.kind() + ".");
            } else if (name.text().equals("<<") && !name.quoted()) {
                diagnostics.error(
                        key.at(), "the merge '<<' is not supported. What nodes share goes into defaults or groups.");
            } else {
                YamlScalar first = seen.putIfAbsent(name.text(), name);
                if (first == null) {
                    entries.add(new Entry(name, value));
                } else {
                    diagnostics.error(key.at(), duplicate(name, first));
                }
            }
        }
        return refused ? new YamlRefused(at(start)) : new YamlMap(entries, at(start));
    }

    private static String duplicate(YamlScalar name, YamlScalar first) {
        int line = first.at().line();
        return Shown.text(name.text()) + " is already given in line " + line + ". Take out or rename one of the two.";
    }

    private boolean refuseTag(Event event, @Nullable String tag) {
        if (tag != null) {
            String shown = tag.replace("tag:yaml.org,2002:", "!!");
            diagnostics.error(
                    at(event), "the tag " + Shown.text(shown) + " is not allowed: values are plain text. Take it out.");
        }
        return tag != null;
    }

    private SourcePosition at(Event event) {
        return position(event.getStartMark());
    }

    private SourcePosition position(@Nullable Mark mark) {
        return mark == null
                ? new SourcePosition(file, 1, 1)
                : new SourcePosition(file, mark.getLine() + 1, mark.getColumn() + 1);
    }

    private static String problem(MarkedYAMLException e) {
        String problem = e.getProblem() == null ? "it cannot be parsed" : e.getProblem();
        if (problem.startsWith("expected <block end>")) {
            return "the indentation of this line does not fit the lines above it";
        }
        return Shown.plain(problem.replaceAll("\\s+", " ").strip());
    }

    /// Ends the reading of one file; never leaves this class.
    private static final class Refused extends RuntimeException {
        final transient SourcePosition at;
        final String problem;

        Refused(SourcePosition at, String problem) {
            super(problem, null, false, false);
            this.at = at;
            this.problem = problem;
        }
    }
}
