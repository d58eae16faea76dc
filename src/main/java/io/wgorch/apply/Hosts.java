package io.wgorch.apply;

import io.wgorch.inventory.NodeName;
import io.wgorch.ssh.Session;
import io.wgorch.ssh.SshException;

/// The connections of a run.
public interface Hosts {
    /// The connection that the host was observed over.
    ///
    /// @throws SshException when there is none any more
    Session observed(NodeName host) throws SshException;

    /// A new connection: the proof that the host can still be reached. It takes the place of the observed one.
    ///
    /// @throws SshException when the host cannot be reached
    Session reconnect(NodeName host) throws SshException;
}
