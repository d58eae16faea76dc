package io.wgorch.inventory;

import io.wgorch.diag.Diagnostics;
import io.wgorch.diag.Shown;
import io.wgorch.yaml.YamlNode;
import io.wgorch.yaml.YamlNode.Entry;
import io.wgorch.yaml.YamlNode.YamlList;
import io.wgorch.yaml.YamlNode.YamlMap;
import io.wgorch.yaml.YamlNode.YamlRefused;
import io.wgorch.yaml.YamlNode.YamlScalar;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/// Finds what looks like a private key in a file that people write and put into git. A private key has the same form
/// as a public one, and neither belongs there; only `public_key` of a node that is not managed, and a
/// variable that says so in its name (`public`), may hold a key.
/// The key is never echoed. In `vault`, neither is a token.
public final class SecretScan {
    private static final Set<String> PRIVATE_NAMES =
            Set.of("privatekey", "presharedkey", "psk", "privkey", "secretkey");
    private static final Set<String> TOKEN_NAMES = Set.of("token", "secretid", "clienttoken");
    private static final Pattern TOKEN = Pattern.compile("(hv)?[sbr]\\.[A-Za-z0-9_-]{20,}");

    private final Diagnostics diagnostics;

    public SecretScan(Diagnostics diagnostics) {
        this.diagnostics = diagnostics;
    }

    /// The tree with what holds a key taken out and reported, so that it is reported once.
    public YamlNode remove(YamlNode tree) {
        return remove(tree, List.of());
    }

    private YamlNode remove(YamlNode tree, List<String> path) {
        return switch (tree) {
            case YamlScalar _, YamlRefused _ -> refused(tree, path) ? new YamlRefused(tree.at()) : tree;
            case YamlList list -> {
                List<YamlNode> items = new ArrayList<>();
                for (YamlNode item : list.items()) {
                    items.add(remove(item, path));
                }
                yield new YamlList(items, list.at());
            }
            case YamlMap map -> {
                List<Entry> entries = new ArrayList<>();
                for (Entry e : map.entries()) {
                    List<String> inner = new ArrayList<>(path);
                    inner.add(e.key().text());
                    YamlNode value = remove(e.value(), inner);
                    boolean known = !(value instanceof YamlRefused) || !isSecretName(inner);
                    if (!refused(e.key(), path) && known) {
                        entries.add(new Entry(e.key(), value));
                    }
                }
                yield new YamlMap(entries, map.at());
            }
        };
    }

    private boolean refused(YamlNode node, List<String> path) {
        if (!(node instanceof YamlScalar s)) {
            return false;
        }
        String key = path.isEmpty() ? "" : path.getLast().toLowerCase(Locale.ROOT);
        boolean named = isSecretName(path) && !s.text().isEmpty();
        if (isOfVault(path) && (named || TOKEN.matcher(s.text()).matches())) {
            diagnostics.error(
                    s.at(),
                    "this looks like a secret of Vault. Revoke it, take it out of the file and its history, and put"
                            + " another into a file that 'token_file' or 'secret_id_file' names.");
            return true;
        }
        boolean holdsKey = Shown.holdsKey(s.text()) && !mayHoldKey(path, key);
        if (named || holdsKey) {
            diagnostics.error(
                    s.at(),
                    "this looks like a private key. Take it out of the file and its history, then run: wgorch rotate "
                            + node(path));
            return true;
        }
        return false;
    }

    /// A key may stand in `public_key` of a node, and in a variable that says so in its name.
    private static boolean mayHoldKey(List<String> path, String key) {
        boolean ofNode = path.size() == 3 && path.getFirst().equals("nodes") && key.equals("public_key");
        return ofNode || (path.contains("vars") && key.contains("public"));
    }

    private static boolean isSecretName(List<String> path) {
        String last = path.isEmpty() ? "" : path.getLast();
        String name = last.toLowerCase(Locale.ROOT).replaceAll("[^a-z]", "");
        return PRIVATE_NAMES.contains(name) || (isOfVault(path) && TOKEN_NAMES.contains(name));
    }

    private static boolean isOfVault(List<String> path) {
        return !path.isEmpty() && path.getFirst().equals("vault");
    }

    private static String node(List<String> path) {
        boolean ofNode = path.size() >= 2
                && path.getFirst().equals("nodes")
                && NodeName.parse(path.get(1)).isPresent();
        return ofNode ? Shown.plain(path.get(1)) : "NODE";
    }
}
