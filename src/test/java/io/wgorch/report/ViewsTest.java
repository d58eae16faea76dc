package io.wgorch.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.wgorch.apply.Crossing;
import io.wgorch.apply.Crossings;
import io.wgorch.apply.Event;
import io.wgorch.apply.EvictionReport;
import io.wgorch.apply.EvictionResult;
import io.wgorch.apply.HostResult;
import io.wgorch.apply.HostResult.Outcome;
import io.wgorch.apply.PunchResult;
import io.wgorch.diag.Diagnostic;
import io.wgorch.diag.SourcePosition;
import io.wgorch.inventory.NodeName;
import io.wgorch.inventory.Registry;
import io.wgorch.inventory.Registry.Debt;
import io.wgorch.inventory.RotationPeriod;
import io.wgorch.inventory.TunnelId;
import io.wgorch.mesh.DetourInterface;
import io.wgorch.plan.Detour;
import io.wgorch.plan.DueKey;
import io.wgorch.plan.Plan;
import io.wgorch.plan.Punch;
import io.wgorch.plan.TestPlans;
import io.wgorch.ssh.HostKey;
import io.wgorch.ssh.Introduction;
import io.wgorch.ssh.Known;
import io.wgorch.ssh.SshTarget;
import io.wgorch.verify.LinkCheck;
import io.wgorch.verify.Status;
import io.wgorch.wireguard.Endpoint;
import io.wgorch.wireguard.PublicKey;
import io.wgorch.wireguard.TestKeys;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.Test;

class ViewsTest {
    private static final NodeName A = new NodeName("nodeA");
    private static final NodeName B = new NodeName("nodeB");
    private static final NodeName C = new NodeName("nodeC");

    private static TunnelId tunnel(NodeName node) {
        return new TunnelId(node, "wg0");
    }

    /// Without colour there is no escape code, and with it nothing is said that is not said without.
    @Test
    void anEvictionIsTold() {
        NodeName a = new NodeName("nodeA");
        NodeName b = new NodeName("nodeB");
        SortedMap<NodeName, EvictionResult> hosts = new TreeMap<>(Map.of(
                a,
                new EvictionResult.Gone(List.of("wg0", "/etc/wireguard/wg0.conf")),
                new NodeName("nodeC"),
                new EvictionResult.Gone(List.of()),
                new NodeName("nodeD"),
                new EvictionResult.Left(List.of("wg0"), List.of("interface wg9")),
                new NodeName("nodeE"),
                new EvictionResult.Failed(List.of(), "the disk is full"),
                new NodeName("nodeF"),
                new EvictionResult.Unreachable("timed out\nTry again.")));
        Registry.Revoked key =
                new Registry.Revoked(TestKeys.key("gone"), b, Instant.parse("2026-03-04T05:06:07Z"), "compromised");
        EvictionReport report = new EvictionReport(
                new TreeSet<>(Set.of(b)),
                List.of(key),
                hosts,
                Duration.ofMillis(1234),
                List.of(new Debt(new NodeName("nodeF"), key.key())));

        assertThat(shown((out, paint) -> {
                    ApplyView view = new ApplyView(out, paint, false, Optional.empty());
                    hosts.forEach((host, result) -> view.on(new Event.Evicted(host, result)));
                    EvictionView.end(out, paint, report);
                }))
                .isEqualTo("""
                        nodeA      gone (wg0, /etc/wireguard/wg0.conf)
                        nodeC      gone (there was nothing of it)
                        nodeD      not gone: not ours, and left alone: interface wg9
                        nodeE      not finished: the disk is full
                        nodeF      unreachable, so it owes: timed out
                        Evicted: nodeB is gone from 2 of 5 hosts, 1.2 s after the command.
                        """);
        assertThat(EvictionView.json(report, 1, "no further."))
                .contains("\"exit_code\": 1", "\"message\": \"no further.\"", "\"seconds\": 1.234")
                .contains("\"outcome\": \"left\"", "\"left\": [", "\"outcome\": \"unreachable\"")
                .contains("\"public_key\": \"" + key.key().base64() + "\"", "\"debts\": [");
    }

