package io.wgorch.ssh;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.StandardSocketOptions;
import java.time.Duration;

/// Dials every address of a name in turn, within one time limit.
final class DirectDialer implements Wire.Dialer {
    @Override
    public Socket dial(String host, int port, Duration timeout) throws IOException {
        long end = System.nanoTime() + timeout.toNanos();
        IOException failure = new SocketTimeoutException("connect timed out");
        InetAddress[] addresses = InetAddress.getAllByName(host);
        for (int i = 0; i < addresses.length; i++) {
            long left = (end - System.nanoTime()) / 1_000_000;
            if (left <= 0) {
                break;
            }
            // An address that does not answer leaves time for the next one.
            long share = Math.max(1, left / (addresses.length - i));
            Socket socket = new Socket();
            try {
                socket.setOption(StandardSocketOptions.TCP_NODELAY, true);
                socket.setOption(StandardSocketOptions.SO_KEEPALIVE, true);
                socket.connect(new InetSocketAddress(addresses[i], port), Math.toIntExact(share));
                return socket;
            } catch (IOException e) {
                socket.close();
                failure = e;
            }
        }
        throw failure;
    }
}
