package io.wgorch.ssh;

import java.time.Duration;

/// Connects with JSch. Host keys are always verified strictly; only public keys are offered, once; nothing
/// is ever forwarded. Thread-safe, made for one virtual thread a host.
public final class JschConnector implements Connector {
    /// How long a half-open connection is held for alive, unless said otherwise.
    public static final Duration SILENCE = Duration.ofSeconds(30);

    private final Dials dials;

    /// @param connectTimeout to dial, where ssh_config has no `ConnectTimeout`
    /// @param silence a connection on which nothing came for so long, keepalives included, is dead
    public JschConnector(SshConfig config, Duration connectTimeout, Duration silence) {
        this.dials = new Dials(config, connectTimeout, silence);
    }

    @Override
    public Session connect(SshTarget target) throws SshException {
        return dials.open(target);
    }
}
