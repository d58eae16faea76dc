package io.wgorch.ssh;

import static org.assertj.core.api.Assertions.assertThat;

import io.wgorch.ssh.KnownHostsLine.Marker;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class KnownHostsLineTest {
    private static final String KEY =
            "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAl7k71w1QO17QIRMs/VF2iLVd7FNLOQFxQF+0KeA3sW";

    private static KnownHostsLine line(String text) {
        return KnownHostsLine.parse(text).orElseThrow();
    }

    /// Hashed by ssh-keygen -H of OpenSSH 9.2.
    @Test
    void readsHashedNames() {
        KnownHostsLine plain = line("|1|j6j0wjuJT+xh/9cp/+m5W8RrHvA=|b7qfDGGr3SEVbgn0+pgPfObMxxg= " + KEY);
        KnownHostsLine port = line("|1|Gfh8m2CiVX9mwKjC8EimlxoMDnQ=|TLKKl9OoP7S3hjThfPmp0D6GCyo= " + KEY);

        assertThat(plain.isFor(new HostName("nodea.example.com"))).isTrue();
        assertThat(plain.isFor(new HostName("nodeb.example.com"))).isFalse();
        assertThat(port.isFor(new HostName("[10.0.0.5]:2222"))).isTrue();
        assertThat(port.isFor(new HostName("10.0.0.5"))).isFalse();
    }

    @Test
    void fingerprintsLikeSshKeygen() {
        assertThat(line("a " + KEY).fingerprint()).isEqualTo("SHA256:TW6kIfEkym7JocTEWEY3bLs8k0miSHqvyUWmqZ9B4A0");
    }

    @ParameterizedTest
    @CsvSource({
        "alpha,           alpha,       true",
        "Alpha,           alpha,       true",
        "'alpha,beta',    beta,        true",
        "*.example.com,   a.example.com, true",
        "*.example.com,   example.com, false",
        "'*,!beta',       beta,        false",
        "'*,!beta',       alpha,       true",
        "!beta,           alpha,       false",
        "node?,           node1,       true",
        "node?,           node,        false",
        "[alpha]:2222,    alpha,       false",
        "[alpha]:2222,    [alpha]:2222, true",
    })
    void matchesPatterns(String pattern, String host, boolean matches) {
        assertThat(line(pattern + " " + KEY).isFor(new HostName(host))).isEqualTo(matches);
    }

    @Test
    void tellsTheMarkersApart() {
        assertThat(line("a " + KEY + " comment").marker()).isEqualTo(Marker.HOST);
        assertThat(line("@revoked a " + KEY).marker()).isEqualTo(Marker.REVOKED);
        assertThat(line("@cert-authority\ta " + KEY).marker()).isEqualTo(Marker.AUTHORITY);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "# a comment of several words", "alpha", "alpha ssh-ed25519", "@unknown a b AAAA", "a b $$$"
            })
    void passesOverWhatMakesNoSense(String text) {
        assertThat(KnownHostsLine.parse(text)).isEmpty();
    }

    @Test
    void aBrokenHashMatchesNothing() {
        assertThat(line("|1|xx " + KEY).isFor(new HostName("a"))).isFalse();
        assertThat(line("|1|$$|$$ " + KEY).isFor(new HostName("a"))).isFalse();
    }

    @Test
    void aPatternOfManyStarsEnds() {
        assertThat(Glob.matches("*a".repeat(40) + "b", "a".repeat(5000))).isFalse();
    }
}
