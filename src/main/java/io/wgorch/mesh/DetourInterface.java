package io.wgorch.mesh;

import java.util.Optional;

/// The interface that carries the traffic of a tunnel while a key of it is replaced. A device has one key, so it takes
/// a
/// second one, with a port of its own. Firewalls have to know both.
///
/// @param name of the interface
/// @param port UDP: 1000 above that of the tunnel, or below it where there is no such port
public record DetourInterface(String name, int port) {
    private static final String SUFFIX = "-d";

    /// `IFNAMSIZ` in linux/if.h, less the final zero.
    private static final int LONGEST_NAME = 15;

    private static final int PORT_OFFSET = 1000;
    private static final int LAST_PORT = 65535;

    /// The one beside a tunnel's; empty when the name of that is too long to be added to.
    public static Optional<DetourInterface> beside(String interfaceName, int port) {
        int other = port + PORT_OFFSET > LAST_PORT ? port - PORT_OFFSET : port + PORT_OFFSET;
        return Optional.of(interfaceName + SUFFIX)
                .filter(name -> name.length() <= LONGEST_NAME)
                .map(name -> new DetourInterface(name, other));
    }
}
