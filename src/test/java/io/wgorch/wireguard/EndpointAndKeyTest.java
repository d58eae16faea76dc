package io.wgorch.wireguard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EndpointAndKeyTest {
    @ParameterizedTest
    @ValueSource(strings = {"a.example.com:51820", "10.0.0.1:1", "[2001:db8::1]:65535", "web_1:22", "a.example.com.:5"})
    void endpointsReadBackAsTheyAreWritten(String text) {
        assertThat(Endpoint.parse(text)).get().hasToString(text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a.example.com",
                "a:0",
                "a:65536",
                "a:-1",
                "a:999999",
                ":1",
                "2001:db8::1:51820",
                "[a]:1",
                "[10.0.0.1]:x",
                "-o:1",
                "a b:1",
                "a$(id):1",
                "10.0.0.300:1",
                "a..b:1",
                "1.2.3:1",
                "[fe80::1%eth0]:1",
                "a\n:1"
            })
    void notAnEndpoint(String text) {
        assertThat(Endpoint.parse(text)).isEmpty();
    }

    @Test
    void aLiteralNeedsNoLookUp() {
        assertThat(Endpoint.parse("10.0.0.1:1").orElseThrow().isLiteral()).isTrue();
        assertThat(Endpoint.parse("a.example.com:1").orElseThrow().isLiteral()).isFalse();
    }

    @Test
    void aKeyIsThirtyTwoBytesInCanonicalBase64() {
        String key = "aGVsbG8gd29ybGQgdGhpcyBpcyBhIHNlY3JldCBrZXk=";

        assertThat(PublicKey.parse(key)).get().hasToString(key);
        assertThat(PublicKey.parse(key.replace("k=", "l="))).isEmpty();
        assertThat(PublicKey.parse(key.substring(1))).isEmpty();
        assertThat(PublicKey.parse(key.replace('a', '-'))).isEmpty();
        assertThat(PublicKey.parse("")).isEmpty();
    }

    @Test
    void aWrongKeyIsNeverEchoed() {
        assertThatThrownBy(() -> new PublicKey("c2VjcmV0")).hasMessageNotContaining("c2VjcmV0");
    }

    @Test
    void aPendingKeyNamesItsTunnel() {
        PendingKey pending = new PendingKey("nodeA", "wg1");

        assertThat(PendingKey.parse(pending.text())).contains(pending);
        assertThat(PendingKey.parse("nodeA")).isEmpty();
        assertThat(pending).hasToString("(known after apply)");
    }
}
