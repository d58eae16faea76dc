package io.wgorch.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.wgorch.wireguard.Cidr;
import java.util.Set;
import org.junit.jupiter.api.Test;

class LabNetworkTest {
    @Test
    void addressesBeginAboveTheGateway() throws LabException {
        assertThat(LabNetwork.freeAddress(cidr("172.18.0.0/16"), Set.of())).isEqualTo("172.18.0.10");
    }

    @Test
    void aTakenAddressIsNotGivenAgain() throws LabException {
        assertThat(LabNetwork.freeAddress(cidr("172.18.0.0/16"), Set.of("172.18.0.10", "172.18.0.11")))
                .isEqualTo("172.18.0.12");
    }

    @Test
    void aFullNetworkSaysSo() {
        assertThatThrownBy(() -> LabNetwork.freeAddress(cidr("192.168.0.0/28"), all()))
                .isInstanceOf(LabException.class)
                .hasMessageContaining("full");
    }

    private static Set<String> all() {
        return Set.of("192.168.0.10", "192.168.0.11", "192.168.0.12", "192.168.0.13", "192.168.0.14");
    }

    private static Cidr cidr(String text) {
        return Cidr.parse(text).orElseThrow();
    }
}
