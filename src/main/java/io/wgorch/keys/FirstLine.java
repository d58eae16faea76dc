package io.wgorch.keys;

import io.wgorch.secret.Secret;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Optional;

/// The first line of a stream as a secret.
final class FirstLine {
    static final String BOUNDS = "1 to 4096 bytes";

    private static final int MOST_BYTES = 4096;

    private FirstLine() {}

    /// Reads up to the end of the line, or of the stream; `\n` and `\r\n` are no part of it. Empty when the line is
    /// empty or too long.
    static Optional<Secret> read(InputStream in) throws IOException {
        byte[] buffer = new byte[MOST_BYTES + 2];
        try {
            int length = 0;
            for (int b = in.read(); b >= 0 && b != '\n' && length < buffer.length; b = in.read()) {
                buffer[length++] = (byte) b;
            }
            int end = length > 0 && buffer[length - 1] == '\r' ? length - 1 : length;
            return end > 0 && end <= MOST_BYTES ? Optional.of(Secret.of(Arrays.copyOf(buffer, end))) : Optional.empty();
        } finally {
            Arrays.fill(buffer, (byte) 0);
        }
    }
}
