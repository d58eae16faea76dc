package io.wgorch;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;

/// The plan of the house, held. A package may use what its row lists and what those rows list, and never a row below.
class ArchitectureTest {
    private static final String ROOT = "io.wgorch.";

    private static final String ROWS = """
            diag:
            disk:
            secret:
            json:       diag
            yaml:       diag
            wireguard:  diag secret
            crypto:     wireguard
            inventory:  disk yaml wireguard
            playbook:   yaml inventory
            mesh:       inventory
            resource:   wireguard
            ssh:        diag secret
            keys:       inventory crypto json ssh
            observe:    resource ssh
            render:     mesh playbook resource
            plan:       resource mesh json
            apply:      plan ssh keys
            verify:     observe plan crypto
            run:        *
            lab:        inventory
            report:     apply verify
            cli:        run lab report
            """;

    /// Library packages, and the one package of ours that may see each.
    private static final Map<String, String> LIBRARIES = Map.of(
            "org.yaml.", "yaml",
            "com.jcraft.", "ssh",
            "freemarker.", "render",
            "com.google.gson.", "json",
            "org.bouncycastle.", "crypto",
            "com.google.zxing.", "report",
            "picocli.", "cli");

    private static final JavaClasses MAIN = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("io.wgorch");

    private static final JavaClasses TESTS = new ClassFileImporter()
            .withImportOption(new ImportOption.OnlyIncludeTests())
            .importPackages("io.wgorch");

    @Test
    void packagesUseOnlyWhatTheirRowAllows() {
        assertThat(MAIN.size()).isGreaterThan(20);
        assertThat(arrowsAgainst(table(ROWS))).isEmpty();
    }

    @Test
    void aWrongTableIsNoticed() {
        String wrong = ROWS.replace("inventory:  disk yaml", "inventory:  disk");
        assertThat(arrowsAgainst(table(wrong))).isNotEmpty().allMatch(a -> a.contains("io.wgorch.yaml"));
        String missing = ROWS.replace("playbook:   yaml inventory\n", "").replace("mesh playbook", "mesh");
        assertThat(arrowsAgainst(table(missing))).isNotEmpty();
    }

    @Test
    void eachLibraryIsSeenInOnePackage() {
        assertThat(libraryUsesOutside(LIBRARIES)).isEmpty();
        assertThat(libraryUsesOutside(Map.of("org.yaml.", "json"))).isNotEmpty();
    }

    @Test
    void standardStreamsAreOnlyForTheCommandLine() {
        List<String> uses = streamUses(MAIN).stream()
                .filter(u -> !u.startsWith(ROOT + "cli."))
                .toList();
        assertThat(uses).isEmpty();
        assertThat(streamUses(new ClassFileImporter().importClasses(UsesStreams.class)))
                .hasSize(2);
    }

    @Test
    void everyPackageIsNullMarked() {
        Set<String> unmarked = new TreeSet<>();
        MAIN.forEach(c -> {
            if (!c.getPackage().isAnnotatedWith(NullMarked.class)) {
                unmarked.add(c.getPackageName());
            }
        });
        assertThat(unmarked).isEmpty();
    }

    @Test
    void testClassesAreNamedSoThatSurefireSeesThem() {
        List<JavaClass> withTests =
                TESTS.stream().filter(ArchitectureTest::hasTests).toList();
        assertThat(withTests).isNotEmpty();
        assertThat(withTests).allMatch(c -> c.getSimpleName().endsWith("Test") && c.isTopLevelClass());
    }

    private static boolean hasTests(JavaClass c) {
        return c.getMethods().stream()
                .anyMatch(m -> m.isAnnotatedWith(Test.class)
                        || m.isAnnotatedWith(ParameterizedTest.class)
                        || m.isAnnotatedWith(TestFactory.class));
    }

    /// What each package may use, itself included. Fails when a row lists a later one.
    private static Map<String, Set<String>> table(String rows) {
        Map<String, Set<String>> allowed = new LinkedHashMap<>();
        rows.lines().forEach(row -> {
            int colon = row.indexOf(':');
            Set<String> may = new TreeSet<>();
            for (String used : row.substring(colon + 1).strip().split("\\s+", -1)) {
                if (used.equals("*")) {
                    may.addAll(allowed.keySet());
                } else if (!used.isEmpty()) {
                    assertThat(allowed).as("a row above that of %s", row).containsKey(used);
                    may.addAll(allowed.getOrDefault(used, Set.of()));
                }
            }
            may.add(row.substring(0, colon));
            allowed.put(row.substring(0, colon), may);
        });
        return allowed;
    }

    private static List<String> arrowsAgainst(Map<String, Set<String>> allowed) {
        List<String> wrong = new ArrayList<>();
        for (JavaClass c : MAIN) {
            Set<String> may = allowed.getOrDefault(room(c), Set.of());
            c.getDirectDependenciesFromSelf().stream()
                    .map(Dependency::getTargetClass)
                    .map(JavaClass::getBaseComponentType)
                    .filter(t -> t.getPackageName().startsWith("io.wgorch"))
                    .filter(t -> !may.contains(room(t)))
                    .forEach(t -> wrong.add(c.getName() + " uses " + t.getName()));
            if (may.isEmpty()) {
                wrong.add(c.getName() + " is in no package of the table");
            }
        }
        return wrong;
    }

    /// The package's name below `io.wgorch`; of `mesh.proof` the first part.
    private static String room(JavaClass c) {
        String name = c.getPackageName() + ".";
        if (!name.startsWith(ROOT)) {
            return "";
        }
        String below = name.substring(ROOT.length());
        return below.isEmpty() ? "" : below.substring(0, below.indexOf('.'));
    }

    private static List<String> libraryUsesOutside(Map<String, String> owners) {
        Map<String, Boolean> wrong = new HashMap<>();
        for (JavaClass c : MAIN) {
            for (Dependency d : c.getDirectDependenciesFromSelf()) {
                String target = d.getTargetClass().getBaseComponentType().getName();
                owners.forEach((prefix, owner) -> {
                    if (target.startsWith(prefix) && !room(c).equals(owner)) {
                        wrong.put(c.getName() + " uses " + target, true);
                    }
                });
            }
        }
        return List.copyOf(wrong.keySet());
    }

    private static List<String> streamUses(JavaClasses classes) {
        Set<String> streams = Set.of("out", "err", "in");
        List<String> uses = new ArrayList<>();
        for (JavaClass c : classes) {
            c.getFieldAccessesFromSelf().stream()
                    .filter(a -> a.getTargetOwner().isEquivalentTo(System.class) && streams.contains(a.getName()))
                    .forEach(a -> uses.add(a.getDescription()));
            c.getMethodCallsFromSelf().stream()
                    .filter(m -> m.getName().equals("printStackTrace"))
                    .forEach(m -> uses.add(m.getDescription()));
        }
        return uses.stream().map(ArchitectureTest::origin).toList();
    }

    /// From ArchUnit's `Method <a.B.c()> gets field ...` to `a.B.c() ...`.
    private static String origin(String description) {
        return description.substring(description.indexOf('<') + 1);
    }

    /// What the rule about streams must find.
    @SuppressWarnings({"SystemOut", "unused"})
    private static final class UsesStreams {
        void use(Exception e) {
            System.out.flush();
            e.printStackTrace();
        }
    }
}
