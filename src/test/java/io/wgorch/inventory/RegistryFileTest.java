package io.wgorch.inventory;

import static org.assertj.core.api.Assertions.assertThat;

import io.wgorch.diag.Diagnostic;
import io.wgorch.diag.Diagnostics;
import io.wgorch.wireguard.TestKeys;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class RegistryFileTest {
    @TempDir
    Path folder = Path.of("");

    private final Diagnostics diagnostics = new Diagnostics();

    private Path file() {
        return folder.resolve("inventory").resolve("registry.yml");
    }

    private String said() {
        return diagnostics.sorted().stream().map(Diagnostic::toString).collect(Collectors.joining("\n"));
    }

    static Stream<Long> seeds() {
        return Stream.iterate(1L, s -> s + 1).limit(60);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void whatIsWrittenReadsBack(long seed) throws IOException {
        Registry registry = new RandomRegistries(seed, folder.resolve("inventory")).next();

        RegistryFile.write(file(), registry);

        assertThat(RegistryFile.read(file(), diagnostics)).as(this::said).contains(registry);
        assertThat(diagnostics.isEmpty()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void aFileCutOffAnywhereIsRefused(long seed) throws IOException {
        RegistryFile.write(file(), new RandomRegistries(seed, folder.resolve("inventory")).next());
        String text = Files.readString(file());
        for (int length = 0; length < text.length() - 1; length += (int) seed * 3) {
            Files.writeString(file(), text.substring(0, length));
            Diagnostics own = new Diagnostics();
            assertThat(RegistryFile.read(file(), own)).isEmpty();
            assertThat(own.isEmpty()).as("cut at %d", length).isFalse();
        }
    }

    @Test
    void aFreshOneIsReadable() throws IOException {
        RegistryFile.write(file(), Registry.fresh("m1"));

        assertThat(file()).hasContent("""
                # written by wgorch; keep it in git; no secrets
                format: 1
                mesh: m1
                serial: 0
                nodes: {}
                revoked: []
                debts: []
                departed: {}
                ...
                """);
    }

    @Test
    void noFileIsNoError() {
        assertThat(RegistryFile.read(file(), diagnostics)).isEmpty();
        assertThat(diagnostics.isEmpty()).isTrue();
    }

    @Test
    void theLastGoodOneIsKeptAndADamagedOneNeverReplacesIt() throws IOException {
        RegistryFile.write(file(), Registry.fresh("m1"));
        RegistryFile.write(file(), Registry.fresh("m1"));
        assertThat(RegistryFile.backup(file())).doesNotExist();

        RegistryFile.write(file(), Registry.fresh("m2"));
        Files.writeString(file(), "damaged");
        RegistryFile.write(file(), Registry.fresh("m3"));

        assertThat(RegistryFile.read(RegistryFile.backup(file()), diagnostics)).contains(Registry.fresh("m1"));
        try (Stream<Path> files = Files.list(file().getParent())) {
            assertThat(files.map(f -> f.getFileName().toString()))
                    .containsExactlyInAnyOrder("registry.yml", "registry.yml.bak");
        }
    }

    @Test
    void aLinkStaysALink() throws IOException {
        Path real = folder.resolve("real.yml");
        RegistryFile.write(real, Registry.fresh("m1"));
        Files.createDirectories(file().getParent());
        Files.createSymbolicLink(file(), real);

        RegistryFile.write(file(), Registry.fresh("m2"));

        assertThat(file()).isSymbolicLink();
        assertThat(RegistryFile.read(file(), diagnostics)).contains(Registry.fresh("m2"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            format: 1                | format: 2                    | newer wgorch
            format: 1                | colour: 1                    | no 'format'
            revoked: []              | ~                            | no 'revoked'
            serial: 0                | serial: -1                   | whole number
            serial: 0                | serial: "many"               | whole number
            debts: []                | debts: {}                    | must be a list
            nodes: {}                | nodes: { ../x: {} }          | cannot be the name
            nodes: {}                | nodes: { a: { addresses: [1] } } | is not an address
            nodes: {}                | nodes: { a: { addresses: [], keys: { wg0: { public_key: x } } } } | 44 characters
            nodes: {}                | nodes: { a: { addresses: [], keys: { wg/0: {} } } } | name of an interface
            nodes: {}                | nodes: { a: { addresses: [], keys: [] } } | must be a map
            nodes: {}                | nodes: { a: { addresses: [], public_key: x } } | public_key
            nodes: {}                | nodes: { a: { addresses: [10.0.0.1, 10.0.0.1] } } | also the address of
            debts: []                | debts: [ { host: a } ]       | needs 'public_key'
            mesh: m1                 | mesh: "a b"                  | one word
            """)
    void whatCannotBeTrustedIsRefusedWithTheWaysBack(String from, String to, String complaint) throws IOException {
        RegistryFile.write(file(), Registry.fresh("m1"));
        String changed = to.equals("~") ? "" : to;
        Files.writeString(file(), Files.readString(file()).replace(from, changed));
        Files.writeString(RegistryFile.backup(file()), "");

        assertThat(RegistryFile.read(file(), diagnostics)).isEmpty();

        assertThat(said()).contains(complaint).contains("registry.yml.bak").contains("wgorch import --registry");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            { a: { host_keys: [] } }                              | needs 'since'
            { a: { since: now, host_keys: [] } }                  | must be a moment
            { a: { since: 2026-01-01T00:00:00Z, host_keys: [x] } } | not the fingerprint
            { a: { since: 2026-01-01T00:00:00Z, keys: [] } }      | keys
            { ../x: { since: 2026-01-01T00:00:00Z } }             | cannot be the name
            [a]                                                   | must be a map
            """)
    void anEvictionThatCannotBeTrustedIsRefused(String evicted, String complaint) throws IOException {
        RegistryFile.write(file(), Registry.fresh("m1"));
        Files.writeString(file(), Files.readString(file()).replace("...\n", "evicted: " + evicted + "\n...\n"));

        assertThat(RegistryFile.read(file(), diagnostics)).isEmpty();

        assertThat(said()).contains(complaint);
    }

    /// The section is only written where a mesh has hubs.
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            { a: [10.0.0.1/24] }              | is not a prefix
            { a: [x] }                        | is not a prefix
            { a: { b: c } }                   | must be a single value
            { a: [10.0.0.0/24], b: [10.0.0.128/25] } | overlaps another block
            { ../x: [10.0.0.0/24] }           | cannot be the name
            [a]                               | must be a map
            """)
    void blocksThatCannotBeTrustedAreRefused(String blocks, String complaint) throws IOException {
        RegistryFile.write(file(), Registry.fresh("m1"));
        Files.writeString(file(), Files.readString(file()).replace("...\n", "blocks: " + blocks + "\n...\n"));

        assertThat(RegistryFile.read(file(), diagnostics)).isEmpty();

        assertThat(said()).contains(complaint);
    }

    /// The section is only written where a pair was tried to be joined directly.
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            { interface: wg0, between: [a], endpoints: [], since: NOW }             | the names of two nodes
            { interface: wg0, between: [a, a], endpoints: [], since: NOW }          | the names of two nodes
            { interface: wg0, between: [a, ../x], endpoints: [], since: NOW }       | cannot be the name of a node
            { interface: wg/0, between: [a, b], endpoints: [], since: NOW }         | cannot be the name of an interface
            { between: [a, b], endpoints: [], since: NOW }                          | needs 'interface'
            { interface: wg0, between: [a, b], endpoints: [] }                      | needs 'since'
            { interface: wg0, between: [a, b], endpoints: ["1.2.3.4:5"], since: NOW } | must be two, or none
            { interface: wg0, between: [a, b], endpoints: ["1.2.3.4:5", "h:5"], since: NOW } | an address with a port
            { interface: wg0, between: [a, b], endpoints: ["1.2.3.4:5", "1.2.3.4"], since: NOW } | an address with a port
            { interface: wg0, between: [a, b], endpoints: [], since: NOW, x: 1 }    | unknown key 'x'
            { interface: wg0, between: [a, b], endpoints: [], since: NOW }, { interface: wg0, between: [b, a], endpoints: [], since: NOW } | twice
            """)
    void tracesOfHolePunchingThatCannotBeTrustedAreRefused(String items, String complaint) throws IOException {
        RegistryFile.write(file(), Registry.fresh("m1"));
        String section = "punched: [" + items.replace("NOW", "2026-03-04T05:06:07Z") + "]\n...\n";
        Files.writeString(file(), Files.readString(file()).replace("...\n", section));

        assertThat(RegistryFile.read(file(), diagnostics)).isEmpty();

        assertThat(said()).contains("registry.yml:", complaint);
    }

    /// A node that is not managed has the one key that was given for it, in every mesh.
    @Test
    void aNodeMayHaveOneKeyForAllItsMeshesAndTwoNodesMayNot() throws IOException {
        String nodes = """
                nodes:
                  phone: { managed: false, addresses: [], keys: { wg0: { public_key: KEY }, wg1: { public_key: KEY } } }
                """.replace("KEY", TestKeys.base64("phone"));
        RegistryFile.write(file(), Registry.fresh("m1"));
        String fresh = Files.readString(file());

        Files.writeString(file(), fresh.replace("nodes: {}\n", nodes));
        assertThat(RegistryFile.read(file(), diagnostics)).as(this::said).isPresent();

        String other = nodes.replace("nodes:\n", "").replace("phone", "other");
        Files.writeString(file(), fresh.replace("nodes: {}\n", nodes + other));
        assertThat(RegistryFile.read(file(), diagnostics)).isEmpty();
        assertThat(said()).contains("this is also the key of");
    }

    /// Only a host that is still to be cleaned may have a key that is revoked.
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            public_key | a | rotated | true
            public_key | a | removed | false
            public_key | b | removed | true
            next_key   | a | rotated | true
            next_key   | b | removed | true
            """)
    void aKeyInUseThatIsRevokedIsRefused(String use, String node, String why, boolean refused) throws IOException {
        RegistryFile.write(file(), Registry.fresh("m1"));
        String changed = Files.readString(file())
                .replace("nodes: {}", "nodes: { a: { addresses: [], keys: { wg0: { %s: KEY } } } }".formatted(use))
                .replace("revoked: []", """
                        revoked:
                          - { public_key: KEY, node: %s, since: "2026-11-22T12:00:00Z", why: %s }""".formatted(node, why))
                .replace("KEY", TestKeys.base64("stolen"));
        Files.writeString(file(), changed);

        assertThat(RegistryFile.read(file(), diagnostics).isEmpty()).isEqualTo(refused);

        assertThat(said().contains("registry.yml:5:"))
                .as("it is said where: %s", said())
                .isEqualTo(refused);
    }

    @Test
    void anUnfinishedMergeIsNamed() throws IOException {
        RegistryFile.write(file(), Registry.fresh("m1"));
        Files.writeString(file(), Files.readString(file()) + "<<<<<<< HEAD\nserial: 1\n=======\n>>>>>>> other\n");

        assertThat(RegistryFile.read(file(), diagnostics)).isEmpty();
        assertThat(said()).contains("unfinished git merge");
    }

    @Test
    void withoutABackupItIsNotOffered() throws IOException {
        Files.createDirectories(file().getParent());
        Files.writeString(file(), "");

        RegistryFile.read(file(), diagnostics);

        assertThat(said()).doesNotContain(".bak").contains("wgorch import --registry");
    }

    @Test
    void itLiesBesideTheInventory() {
        assertThat(List.of(RegistryFile.beside(Path.of("a/mesh.yml")), RegistryFile.beside(Path.of("mesh.yml"))))
                .containsExactly(Path.of("a/registry.yml"), Path.of("registry.yml"));
    }
}
