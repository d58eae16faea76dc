package io.wgorch.verify;

import static org.assertj.core.api.Assertions.assertThat;

import io.wgorch.resource.Shell;
import io.wgorch.resource.ShellRun;
import io.wgorch.ssh.Answer;
import io.wgorch.ssh.LocalSession;
import io.wgorch.ssh.Script;
import io.wgorch.ssh.Session;
import io.wgorch.ssh.SshException;
import io.wgorch.ssh.ToldSession;
import io.wgorch.verify.KeySearch.Result;
import io.wgorch.verify.Trace.Kind;
import io.wgorch.wireguard.PublicKey;
import io.wgorch.wireguard.TestKeys;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The search in every shell of this machine, over a folder that stands in for those of a host, with a `wg` that
/// shows what the test tells it and makes public keys with the real one.
class KeySearchTest {
    private static final TestKeys.KeyPair OLD = TestKeys.pair("old");
    private static final PublicKey KEY = OLD.publicKey();
    private static final PublicKey OTHER = TestKeys.pair("other").publicKey();
    private static final Finding SHOWN = new Finding.Shown();

    @TempDir
    Path host = Path.of("");

    private final List<String> own = new ArrayList<>();
    private final List<String> peers = new ArrayList<>();

    static Stream<List<String>> shells() {
        return ShellRun.shells();
    }

    private Path write(String file, String text) throws IOException {
        Path path = host.resolve(file);
        Files.createDirectories(path.getParent());
        return Files.writeString(path, text);
    }

    private static Trace in(Kind kind, Path file) {
        return new Trace(kind, file.toString());
    }

    private static String hex(PublicKey key) {
        return HexFormat.of().formatHex(Base64.getDecoder().decode(key.base64()));
    }

    /// Here, with other places and another `wg`.
    private LocalSession local(List<String> shell) {
        return new LocalSession(
                shell,
                "wg() { case $* in 'show all public-key') printf '%s' "
                        + Shell.quote(String.join("\n", own)) + " ;; 'show all peers') printf '%s' "
                        + Shell.quote(String.join("\n", peers)) + " ;; *) command wg \"$@\" ;; esac; }\n"
                        + "evidence_places() { printf '%s\\n' \"$STATE\" " + Shell.quote(host + "/etc") + " "
                        + Shell.quote(host + "/missing") + "; }\nSTATE=" + Shell.quote(host + "/state"));
    }

    private Result search(List<String> shell) throws SshException {
        return Optional.ofNullable(
                        KeySearch.search(local(shell), List.of(OTHER, KEY)).get(KEY))
                .orElseThrow();
    }

    private static Finding found(Trace... traces) {
        return new Finding.Found(List.of(traces));
    }

    @ParameterizedTest
    @MethodSource("shells")
    void aHostWithoutTheKeyIsShown(List<String> shell) throws Exception {
        own.add("wg0\t" + TestKeys.key("host"));
        peers.add("wg0\t" + TestKeys.key("peer"));
        write("etc/wg0.conf", "[Interface]\nPrivateKey = " + TestKeys.base64("current") + "\n");
        write("elsewhere/wg0.conf", KEY + "\n");

        assertThat(search(shell)).isEqualTo(new Result(SHOWN, SHOWN));
    }

    @ParameterizedTest
    @MethodSource("shells")
    void everyInterfaceIsAsked(List<String> shell) throws Exception {
        own.addAll(List.of("wg0\t" + TestKeys.key("host"), "old0\t" + KEY, "new0\t(none)"));
        peers.addAll(List.of("wg0\t" + OTHER, "vpn\t" + KEY));

        Map<PublicKey, Result> results = KeySearch.search(local(shell), List.of(KEY, OTHER));

        assertThat(results)
                .isEqualTo(Map.of(
                        KEY,
                        new Result(found(new Trace(Kind.OWN, "old0"), new Trace(Kind.PEER, "vpn")), SHOWN),
                        OTHER,
                        new Result(found(new Trace(Kind.PEER, "wg0")), SHOWN)));
    }

    @ParameterizedTest
    @MethodSource("shells")
    void thePublicKeyIsFoundInWhateverForm(List<String> shell) throws Exception {
        for (String text : List.of(
                "[Peer]\nPublicKey = " + KEY + "\n",
                "[wireguard-peer." + KEY + "]",
                "#PublicKey=" + KEY,
                "public_key=" + hex(KEY),
                hex(KEY).toUpperCase(Locale.ROOT),
                "\0binary\0" + KEY + "\0\n")) {
            Path file = write("etc/deep/er/an old file", text);

            assertThat(search(shell)).as(text).isEqualTo(new Result(SHOWN, found(in(Kind.PUBLIC, file))));
        }
    }

