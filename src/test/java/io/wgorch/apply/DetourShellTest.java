package io.wgorch.apply;

import static org.assertj.core.api.Assertions.assertThat;

import io.wgorch.inventory.NodeName;
import io.wgorch.mesh.DetourInterface;
import io.wgorch.resource.Shell;
import io.wgorch.resource.ShellRun;
import io.wgorch.wireguard.Cidr;
import io.wgorch.wireguard.Endpoint;
import io.wgorch.wireguard.TestKeys;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// `detour.sh` on nodeB in every shell of this machine, with commands in the place of `wg`, `ip` and systemd's that
/// write down what they are told. nodeA is led and measured, nodeC is dialled by nobody and leads.
class DetourShellTest {
    private static final TestKeys.KeyPair NEXT = TestKeys.pair("next");
    private static final String A = TestKeys.base64("nodeA");
    private static final String C = TestKeys.base64("nodeC");

    @TempDir
    Path host = Path.of("");

    static Stream<List<String>> shells() {
        return ShellRun.shells();
    }

    private static SortedSet<Cidr> cidrs(String... texts) {
        return Arrays.stream(texts)
                .map(t -> Cidr.parse(t).orElseThrow())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static DetourEnd end() {
        SortedSet<Cidr> ofA = cidrs("10.0.0.1/32", "192.168.7.0/24");
        SortedSet<Cidr> ofC = cidrs("10.0.0.3/32", "fd00::3/128");
        return new DetourEnd(
                "wg0",
                new DetourInterface("wg0-d", 52820),
                NEXT.publicKey(),
                1380,
                cidrs("10.0.0.2/24", "fd00::2/64"),
                "mesh-id",
                List.of(
                        new DetourEnd.Other(
                                new NodeName("nodeA"),
                                TestKeys.key("nodeA"),
                                Optional.empty(),
                                Endpoint.parse("192.0.2.1:52820"),
                                true,
                                true,
                                ofA,
                                Optional.of(ofA.first().address())),
                        new DetourEnd.Other(
                                new NodeName("nodeC"),
                                TestKeys.key("nodeC"),
                                Optional.empty(),
                                Optional.empty(),
                                false,
                                false,
                                ofC,
                                Optional.of(ofC.first().address()))));
    }

    private Path folder() {
        return host.resolve("run/wg0");
    }

    private Path filter(String interfaceName) {
        return host.resolve("conf/" + interfaceName + "/rp_filter");
    }

    private void command(String name, String body) throws IOException {
        Path file = host.resolve("bin/" + name);
        Files.writeString(file, "#!/bin/sh\n" + body);
        assertThat(file.toFile().setExecutable(true)).isTrue();
    }

    private void write(Path file, String text) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    @BeforeEach
    void aHost() throws IOException {
        Files.createDirectories(host.resolve("bin"));
        for (String name : List.of("wg-quick", "systemctl", "wireguard-go", "ping")) {
            command(name, "echo \"" + name + " $*\" >>" + told() + "\n");
        }
        command("ip", "case $* in *'rule show'*) exit ;; esac\necho \"ip $*\" >>" + told() + "\n");
        command("wg", """
                case $* in
                'show wg0-d public-key') echo %1$s ;;
                'show wg0 private-key') echo %2$s ;;
                'show '*' latest-handshakes') cat %3$s ;;
                pubkey) exec /usr/bin/wg pubkey ;;
                *) echo "wg $*" >>%4$s ;;
                esac
                """.formatted(NEXT.publicKey(), NEXT.privateKey(), quoted("handshakes"), told()));
        write(host.resolve("told"), "");
        write(filter("wg0"), "1\n");
        write(filter("wg0-d"), "0\n");
        write(folder().resolve("detour.sh"), program());
    }

    private String quoted(String file) {
        return Shell.quote(host.resolve(file).toString());
    }

    private String told() {
        return quoted("told");
    }

    private List<String> heard() throws IOException {
        return Files.readAllLines(host.resolve("told"));
    }

    /// As it is put on a host, with its places here. Time passes with every look at it.
    private String program() {
        return end().program()
                .replace("/run/wgorch-detour", host.resolve("run").toString())
                .replace("/proc/sys/net/ipv4/conf", host.resolve("conf").toString())
                .replace(
                        "detour \"$@\"\n",
                        "PATH=" + quoted("bin") + ":$PATH\nnap() { :; }\nsleep() { :; }\nuptime_seconds() { echo >>"
                                + quoted("clock") + "; wc -l <" + quoted("clock") + "; }\ndetour \"$@\"\n");
    }

    private ShellRun.Ended call(List<String> shell, String verb) throws Exception {
        return ShellRun.run(shell, "set -- " + verb + "\n" + program());
    }

    @ParameterizedTest
    @MethodSource("shells")
    void theInterfaceIsMadeBesideTheTunnelAndCarriesNothingYet(List<String> shell) throws Exception {
        ShellRun.Ended made = call(shell, "make");

        assertThat(made).isEqualTo(new ShellRun.Ended(0, ""));
        assertThat(heard())
                .containsExactly(
                        "ip link add dev wg0-d type wireguard",
                        "wg set wg0-d private-key /dev/stdin listen-port 52820",
                        "wg show wg0 preshared-keys",
                        "wg set wg0-d peer " + A + " allowed-ips 10.0.0.1/32,192.168.7.0/24 endpoint 192.0.2.1:52820",
                        "wg set wg0-d peer " + C + " allowed-ips 10.0.0.3/32,fd00::3/128",
                        "ip address add 10.0.0.2/32 dev wg0-d",
                        "ip address add fd00::2/128 dev wg0-d",
                        "ip link set mtu 1380 up dev wg0-d");
    }

    /// With the old filter a packet that comes by one way while the answer goes by the other is dropped.
    @ParameterizedTest
    @MethodSource("shells")
    void theFilterIsLooseForAsLongAsItIsThere(List<String> shell) throws Exception {
        call(shell, "make");
        assertThat(filter("wg0")).hasContent("2");
        assertThat(filter("wg0-d")).hasContent("2");

        call(shell, "clean");

        assertThat(filter("wg0")).hasContent("1");
        assertThat(folder()).doesNotExist();
        assertThat(heard())
                .endsWith(
                        "ip -4 rule del pref 5182 lookup 52820",
                        "ip -6 rule del pref 5182 lookup 52820",
                        "ip link delete dev wg0-d");
    }

    @ParameterizedTest
    @MethodSource("shells")
    void withoutItsPrivateKeyThereIsNone(List<String> shell) throws Exception {
        command("wg", "exit 0\n");

        assertThat(call(shell, "make").code()).isNotZero();
    }

    @ParameterizedTest
    @MethodSource("shells")
    void whoLeadsDialsAndWhoHasMetIsTold(List<String> shell) throws Exception {
        write(host.resolve("handshakes"), A + "\t1772600000\n" + C + "\t0\n");

        ShellRun.Ended met = call(shell, "meet 8");

        assertThat(met).isEqualTo(new ShellRun.Ended(0, "met " + A + "\n"));
        assertThat(heard()).containsExactly("wg set wg0-d peer " + A + " persistent-keepalive 5");
        assertThat(Files.readAllLines(host.resolve("clock"))).hasSizeGreaterThanOrEqualTo(9);
    }

    /// Nobody waits for longer than he has to.
    @ParameterizedTest
    @MethodSource("shells")
    void whenAllHaveMetItGoesOn(List<String> shell) throws Exception {
        write(host.resolve("handshakes"), A + "\t1772600000\n" + C + "\t1772600001\n");

        assertThat(call(shell, "meet 8").output()).isEqualTo("met " + A + "\nmet " + C + "\n");
        assertThat(Files.readAllLines(host.resolve("clock"))).hasSize(1);
    }

    @ParameterizedTest
    @MethodSource("shells")
    void onlyWhatGoesToThePeersThatAreNamedIsSwitched(List<String> shell) throws Exception {
        assertThat(call(shell, "switch " + A).code()).isZero();

        assertThat(heard())
                .containsExactly(
                        "ip -4 route replace 10.0.0.1/32 dev wg0-d table 52820",
                        "ip -4 route replace 192.168.7.0/24 dev wg0-d table 52820",
                        "ip -4 rule add pref 5182 lookup 52820",
                        "ip -6 rule add pref 5182 lookup 52820");
    }

    @ParameterizedTest
    @MethodSource("shells")
    void theRuleIsAddedOnce(List<String> shell) throws Exception {
        command(
                "ip",
                "case $* in *'rule show'*) echo '5182: from all lookup 52820' ;; *) echo \"ip $*\" >>" + told()
                        + " ;; esac\n");

        call(shell, "switch " + C);

        assertThat(heard())
                .containsExactly(
                        "ip -4 route replace 10.0.0.3/32 dev wg0-d table 52820",
                        "ip -6 route replace fd00::3/128 dev wg0-d table 52820");
    }

    /// Of those that it waits for: another peer of the tunnel is none of its business.
    @ParameterizedTest
    @MethodSource("shells")
    void theTunnelIsMadeToShakeHandsByWhoLeads(List<String> shell) throws Exception {
        write(host.resolve("handshakes"), A + "\t1772600000\n" + C + "\t0\n" + TestKeys.key("other") + "\t5\n");

        assertThat(call(shell, "settle 12 " + A).output()).isEqualTo("met " + A + "\n");

        assertThat(heard()).containsExactly("ping -n -q -c 1 -W 1 -I wg0 10.0.0.1");
    }

    @ParameterizedTest
    @MethodSource("shells")
    void whoseAnswersComeInIsAlive(List<String> shell) throws Exception {
        write(folder().resolve("echo.nodeA"), "1\n");
        write(folder().resolve("echo.nodeC"), "1\n");
        String growing =
                program().replace("sleep() { :; }", "sleep() { echo 2 >>" + quoted("run/wg0/echo.nodeA") + "; }");

        assertThat(ShellRun.run(shell, "set -- alive\n" + growing).output()).isEqualTo("alive nodeA\n");
    }

    @ParameterizedTest
    @MethodSource("shells")
    void whatWasMeasuredIsToldAtTheEnd(List<String> shell) throws Exception {
        write(folder().resolve("echo.nodeA"), """
                PING 10.0.0.1 (10.0.0.1) 56(84) bytes of data.
                [1772600000.123456] 64 bytes from 10.0.0.1: icmp_seq=1 ttl=64 time=0.4 ms
                [1772600000.173456] 64 bytes from 10.0.0.1: icmp_seq=2 ttl=64 time=0.4 ms
                """);

        ShellRun.Ended down = call(shell, "down");

        assertThat(down.code()).isZero();
        assertThat(down.output()).startsWith("echo nodeA 1772600000.123456 1\necho nodeA 1772600000.173456 2\nend 1");
        assertThat(heard()).containsExactly("systemctl stop wgorch-detour-wg0");
    }
}
