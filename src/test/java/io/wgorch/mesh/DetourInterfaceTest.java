package io.wgorch.mesh;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class DetourInterfaceTest {
    @Test
    void itHasANameAndAPortOfItsOwn() {
        assertThat(DetourInterface.beside("wg0", 51820)).contains(new DetourInterface("wg0-d", 52820));
    }

    @Test
    void whereThereIsNoPortAboveItTakesOneBelow() {
        assertThat(DetourInterface.beside("wg0", 64535).orElseThrow().port()).isEqualTo(65535);
        assertThat(DetourInterface.beside("wg0", 64536).orElseThrow().port()).isEqualTo(63536);
        assertThat(DetourInterface.beside("wg0", 65535).orElseThrow().port()).isEqualTo(64535);
    }

    /// IFNAMSIZ is 16, with the final zero.
    @Test
    void aNameThatLeavesNoRoomHasNone() {
        assertThat(DetourInterface.beside("wireguard0123", 51820).orElseThrow().name())
                .hasSize(15);
        assertThat(DetourInterface.beside("wireguard01234", 51820)).isEmpty();
    }
}
