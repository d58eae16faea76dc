package io.wgorch.run;

import io.wgorch.wireguard.Cidr;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/// The files that are packaged with wgorch: what a new project starts from, and what stands in for files that a project
/// does not have.
///
/// @param random draws the IPv6 prefix that a new project is offered
public record Starter(RandomGenerator random) {
    private static final List<String> FILES = List.of(
            "inventory/mesh.yml",
            "playbooks/site.yml",
            "schema/inventory.schema.json",
            "schema/playbook.schema.json",
            "templates/wg0.conf.ftl",
            "templates/sysctl.conf.ftl",
            "templates/nftables.conf.ftl");

    /// Where the packaged inventory offers an IPv6 network. Projects that shared one could never be joined.
    static final String EXAMPLE_NETWORK = "fd12:3456:789a::/64";

    /// The text of a packaged file.
    static String text(String file) throws IOException {
        try (InputStream in = Starter.class.getResourceAsStream("/builtin/" + file)) {
            if (in == null) {
                throw new IllegalStateException(file + " is missing from the package");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /// Writes every file that is not there yet.
    ///
    /// @return those that were written
    public List<Path> write(Path folder) throws IOException {
        List<Path> written = new ArrayList<>();
        for (String name : FILES) {
            Path file = folder.resolve(name);
            if (Files.notExists(file)) {
                Files.createDirectories(Optional.ofNullable(file.getParent()).orElse(folder));
                Files.writeString(file, text(name).replace(EXAMPLE_NETWORK, localNetwork()));
                written.add(file);
            }
        }
        return written;
    }

    /// The first subnet of a unique local prefix with a random global ID of 40 bits (RFC 4193, section 3.2).
    private String localNetwork() throws IOException {
        byte[] globalId = new byte[5];
        random.nextBytes(globalId);
        byte[] address = new byte[16];
        address[0] = (byte) 0xfd;
        System.arraycopy(globalId, 0, address, 1, globalId.length);
        return new Cidr(InetAddress.getByAddress(address), 64).toString();
    }
}
