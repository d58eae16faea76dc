package io.wgorch.wireguard;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PeerTest {
    private static PeerSettings peer(String... allowed) {
        TreeSet<Cidr> cidrs = new TreeSet<>();
        List.of(allowed).forEach(a -> cidrs.add(Cidr.parse(a).orElseThrow()));
        return new PeerSettings(TestKeys.key("a"), cidrs, Optional.empty(), 0, Optional.empty());
    }

    /// As the kernel does: `10.9.0.2/24` and `10.9.0.3/24` are one prefix.
    @Test
    void hostBitsOfAllowedIpsAreCleared() {
        assertThat(peer("10.9.0.2/24", "10.9.0.3/24", "fd00::1/64")).isEqualTo(peer("10.9.0.0/24", "fd00::/64"));
        assertThat(peer("10.9.0.2/32")).isNotEqualTo(peer("10.9.0.3/32"));
    }

    /// REJECT_AFTER_TIME is 180 s; 0 means never, whatever the clock says.
    @ParameterizedTest
    @CsvSource({"1000,1000,true", "1000,1180,true", "1000,1181,false", "1000,990,true", "0,100,false", "0,0,false"})
    void aSessionLivesForThreeMinutes(long handshake, long now, boolean alive) {
        assertThat(new PeerStats(Optional.empty(), handshake, 0, 0).isAlive(now))
                .isEqualTo(alive);
    }

    @Test
    void aPendingKeyNamesItsTunnel() {
        assertThat(PendingKey.parse(new PendingKey("nodeB", "wg0").text())).contains(new PendingKey("nodeB", "wg0"));
        assertThat(PendingKey.parse("@public_key:nodeB@")).isEmpty();
        assertThat(PendingKey.parse(TestKeys.base64("x"))).isEmpty();
        assertThat(new PendingKey("nodeB", "wg0")).hasToString("(known after apply)");
    }

    @Test
    void placeholdersAreFilledInWhereTheKeyIsKnown() {
        PendingKey known = new PendingKey("nodeB", "wg1");
        PendingKey unknown = new PendingKey("nodeB", "wg0");
        String text = "a " + known.text() + " b " + unknown.text() + " @public_key:nodeB@\n";

        String filled = PendingKey.fill(text, k -> k.equals(known) ? Optional.of(TestKeys.key("k")) : Optional.empty());

        assertThat(filled).isEqualTo("a " + TestKeys.key("k") + " b " + unknown.text() + " @public_key:nodeB@\n");
        assertThat(PendingKey.in(text)).containsExactly(known, unknown);
        assertThat(PendingKey.in(filled)).containsExactly(unknown);
    }
}
