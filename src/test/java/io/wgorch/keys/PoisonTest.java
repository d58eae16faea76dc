package io.wgorch.keys;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.wgorch.crypto.KdfCost;
import io.wgorch.crypto.PrivateKey;
import io.wgorch.crypto.Sealing;
import io.wgorch.diag.Diagnostics;
import io.wgorch.secret.Secret;
import io.wgorch.wireguard.TestKeys;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/// A known key and a known passphrase, led through everything that can go right or wrong, are never seen.
class PoisonTest {
    private static final String PASSPHRASE = "p0ison words";
    private static final KeyName PHONE = new KeyName("phone", "wg0");
    private static final Sealing SEALING = new Sealing(new SecureRandom(), new KdfCost(8, 1, 1));

    @TempDir
    Path folder = Path.of("");

    private final List<String> seen = new ArrayList<>();
    private final Diagnostics diagnostics = new Diagnostics();
    private final ListAppender<ILoggingEvent> log = new ListAppender<>();
    private final Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    private final Level level = root.getLevel();

    @BeforeEach
    void listen() {
        log.start();
        root.addAppender(log);
        root.setLevel(Level.TRACE);
    }

    @AfterEach
    void leave() {
        root.setLevel(level);
        root.detachAppender(log);
    }

    @Test
    void noKeyAndNoPassphraseIsEverSeen() throws IOException {
        Path file = folder.resolve("keys.sealed");
        Path words = Files.writeString(folder.resolve("words"), PASSPHRASE + "\n");
        Files.setPosixFilePermissions(words, PosixFilePermissions.fromString("rw-------"));
        PrivateKey key =
                PrivateKey.parse(TestKeys.base64("poison").getBytes(UTF_8)).orElseThrow();
        List<String> poison = new ArrayList<>(List.of(PASSPHRASE));
        try (Secret base64 = key.base64()) {
            String text = base64.useText(String::new);
            byte[] bytes = Base64.getDecoder().decode(text);
            poison.addAll(List.of(
                    text,
                    TestKeys.base64("poison"),
                    HexFormat.of().formatHex(bytes),
                    new String(bytes, ISO_8859_1),
                    List.of(bytes[0], bytes[1], bytes[2], bytes[3]).toString()));
        }

        try (Secret passphrase =
                        new PassphraseFile(words).passphrase(diagnostics).orElseThrow();
                KeyStore store =
                        KeyStore.open(file, SEALING, passphrase, diagnostics).orElseThrow()) {
            store.put(PHONE, key);
            store.write();
            note(passphrase, key, store, store.names(), store.get(PHONE), new PassphraseFile(words));
            note(Sealing.open(Files.readString(file), passphrase));
            Files.writeString(file, "changed");
            store.put(PHONE, PrivateKey.generate(new SecureRandom()));
            complaint(store::write);
            note(key.publicKey(), store.retired(key.publicKey()));
        }
        complaint(() -> note(key.base64()));
        note(PrivateKey.parse((TestKeys.base64("poison") + "x").getBytes(UTF_8)));
        note(new PassphraseFile(words.resolve("none")).passphrase(diagnostics));
        note(command("cat " + words + "; exit 3").passphrase(diagnostics));
        note(command("cat " + words + "; cat " + words).passphrase(diagnostics));
        for (String content : List.of("wgorch-keys 1\nphone wg0 " + poison.get(1) + "x\n", "wgorch-keys 0\n")) {
            try (Secret plain = Secret.of(content.getBytes(UTF_8));
                    Secret passphrase = Secret.of(PASSPHRASE.getBytes(UTF_8))) {
                Files.writeString(file, SEALING.seal(plain, passphrase));
                note(KeyStore.open(file, SEALING, passphrase, diagnostics));
                note(Files.readString(file));
            }
        }
        note(diagnostics.sorted());
        log.list.forEach(e -> note(e.getFormattedMessage(), Optional.ofNullable(e.getThrowableProxy())));

        assertThat(seen).hasSizeGreaterThan(15);
        assertThat(String.join("\n", seen)).contains("phone wg0", "IllegalStateException", "status 3");
        assertThat(poison).noneMatch(p -> String.join("\n", seen).contains(p));
    }

    private static PassphraseCommand command(String script) {
        return new PassphraseCommand(List.of("sh", "-c", script), Duration.ofMinutes(1));
    }

    private void note(Object... things) {
        for (Object thing : things) {
            seen.add(thing.toString());
        }
    }

    private interface Failing {
        void run() throws Exception;
    }

    private void complaint(Failing failing) {
        StringWriter trace = new StringWriter();
        try {
            failing.run();
        } catch (Exception e) {
            e.printStackTrace(new PrintWriter(trace));
        }
        assertThat(trace.toString()).isNotEmpty();
        seen.add(trace.toString());
    }
}
