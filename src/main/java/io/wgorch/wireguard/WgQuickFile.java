package io.wgorch.wireguard;

import io.wgorch.diag.Diagnostics;
import io.wgorch.diag.SourcePosition;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// A wg-quick(8) file as values. No secret is ever among them: where the private key stands, a file that leaves its
/// host
/// has the placeholder [#PRIVATE_KEY], and for a preshared key a [Psk].
///
/// @param settings the `[Interface]` section
/// @param peers the `[Peer]` sections, in order
public record WgQuickFile(InterfaceSettings settings, List<PeerSettings> peers) {
    /// Stands for the node's own private key in everything that leaves the host; filled in on the host while staging.
    public static final String PRIVATE_KEY = "@private_key@";

    public WgQuickFile {
        peers = List.copyOf(peers);
    }

    /// Reads the text. Every line that wg-quick(8) would not take is an error at its place, and then the result is
    /// empty.
    ///
    /// @param name the file's name for messages
    public static Optional<WgQuickFile> parse(String name, String text, Diagnostics diagnostics) {
        return parse(name, text, new HashMap<>(), diagnostics);
    }

    /// Reads the text, but for the `[Peer]` sections that were read before: in a mesh, nearly all files say the same of
    /// a peer.
    ///
    /// @param known by their lines, the sections of all files read so far; those of this one are added
    public static Optional<WgQuickFile> parse(
            String name, String text, Map<List<String>, PeerSettings> known, Diagnostics diagnostics) {
        return new Reader(name, known, diagnostics).read(text);
    }

    private static final class Reader {
        private final String name;
        private final Map<List<String>, PeerSettings> known;
        private final Diagnostics diagnostics;
        private boolean failed;
        private int line;

        private final TreeSet<Cidr> addresses = new TreeSet<>();
        private final List<String> others = new ArrayList<>();
        private @Nullable Integer listenPort;
        private @Nullable Integer mtu;
        private boolean privateKey;

        private final List<PeerSettings> peers = new ArrayList<>();
        private @Nullable PeerDraft peer;
        private String section = "";

        Reader(String name, Map<List<String>, PeerSettings> known, Diagnostics diagnostics) {
            this.name = name;
            this.known = known;
            this.diagnostics = diagnostics;
        }

        Optional<WgQuickFile> read(String text) {
            List<String> lines = new ArrayList<>();
            for (String raw : (Iterable<String>) text.lines()::iterator) {
                if (raw.strip().startsWith("[")) {
                    section(lines);
                    lines = new ArrayList<>();
                }
                lines.add(raw);
            }
            section(lines);
            if (!privateKey) {
                error("there is no PrivateKey; without it wg-quick reload would wipe the key of a running tunnel");
            }
            InterfaceSettings settings =
                    new InterfaceSettings(addresses, Optional.ofNullable(listenPort), Optional.ofNullable(mtu), others);
            return failed ? Optional.empty() : Optional.of(new WgQuickFile(settings, peers));
        }

        /// A section with its header; what it says depends on nothing outside it.
        private void section(List<String> lines) {
            PeerSettings before = known.get(lines);
            if (before != null) {
                line += lines.size();
                peers.add(before);
                return;
            }
            lines.forEach(this::line);
            PeerDraft draft = peer;
            peer = null;
            if (draft == null) {
                return;
            }
            if (draft.key == null) {
                error("this [Peer] has no PublicKey");
                return;
            }
            PeerSettings settings = draft.settings(draft.key);
            peers.add(settings);
            if (!failed) {
                known.put(List.copyOf(lines), settings);
            }
        }

        private void line(String raw) {
            line++;
            int comment = raw.indexOf('#');
            String content = (comment < 0 ? raw : raw.substring(0, comment)).strip();
            if (content.isEmpty()) {
                return;
            }
            if (content.startsWith("[")) {
                header(content.toLowerCase(Locale.ROOT));
                return;
            }
            int equals = content.indexOf('=');
            if (equals < 0) {
                error(shown(content) + " is neither a section nor 'Key = value'");
                return;
            }
            String key = content.substring(0, equals).strip();
            String value = content.substring(equals + 1).strip();
            switch (section) {
                case "[interface]" -> interfaceSetting(key, value);
                case "[peer]" -> peerSetting(key, value);
                default -> error(shown(key) + " stands before the first section");
            }
        }

