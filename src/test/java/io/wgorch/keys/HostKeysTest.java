package io.wgorch.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.wgorch.ssh.Answer;
import io.wgorch.ssh.SshException;
import io.wgorch.ssh.ToldSession;
import io.wgorch.wireguard.PublicKey;
import io.wgorch.wireguard.TestKeys;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HostKeysTest {
    private static final Set<String> BOTH = new TreeSet<>(Set.of("wg0", "wg1"));

    private static String line(String interfaceName, String key) {
        return "public_key " + interfaceName + " " + TestKeys.base64(key) + "\n";
    }

    @Test
    void allKeysOfAHostInOneExec() throws SshException {
        ToldSession session = new ToldSession(new Answer(0, line("wg1", "b") + line("wg0", "a"), ""));

        SortedMap<String, PublicKey> made = HostKeys.make(session, "", BOTH);

        assertThat(made).containsEntry("wg0", TestKeys.key("a")).containsEntry("wg1", TestKeys.key("b"));
        assertThat(session.asked()).contains("tunnel_make_keys wg0 wg1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "public_key wg0 short=", "public_key AAAA"})
    void oneThatIsMissingIsAFailure(String other) {
        ToldSession session = new ToldSession(new Answer(1, line("wg1", "b") + other + "\n", "disk full\n"));

        assertThatThrownBy(() -> HostKeys.make(session, "", BOTH))
                .isInstanceOf(SshException.class)
                .hasMessageContaining("no key could be made: disk full");
    }
}
