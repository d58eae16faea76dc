package io.wgorch.crypto;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.wgorch.crypto.Opened.Content;
import io.wgorch.crypto.Opened.Damaged;
import io.wgorch.crypto.Opened.WrongPassphrase;
import io.wgorch.secret.Secret;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SealingTest {
    private static final Sealing SEALING = new Sealing(new SecureRandom(), new KdfCost(8, 1, 1));
    private static final String CONTENT = "nodeA wg0 the content\n".repeat(5);

    private static Secret secret(String text) {
        return Secret.of(text.getBytes(UTF_8));
    }

    private static String sealed(String content, String passphrase) {
        try (Secret plain = secret(content);
                Secret words = secret(passphrase)) {
            return SEALING.seal(plain, words);
        }
    }

    private static Opened open(String text, String passphrase) {
        try (Secret words = secret(passphrase)) {
            return Sealing.open(text, words);
        }
    }

    private static String content(String text, String passphrase) {
        Opened opened = open(text, passphrase);
        assertThat(opened).isInstanceOf(Content.class);
        try (Secret plain = ((Content) opened).secret()) {
            return plain.useText(String::new);
        }
    }

    /// What someone makes of a text who knows its form.
    private static String forged(String text, String from, String to) throws Exception {
        String sealed = text.substring(0, text.lastIndexOf("sha256 ")).replaceFirst(from, to);
        byte[] sum = MessageDigest.getInstance("SHA-256").digest(sealed.getBytes(UTF_8));
        assertThat(text).doesNotStartWith(sealed);
        return sealed + "sha256 " + HexFormat.of().formatHex(sum) + "\n";
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 15, 16, 17, 32, 47, 48, 49, 1000, 100_000})
    void whatIsSealedOpens(int length) {
        Random random = new Random(length);
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        try (Secret plain = Secret.of(bytes.clone());
                Secret words = secret("pässphrase " + random.nextInt())) {
            String text = SEALING.seal(plain, words);

            assertThat(text.lines()).allMatch(l -> l.length() <= 120 && l.matches("[ -~]+"));
            assertThat(Sealing.open(text, words)).isInstanceOfSatisfying(Content.class, c -> {
                try (Secret opened = c.secret()) {
                    assertThat(opened.<byte[]>use(byte[]::clone)).isEqualTo(bytes);
                }
            });
        }
    }

    /// The form is for ever: this text was made for the first version, with other libraries
    /// (argon2-cffi and cryptography for Python).
    @Test
    void anOldTextOpens() {
        String text = """
                wgorch-sealed 1
                argon2id memory 64 passes 2 lanes 2 salt 000102030405060708090a0b0c0d0e0f
                check 66f45e3267de94bddf4d9f4de25496da7c941668907a7badf17331880348fca5
                aes-256-gcm nonce 6465666768696a6b6c6d6e6f
                bwsVM22x5lbNTHd2XabeGol42n/xmA0OIIfBoYBMonrCDECat+8KGOMSdcmUbge1
                9pyL1Mh37Q+cA7UC3IxdPVYMNIKxhJDUKTQ=
                sha256 9418d569ed61204e20deabe504b46d939c5959232ee8a6ec131d2dcee28de4ed
                """;

        assertThat(content(text, "correct horse"))
                .isEqualTo("content of an old text, longer than one line of base64 is\n");
    }

    @Test
    void theHeaderSaysWhatItTakesToOpen() {
        try (Secret plain = secret("x");
                Secret words = secret("words")) {
            String text = new Sealing(new SecureRandom(), KdfCost.DEFAULT).seal(plain, words);

            assertThat(text).startsWith("wgorch-sealed 1\nargon2id memory 65536 passes 3 lanes 1 salt ");
            assertThat(content(text, "words")).isEqualTo("x");
        }
    }

    @Test
    void theSameContentNeverLooksTheSame() {
        String[] one = sealed(CONTENT, "words").split("\n", -1);
        String[] two = sealed(CONTENT, "words").split("\n", -1);

        for (int line = 1; line < one.length - 1; line++) {
            assertThat(one[line]).isNotEqualTo(two[line]);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "word", "Words", "words ", "words\n"})
    void anotherPassphraseIsCalledThat(String other) {
        assertThat(open(sealed(CONTENT, "words"), other)).isEqualTo(new WrongPassphrase());
    }

    @Test
    void everyDamagedCharacterIsCalledDamage() {
        String text = sealed(CONTENT, "words");
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) != '\n') {
                String damaged = text.substring(0, i) + (char) (text.charAt(i) ^ 1) + text.substring(i + 1);
                assertThat(open(damaged, "words")).as("at %d", i).isInstanceOf(Damaged.class);
            }
        }
    }

    @Test
    void aTextThatIsCutOffAnywhereIsCalledDamaged() {
        String text = sealed(CONTENT, "words");
        for (int length = 0; length < text.length() - 1; length++) {
            assertThat(open(text.substring(0, length), "words"))
                    .as("cut at %d", length)
                    .isInstanceOf(Damaged.class);
        }
    }

    @Test
    void whatMailAndGitDoToLinesDoesNotMatter() {
        String text = sealed(CONTENT, "words");

        assertThat(content(text.replace("\n", "\r\n"), "words")).isEqualTo(CONTENT);
        assertThat(content("\n" + text.replace("\n", " \n\n"), "words")).isEqualTo(CONTENT);
        assertThat(content(text.strip(), "words")).isEqualTo(CONTENT);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            wgorch-sealed 1          | wgorch-sealed 2         | newer wgorch
            memory 8                 | memory 999999999        | more memory or time
            memory 8                 | memory 262145           | more memory or time
            passes 1                 | passes 17               | more memory or time
            lanes 1                  | lanes 2                 | more memory or time
            argon2id                 | argon2i                 | wrong form
            salt ..                  | salt                    | wrong form
            check ..                 | check zz                | wrong form
            memory 8                 | memory 99999999999999   | wrong form
            (nonce [0-9a-f]+\\n)...  | $1                      | no base64
            nonce [0-9a-f]{4}        | nonce 0000              | changed after it was sealed
            (nonce [0-9a-f]+\\n).... | $1AAAA                  | changed after it was sealed
            (nonce [0-9a-f]+\\n).... | $1                      | changed after it was sealed
            """)
    void aForgedTextIsNeverOpened(String from, String to, String complaint) throws Exception {
        String text = forged(sealed(CONTENT, "words"), from, to);

        assertThat(open(text, "words"))
                .isInstanceOfSatisfying(Damaged.class, d -> assertThat(d.why()).contains(complaint));
    }

    @Test
    void nothingIsDerivedTheSameWayUnderAForgedCost() throws Exception {
        String text = forged(sealed(CONTENT, "words"), "passes 1", "passes 2");

        assertThat(open(text, "words")).isEqualTo(new WrongPassphrase());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "nodeA wg0 key\n", "-----BEGIN PGP MESSAGE-----\n", "sha256 \n"})
    void anotherFileIsNamedAsSuch(String text) {
        assertThat(open(text, "words"))
                .isInstanceOfSatisfying(Damaged.class, d -> assertThat(d.why()).contains("first line"));
    }

    @Test
    void nothingThatPrintsShowsTheContent() {
        Opened opened = open(sealed("p0ison", "words"), "words");

        assertThat(opened.toString()).doesNotContain("p0ison").contains("(secret)");
    }
}
