package io.wgorch.verify;

import static org.assertj.core.api.Assertions.assertThat;

import io.wgorch.inventory.NodeName;
import io.wgorch.inventory.TunnelId;
import io.wgorch.ssh.Answer;
import io.wgorch.ssh.SshException;
import io.wgorch.ssh.ToldSession;
import io.wgorch.wireguard.Ip;
import io.wgorch.wireguard.TestKeys;
import java.util.List;
import org.junit.jupiter.api.Test;

class LinksTest {
    private static final NodeName B = new NodeName("nodeB");

    private static Links.Target target(String interfaceName, String address, long since) {
        TunnelId from = new TunnelId(new NodeName("nodeA"), interfaceName);
        return new Links.Target(
                from, B, TestKeys.key(interfaceName), Ip.parse(address).orElseThrow(), since);
    }

    /// A peer may be one in several meshes: an answer in one says nothing of the other.
    @Test
    void theSamePeerInTwoMeshesIsTwoLinks() throws SshException {
        Links.Target first = target("wg0", "10.0.0.2", 0);
        Links.Target second = target("wg1", "10.9.0.2", 100);
        String output = "ping wg1/nodeB\nhandshake.wg0.%s 0\nhandshake.wg1.%s 101\n"
                .formatted(TestKeys.key("wg0"), TestKeys.key("wg1"));
        ToldSession session = new ToldSession(new Answer(0, output, ""));

        List<LinkCheck> checks = Links.check(session, List.of(first, second));

        assertThat(checks).containsExactly(first.result(false, false), second.result(true, true));
        assertThat(session.asked())
                .contains("check_link wg0/nodeB 10.0.0.2 wg0 ", "check_link wg1/nodeB 10.9.0.2 wg1 ")
                .contains("\thandshakes wg0\n", "\thandshakes wg1\n");
    }

    @Test
    void aHandshakeFromBeforeTheNewKeyIsNoProof() throws SshException {
        Links.Target target = target("wg0", "10.0.0.2", 100);
        String output = "ping wg0/nodeB\nhandshake.wg0.%s 100\n".formatted(TestKeys.key("wg0"));

        assertThat(Links.check(new ToldSession(new Answer(0, output, "")), List.of(target)))
                .containsExactly(target.result(false, true));
    }
}
