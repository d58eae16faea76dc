package io.wgorch.ssh;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.SocketTimeoutException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// A pipe whose reads time out, as a socket's do: `java.io.PipedInputStream` has no such thing, and JSch
/// sends its keepalives from read time-outs.
final class TimedPipe {
    private static final int SIZE = 1 << 18;

    private final byte[] ring = new byte[SIZE];
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private int start;
    private int filled;
    private boolean closed;
    private int timeoutMillis;

    /// @param millis 0 for no limit
    void setTimeout(int millis) {
        lock.lock();
        try {
            timeoutMillis = millis;
        } finally {
            lock.unlock();
        }
    }

    void close() {
        lock.lock();
        try {
            closed = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private int read(byte[] into, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        lock.lock();
        try {
            long left = TimeUnit.MILLISECONDS.toNanos(timeoutMillis);
            while (filled == 0 && !closed) {
                if (timeoutMillis == 0) {
                    changed.await();
                } else if (left <= 0) {
                    throw new SocketTimeoutException("read timed out");
                } else {
                    left = changed.awaitNanos(left);
                }
            }
            if (filled == 0) {
                return -1;
            }
            int n = Math.min(Math.min(length, filled), SIZE - start);
            System.arraycopy(ring, start, into, offset, n);
            start = (start + n) % SIZE;
            filled -= n;
            changed.signalAll();
            return n;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        } finally {
            lock.unlock();
        }
    }

    private void write(byte[] from, int offset, int length) throws IOException {
        lock.lock();
        try {
            int done = 0;
            while (done < length) {
                while (filled == SIZE && !closed) {
                    changed.await();
                }
                if (closed) {
                    throw new IOException("closed");
                }
                int end = (start + filled) % SIZE;
                int n = Math.min(Math.min(length - done, SIZE - filled), SIZE - end);
                System.arraycopy(from, offset + done, ring, end, n);
                filled += n;
                done += n;
                changed.signalAll();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        } finally {
            lock.unlock();
        }
    }

    InputStream reader() {
        return new InputStream() {
            @Override
            public int read() throws IOException {
                byte[] one = new byte[1];
                return TimedPipe.this.read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
            }

            @Override
            public int read(byte[] into, int offset, int length) throws IOException {
                return TimedPipe.this.read(into, offset, length);
            }
        };
    }

    OutputStream writer() {
        return new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                TimedPipe.this.write(new byte[] {(byte) b}, 0, 1);
            }

            @Override
            public void write(byte[] from, int offset, int length) throws IOException {
                TimedPipe.this.write(from, offset, length);
            }

            @Override
            public void close() {
                TimedPipe.this.close();
            }
        };
    }
}
