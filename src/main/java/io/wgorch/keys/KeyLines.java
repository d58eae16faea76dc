package io.wgorch.keys;

import io.wgorch.crypto.PresharedKey;
import io.wgorch.crypto.PrivateKey;
import io.wgorch.secret.Secret;
import io.wgorch.wireguard.PublicKey;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// What is sealed in a [KeyStore]: a line that names the format, then `NODE INTERFACE KEY` for each key in use,
/// `retired KEY` for each that is not, and `psk NODE INTERFACE PEER KEY` for each preshared key of a node that is not
/// managed. No key becomes a `String` on its way.
///
/// @param inUse by name
/// @param retired by public key
/// @param psks by pair
record KeyLines(
        SortedMap<KeyName, PrivateKey> inUse,
        SortedMap<PublicKey, PrivateKey> retired,
        SortedMap<PskName, PresharedKey> psks) {
    private static final byte[] FORMAT = "wgorch-keys 1\n".getBytes(StandardCharsets.US_ASCII);
    private static final Pattern NAME = Pattern.compile("([!-~]{1,63}) ([!-~]{1,63}) ");
    private static final Pattern PSK_NAME = Pattern.compile("psk ([!-~]{1,63}) ([!-~]{1,63}) ([!-~]{1,63}) ");
    private static final String RETIRED = "retired ";
    private static final int KEY_LENGTH = 44;

    /// A store that has never had a key.
    static KeyLines none() {
        return new KeyLines(new TreeMap<>(), new TreeMap<>(), new TreeMap<>());
    }

    Secret write() {
        int length = Stream.concat(
                        inUse.keySet().stream().map(KeyLines::prefix),
                        psks.keySet().stream().map(KeyLines::prefix))
                .mapToInt(prefix -> prefix.length() + KEY_LENGTH + 1)
                .sum();
        int more = retired.size() * (RETIRED.length() + KEY_LENGTH + 1);
        ByteBuffer out = ByteBuffer.allocate(FORMAT.length + length + more).put(FORMAT);
        inUse.forEach((name, key) -> write(out, prefix(name), key));
        retired.values().forEach(key -> write(out, RETIRED, key));
        psks.forEach((name, key) -> write(out, prefix(name), key.base64()));
        return Secret.of(out.array());
    }

    private static String prefix(KeyName name) {
        return name + " ";
    }

    private static String prefix(PskName name) {
        return "psk " + name + " ";
    }

    private static void write(ByteBuffer out, String prefix, PrivateKey key) {
        try (Secret base64 = key.base64()) {
            write(out, prefix, base64);
        }
    }

    private static void write(ByteBuffer out, String prefix, Secret base64) {
        out.put(prefix.getBytes(StandardCharsets.US_ASCII));
        base64.use(out::put);
        out.put((byte) '\n');
    }

    /// The keys, to be closed by the caller; empty when one line is wrong, because a part would look like a store that
    /// has lost keys.
    static Optional<KeyLines> read(byte[] text) {
        KeyLines lines = none();
        boolean good = Arrays.mismatch(text, FORMAT) == FORMAT.length || Arrays.equals(text, FORMAT);
        int begin = FORMAT.length;
        for (int i = begin; good && i < text.length; i++) {
            if (text[i] == '\n') {
                good = lines.readLine(text, begin, i);
                begin = i + 1;
            }
        }
        if (good && begin == text.length) {
            return Optional.of(lines);
        }
        lines.close();
        return Optional.empty();
    }

    private boolean readLine(byte[] text, int begin, int end) {
        int keyBegin = Math.max(begin, end - KEY_LENGTH);
        String name = new String(text, begin, keyBegin - begin, StandardCharsets.US_ASCII);
        byte[] base64 = Arrays.copyOfRange(text, keyBegin, end);
        try {
            Matcher pair = PSK_NAME.matcher(name);
            return pair.matches()
                    ? readPsk(new PskName(new KeyName(pair.group(1), pair.group(2)), pair.group(3)), base64)
                    : readKey(name, base64);
        } finally {
            Arrays.fill(base64, (byte) 0);
        }
    }

    private boolean readPsk(PskName name, byte[] base64) {
        Optional<PresharedKey> key = PresharedKey.parse(base64);
        Optional<PresharedKey> twice = key.flatMap(k -> Optional.ofNullable(psks.put(name, k)));
        twice.ifPresent(PresharedKey::close);
        return key.isPresent() && twice.isEmpty();
    }

    private boolean readKey(String name, byte[] base64) {
        Optional<PrivateKey> key = PrivateKey.parse(base64);
        Matcher words = NAME.matcher(name);
        boolean known = name.equals(RETIRED) || words.matches();
        if (key.isEmpty() || !known) {
            key.ifPresent(PrivateKey::close);
            return false;
        }
        Optional<PrivateKey> twice = Optional.ofNullable(
                name.equals(RETIRED)
                        ? retired.put(key.get().publicKey(), key.get())
                        : inUse.put(new KeyName(words.group(1), words.group(2)), key.get()));
        twice.ifPresent(PrivateKey::close);
        return twice.isEmpty();
    }

    /// Wipes all of them.
    void close() {
        inUse.values().forEach(PrivateKey::close);
        retired.values().forEach(PrivateKey::close);
        psks.values().forEach(PresharedKey::close);
    }
}
