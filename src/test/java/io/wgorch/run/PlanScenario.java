package io.wgorch.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.wgorch.diag.Diagnostics;
import io.wgorch.inventory.HostPattern;
import io.wgorch.inventory.NodeName;
import io.wgorch.observe.Observer;
import io.wgorch.plan.Plan;
import io.wgorch.playbook.Serial;
import io.wgorch.render.Renderer.Selection;
import io.wgorch.report.Paint;
import io.wgorch.report.PlanView;
import io.wgorch.resource.ProbeOutput;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// One folder of `scenarios/plan`: a mesh that was applied, what is different about it, and what the plan says then.
///
/// ```
/// mesh.yml  registry.yml  playbook.yml  templates/*   the project
/// observed/NODE.txt                                   what the probe printed, or `unreachable WHY`
/// options.txt                                         limit, tags, skip_tags, serial, rotate, readmit,
///                                                     destroy, accept, punch, base
/// ```
///
/// What a folder does not have is taken from its `base`, which is `nothing-to-do` unless it says otherwise. A file that
/// is empty stands for one that is not there.
final class PlanScenario {
    static final Path ALL = Path.of("src/test/resources/scenarios/plan");
    private static final String SALT = "5a17";
    static final Clock CLOCK = Clock.fixed(Instant.parse("2026-03-04T05:06:07Z"), ZoneOffset.UTC);

    private final Path folder;
    private final Path project;
    private final ProbeOutput options;

    PlanScenario(String name, Path project) throws IOException {
        this.folder = ALL.resolve(name);
        this.project = project;
        this.options = new ProbeOutput(
                Files.exists(folder.resolve("options.txt"))
                        ? Files.readAllLines(folder.resolve("options.txt"))
                        : List.of());
        copy("mesh.yml", "inventory/mesh.yml");
        copy("registry.yml", "inventory/registry.yml");
        copy("playbook.yml", "playbooks/site.yml");
        if (Files.isDirectory(folder.resolve("templates"))) {
            try (Stream<Path> templates = Files.list(folder.resolve("templates"))) {
                for (Path template : templates.toList()) {
                    copy("templates/" + template.getFileName(), "templates/" + template.getFileName());
                }
            }
        }
    }

    private void copy(String from, String to) throws IOException {
        Path source = source(from);
        if (Files.exists(source) && Files.size(source) > 0) {
            Files.createDirectories(Objects.requireNonNull(project.resolve(to).getParent()));
            Files.copy(source, project.resolve(to));
        }
    }

    private Path source(String name) {
        Path own = folder.resolve(name);
        Path base = ALL.resolve(options.first("base").orElse("nothing-to-do"));
        return Files.exists(own) ? own : base.resolve(name);
    }

    Path json() {
        return folder.resolve("plan.json");
    }

    Path golden() {
        return folder.resolve("plan.golden");
    }

    Assessment assess() throws IOException {
        return assess(read());
    }

    Project read() {
        Diagnostics diagnostics = new Diagnostics();
        Optional<Project> read = Project.read(options(), Project.OnPaper.PROVEN, CLOCK, diagnostics);
        assertThat(diagnostics.sorted()).isEmpty();
        return read.orElseThrow();
    }

    private Assessment assess(Project read) throws IOException {
        Map<NodeName, Sighting> sightings = new TreeMap<>();
        for (NodeName node : Targets.of(read, options(), goal().readmitted()).keySet()) {
            sightings.put(node, sighting(node));
        }
        return new Assessment(PlanRun.settled(read, sightings), options(), sightings, goal());
    }

    private Sighting sighting(NodeName node) throws IOException {
        String text = observed(node);
        String gone = "unreachable ";
        return text.startsWith(gone)
                ? new Sighting.Missed(text.substring(gone.length()).strip())
                : new Sighting.Seen(Observer.read(text, SALT));
    }

    /// What the probe of a node printed.
    String observed(NodeName node) throws IOException {
        return Files.readString(source("observed/" + node + ".txt"));
    }

    Options options() {
        return new Options(
                project.resolve("inventory"),
                Optional.empty(),
                options.first("limit").map(HostPattern::new),
                4,
                Optional.empty(),
                new Selection(Set.copyOf(options.all("tags")), Set.copyOf(options.all("skip_tags"))),
                options.first("serial").flatMap(Serial::parse),
                Duration.ofSeconds(60),
                nodes("accept"),
                options.has("punch"),
                false);
    }

    private Goal goal() {
        if (options.has("destroy")) {
            return new Goal.Destroy();
        }
        if (options.has("readmit")) {
            return new Goal.Readmit(nodes("readmit"));
        }
        Set<NodeName> rotated = nodes("rotate");
        return rotated.isEmpty() ? new Goal.Converge() : new Goal.Rotate(rotated);
    }

    private Set<NodeName> nodes(String option) {
        return options.all(option).stream().map(NodeName::new).collect(Collectors.toSet());
    }

    /// As the command line shows it: a registry that cannot be trusted ends it, else the plan.
    String shown(boolean colour) throws IOException {
        Project read = read();
        Assessment assessment = assess(read);
        StringWriter out = new StringWriter();
        assessment
                .problem()
                .ifPresentOrElse(
                        out::write, () -> show(assessment.plan(), read, new PrintWriter(out), new Paint(colour)));
        return (out + "\n").replace(project + "/", "").replaceAll("\n+$", "\n");
    }

    private static void show(Plan plan, Project read, PrintWriter out, Paint paint) {
        new PlanView(out, paint, read.addresses()).show(plan);
        out.flush();
    }
}
