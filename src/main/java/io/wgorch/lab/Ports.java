package io.wgorch.lab;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.Set;

/// Fixed ports on 127.0.0.1 for the sshds of a lab. They lie below the range from which systems take ports for outgoing
/// connections (32768 and up on Linux, 49152 elsewhere), so that a port is still free when its container starts again.
final class Ports {
    private static final int FIRST = 22_200;
    private static final int COUNT = 10_000;

    private Ports() {}

    /// A port that nobody has now and that is not `taken`.
    ///
    /// @param seed labs begin in different places, so that they seldom ask for the same port
    static int free(int seed, Set<Integer> taken) throws LabException {
        for (int i = 0; i < COUNT; i++) {
            int port = FIRST + Math.floorMod(seed + i, COUNT);
            if (!taken.contains(port) && isFree(port)) {
                return port;
            }
        }
        throw new LabException("No free port on 127.0.0.1 from " + FIRST + " to " + (FIRST + COUNT - 1) + ".");
    }

    private static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return socket.isBound();
        } catch (IOException _) {
            return false;
        }
    }
}
