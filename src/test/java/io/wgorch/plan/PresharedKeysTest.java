package io.wgorch.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.wgorch.diag.Diagnostics;
import io.wgorch.inventory.Inventory;
import io.wgorch.inventory.InventoryReader;
import io.wgorch.inventory.NodeName;
import io.wgorch.inventory.TunnelId;
import io.wgorch.mesh.Meshes;
import io.wgorch.mesh.RandomInventories;
import io.wgorch.resource.Kinds;
import io.wgorch.resource.ProbeOutput;
import io.wgorch.resource.Tunnel;
import io.wgorch.resource.TunnelSeen;
import io.wgorch.wireguard.Psk;
import io.wgorch.wireguard.PskHash;
import io.wgorch.wireguard.PublicKey;
import io.wgorch.wireguard.TestKeys;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Which preshared key a pair shall have. One is written as a digit, `-` is none, `?` an end that is not in the run.
class PresharedKeysTest {
    private static final TunnelId A = new TunnelId(new NodeName("a"), "wg0");
    private static final TunnelId B = new TunnelId(new NodeName("b"), "wg0");
    private static final TunnelId PHONE = new TunnelId(new NodeName("phone"), "wg0");
    private static final Map<PublicKey, String> NAMES = Map.of(
            TestKeys.key("a"), "a",
            TestKeys.key("b"), "b",
            TestKeys.key("old b"), "b");

    @TempDir
    Path dir = Path.of("");

    private Meshes meshes(String preshared) throws IOException {
        Path folder = Files.createDirectories(dir.resolve("inventory"));
        Files.writeString(folder.resolve("mesh.yml"), """
                mesh: { network: 10.0.0.0/24, preshared_keys: %s }
                nodes:
                  a: { endpoint: a.example.com }
                  b: { endpoint: b.example.com }
                  phone: { managed: false }
                """.formatted(preshared));
        Inventory inventory = InventoryReader.read(folder, new Diagnostics()).orElseThrow();
        return Meshes.of(inventory, RandomInventories.registry(inventory));
    }

    private static PskHash psk(char digit) {
        return new PskHash(String.valueOf(digit).repeat(12));
    }

    /// @param text what the kernel has for the peer, what the file has, and any number that wait
    private static Optional<TunnelSeen> seen(String text, String peer) {
        if (text.equals("?")) {
            return Optional.empty();
        }
        List<String> lines = new ArrayList<>(List.of("live up", "file.access 600 root:root", "file [Interface]"));
        lines.add("file PrivateKey = @private_key@");
        String live = text.charAt(0) == '-' ? "(none)" : psk(text.charAt(0)).hex();
        lines.add("peer " + TestKeys.base64(peer) + " " + live + " 10.0.0.9/32 off");
        lines.add("file [Peer]");
        lines.add("file PublicKey = " + TestKeys.base64(peer));
        if (text.charAt(1) != '-') {
            lines.add("file PresharedKey = " + psk(text.charAt(1)).text());
        }
        text.substring(2)
                .chars()
                .forEach(c -> lines.add("stat.new_psk " + psk((char) c).hex()));
        return Kinds.read(Tunnel.id("wg0"), new ProbeOutput(lines)).map(TunnelSeen.class::cast);
    }

    private static String said(PresharedKeys decided, TunnelId tunnel, TunnelId peer) {
        Psk psk = decided.ends().getOrDefault(tunnel, Map.of()).get(peer.node());
        return switch (psk) {
            case null -> "-";
            case PskHash hash -> hash.hex().substring(0, 1);
            default -> psk.text().equals("@preshared_key:wg0:a:b@") ? "new" : psk.text();
        };
    }

    private PresharedKeys decide(String a, String b, boolean renewed, Map<TunnelId, Map<NodeName, PskHash>> given)
            throws IOException {
        Map<TunnelId, TunnelSeen> seen = new HashMap<>();
        seen(a, "old b").ifPresent(s -> seen.put(A, s));
        seen(b, "a").ifPresent(s -> seen.put(B, s));
        return PresharedKeys.decide(
                meshes("true"), new PresharedKeys.Known(seen, given, t -> renewed && t.equals(B), NAMES));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            # a   | b    | b gets a key | a shall | b shall
            --    | --   | false        | new     | new
            11    | 11   | false        | 1       | 1
            11    | 22   | false        | new     | new
            11    | --   | false        | new     | new
            # By hand, at one end: the kernel's or the file's; what both have had is put right.
            -1    | 11   | false        | 1       | 1
            31    | 11   | false        | 1       | 1
            1-    | 11   | false        | 1       | 1
            # A run was cut off when one end, or none, had taken it into use.
            22    | 112  | false        | 2       | 2
            --2   | 22   | false        | 2       | 2
            --2   | --2  | false        | 2       | 2
            112   | 112  | false        | 1       | 1
            # With a new key of its own the pair gets another one.
            11    | 11   | true         | new     | new
            112   | 112  | true         | 2       | 2
            22    | 112  | true         | 2       | 2
            # The other end is not in the run: what there is stays.
            11    | ?    | false        | 1       | -
            --    | ?    | false        | -       | -
            ?     | 22   | true         | -       | 2
            31    | ?    | false        | 3       | -
            """)
    void whatTheEndsHaveInCommonIsKept(String a, String b, boolean renewed, String aShall, String bShall)
            throws IOException {
        PresharedKeys decided = decide(a, b, renewed, Map.of());

        assertThat(said(decided, A, B) + " " + said(decided, B, A)).isEqualTo(aShall + " " + bShall);
    }

    /// Its file cannot be changed from here.
    @Test
    void aNodeThatIsNotManagedKeepsWhatStandsInItsFile() throws IOException {
        PresharedKeys decided = decide("11", "11", true, Map.of(PHONE, Map.of(A.node(), psk('7'))));

        assertThat(said(decided, A, PHONE)).isEqualTo("7");
        assertThat(said(decided, PHONE, A)).isEqualTo("7");
        assertThat(said(decided, B, PHONE)).isEqualTo("-");
    }

    @Test
    void aMeshThatDoesNotWantThemHasNone() throws IOException {
        Map<TunnelId, TunnelSeen> seen =
                Map.of(A, seen("11", "b").orElseThrow(), B, seen("11", "a").orElseThrow());

        PresharedKeys decided =
                PresharedKeys.decide(meshes("false"), new PresharedKeys.Known(seen, Map.of(), _ -> false, NAMES));

        assertThat(decided.ends()).isEmpty();
        assertThat(PresharedKeys.pending(meshes("true")).ends()).hasSize(3);
    }
}
