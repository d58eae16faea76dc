package io.wgorch.wireguard;

import static org.assertj.core.api.Assertions.assertThat;

import io.wgorch.diag.Diagnostic;
import io.wgorch.diag.Diagnostics;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class WgQuickFileTest {
    private static final String KEY = TestKeys.base64("peer");
    private static final String SECRET = TestKeys.base64("secret");
    private static final String HEAD = "[Interface]\nPrivateKey = @private_key@\n";

    private static List<String> errors(String text) {
        Diagnostics diagnostics = new Diagnostics();
        assertThat(WgQuickFile.parse("wg0.conf", text, diagnostics)).isEmpty();
        return diagnostics.sorted().stream().map(Diagnostic::toString).toList();
    }

    private static WgQuickFile parsed(String text) {
        Diagnostics diagnostics = new Diagnostics();
        Optional<WgQuickFile> file = WgQuickFile.parse("wg0.conf", text, diagnostics);
        assertThat(diagnostics.sorted()).isEmpty();
        return file.orElseThrow();
    }

    private static Set<Cidr> cidrs(String... texts) {
        return java.util.Arrays.stream(texts)
                .map(t -> Cidr.parse(t).orElseThrow())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    @Test
    void everySettingIsRead() {
        WgQuickFile file = parsed("""
                # a comment
                [Interface]
                Address = 10.0.0.1/24, fd00::1/64
                Address = 10.1.0.1/24
                ListenPort = 51820   # another
                MTU = 1420
                PrivateKey = @private_key@
                PostUp = iptables -A FORWARD -i %i -j ACCEPT
                SaveConfig = false

                [Peer]
                PublicKey = KEY
                PresharedKey = @0123456789ab@
                AllowedIPs = 10.0.0.2/32, 10.9.1.7/16
                AllowedIPs = fd00::2/128
                Endpoint = [2001:db8::2]:51820
                PersistentKeepalive = 25
                [Peer]
                PublicKey = @public_key:nodeC:wg0@
                AllowedIPs =
                PersistentKeepalive = off
                """.replace("KEY", KEY));

        assertThat(file.settings().addresses()).isEqualTo(cidrs("10.0.0.1/24", "10.1.0.1/24", "fd00::1/64"));
        assertThat(file.settings().listenPort()).contains(51820);
        assertThat(file.settings().mtu()).contains(1420);
        assertThat(file.settings().others())
                .containsExactly("PostUp = iptables -A FORWARD -i %i -j ACCEPT", "SaveConfig = false");
        assertThat(file.peers())
                .containsExactly(
                        new PeerSettings(
                                TestKeys.key("peer"),
                                new TreeSet<>(cidrs("10.0.0.2/32", "10.9.0.0/16", "fd00::2/128")),
                                Endpoint.parse("[2001:db8::2]:51820"),
                                25,
                                Optional.of(new PskHash("0123456789ab"))),
                        new PeerSettings(
                                new PendingKey("nodeC", "wg0"),
                                new TreeSet<>(),
                                Optional.empty(),
                                0,
                                Optional.empty()));
    }

    /// As wg-quick(8): names in any case, blanks anywhere, no blanks at all, CRLF.
    @ParameterizedTest
    @ValueSource(
            strings = {
                "[INTERFACE]\nprivatekey=@private_key@\nlistenport=1\n",
                "  [interface]  \r\n\tPRIVATEKEY\t=\t@private_key@\t# x\r\n ListenPort = 1\r\n",
                "\n\n#[Peer]\n[Interface]#c\nPrivateKey=@private_key@#\nListenPort=1#2"
            })
    void spellingDoesNotMatter(String text) {
        assertThat(parsed(text).settings().listenPort()).contains(1);
    }

    static List<List<String>> wrong() {
        String value = "wg does not take this value";
        return List.of(
                List.of(
                        "[Interface]\nMTU = 1420\n",
                        "2:1: there is no PrivateKey; without it wg-quick reload would wipe"
                                + " the key of a running tunnel"),
                List.of(
                        "",
                        "1:1: there is no PrivateKey; without it wg-quick reload would wipe the key of a running tunnel"),
                List.of("MTU = 1420\n" + HEAD, "1:1: 'MTU' stands before the first section"),
                List.of(HEAD + "nonsense\n", "3:1: 'nonsense' is neither a section nor 'Key = value'"),
                List.of(HEAD + "[Route]\n", "3:1: unknown section [route]"),
                List.of(HEAD + "Endpoint = a.example.com:1\n", "3:1: unknown setting 'Endpoint' in [Interface]"),
                List.of(HEAD + "Address = 10.0.0.300/24\n", "3:1: " + value),
                List.of(HEAD + "Address = 10.0.0.1/33\n", "3:1: " + value),
                List.of(HEAD + "ListenPort = 70000\n", "3:1: " + value),
                List.of(HEAD + "ListenPort = 0\n", "3:1: " + value),
                List.of(HEAD + "ListenPort = 9999999999\n", "3:1: " + value),
                List.of(HEAD + "MTU = 575\n", "3:1: " + value),
                List.of(HEAD + "MTU = \n", "3:1: " + value),
                List.of(HEAD + "[Peer]\nAllowedIPs = 10.0.0.2/32\n", "4:1: this [Peer] has no PublicKey"),
                List.of(HEAD + "[Peer]\n[Peer]\nPublicKey = " + KEY, "3:1: this [Peer] has no PublicKey"),
                List.of(HEAD + "[Peer]\nPublicKey = short\nPublicKey = " + KEY, "4:1: " + value),
                List.of(HEAD + "[Peer]\nPublicKey = " + KEY + "\nEndpoint = a.example.com\n", "5:1: " + value),
                List.of(HEAD + "[Peer]\nPublicKey = " + KEY + "\nEndpoint = [::1\n", "5:1: " + value),
                List.of(HEAD + "[Peer]\nPublicKey = " + KEY + "\nAllowedIPs = 10.0.0.0/8, x\n", "5:1: " + value),
                List.of(HEAD + "[Peer]\nPublicKey = " + KEY + "\nPersistentKeepalive = 70000\n", "5:1: " + value),
                List.of(HEAD + "[Peer]\nPublicKey = " + KEY + "\nMTU = 1\n", "5:1: unknown setting 'MTU' in [Peer]"));
    }

    @ParameterizedTest
    @MethodSource("wrong")
    void whatWgQuickWouldNotTakeIsNamedAtItsPlace(List<String> textAndError) {
        assertThat(errors(textAndError.getFirst())).containsExactly("wg0.conf:" + textAndError.getLast());
    }

    @Test
    void everyErrorIsNamedAtOnce() {
        assertThat(errors("x\n[Interface]\nMTU = 1\n[Peer]\nfoo = 1\n")).hasSize(5);
    }

    /// A section that is known is not read again, and yet counts: what follows it is found at its line.
    @Test
    void whatWasReadOfAnotherFileIsReadNoMore() {
        String peer = "[Peer]\nPublicKey = " + KEY + "\nEndpoint = [2001:db8::2]:51820\n\n";
        Map<List<String>, PeerSettings> known = new HashMap<>();
        Diagnostics diagnostics = new Diagnostics();
        WgQuickFile first =
                WgQuickFile.parse("wg0.conf", HEAD + peer, known, diagnostics).orElseThrow();

        WgQuickFile second = WgQuickFile.parse("wg0.conf", HEAD + "MTU = 1420\n" + peer, known, diagnostics)
                .orElseThrow();
        Optional<WgQuickFile> wrong = WgQuickFile.parse("wg0.conf", peer + "[Peer]\nMTU = 1\n", known, diagnostics);

        assertThat(second.settings().mtu()).contains(1420);
        assertThat(second.peers().getFirst()).isSameAs(first.peers().getFirst());
        assertThat(wrong).isEmpty();
        assertThat(diagnostics.sorted())
                .extracting(Diagnostic::toString)
                .contains("wg0.conf:6:1: unknown setting 'MTU' in [Peer]");
    }

    @Test
    void aSectionIsKnownOnlyByAllOfItsTextAndWithoutErrors() {
        String peer = "[Peer]\nPublicKey = " + KEY + "\n";
        Map<List<String>, PeerSettings> known = new HashMap<>();
        Diagnostics diagnostics = new Diagnostics();
        WgQuickFile.parse("a.conf", HEAD + peer, known, diagnostics);

        WgQuickFile longer = WgQuickFile.parse("b.conf", HEAD + peer + "AllowedIPs = ::/0\n", known, diagnostics)
                .orElseThrow();
        WgQuickFile.parse("c.conf", HEAD + peer + "Endpoint = x\n", known, diagnostics);
        WgQuickFile.parse("d.conf", HEAD + peer + "Endpoint = x\n", known, diagnostics);

        assertThat(longer.peers().getFirst().allowedIps()).isEqualTo(cidrs("::/0"));
        assertThat(diagnostics.sorted())
                .extracting(Diagnostic::toString)
                .containsExactly("c.conf:5:1: wg does not take this value", "d.conf:5:1: wg does not take this value");
    }

    /// The text may hold a key wherever somebody has put it.
    @ParameterizedTest
    @ValueSource(
            strings = {
                "[Interface]\nPrivateKey = %s\n",
                HEAD + "PrivateKey = %s\n",
                HEAD + "ListenPort = %s\n",
                HEAD + "[Peer]\nPublicKey = x%s\n",
                HEAD + "[Peer]\nPublicKey = " + "\nEndpoint = %s\n",
                HEAD + "Address = %s\n"
            })
    void aKeyIsNeverEchoed(String text) {
        assertThat(String.join("\n", errors(text.formatted(SECRET)))).doesNotContain(SECRET.substring(0, 12));
    }

    /// Without its name in front, a line is repeated as it is; a key on a line of its own must not be.
    @Test
    void aLineThatIsOnlyAKeyIsNotEchoed() {
        assertThat(String.join("\n", errors(HEAD + SECRET + "\n"))).doesNotContain(SECRET.substring(0, 12));
        assertThat(String.join("\n", errors(HEAD + "PrivateKey " + SECRET + "\n")))
                .doesNotContain(SECRET.substring(0, 12));
    }
}
