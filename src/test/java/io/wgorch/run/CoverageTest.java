package io.wgorch.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.wgorch.diag.Diagnostic;
import io.wgorch.diag.Diagnostics;
import io.wgorch.render.Renderer.Selection;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A playbook that leaves out what the proof takes for granted.
class CoverageTest {
    private static final String TUNNEL = "  - { wireguard: { template: wg0.conf.ftl }, tags: [wireguard] }\n";
    private static final String SYSCTL =
            "  - { sysctl: { template: sysctl.conf.ftl, dest: /etc/sysctl.d/99-wireguard.conf }, tags: [sysctl] }\n";
    private static final String PEERS = """
            mesh: { network: 10.0.0.0/24 }
            nodes:
              a: { endpoint: a.example.com }
              b: { endpoint: b.example.com }
              phone: { managed: false, nat: true }
            """;
    private static final String HUB = """
            mesh: { network: [10.0.0.0/24, "fd00::/64"], topology: hub_and_spoke, hubs: hub }
            nodes:
              hub: { endpoint: hub.example.com }
              a: { endpoint: a.example.com }
              b: { endpoint: b.example.com }
            """;

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    private static String play(String hosts, String tasks) {
        return "- hosts: \"" + hosts + "\"\n  tasks:\n" + tasks;
    }

    private List<String> said(String mesh, String playbook, Selection selection) throws IOException {
        Files.createDirectories(folder.resolve("inventory"));
        Files.createDirectories(folder.resolve("playbooks"));
        Files.writeString(folder.resolve("inventory/mesh.yml"), mesh);
        Files.writeString(folder.resolve("playbooks/site.yml"), playbook);
        Options options = new Options(
                folder.resolve("inventory"),
                Optional.empty(),
                Optional.empty(),
                1,
                Optional.empty(),
                selection,
                Optional.empty(),
                Duration.ofSeconds(60),
                Set.of(),
                false,
                false);
        Diagnostics diagnostics = new Diagnostics();
        Project.read(options, Project.OnPaper.PROVEN, Clock.systemUTC(), diagnostics)
                .ifPresent(project -> Rehearsal.check(project, diagnostics));
        return diagnostics.sorted().stream()
                .map(Diagnostic::toString)
                .map(d -> d.replace(folder + "/", "").replaceFirst(": the peers .*|, which .*", ""))
                .toList();
    }

    private List<String> said(String mesh, String playbook) throws IOException {
        return said(mesh, playbook, Selection.ALL);
    }

    @Test
    void aMemberWithoutATunnelIsAnError() throws IOException {
        assertThat(said(PEERS, play("a", TUNNEL)))
                .containsExactly("playbooks/site.yml:3:5: no task makes the tunnel wg0 of 'b'");
        assertThat(said(PEERS, play("all", SYSCTL)))
                .containsExactly("playbooks/site.yml:3:5: no task makes the tunnel wg0 of 'a' and 'b'");
        assertThat(said(PEERS, play("all", TUNNEL))).as("the phone has no host").isEmpty();
    }

    @Test
    void aTunnelThatAConditionFiltersOutIsAnError() throws IOException {
        String unless = TUNNEL.replace(" }\n", ", when: \"node.name != 'b'\" }\n");

        assertThat(said(PEERS, play("all", unless)))
                .containsExactly("playbooks/site.yml:3:5: no task makes the tunnel wg0 of 'b'");
        assertThat(said(PEERS, play("a", unless) + play("b", TUNNEL))).isEmpty();
    }

    /// No host has been looked at yet.
    @Test
    void whatDependsOnFactsIsNotJudgedOnPaper() throws IOException {
        String debian = TUNNEL.replace(" }\n", ", when: \"facts.os == 'alpine'\" }\n");

        assertThat(said(PEERS, play("all", debian))).isEmpty();
    }

    @Test
    void aHubWithoutForwardingIsAnErrorForEachFamily() throws IOException {
        assertThat(said(HUB, play("all", TUNNEL)))
                .containsExactly(
                        "playbooks/site.yml:3:5: no task sets net.ipv4.ip_forward = 1 on 'hub'",
                        "playbooks/site.yml:3:5: no task sets net.ipv6.conf.all.forwarding = 1 on 'hub'");
        assertThat(said(HUB, play("all", TUNNEL) + play("hub", SYSCTL))).isEmpty();
    }

    @Test
    void aVariableThatSwitchesForwardingOffAgainIsAnError() throws IOException {
        String off =
                HUB.replace("hub.example.com }", "hub.example.com, vars: { sysctl: { net.ipv4.ip_forward: 0 } } }");

        assertThat(said(off, play("all", TUNNEL + SYSCTL)))
                .containsExactly("playbooks/site.yml:4:5: no task sets net.ipv4.ip_forward = 1 on 'hub'");
    }

    @Test
    void whatARunLeavesAsItIsIsNotMissed() throws IOException {
        Selection sysctl = new Selection(Set.of("sysctl"), Set.of());
        Selection others = new Selection(Set.of(), Set.of("sysctl"));

        assertThat(said(HUB, play("all", TUNNEL + SYSCTL), sysctl)).isEmpty();
        assertThat(said(HUB, play("all", TUNNEL + SYSCTL), others)).isEmpty();
        assertThat(said(HUB, play("a,hub", TUNNEL + SYSCTL), sysctl)).hasSize(1);
    }
}
