package io.wgorch.ssh;

/// Opens connections to hosts. Thread-safe: one for all hosts of a run.
public interface Connector {
    /// A new, authenticated TCP connection to the host whose key was verified. Never tries a second time.
    ///
    /// @throws SshException saying what was seen and what to do; nothing was run on the host then
    Session connect(SshTarget target) throws SshException;
}
