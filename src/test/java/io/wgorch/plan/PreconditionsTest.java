package io.wgorch.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.wgorch.resource.HostFacts;
import io.wgorch.resource.ProbeOutput;
import io.wgorch.resource.Tunnel;
import io.wgorch.wireguard.Cidr;
import io.wgorch.wireguard.InterfaceSettings;
import io.wgorch.wireguard.PeerSettings;
import io.wgorch.wireguard.TestKeys;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What keeps a host from being planned. The scenarios of `scenarios/plan` show the whole of it.
class PreconditionsTest {
    private static SortedSet<Cidr> cidrs(String... texts) {
        TreeSet<Cidr> cidrs = new TreeSet<>();
        Arrays.stream(texts).flatMap(t -> Cidr.parse(t).stream()).forEach(cidrs::add);
        return cidrs;
    }

    private static Optional<String> problem(List<String> facts, SortedSet<Cidr> addresses, String routed) {
        Stream<String> tools = Stream.of("wg", "wg-quick", "ip", "flock", "sha256sum", "stat", "sysctl");
        HostFacts host = HostFacts.read(new ProbeOutput(
                Stream.of(Stream.of("init systemd", "wireguard kernel"), tools.map(t -> "tool " + t), facts.stream())
                        .flatMap(s -> s)
                        .toList()));
        TreeMap<String, PeerSettings> peers = new TreeMap<>();
        peers.put(
                "router",
                new PeerSettings(TestKeys.key("router"), cidrs(routed), Optional.empty(), 0, Optional.empty()));
        Tunnel tunnel = new Tunnel(
                "wg0",
                TestKeys.key("own"),
                new InterfaceSettings(addresses, Optional.empty(), Optional.empty(), List.of()),
                peers,
                "",
                Map.of());
        return Preconditions.problem(host, List.of(tunnel), List.of());
    }

    @Test
    void onlyAMeshWithIpv6NeedsIpv6() {
        SortedSet<Cidr> both = cidrs("10.0.0.1/24", "fd00::1/64");

        assertThat(problem(List.of("ipv6 off"), both, "10.0.0.2/32").orElse(""))
                .contains("wg0 is to have fd00::1/64, and IPv6 is switched off on this host");
        assertThat(problem(List.of("ipv6 on"), both, "10.0.0.2/32")).isEmpty();
        assertThat(problem(List.of("ipv6 off"), cidrs("10.0.0.1/24"), "10.0.0.2/32"))
                .isEmpty();
    }

    /// The kernel takes the longest prefix.
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            192.168.7.1/24 | 192.168.7.9 | 192.168.0.0/16 | ''
            192.168.7.1/24 | 192.168.8.9 | 192.168.0.0/16 | this SSH connection comes from 192.168.8.9
            192.168.7.1/24 | 192.168.7.9 | 192.168.7.0/24 | this SSH connection comes from 192.168.7.9
            192.168.7.1/24 | 192.168.7.9 | 192.168.7.0/28 | this SSH connection comes from 192.168.7.9
            192.168.7.1/24 | 192.168.7.9 | 192.168.7.64/28 | eth0 has 192.168.7.1/24
            192.168.7.1/24 | 192.168.7.9 | 172.16.0.0/12  | ''
            """)
    void aControllerBesideTheHostIsDrawnInByALongerPrefixOnly(
            String own, String client, String routed, String problem) {
        List<String> facts = List.of("address eth0 " + own, "ssh " + client + " 50022 192.168.7.1 22");

        assertThat(problem(facts, cidrs("10.0.0.1/24"), routed).orElse("")).startsWith(problem);
    }

    /// The tunnel's own address is no way beside it.
    @Test
    void aNetworkOnTheTunnelItselfIsNoNetworkOfTheHost() {
        List<String> facts = List.of("address wg0 192.168.7.1/24", "ssh 192.168.7.9 50022 203.0.113.1 22");

        assertThat(problem(facts, cidrs("10.0.0.1/24"), "192.168.0.0/16")).isPresent();
    }
}
