package io.wgorch.keys;

import java.net.URI;
import java.util.Optional;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.wait.strategy.Wait;

/// A Vault or an OpenBao in a container, in its development mode: unsealed, in memory, with KV of version 2 at
/// `secret`.
/// Only where `-Dtest.vault.image=IMAGE` names an image that can be had.
final class RealVault implements AutoCloseable {
    static final String TOKEN = "root";

    private final GenericContainer<?> container;

    private RealVault(String image) {
        container = new GenericContainer<>(image)
                .withExposedPorts(8200)
                .withEnv("VAULT_DEV_ROOT_TOKEN_ID", TOKEN)
                .withEnv("BAO_DEV_ROOT_TOKEN_ID", TOKEN)
                .waitingFor(Wait.forHttp("/v1/sys/health"));
        container.start();
    }

    /// Says which it is.
    static Optional<RealVault> start() {
        Optional<String> image = Optional.ofNullable(System.getProperty("test.vault.image"));
        System.out.println(image.map(i -> "Vault is " + i + ".")
                .orElse("Vault is a stand-in, not a real one: -Dtest.vault.image=IMAGE names one to try with."));
        return image.map(RealVault::new);
    }

    URI address() {
        return URI.create("http://127.0.0.1:" + container.getMappedPort(8200));
    }

    @Override
    public void close() {
        container.stop();
    }
}
