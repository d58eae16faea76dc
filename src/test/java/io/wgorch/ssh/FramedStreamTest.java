package io.wgorch.ssh;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FramedStreamTest {
    private static final Frame FRAME = new Frame("aaaa");

    private final FramedStream stream = new FramedStream(FRAME, 20, () -> {});

    private void feed(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        stream.write(bytes, 0, bytes.length);
    }

    private String body() {
        return new String(stream.body(), StandardCharsets.UTF_8);
    }

    @Test
    void marksMayComeByteByByte() {
        for (byte b : "noise\nwgorch-begin aaaa\nbody\n\nwgorch-end aaaa 12\nlate".getBytes(StandardCharsets.UTF_8)) {
            stream.write(b);
        }

        assertThat(stream.code()).hasValue(12);
        assertThat(body()).isEqualTo("body\n");
    }

    @Test
    void withoutNoiseTheMarkIsTheFirstLine() {
        feed("wgorch-begin aaaa\n\nwgorch-end aaaa 0\n");

        assertThat(stream.code()).hasValue(0);
        assertThat(body()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\nwgorch-end aaaa",
                "\nwgorch-end aaaa ",
                "\nwgorch-end aaaa 1",
                "\nwgorch-end aaaa \n",
                "\nwgorch-end aaaa 256\n",
                "\nwgorch-end aaaa 99999999999999999999\n",
                "\nwgorch-end aaaa x\n",
                "\nwgorch-end bbbb 0\n",
                "wgorch-end aaaa 0\n"
            })
    void anIncompleteEndIsNone(String almost) {
        feed("\nwgorch-begin aaaa\n" + "x" + almost);

        assertThat(stream.code()).isEmpty();
    }

    @Test
    void theRealEndMayFollowAnAlmostEnd() {
        feed("\nwgorch-begin aaaa\n\n\nwgorch-end aaaa \nwgorch-end aaaa 1\n");

        assertThat(stream.code()).hasValue(1);
    }

    @Test
    void aMarkInTheMiddleOfALineIsText() {
        feed("my wgorch-begin aaaa\nx\n\nwgorch-end aaaa 0\n");

        assertThat(stream.begun()).isFalse();
    }

    @Test
    void keepsUpToTheLimitAndStillSeesTheEnd() {
        feed("\nwgorch-begin aaaa\n" + "y".repeat(20) + "\nwgorch-end aaaa 0\n");

        assertThat(body()).hasSize(20);
        assertThat(stream.overflow()).isFalse();
    }

    @Test
    void reportsWhatIsMoreThanTheLimit() {
        feed("\nwgorch-begin aaaa\n" + "y".repeat(21) + "\nwgorch-end aaaa 0\n");

        assertThat(body()).hasSize(20);
        assertThat(stream.overflow()).isTrue();
        assertThat(stream.code()).hasValue(0);
    }

    @Test
    void reportsOverflowBeforeTheEnd() {
        feed("\nwgorch-begin aaaa\n" + "y".repeat(1000));

        assertThat(stream.overflow()).isTrue();
    }

    @Test
    void keepsTheBeginningOfTheNoise() {
        feed("sudo: no\n" + "z".repeat(10_000));

        assertThat(new String(stream.noise(), StandardCharsets.UTF_8))
                .startsWith("sudo: no\n")
                .hasSize(4096);
    }
}