    private static String shown(BiConsumer<PrintWriter, Paint> view) {
        String plain = text(view, false);
        String coloured = text(view, true);
        assertThat(plain).doesNotContain("\u001b");
        assertThat(coloured.replaceAll("\u001b\\[[0-9]*m", "")).isEqualTo(plain);
        return plain;
    }

    private static String text(BiConsumer<PrintWriter, Paint> view, boolean colour) {
        StringWriter text = new StringWriter();
        view.accept(new PrintWriter(text), new Paint(colour));
        return text.toString();
    }

    @Test
    void howARunHasEnded() {
        Map<NodeName, HostResult> results = new TreeMap<>(Map.of(
                A, HostResult.APPLIED,
                B, new HostResult(Outcome.ROLLED_BACK, "nft: syntax error\nline 2"),
                C, new HostResult(Outcome.UNREACHABLE, "connection refused")));

        assertThat(shown((out, paint) -> {
                    ApplyView view = new ApplyView(out, paint, false, Optional.empty());
                    view.on(new Event.Entered(A, Event.Phase.ACTIVATE));
                    view.on(new Event.Finished(A, HostResult.APPLIED));
                    view.on(new Event.Finished(B, new HostResult(Outcome.ROLLED_BACK, "nft: syntax error\nline 2")));
                    view.end(
                            results,
                            List.of(
                                    new LinkCheck(tunnel(A), B, true, true),
                                    new LinkCheck(tunnel(A), C, false, false),
                                    new LinkCheck(tunnel(B), A, true, false)),
                            Crossings.NONE,
                            List.of(new Debt(C, TestKeys.key("x")), new Debt(B, TestKeys.key("x"))));
                }))
                .isEqualTo("""
                        nodeA      applied
                        nodeB      rolled back
                            nft: syntax error
                            line 2
                        nodeC      unreachable
                            connection refused
                        link nodeA -> nodeC: no handshake
                        link nodeB -> nodeA: handshake, but no answer to ping
                        Links: 1 of 3 checked answer through the tunnel.
                        revoked, not shown to be gone: %s on nodeB, nodeC
                        Done: 1 applied, 1 rolled back, 1 unreachable.
                        """.formatted(TestKeys.key("x")));
    }

    @Test
    void whatCameOfATryToJoinTwoDirectly() {
        Punch punch = new Punch("wg0", B, C, A);
        PunchResult met =
                new PunchResult(punch, List.of(new Endpoint("192.0.2.2", 1), new Endpoint("192.0.2.3", 1)), "");
        PunchResult failed = new PunchResult(punch, List.of(), "nodeA does not see nodeC");

        assertThat(shown((out, paint) -> {
                    ApplyView view = new ApplyView(out, paint, false, Optional.empty());
                    view.on(new Event.Tried(met));
                    view.on(new Event.Tried(failed));
                }))
                .isEqualTo("""
                        nodeB - nodeC             direct path found
                        nodeB - nodeC             no direct path (nodeA does not see nodeC); joined by nodeA
                        """);
        Plan plan = TestPlans.NOTHING.with(List.of(punch));
        assertThat(ApplyJson.write(
                        plan, Map.of(), List.of(), List.of(met, failed), Crossings.NONE, List.of(), Optional.empty()))
                .contains("\"outcome\": \"direct\"", "\"outcome\": \"relayed\"", "\"joined_by\": \"nodeA\"");
    }

