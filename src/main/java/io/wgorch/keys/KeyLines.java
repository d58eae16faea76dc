package io.wgorch.keys;

import io.wgorch.crypto.PrivateKey;
import io.wgorch.secret.Secret;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What is sealed in a [KeyStore]: a line that names the format, then `NODE INTERFACE KEY` for each key. No key becomes
/// a `String` on its way.
final class KeyLines {
    private static final byte[] FORMAT = "wgorch-keys 1\n".getBytes(StandardCharsets.US_ASCII);
    private static final Pattern NAME = Pattern.compile("([!-~]{1,63}) ([!-~]{1,63}) ");
    private static final int KEY_LENGTH = 44;

    private KeyLines() {}

    static Secret write(SortedMap<KeyName, PrivateKey> keys) {
        int length = keys.keySet().stream()
                .mapToInt(n -> n.toString().length() + 1 + KEY_LENGTH + 1)
                .sum();
        ByteBuffer out = ByteBuffer.allocate(FORMAT.length + length).put(FORMAT);
        keys.forEach((name, key) -> {
            out.put((name + " ").getBytes(StandardCharsets.US_ASCII));
            try (Secret base64 = key.base64()) {
                base64.use(out::put);
            }
            out.put((byte) '\n');
        });
        return Secret.of(out.array());
    }

    /// The keys, to be closed by the caller; empty when one line is wrong, because a part would look like a store that
    /// has lost keys.
    static Optional<SortedMap<KeyName, PrivateKey>> read(byte[] text) {
        SortedMap<KeyName, PrivateKey> keys = new TreeMap<>();
        boolean good = Arrays.mismatch(text, FORMAT) == FORMAT.length || Arrays.equals(text, FORMAT);
        int begin = FORMAT.length;
        for (int i = begin; good && i < text.length; i++) {
            if (text[i] == '\n') {
                good = readLine(text, begin, i, keys);
                begin = i + 1;
            }
        }
        if (good && begin == text.length) {
            return Optional.of(keys);
        }
        keys.values().forEach(PrivateKey::close);
        return Optional.empty();
    }

    private static boolean readLine(byte[] text, int begin, int end, SortedMap<KeyName, PrivateKey> keys) {
        int keyBegin = Math.max(begin, end - KEY_LENGTH);
        Matcher name = NAME.matcher(new String(text, begin, keyBegin - begin, StandardCharsets.US_ASCII));
        byte[] base64 = Arrays.copyOfRange(text, keyBegin, end);
        Optional<PrivateKey> key = PrivateKey.parse(base64);
        Arrays.fill(base64, (byte) 0);
        if (key.isEmpty() || !name.matches()) {
            key.ifPresent(PrivateKey::close);
            return false;
        }
        Optional<PrivateKey> twice =
                Optional.ofNullable(keys.put(new KeyName(name.group(1), name.group(2)), key.get()));
        twice.ifPresent(PrivateKey::close);
        return twice.isEmpty();
    }
}
