package io.wgorch.ssh;

import com.jcraft.jsch.Channel;
import com.jcraft.jsch.JSchException;
import com.jcraft.jsch.Session;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ConnectException;
import java.net.Socket;
import java.time.Duration;

/// Dials from a jump host: the connection is a `direct-tcpip` channel of the jump host's session (RFC 4254,
/// 7.2), so that no port is opened on this machine.
final class JumpDialer implements Wire.Dialer {
    private final Session jump;

    JumpDialer(Session jump) {
        this.jump = jump;
    }

    @Override
    public Socket dial(String host, int port, Duration timeout) throws IOException {
        try {
            Channel channel = jump.getStreamForwarder(host, port);
            TimedPipe incoming = new TimedPipe();
            channel.setOutputStream(incoming.writer());
            OutputStream outgoing = channel.getOutputStream();
            channel.connect(Math.toIntExact(timeout.toMillis()));
            return new ChannelSocket(channel, incoming, outgoing);
        } catch (JSchException e) {
            IOException refused = new ConnectException("refused by way of the jump host");
            refused.initCause(e);
            throw refused;
        }
    }

    /// As much of a socket as JSch uses.
    private static final class ChannelSocket extends Socket {
        private final Channel channel;
        private final TimedPipe incoming;
        private final OutputStream outgoing;

        ChannelSocket(Channel channel, TimedPipe incoming, OutputStream outgoing) {
            this.channel = channel;
            this.incoming = incoming;
            this.outgoing = outgoing;
        }

        @Override
        public InputStream getInputStream() {
            return incoming.reader();
        }

        @Override
        public OutputStream getOutputStream() {
            return outgoing;
        }

        @Override
        public void setSoTimeout(int millis) {
            incoming.setTimeout(millis);
        }

        /// Does not wait: saying goodbye to the jump host can block, so that happens elsewhere.
        @Override
        public void close() {
            incoming.close();
            Thread.ofVirtual().name("wgorch-ssh-close").start(channel::disconnect);
        }
    }
}
