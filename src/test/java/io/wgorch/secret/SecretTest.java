package io.wgorch.secret;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.wgorch.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SecretTest {
    private static final String POISON = "pøison-p4ss";

    private static Secret poison() {
        return Secret.of(POISON.getBytes(UTF_8));
    }

    @Test
    void lendsItsBytesAndItsText() {
        try (Secret secret = poison()) {
            assertThat(secret.<String>use(b -> new String(b, UTF_8))).isEqualTo(POISON);
            assertThat(secret.<String>useText(String::new)).isEqualTo(POISON);
        }
    }

    @Test
    void whatWasLentIsWipedEvenWhereItsUseFails() {
        List<byte[]> bytes = new ArrayList<>();
        List<char[]> text = new ArrayList<>();
        try (Secret secret = poison()) {
            assertThatThrownBy(() -> secret.use(b -> {
                        bytes.add(b);
                        throw new UnsupportedOperationException("no");
                    }))
                    .hasMessage("no");
            secret.useText(text::add);

            assertThat(bytes.getFirst()).containsOnly(0);
            assertThat(text.getFirst()).containsOnly('\0');
            assertThat(secret.<String>useText(String::new)).isEqualTo(POISON);
        }
    }

    @Test
    void closingWipesTheArrayThatItWasMadeOf() {
        byte[] bytes = POISON.getBytes(UTF_8);
        Secret secret = Secret.of(bytes);

        secret.close();

        assertThat(bytes).containsOnly(0);
        assertThatIllegalStateException().isThrownBy(() -> secret.use(b -> b.length));
        assertThatIllegalStateException().isThrownBy(() -> secret.sameAs(secret));
    }

    @Test
    void whatWasTypedIsWipedAtOnce() {
        char[] typed = POISON.toCharArray();

        try (Secret secret = Secret.of(typed);
                Secret same = poison()) {
            assertThat(typed).containsOnly('\0');
            assertThat(secret.sameAs(same)).isTrue();
        }
    }

    @Test
    void equalsOnlyItselfAndIsComparedOnPurpose() {
        try (Secret one = poison();
                Secret two = poison();
                Secret other = Secret.of(new byte[] {1})) {
            assertThat(one).isNotEqualTo(two).isEqualTo(one);
            assertThat(one.sameAs(two)).isTrue();
            assertThat(one.sameAs(other)).isFalse();
        }
    }

    @Test
    void nothingThatPrintsShowsIt() {
        record Holder(String name, Optional<Secret> secret) {}
        try (Secret secret = Secret.of("p4ss".getBytes(UTF_8))) {
            String json = Json.write(Map.of("secret", secret));
            String printed = secret + " " + new Holder("h", Optional.of(secret)) + " " + json;

            assertThat(printed).contains("(secret)").doesNotContain("p4ss").doesNotContain("112");
        }
    }
}