        private void header(String header) {
            section = header;
            switch (header) {
                case "[interface]" -> {}
                case "[peer]" -> peer = new PeerDraft();
                default -> error("unknown section " + header);
            }
        }

        private void interfaceSetting(String key, String value) {
            switch (key.toLowerCase(Locale.ROOT)) {
                case "privatekey" -> {
                    privateKey = true;
                    if (!value.equals(PRIVATE_KEY)) {
                        error("PrivateKey must be ${private_key}; the key itself never leaves its host");
                    }
                }
                case "listenport" -> number(value, 1, 65535, n -> listenPort = n);
                case "mtu" -> number(value, 576, 65535, n -> mtu = n);
                case "address" -> list(value, Cidr::parse, addresses::add);
                case "fwmark", "dns", "table", "saveconfig", "preup", "postup", "predown", "postdown" ->
                    others.add(key + " = " + value);
                default -> error("unknown setting " + shown(key) + " in [Interface]");
            }
        }

        private void peerSetting(String key, String value) {
            PeerDraft draft = peer;
            if (draft == null) {
                return;
            }
            switch (key.toLowerCase(Locale.ROOT)) {
                case "publickey" -> one(value, Reader::peerKey, k -> draft.key = k);
                case "presharedkey" -> presharedKey(value, draft);
                case "allowedips" -> list(value, Cidr::parse, draft.allowedIps::add);
                case "endpoint" -> one(value, Endpoint::parse, e -> draft.endpoint = e);
                case "persistentkeepalive" ->
                    number(value.equals("off") ? "0" : value, 0, 65535, n -> draft.keepalive = n);
                default -> error("unknown setting " + shown(key) + " in [Peer]");
            }
        }

        private void presharedKey(String value, PeerDraft draft) {
            draft.presharedKey = PskHash.parse(value)
                    .map(Psk.class::cast)
                    .or(() -> PendingPsk.parse(value))
                    .orElse(null);
            if (draft.presharedKey == null) {
                error("PresharedKey must be ${peer.preshared_key}; the key itself never leaves its hosts");
            }
        }

        private static Optional<PeerKey> peerKey(String text) {
            return PublicKey.parse(text).map(PeerKey.class::cast).or(() -> PendingKey.parse(text));
        }

        private void number(String value, int least, int most, Consumer<Integer> use) {
            one(
                    value,
                    text -> text.matches("\\d{1,9}")
                            ? Optional.of(Integer.valueOf(text)).filter(n -> n >= least && n <= most)
                            : Optional.empty(),
                    use);
        }

        private <T> void list(String value, Function<String, Optional<T>> parse, Consumer<T> use) {
            Arrays.stream(value.split(",", -1))
                    .map(String::strip)
                    .filter(s -> !s.isEmpty())
                    .forEach(s -> one(s, parse, use));
        }

        /// The value itself is not repeated in the message: it may be a key.
        private <T> void one(String value, Function<String, Optional<T>> parse, Consumer<T> use) {
            parse.apply(value).ifPresentOrElse(use, () -> error("wg does not take this value"));
        }

        /// What looks like a name and not like a key, which ends in `=` and so looks like a setting without a value.
        private static String shown(String text) {
            return text.matches("[A-Za-z][A-Za-z ]{0,24}") ? "'" + text + "'" : "this line";
        }

        private void error(String message) {
            failed = true;
            diagnostics.error(new SourcePosition(name, Math.max(1, line), 1), message);
        }
    }

    private static final class PeerDraft {
        private @Nullable PeerKey key;
        private @Nullable Endpoint endpoint;
        private int keepalive;
        private @Nullable Psk presharedKey;
        private final TreeSet<Cidr> allowedIps = new TreeSet<>();

        PeerSettings settings(PeerKey ofPeer) {
            return new PeerSettings(
                    ofPeer, allowedIps, Optional.ofNullable(endpoint), keepalive, Optional.ofNullable(presharedKey));
        }
    }
}
