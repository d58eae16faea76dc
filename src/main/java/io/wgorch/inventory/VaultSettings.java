package io.wgorch.inventory;

import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;

/// `vault:` of the inventory: the HashiCorp Vault or OpenBao that keeps private keys. There is no secret in it.
///
/// @param address scheme, host and port; plain HTTP only to this machine
/// @param mount of a KV secrets engine of version 2, without slashes around it
/// @param path below the mount; the key of a tunnel is at `PATH/NODE/INTERFACE`
/// @param namespace of Vault Enterprise or OpenBao
/// @param caFile the certificates that may have signed the server's, in PEM; empty for those that Java knows
public record VaultSettings(
        URI address, String mount, String path, Optional<String> namespace, Optional<Path> caFile, Login login) {

    /// How a token is had.
    public sealed interface Login {}

    /// The first line of a file, such as an agent keeps up to date.
    public record TokenFile(Path file) implements Login {}

    /// The token that an AppRole gets.
    ///
    /// @param mount of the auth method
    /// @param secretIdFile its first line is the secret ID
    public record AppRole(String mount, String roleId, Path secretIdFile) implements Login {}
}