    @Test
    void whatHasBecomeOfDetours() {
        Detour detour = new Detour("wg0", new DetourInterface("wg0-d", 52820), B, A);
        Crossings crossings = new Crossings(
                List.of(new Crossing(detour, 40, 1, Duration.ofMillis(120))),
                new TreeMap<>(Map.of(C, "the detour could not be taken away.")));

        assertThat(shown((out, paint) -> new ApplyView(out, paint, false, Optional.empty())
                        .end(Map.of(A, HostResult.APPLIED), List.of(), crossings, List.of())))
                .isEqualTo("""
                        nodeB - nodeA while the key changed: 1 of 40 pings lost, longest gap 120 ms
                        warning nodeC: the detour could not be taken away.
                        Done: 1 applied.
                        """);
        Plan plan = TestPlans.NOTHING;
        JsonObject json = JsonParser.parseString(
                        ApplyJson.write(plan, Map.of(), List.of(), List.of(), crossings, List.of(), Optional.empty()))
                .getAsJsonObject();
        assertThat(json.getAsJsonArray("crossings")).hasSize(1);
        assertThat(json.getAsJsonArray("warnings")).containsExactly(JsonParser.parseString("""
                        {"host": "nodeC", "warning": "the detour could not be taken away."}
                        """));
    }

    @Test
    void phasesAreForTheVerbose() {
        assertThat(shown((out, paint) -> new ApplyView(out, paint, true, Optional.empty())
                        .on(new Event.Entered(A, Event.Phase.MAKE_KEY))))
                .isEqualTo("nodeA      make key\n");
    }

    private static Status status() {
        Plan plan = TestPlans.NOTHING;
        return new Status(
                plan,
                List.of(
                        new Status.Link(
                                tunnel(A),
                                B,
                                Status.State.UP,
                                Endpoint.parse("192.0.2.2:51820"),
                                Optional.of(40L),
                                1023,
                                1024,
                                false),
                        new Status.Link(
                                tunnel(A),
                                C,
                                Status.State.IDLE,
                                Endpoint.parse("192.0.2.3:1"),
                                Optional.of(7200L),
                                1536,
                                5L << 40,
                                true),
                        new Status.Link(
                                tunnel(B), C, Status.State.NEVER, Optional.empty(), Optional.empty(), 0, 0, false)));
    }

    @Test
    void theMeshAsATable() {
        assertThat(shown((out, paint) -> StatusView.show(out, paint, status()))).isEqualTo("""
                NODE   PEER   STATE  ENDPOINT         HANDSHAKE  RECEIVED  SENT     DRIFT
                nodeA  nodeB  up     192.0.2.2:51820  40 s ago   1023 B    1.0 KiB  -
                nodeA  nodeC  idle   192.0.2.3:1      2 h ago    1.5 KiB   5.0 TiB  yes
                nodeB  nodeC  never  -                never      0 B       0 B      -

                1 of 3 links up.
                """);
    }

    @Test
    void keysThatAreDue() {
        RotationPeriod period = RotationPeriod.parse("30h").orElseThrow();
        PublicKey key = TestKeys.key("old");
        DueKey first = new DueKey(tunnel(A), key, Duration.ofHours(31), period, "wgorch rotate nodeA");
        DueKey second = new DueKey(new TunnelId(A, "wg1"), key, Duration.ofDays(97), period, "wgorch rotate nodeA");
        DueKey other = new DueKey(tunnel(B), key, Duration.ofDays(2), period, "wgorch rotate nodeB");
        Status status = new Status(TestPlans.NOTHING.withDue(List.of(first, second, other)), List.of());

        assertThat(shown((out, paint) -> StatusView.show(out, paint, status))).contains("""
                        due: key of nodeA on wg0 is 31 h old, rotate_after 30h: wgorch rotate nodeA
                        due: key of nodeA on wg1 is 97 days old, rotate_after 30h: wgorch rotate nodeA
                        due: key of nodeB is 2 days old, rotate_after 30h: wgorch rotate nodeB
                        """);
        assertThat(JsonParser.parseString(StatusView.json(status))
                        .getAsJsonObject()
                        .getAsJsonArray("due")
                        .get(2))
                .isEqualTo(JsonParser.parseString("""
                        {"node": "nodeB", "interface": "wg0", "public_key": "%s", "age_s": 172800, "rotate_after": "30h"}
                        """.formatted(key)));
    }

