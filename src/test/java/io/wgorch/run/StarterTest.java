package io.wgorch.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.wgorch.diag.Diagnostics;
import io.wgorch.inventory.Inventory;
import io.wgorch.inventory.InventoryReader;
import io.wgorch.wireguard.Cidr;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StarterTest {
    @TempDir
    Path folder;

    private static Inventory read(Path file) {
        Diagnostics diagnostics = new Diagnostics();
        return InventoryReader.read(file, diagnostics)
                .orElseThrow(() -> new AssertionError(diagnostics.sorted().toString()));
    }

    @Test
    void aNewProjectIsGoodAsItStands() throws IOException {
        List<Path> written = new Starter(new Random(1)).write(folder);

        assertThat(written).allSatisfy(f -> assertThat(f).isNotEmptyFile()).hasSize(7);
        assertThat(read(folder.resolve("inventory")).networks())
                .extracting(Cidr::toString)
                .containsExactly("10.0.0.0/24");
    }

    @ParameterizedTest
    @CsvSource({
        "inventory/mesh.yml, schema/inventory.schema.json",
        "playbooks/site.yml, schema/playbook.schema.json",
    })
    void theFirstLineLeadsTheEditorToTheSchema(Path file, Path schema) throws IOException {
        new Starter(new Random(1)).write(folder);

        String first = Files.readAllLines(folder.resolve(file)).getFirst();

        assertThat(first).startsWith("# yaml-language-server: $schema=");
        Path meant = folder.resolve(file).resolveSibling(first.substring(first.indexOf('=') + 1));
        assertThat(meant.normalize()).isEqualTo(folder.resolve(schema)).isNotEmptyFile();
    }

    @Test
    void theIpv6NetworkOfTheCommentCanBeSwitchedOnAndIsTheProjectsOwn() throws IOException {
        List<Cidr> offered = new ArrayList<>();
        for (int seed = 0; seed < 50; seed++) {
            Path project = folder.resolve("p" + seed);
            new Starter(new Random(seed)).write(project);
            Path file = project.resolve("inventory/mesh.yml");
            String text = Files.readString(file);
            Files.writeString(file, text.replaceFirst("network: 10.0.0.0/24 .*(\\[.*])", "network: $1"));

            List<Cidr> networks = read(file).networks();

            assertThat(networks).hasSize(2);
            offered.add(networks.getLast());
        }
        assertThat(offered).doesNotHaveDuplicates().allSatisfy(n -> {
            assertThat(n.prefix()).isEqualTo(64);
            assertThat(n.address().getAddress()).startsWith(0xfd).endsWith(new byte[10]);
            assertThat(n).hasToString(n.network().toString()).isNotEqualTo(example());
        });
    }

    private static Cidr example() {
        return Cidr.parse(Starter.EXAMPLE_NETWORK).orElseThrow();
    }

    @Test
    void whatIsThereStaysAsItIs() throws IOException {
        for (String own : List.of("inventory/mesh.yml", "schema/playbook.schema.json")) {
            Files.createDirectories(folder.resolve(own).resolveSibling(""));
            Files.writeString(folder.resolve(own), "mine");
        }

        List<Path> written = new Starter(new Random(1)).write(folder);

        assertThat(written).hasSize(5);
        assertThat(Stream.of("inventory/mesh.yml", "schema/playbook.schema.json")
                        .map(folder::resolve))
                .allSatisfy(f -> assertThat(f).hasContent("mine"));
        assertThat(new Starter(new Random(1)).write(folder)).isEmpty();
    }
}
