package io.wgorch.ssh;

import java.time.Duration;

/// One authenticated connection to one host.
public interface Session extends AutoCloseable {
    /// Runs `main` of the script as root and waits for its answer. Several threads may run scripts on one
    /// session.
    ///
    /// @param limit the longest to wait; the connection is closed when it has passed
    /// @throws SshException LOST when no complete answer came: what happened on the host is unknown then;
    ///         SUDO_REFUSED when nothing was run because root was not to be had
    Answer run(Script script, Duration limit) throws SshException;

    /// Ends the connection, and those to the jump hosts before it. Never fails; may be called twice.
    @Override
    void close();
}
