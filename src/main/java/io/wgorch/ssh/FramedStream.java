package io.wgorch.ssh;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.OptionalInt;

/// Takes what a host prints on one stream as it comes, and finds the framed part. Bounded in size, whatever
/// comes.
///
/// Written to by JSch's reader thread and read by the one that waits for the answer: all state is guarded by
/// `this`.
final class FramedStream extends OutputStream {
    private static final int NOISE_KEPT = 4096;
    private static final int LARGEST_CODE = 255;

    private final byte[] begin;
    private final byte[] end;
    private final int limit;
    private final Runnable progress;
    private final ByteArrayOutputStream noise = new ByteArrayOutputStream();
    private final ByteArrayOutputStream kept = new ByteArrayOutputStream();
    /// Bytes that came after the begin mark.
    private long framed;
    /// Bytes of the mark being looked for that were seen; the very first line needs no line feed before it.
    private int matched = 1;
    private boolean begun;
    /// The digits after the end mark, -1 before any; only while `codeFollows`.
    private int digits = -1;
    private boolean codeFollows;
    private long bodySize;
    private OptionalInt code = OptionalInt.empty();
    private boolean closed;

    /// @param limit bytes of the framed part that are kept; what comes after them is only searched for the
    ///       end mark
    /// @param progress called, without a lock held, when a waiting thread may want to look again
    FramedStream(Frame frame, int limit, Runnable progress) {
        this.begin = frame.begin();
        this.end = frame.end();
        this.limit = limit;
        this.progress = progress;
    }

    @Override
    public void write(int b) {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] from, int offset, int length) {
        synchronized (this) {
            for (int i = offset; i < offset + length; i++) {
                take(from[i]);
            }
        }
        progress.run();
    }

    @Override
    public void close() {
        synchronized (this) {
            closed = true;
        }
        progress.run();
    }

    /// Whether the begin mark came: the script was read to its end, and main was started.
    synchronized boolean begun() {
        return begun;
    }

    /// Whether nothing more can come that matters.
    synchronized boolean ended() {
        return closed || code.isPresent();
    }

    /// The exit code of main, once the end mark has come.
    synchronized OptionalInt code() {
        return code;
    }

    /// Whether more came than is kept.
    synchronized boolean overflow() {
        return (code.isPresent() ? bodySize : framed - end.length) > limit;
    }

    /// The framed text as far as it came and was kept.
    synchronized byte[] body() {
        byte[] all = kept.toByteArray();
        return code.isPresent() ? Arrays.copyOf(all, (int) Math.min(bodySize, all.length)) : all;
    }

    /// The beginning of what came before the begin mark.
    synchronized byte[] noise() {
        return noise.toByteArray();
    }

    private void take(byte b) {
        if (!begun) {
            if (noise.size() < NOISE_KEPT) {
                noise.write(b);
            }
            begun = completes(b, begin);
        } else if (code.isEmpty()) {
            framed++;
            if (kept.size() < limit) {
                kept.write(b);
            }
            if (codeFollows) {
                takeDigit(b);
            } else if (completes(b, end)) {
                codeFollows = true;
                digits = -1;
                bodySize = framed - end.length;
            }
        }
    }

    /// An end mark without a proper exit code and line feed is text.
    private void takeDigit(byte b) {
        if (b >= '0' && b <= '9' && digits <= LARGEST_CODE) {
            digits = Math.max(digits, 0) * 10 + (b - '0');
        } else if (b == '\n' && digits >= 0 && digits <= LARGEST_CODE) {
            code = OptionalInt.of(digits);
        } else {
            codeFollows = false;
            matched = b == end[0] ? 1 : 0;
        }
    }

    /// One step in finding a mark. Only its first byte is a line feed (and the last of the begin mark), so
    /// after a mismatch nothing but a line feed can begin a new match.
    private boolean completes(byte b, byte[] mark) {
        if (mark[matched] == b) {
            matched++;
        } else {
            matched = b == mark[0] ? 1 : 0;
        }
        if (matched < mark.length) {
            return false;
        }
        matched = 0;
        return true;
    }
}