    @ParameterizedTest
    @MethodSource("shells")
    void thePrivateKeyIsFoundByItsPublicHalf(List<String> shell) throws Exception {
        for (String text : List.of(
                "PrivateKey = %s\n",
                "private-key=%s",
                "%s",
                "# was: %s",
                "wg set wg0 private-key <(echo %s)",
                "\0binary\0%s\0",
                "\r\nprivatekey=%s\r\n")) {
            Path file = write("etc/wg0.key", text.formatted(OLD.privateKey()));

            assertThat(search(shell)).as(text).isEqualTo(new Result(SHOWN, found(in(Kind.PRIVATE, file))));
        }
    }

    /// No private key is printed, neither the one that is found nor any other.
    @ParameterizedTest
    @MethodSource("shells")
    void noPrivateKeyLeavesTheHost(List<String> shell) throws Exception {
        write("etc/wg0.conf", "PrivateKey = " + OLD.privateKey() + "\nPresharedKey = " + TestKeys.base64("psk") + "\n");
        List<String> said = new ArrayList<>();
        LocalSession local = local(shell);
        Session ears = new Session() {
            @Override
            public Answer run(Script script, Duration limit) {
                Answer answer = local.run(script, limit);
                said.add(answer.output() + answer.errors() + script);
                return answer;
            }

            @Override
            public void close() {}
        };

        KeySearch.search(ears, List.of(KEY));

        assertThat(said.toString())
                .contains("private " + KEY)
                .doesNotContain(OLD.privateKey())
                .doesNotContain(TestKeys.base64("psk"));
    }

    /// The list of what may not come back is no finding; anything else that says the key is.
    @ParameterizedTest
    @MethodSource("shells")
    void theManifestsOwnListIsNoFinding(List<String> shell) throws Exception {
        String list = "wgorch-manifest 1\nrevoked " + KEY + " nodeB\n";
        write("state/manifest", list);
        write("state/txn/1234/manifest", list);
        assertThat(search(shell)).isEqualTo(new Result(SHOWN, SHOWN));

        Path manifest = write("state/manifest", list + "resource tunnel/" + KEY + " x\n");
        Path undo = write("state/txn/1234/txn.sh", "wg set wg0 peer " + KEY + "\n");
        Path copy = write("etc/manifest", list);
        assertThat(search(shell).files())
                .isInstanceOfSatisfying(
                        Finding.Found.class,
                        f -> assertThat(f.traces())
                                .containsExactlyInAnyOrder(
                                        in(Kind.PUBLIC, manifest), in(Kind.PUBLIC, undo), in(Kind.PUBLIC, copy)));
    }

    @ParameterizedTest
    @MethodSource("shells")
    void linksAreFollowed(List<String> shell) throws Exception {
        write("elsewhere/wg0.conf", KEY + "\n");
        Files.createDirectories(host.resolve("etc"));
        Path link = Files.createSymbolicLink(host.resolve("etc/link.conf"), host.resolve("elsewhere/wg0.conf"));

        assertThat(search(shell).files()).isEqualTo(found(in(Kind.PUBLIC, link)));
    }

    /// A search that was not through has shown nothing, but what it has found counts.
    @ParameterizedTest
    @MethodSource("shells")
    void whatCannotBeReadLeavesItOpen(List<String> shell) throws Exception {
        Files.createDirectories(host.resolve("etc/loop"));
        Files.createSymbolicLink(host.resolve("etc/loop/again"), host.resolve("etc/loop"));
        Result open = search(shell);
        Path file = write("etc/wg0.conf", KEY + "\n");

        assertThat(open.files()).isInstanceOf(Finding.NotShown.class);
        assertThat(search(shell).files()).isEqualTo(found(in(Kind.PUBLIC, file)));
    }

    /// What a host says is data: what was not asked for is left out.
    @Test
    void aHostThatFailsHasShownNothing() throws SshException {
        ToldSession session = new ToldSession(new Answer(
                1,
                "own " + KEY + " wg0\npublic " + TestKeys.key("third") + " /x\npublic\nown nonsense\n",
                "this host has no wg\nand more"));

        assertThat(KeySearch.search(session, List.of(KEY, OTHER)))
                .isEqualTo(Map.of(
                        KEY,
                        new Result(found(new Trace(Kind.OWN, "wg0")), new Finding.NotShown("this host has no wg")),
                        OTHER,
                        new Result(
                                new Finding.NotShown("this host has no wg"),
                                new Finding.NotShown("this host has no wg"))));
        assertThat(KeySearch.search(new ToldSession(new Answer(7, "", "")), List.of(KEY)))
                .containsEntry(
                        KEY,
                        new Result(
                                new Finding.NotShown("the search ended with exit code 7"),
                                new Finding.NotShown("the search ended with exit code 7")));
    }
}
