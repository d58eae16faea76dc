package io.wgorch.render;

import java.io.IOException;
import java.io.Writer;

/// Collects text up to a limit, so that a template that runs away stops at once.
final class BoundedWriter extends Writer {
    private final StringBuilder out;
    private final int limit;

    BoundedWriter(StringBuilder out, int limit) {
        this.out = out;
        this.limit = limit;
    }

    @Override
    public void write(char[] text, int offset, int length) throws IOException {
        if (out.length() + length > limit) {
            throw new IOException("the output is larger than " + limit + " characters");
        }
        out.append(text, offset, length);
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
}