    /// Only where a node has several tunnels.
    @Test
    void theInterfaceIsNamedWhereThereIsAChoice() {
        TunnelId second = new TunnelId(A, "wg1");
        Status.Link link =
                new Status.Link(second, B, Status.State.NEVER, Optional.empty(), Optional.empty(), 0, 0, false);
        List<Status.Link> links = new ArrayList<>(status().links());
        links.add(link);
        Status status = new Status(status().plan(), links);

        assertThat(shown((out, paint) -> StatusView.show(out, paint, status)))
                .startsWith("NODE   INTERFACE  PEER")
                .contains("nodeA  wg1        nodeB  never", "nodeB  wg0        nodeC  never");
        assertThat(shown((out, paint) -> new ApplyView(out, paint, false, Optional.empty())
                        .end(
                                Map.of(),
                                List.of(
                                        new LinkCheck(tunnel(A), B, true, true),
                                        new LinkCheck(second, B, false, false),
                                        new LinkCheck(tunnel(B), A, false, false)),
                                Crossings.NONE,
                                List.of())))
                .contains("link nodeA -> nodeB on wg1: no handshake", "link nodeB -> nodeA: no handshake");
    }

    @Test
    void theMeshAsADocument() {
        assertThat(StatusView.json(status()))
                .startsWith("{\n  \"format_version\": \"1.0\",\n  \"complete\": true,\n")
                .contains("\"handshake_age_s\": 7200", "\"state\": \"never\"", "\"endpoint\": \"192.0.2.3:1\"")
                .endsWith("}\n");
    }

    private static Introduction introduction(String name, Optional<Known> known, String failure) {
        SshTarget target = new SshTarget(
                name,
                name + ".example.com",
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
        return new Introduction(
                target, known.map(_ -> new HostKey(name, "ssh-ed25519", "AAAA", "SHA256:" + name)), known, failure);
    }

    @Test
    void hostKeysSideBySide() {
        List<Introduction> all = List.of(
                introduction("nodeA", Optional.of(Known.NO), ""),
                introduction("nodeB", Optional.of(Known.YES), ""),
                introduction("nodeC", Optional.of(Known.CHANGED), ""),
                introduction("nodeD", Optional.empty(), "connection refused"));

        assertThat(shown((out, _) -> TrustView.show(out, all))).isEqualTo("""
                NODE   HOST               KEY          FINGERPRINT   STATE
                nodeA  nodeA              ssh-ed25519  SHA256:nodeA  new
                nodeB  nodeB              ssh-ed25519  SHA256:nodeB  known
                nodeC  nodeC              ssh-ed25519  SHA256:nodeC  CHANGED
                nodeD  nodeD.example.com  -            -             unreachable
                nodeD: connection refused
                """);
        assertThat(TrustView.json(all)).contains("\"state\": \"changed\"", "\"error\": \"connection refused\"");
    }

    @Test
    void whatIsWrongWithTheInput() {
        Diagnostic placed = new Diagnostic(Optional.of(new SourcePosition("mesh.yml", 3, 5)), "no.");
        Diagnostic unplaced = new Diagnostic(Optional.empty(), "not there.");

        assertThat(shown((out, _) -> DiagnosticsView.show(out, List.of(placed, unplaced))))
                .isEqualTo("mesh.yml:3:5: no.\nnot there.\n2 errors. No host was contacted.\n");
        assertThat(shown((out, _) -> DiagnosticsView.show(out, List.of(placed))))
                .endsWith("\n1 error. No host was contacted.\n");
        assertThat(DiagnosticsView.json(3, List.of(placed, unplaced))).isEqualTo("""
                {
                  "format_version": "1.0",
                  "error": {
                    "exit_code": 3,
                    "message": "2 errors. No host was contacted."
                  },
                  "diagnostics": [
                    {
                      "file": "mesh.yml",
                      "line": 3,
                      "column": 5,
                      "message": "no."
                    },
                    {
                      "message": "not there."
                    }
                  ]
                }
                """);
        assertThat(DiagnosticsView.json(1, "declined.", List.of())).isEqualTo("""
                {
                  "format_version": "1.0",
                  "error": {
                    "exit_code": 1,
                    "message": "declined."
                  },
                  "diagnostics": []
                }
                """);
    }
}
