package io.wgorch.ssh;

import com.jcraft.jsch.Proxy;
import com.jcraft.jsch.SocketFactory;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// The byte stream under one SSH connection. It can always be cut from outside without waiting, and knows
/// how long the other side has been silent; JSch's own means for both can block behind a write that never
/// ends.
final class Wire implements Proxy {
    /// Makes the connection: directly, or through a jump host.
    interface Dialer {
        Socket dial(String host, int port, Duration timeout) throws IOException;
    }

    private final Dialer dialer;
    private final Duration dialTimeout;
    private volatile @Nullable Socket socket;
    private volatile @Nullable InputStream in;
    private volatile @Nullable OutputStream out;
    private volatile boolean closed;
    private volatile long heard = System.nanoTime();

    /// @param dialTimeout until the stream is there; the login that follows has its own limit
    Wire(Dialer dialer, Duration dialTimeout) {
        this.dialer = dialer;
        this.dialTimeout = dialTimeout;
    }

    @Override
    public void connect(@Nullable SocketFactory unused, String host, int port, int unusedToo) throws IOException {
        Socket dialled = dialer.dial(host, port, dialTimeout);
        socket = dialled;
        in = new Listening(dialled.getInputStream());
        out = dialled.getOutputStream();
        heard = System.nanoTime();
        if (closed) {
            close();
            throw new IOException("closed while connecting");
        }
    }

    /// Since the last byte came from the other side.
    Duration silence() {
        return Duration.ofNanos(System.nanoTime() - heard);
    }

    /// Whether the other side was reached at all.
    boolean dialled() {
        return socket != null;
    }

    boolean isClosed() {
        return closed;
    }

    @Override
    public @Nullable InputStream getInputStream() {
        return in;
    }

    @Override
    public @Nullable OutputStream getOutputStream() {
        return out;
    }

    @Override
    public @Nullable Socket getSocket() {
        return socket;
    }

    @Override
    public void close() {
        closed = true;
        Socket open = socket;
        if (open != null) {
            try {
                open.close();
            } catch (IOException e) {
                // It is closed either way.
            }
        }
    }

    private final class Listening extends FilterInputStream {
        Listening(InputStream from) {
            super(from);
        }

        @Override
        public int read() throws IOException {
            return heard(super.read());
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            return heard(super.read(into, offset, length));
        }

        /// The end of the stream is silence, too.
        private int heard(int result) {
            if (result >= 0) {
                heard = System.nanoTime();
            }
            return result;
        }
    }
}
