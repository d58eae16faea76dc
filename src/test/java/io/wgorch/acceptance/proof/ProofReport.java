package io.wgorch.acceptance.proof;

import io.wgorch.acceptance.proof.Outcome.Asked;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;

/// The result of a run, as the page docs/proof.md.
final class ProofReport {
    private static final String TITLE = """
            # The proof against reality

            `io.wgorch.mesh.proof` says on paper who reaches whom. `script/acceptance proof` sets it against real
            WireGuard: random inventories are read, built and rendered by the code that users run, rolled out on this
            machine, and every question that the proof answers is put to ping(8) as well. `script/acceptance proof
            --report` writes this page.

            """;

    private static final String TEXT = """

            ## How it is done

            - An inventory comes from a seed (`RandomInventories`): 3 to 12 nodes; every topology, with one to three
              hubs, standby hubs and spokes that choose theirs; links forbidden, tuned, relayed by a given or a chosen node;
              nodes behind a NAT, alone or with others, with and without a LAN that their inventory names, and nodes in
              a LAN and on the internet; IPv4, IPv6 or both, inside and outside; subnets; outsiders; nodes that must
              not forward; one mesh or two.
            - Each node is a network namespace, on the internet or in the LAN of its site; each site has a router that
              masquerades (nftables) and forwards no port. A host in a subnet is a namespace of its own behind its node.
            - Each node gets what the built-in templates render for it: `sysctl -p`, `nft -f`, `wg-quick up`. The path
              filter (`rp_filter`) is strict. Where the kernel has no WireGuard, wg-quick takes wireguard-go. To every
              peer without a keepalive the line `PersistentKeepalive = off`, which is the default, is added:
              wireguard-go 0.0.20220316 greets such a peer otherwise when one with a keepalive stands before it.
            - A question is a node and an address: each of every other node, and one in each subnet behind it. What can
              only be answered once the other side has spoken is asked first, as far as no other question opens its way.
              Then one direction of each pair that must work. Then all at once, what must fail for 3 s. What must work
              has a second chance of 25 s, as a lost handshake is tried again only after 5 s.
            - In an inventory of two meshes, the nodes of the one are asked for the addresses of the other, and must
              fail.

            A disagreement prints the seed, the pair, the way that the proof followed, and the state of the sender.

            ## What it does not show

            - Large packets: all pings are small, so no MTU is tested.
            - Time: NAT mappings that expire, endpoints that change, keys that rotate, nodes that fail.
            - NAT that forwards a port; two NATs in a row; hole punching; names as endpoints.
            - What a host in a subnet reaches by itself: only nodes ask.
            - The kernel's WireGuard, where wireguard-go stood in for it.
            - `wgorch apply`: files are put in place by the test. The acceptance tests on hosts of the lab show that.
            """;

    private ProofReport() {}

    static void write(Path file, List<Outcome> outcomes, LocalDate date) {
        Asked asked = asked(outcomes);
        Duration took = outcomes.stream().map(Outcome::took).reduce(Duration.ZERO, Duration::plus);
        String figures = """
                | last run | |
                |---|---|
                | date | %s |
                | seeds | %d to %d |
                | inventories, meshes, nodes | %d, %d, %d |
                | must be answered | %d |
                | must not be answered | %d |
                | must be answered only after the other side has spoken | %d |
                | of these, tried before it had, and silent | %d |
                | disagreements | **%d** |
                | time | %d min %d s |
                """.formatted(
                        date,
                        outcomes.getFirst().seed(),
                        outcomes.getLast().seed(),
                        outcomes.size(),
                        outcomes.stream().mapToInt(Outcome::meshes).sum(),
                        outcomes.stream().mapToInt(Outcome::nodes).sum(),
                        asked.works(),
                        asked.not(),
                        asked.answers(),
                        asked.cold(),
                        disagreements(outcomes),
                        took.toMinutes(),
                        took.toSecondsPart());
        try {
            Files.writeString(file, TITLE + figures + TEXT);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String summary(List<Outcome> outcomes) {
        Asked asked = asked(outcomes);
        return "%d inventories: %d must work, %d must not, %d only answer (%d tried cold); %d disagreements"
                .formatted(
                        outcomes.size(),
                        asked.works(),
                        asked.not(),
                        asked.answers(),
                        asked.cold(),
                        disagreements(outcomes));
    }

    private static int disagreements(List<Outcome> outcomes) {
        return outcomes.stream().mapToInt(o -> o.disagreements().size()).sum();
    }

    private static Asked asked(List<Outcome> outcomes) {
        return outcomes.stream().map(Outcome::asked).reduce(Asked.NOTHING, Asked::plus);
    }
}
