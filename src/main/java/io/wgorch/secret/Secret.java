package io.wgorch.secret;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.function.Function;

/// Bytes that nobody may see by accident: a passphrase, a private key, a file that holds one.
///
/// It prints as `(secret)`, and it is equal to itself only: [#sameAs] compares on purpose, in constant time. Whoever
/// makes one closes it; closing overwrites the bytes. That is as good as a JVM can do: a collector that has moved
/// the array before, or a library that has made a copy of its own, may have left one behind. A closed secret is
/// unusable: every use of it is an `IllegalStateException`, never a use of zeros.
public final class Secret implements AutoCloseable {
    /// `transient`, so that no serializer that reads fields writes it.
    private final transient byte[] bytes;

    private boolean closed;

    private Secret(byte[] bytes) {
        this.bytes = bytes;
    }

    /// Takes the array over: the caller uses it no more, and it is overwritten when the secret is closed.
    public static Secret of(byte[] bytes) {
        return new Secret(bytes);
    }

    /// The characters in UTF-8, such as a passphrase from a prompt. The array is overwritten at once.
    public static Secret of(char[] characters) {
        ByteBuffer encoded = StandardCharsets.UTF_8.encode(CharBuffer.wrap(characters));
        byte[] bytes = new byte[encoded.remaining()];
        encoded.get(bytes);
        encoded.clear().put(new byte[encoded.capacity()]);
        Arrays.fill(characters, '\0');
        return new Secret(bytes);
    }

    /// Lends the bytes: `use` gets a copy that is overwritten as soon as it returns or throws.
    public <T> T use(Function<byte[], T> use) {
        byte[] copy = copy();
        try {
            return use.apply(copy);
        } finally {
            Arrays.fill(copy, (byte) 0);
        }
    }

    /// Lends the bytes, which are UTF-8, as characters.
    public <T> T useText(Function<char[], T> use) {
        return use(utf8 -> {
            CharBuffer decoded = StandardCharsets.UTF_8.decode(ByteBuffer.wrap(utf8));
            char[] copy = new char[decoded.remaining()];
            decoded.get(copy);
            decoded.clear().put(new char[decoded.capacity()]);
            try {
                return use.apply(copy);
            } finally {
                Arrays.fill(copy, '\0');
            }
        });
    }

    /// Whether both hold the same bytes. How long it takes says nothing of them but their lengths.
    public boolean sameAs(Secret other) {
        return use(mine -> other.use(theirs -> MessageDigest.isEqual(mine, theirs)));
    }

    private synchronized byte[] copy() {
        if (closed) {
            throw new IllegalStateException("the secret is closed");
        }
        return bytes.clone();
    }

    @Override
    public synchronized void close() {
        Arrays.fill(bytes, (byte) 0);
        closed = true;
    }

    @Override
    public String toString() {
        return "(secret)";
    }
}
