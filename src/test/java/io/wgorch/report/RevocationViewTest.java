package io.wgorch.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonParser;
import io.wgorch.inventory.NodeName;
import io.wgorch.inventory.Registry.Debt;
import io.wgorch.inventory.Registry.Revoked;
import io.wgorch.verify.Evidence;
import io.wgorch.verify.Finding;
import io.wgorch.verify.Revocation;
import io.wgorch.verify.Trace;
import io.wgorch.verify.Trace.Kind;
import io.wgorch.wireguard.PublicKey;
import io.wgorch.wireguard.TestKeys;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RevocationViewTest {
    private static final NodeName B = new NodeName("nodeB");
    private static final PublicKey KEY = TestKeys.key("old");
    private static final Instant AT = Instant.parse("2026-03-04T05:06:07Z");
    private static final Finding SHOWN = new Finding.Shown();
    private static final Finding UNTRIED = new Finding.NotTried("the old private key never left nodeB");

    private static Evidence evidence(String host, Finding kernel, Finding files, Finding answer) {
        return new Evidence(new NodeName(host), KEY, AT, kernel, files, answer);
    }

    private static Finding found(Kind kind, String place) {
        return new Finding.Found(List.of(new Trace(kind, place)));
    }

    private static Revocation of(Evidence... evidence) {
        List<Debt> debts = Arrays.stream(evidence)
                .filter(e -> !e.isGone())
                .map(e -> new Debt(e.host(), KEY))
                .toList();
        return new Revocation(B, List.of(new Revoked(KEY, B, AT, "rotated")), List.of(evidence), Set.of(), debts);
    }

    @Test
    void whoseHostWasNotAskedIsNamed() {
        Revocation evicted =
                new Revocation(B, List.of(new Revoked(KEY, B, AT, "compromised")), List.of(), Set.of(B), List.of());

        assertThat(shown(evicted, false)).contains("evicted: nodeB was not asked");
        assertThat(JsonParser.parseString(RevocationView.json(evicted))
                        .getAsJsonObject()
                        .get("not_asked")
                        .toString())
                .isEqualTo("[\"nodeB\"]");
    }

    private static String shown(Revocation revocation, boolean colour) {
        StringWriter text = new StringWriter();
        RevocationView.show(new PrintWriter(text), new Paint(colour), revocation);
        return text.toString();
    }

    private static Revocation mixed() {
        Finding lost = new Finding.NotShown("timed out\nStart it.");
        return of(
                evidence("nodeA", SHOWN, SHOWN, SHOWN),
                evidence("nodeB", SHOWN, found(Kind.PRIVATE, "/etc/wireguard/old"), UNTRIED),
                evidence("nodeC", found(Kind.PEER, "wg9"), found(Kind.PUBLIC, "/x"), found(Kind.ANSWER, "192.0.2.3:1")),
                evidence("nodeD", lost, lost, UNTRIED));
    }

    @Test
    void hostByHostAndWhy() {
        assertThat(shown(mixed(), false)).isEqualTo("""
                nodeB KEY  rotated 2026-03-04T05:06:07Z
                HOST   KERNEL     FILES      ANSWER     AT
                nodeA  shown      shown      shown      2026-03-04T05:06:07Z
                nodeB  shown      found      not tried  2026-03-04T05:06:07Z
                nodeC  found      found      found      2026-03-04T05:06:07Z
                nodeD  not shown  not shown  not tried  2026-03-04T05:06:07Z
                  nodeB: its private half in /etc/wireguard/old
                  nodeB, nodeD: the old private key never left nodeB
                  nodeC: a peer of interface wg9
                  nodeC: in /x
                  nodeC: 192.0.2.3:1 answers it
                  nodeD: timed out Start it.

                revoked, not shown to be gone: KEY on nodeB, nodeC, nodeD
                Not shown: clear what is named above, then run it again.
                """.replace("KEY", KEY.base64()));
    }

    @Test
    void colourAddsNothing() {
        String plain = shown(mixed(), false);
        String coloured = shown(mixed(), true);

        assertThat(plain).doesNotContain("\u001b");
        assertThat(coloured).contains("\u001b");
        assertThat(coloured.replaceAll("\u001b\\[[0-9]*m", "")).isEqualTo(plain);
    }

    @Test
    void whatIsShownIsSaid() {
        Revocation revocation = of(evidence("nodeA", SHOWN, SHOWN, UNTRIED));

        assertThat(shown(revocation, false)).endsWith("Shown: no host has a revoked key of nodeB.\n");
    }

    @Test
    void theDocumentHasTheSame() {
        assertThat(JsonParser.parseString(RevocationView.json(mixed())))
                .isEqualTo(
                        JsonParser.parseString("""
                {"format_version": "1.0", "node": "nodeB", "shown": false, "keys": [
                  {"public_key": "KEY", "why": "rotated", "since": "AT", "shown": false, "hosts": [
                    {"host": "nodeA", "at": "AT", "kernel": {"state": "shown"}, "files": {"state": "shown"},
                     "answer": {"state": "shown"}},
                    {"host": "nodeB", "at": "AT", "kernel": {"state": "shown"},
                     "files": {"state": "found", "traces": [{"kind": "private", "place": "/etc/wireguard/old"}]},
                     "answer": {"state": "not_tried", "why": "the old private key never left nodeB"}},
                    {"host": "nodeC", "at": "AT",
                     "kernel": {"state": "found", "traces": [{"kind": "peer", "place": "wg9"}]},
                     "files": {"state": "found", "traces": [{"kind": "public", "place": "/x"}]},
                     "answer": {"state": "found", "traces": [{"kind": "answer", "place": "192.0.2.3:1"}]}},
                    {"host": "nodeD", "at": "AT",
                     "kernel": {"state": "not_shown", "why": "timed out\\nStart it."},
                     "files": {"state": "not_shown", "why": "timed out\\nStart it."},
                     "answer": {"state": "not_tried", "why": "the old private key never left nodeB"}}]}],
                 "not_asked": [],
                 "debts": [{"host": "nodeB", "public_key": "KEY"}, {"host": "nodeC", "public_key": "KEY"},
                           {"host": "nodeD", "public_key": "KEY"}]}
                """.replace("KEY", KEY.base64()).replace("\"AT\"", "\"" + AT + "\"")));
    }
}
