package io.wgorch.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// No private key is ever seen outside the two places where it has to be: wg0.conf and the kernel.
@Tag("lab")
class SecretsTest {
    private static final String[] SEED = {"nodeA", "nodeB", "nodeC"};

    @RegisterExtension
    static final MeshLab mesh = new MeshLab("secrets", SEED);

    private final Set<String> secrets = new TreeSet<>();
    private final StringBuilder said = new StringBuilder();

    @Test
    void noPrivateKeyIsAnywhereElse() throws IOException {
        mesh.untouched(SEED);
        say("plan", "-v");
        say("apply", "--yes", "-v");
        collect();
        say("rotate", "nodeB", "--yes", "-v");
        collect();
        mesh.sh(
                "nodeA",
                "chmod 644 /etc/wireguard/wg0.conf; wg genpsk >/run/psk;" + " wg set wg0 peer " + mesh.key("nodeB")
                        + " preshared-key /run/psk");
        secrets.add(mesh.sh("nodeA", "cat /run/psk; rm /run/psk"));
        say("plan", "-v", "--json");
        say("status", "-v", "--json");
        mesh.sh("nodeA", "sed -i 's/^PrivateKey = .*/PrivateKey = oops/' /etc/wireguard/wg0.conf");
        say("plan", "-v");
        mesh.sh("nodeC", "chattr +i /etc/wireguard/wg0.conf");
        say("rotate", "nodeC", "--yes", "-v");
        mesh.sh("nodeC", "chattr -i /etc/wireguard/wg0.conf");
        say("apply", "--yes", "-v", "--json");
        collect();

        assertThat(secrets)
                .as("keys of three hosts, replaced ones, and a preshared key")
                .hasSizeGreaterThan(5);
        assertThat(found(said.toString())).isEmpty();
        assertThat(found(project())).isEmpty();
        for (String node : SEED) {
            assertThat(found(mesh.sh(node, "journalctl --no-pager -o cat -a")))
                    .as("journal of " + node)
                    .isEmpty();
            assertThat(found(mesh.sh(node, "cat /proc/[0-9]*/cmdline /proc/[0-9]*/environ 2>/dev/null | tr '\\0' ' '")))
                    .isEmpty();
            for (String secret : secrets) {
                assertThat(mesh.on(node, "grep -rlF '" + secret + "' /var /run /tmp /root /home /etc")
                                .out()
                                .strip())
                        .as("files on " + node)
                        .isIn("", "/etc/wireguard/wg0.conf");
            }
        }
    }

    @Test
    void theSearchFindsWhatIsThere() {
        secrets.add("poison");

        assertThat(found("a poison b")).containsExactly("poison");
    }

    /// In a process of its own, so that its log is heard as well.
    private void say(String... arguments) {
        Ran ran = Ran.of(mesh.launch(arguments), Duration.ofSeconds(90));
        assertThat(ran.exit()).as(ran.all()).isNotEqualTo(3);
        said.append(ran.all());
    }

    private void collect() {
        for (String node : SEED) {
            secrets.add(mesh.sh(node, "wg show wg0 private-key"));
            mesh.sh(
                            node,
                            "sed -n 's/^PrivateKey = //p' /etc/wireguard/wg0.conf; cat /etc/wireguard/*.new 2>/dev/null || true")
                    .lines()
                    .filter(l -> l.length() == 44)
                    .forEach(secrets::add);
        }
    }

    private List<String> found(String text) {
        List<String> found = new ArrayList<>();
        secrets.stream().filter(text::contains).forEach(found::add);
        return found;
    }

    private static String project() throws IOException {
        try (Stream<Path> files = Files.walk(mesh.file(""))) {
            StringBuilder all = new StringBuilder();
            files.filter(Files::isRegularFile).forEach(f -> {
                try {
                    all.append(new String(Files.readAllBytes(f), StandardCharsets.ISO_8859_1));
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
            return all.toString();
        }
    }
}
