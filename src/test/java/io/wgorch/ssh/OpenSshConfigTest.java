package io.wgorch.ssh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OpenSshConfigTest {
    @TempDir
    Path dir;

    private Path file;

    @BeforeEach
    void write() throws Exception {
        file = Files.writeString(dir.resolve("config"), """
                # comment
                Host alpha beta-* !beta-9
                  HostName=%h.example.com
                  Port 2222
                  User "admin"
                  IdentityFile ~/keys/%h-%r
                  IdentityFile /keys/second
                  ProxyJump bastion
                  ConnectTimeout 7
                  IdentitiesOnly yes
                Host *
                  Port 9
                  HostKeyAlias everyone
                  UserKnownHostsFile /kh/one /kh/two
                  GlobalKnownHostsFile none
                  IdentityAgent none
                """);
    }

    private static SshTarget target(String host) {
        return new SshTarget(
                "node",
                host,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    private OpenSshConfig config(boolean real) {
        return new OpenSshConfig(
                real ? Optional.of(Path.of("/usr/bin/ssh")) : Optional.empty(),
                Optional.of(file),
                Map.of(),
                Path.of(System.getProperty("user.home")));
    }

    /// The stand-in and OpenSSH itself must agree.
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void readsWhatSshConfigSays(boolean real) throws Exception {
        ResolvedHost host = config(real).resolve(target("beta-1"));

        assertThat(host.hostName()).isEqualTo("beta-1.example.com");
        assertThat(host.port()).isEqualTo(2222);
        assertThat(host.user()).isEqualTo("admin");
        assertThat(host.identityFiles())
                .containsExactly(
                        Path.of(System.getProperty("user.home"), "keys/beta-1.example.com-admin"),
                        Path.of("/keys/second"));
        assertThat(host.identitiesOnly()).isTrue();
        assertThat(host.identityAgent()).isEmpty();
        assertThat(host.userKnownHosts()).containsExactly(Path.of("/kh/one"), Path.of("/kh/two"));
        assertThat(host.globalKnownHosts()).isEmpty();
        assertThat(host.proxyJump()).contains("bastion");
        assertThat(host.connectTimeout()).contains(Duration.ofSeconds(7));
        assertThat(host.knownHostsName()).isEqualTo("everyone");
        assertThat(host.needsSudo()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aNegatedPatternExcludes(boolean real) throws Exception {
        ResolvedHost host = config(real).resolve(target("beta-9"));

        assertThat(host.hostName()).isEqualTo("beta-9");
        assertThat(host.port()).isEqualTo(9);
        assertThat(host.proxyJump()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whatTheInventorySaysWins(boolean real) throws Exception {
        SshTarget target = new SshTarget(
                "node",
                "alpha",
                Optional.of(22),
                Optional.of("root"),
                Optional.of(Path.of("/inv/key")),
                Optional.of(Path.of("/inv/known")),
                Optional.empty(),
                Optional.of("none"));

        ResolvedHost host = config(real).resolve(target);

        assertThat(host.port()).isEqualTo(22);
        assertThat(host.user()).isEqualTo("root");
        assertThat(host.identityFiles()).containsExactly(Path.of("/inv/key"));
        assertThat(host.identitiesOnly()).isTrue();
        assertThat(host.userKnownHosts()).containsExactly(Path.of("/inv/known"));
        assertThat(Hop.before(target, host)).isEmpty();
        assertThat(host.needsSudo()).isFalse();
    }

    @Test
    void theEnvironmentsAgentIsUsedUnlessSaidOtherwise() throws Exception {
        Files.writeString(file, "Host off\n  IdentityAgent none\nHost own\n  IdentityAgent /own/agent\n");
        OpenSshConfig config =
                new OpenSshConfig(Optional.empty(), Optional.of(file), Map.of("SSH_AUTH_SOCK", "/env/agent"), dir);

        assertThat(config.resolve(target("other")).identityAgent()).contains(Path.of("/env/agent"));
        assertThat(config.resolve(target("own")).identityAgent()).contains(Path.of("/own/agent"));
        assertThat(config.resolve(target("off")).identityAgent()).isEmpty();
    }

    @Test
    void aProxyCommandIsRefusedRatherThanPassedOver() throws Exception {
        Files.writeString(file, "Host a\n  ProxyCommand nc %h %p\n");

        assertThatThrownBy(() -> config(true).resolve(target("a")))
                .isInstanceOf(SshException.class)
                .hasMessageContaining("ProxyCommand");
    }

    @Test
    void aBrokenConfigIsSaidToBeBroken() throws Exception {
        Files.writeString(file, "Nonsense yes\n");

        assertThatThrownBy(() -> config(true).resolve(target("a")))
                .isInstanceOf(SshException.class)
                .hasMessageContaining("Bad configuration option: nonsense");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-oProxyCommand=x", "a b", "a;b", "a\nb", "$(id)", "`id`", "a@b", "a/b"})
    void noHostName(String host) {
        assertThatThrownBy(() -> config(true).resolve(target(host)))
                .isInstanceOf(SshException.class)
                .hasMessageContaining("is not a host name");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "a.b-c_d", "10.0.0.1", "fd00::1", "fe80::1%eth0"})
    void hostNames(String host) throws Exception {
        assertThat(config(false).resolve(target(host)).port()).isEqualTo(9);
    }
}
