package io.wgorch.keys;

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

/// What is sealed in a [KeyStore]: a line that names the format, then `NODE INTERFACE KEY` for each key in use, and
/// `retired KEY` for each that is not. No key becomes a `String` on its way.
///
/// @param inUse by name
/// @param retired by public key
record KeyLines(SortedMap<KeyName, PrivateKey> inUse, SortedMap<PublicKey, PrivateKey> retired) {
    private static final byte[] FORMAT = "wgorch-keys 1\n".getBytes(StandardCharsets.US_ASCII);
    private static final Pattern NAME = Pattern.compile("([!-~]{1,63}) ([!-~]{1,63}) ");
    private static final String RETIRED = "retired ";
    private static final int KEY_LENGTH = 44;

    /// A store that has never had a key.
    static KeyLines none() {
        return new KeyLines(new TreeMap<>(), new TreeMap<>());
    }

    Secret write() {
        int length = inUse.keySet().stream()
                .mapToInt(n -> n.toString().length() + 1 + KEY_LENGTH + 1)
                .sum();
        int more = retired.size() * (RETIRED.length() + KEY_LENGTH + 1);
        ByteBuffer out = ByteBuffer.allocate(FORMAT.length + length + more).put(FORMAT);
        inUse.forEach((name, key) -> write(out, name + " ", key));
        retired.values().forEach(key -> write(out, RETIRED, key));
        return Secret.of(out.array());
    }

    private static void write(ByteBuffer out, String name, PrivateKey key) {
        out.put(name.getBytes(StandardCharsets.US_ASCII));
        try (Secret base64 = key.base64()) {
            base64.use(out::put);
        }
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
        Optional<PrivateKey> key = PrivateKey.parse(base64);
        Arrays.fill(base64, (byte) 0);
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
    }
}
