package io.wgorch.ssh;

/// Finds out how a host is really reached.
public interface SshConfig {
    /// The settings in force for this host: what the target says wins, the rest comes from ssh_config.
    ///
    /// @throws SshException with reason CONFIGURATION when a name is not one, or ssh_config cannot be read
    ResolvedHost resolve(SshTarget target) throws SshException;
}
