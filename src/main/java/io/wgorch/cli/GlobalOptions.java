package io.wgorch.cli;

import io.wgorch.diag.Diagnostics;
import io.wgorch.inventory.HostPattern;
import io.wgorch.inventory.NodeName;
import io.wgorch.playbook.Serial;
import io.wgorch.render.Renderer.Selection;
import io.wgorch.run.Options;
import io.wgorch.run.SavedPlan;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/// Options that stand before or after any command.
final class GlobalOptions {
    @Option(
            names = {"-i", "--inventory"},
            paramLabel = "PATH",
            scope = ScopeType.INHERIT,
            description = "inventory file or its folder (default: inventory)")
    @Nullable
    Path inventory;

    @Option(
            names = {"-p", "--playbook"},
            paramLabel = "FILE",
            scope = ScopeType.INHERIT,
            description = "playbook (default: playbooks/site.yml of the project, else the built-in one)")
    @Nullable
    Path playbook;

    @Option(
            names = {"-l", "--limit"},
            paramLabel = "PATTERN",
            scope = ScopeType.INHERIT,
            description = "contact only these hosts: names, globs, @groups, !exceptions, joined by commas")
    @Nullable
    String limit;

    @Option(
            names = {"-f", "--forks"},
            paramLabel = "N",
            scope = ScopeType.INHERIT,
            description = "hosts handled side by side (default: ${DEFAULT-VALUE})")
    int forks = 32;

    @Option(
            names = {"-F", "--ssh-config"},
            paramLabel = "FILE",
            scope = ScopeType.INHERIT,
            description = "read this ssh_config instead of yours, as ssh -F")
    @Nullable
    Path sshConfig;

    @Option(
            names = {"-t", "--tags"},
            paramLabel = "TAG",
            split = ",",
            scope = ScopeType.INHERIT,
            description = "only tasks with one of these tags")
    List<String> tags = List.of();

    @Option(
            names = "--skip-tags",
            paramLabel = "TAG",
            split = ",",
            scope = ScopeType.INHERIT,
            description = "no task with one of these tags")
    List<String> skipTags = List.of();

    @Option(
            names = "--json",
            scope = ScopeType.INHERIT,
            description = "one JSON document on standard output; people's text goes to standard error")
    boolean json;

    @Option(names = "--no-color", scope = ScopeType.INHERIT, description = "no colours (also: NO_COLOR)")
    boolean noColor;

    @Option(
            names = {"-v", "--verbose"},
            scope = ScopeType.INHERIT,
            description = "say more about what is done")
    boolean verbose;

    Path inventory() {
        return inventory == null ? Path.of("inventory") : inventory;
    }

    /// Whether anything was said of what a saved plan says itself.
    boolean scoped() {
        return inventory != null || playbook != null || limit != null || !tags.isEmpty() || !skipTags.isEmpty();
    }

    /// Goes on as if a saved plan's options had been given.
    void scope(SavedPlan.Scope scope) {
        inventory = scope.inventory();
        playbook = scope.playbook().orElse(null);
        limit = scope.limit().orElse(null);
        tags = scope.tags();
        skipTags = scope.skipTags();
    }

    Options options(ApplyOptions apply, Diagnostics diagnostics) {
        if (forks < 1) {
            diagnostics.error("--forks must be at least 1.");
        }
        if (sshConfig != null && !Files.isReadable(sshConfig)) {
            diagnostics.error("-F: " + sshConfig + " cannot be read.");
        }
        Optional<Serial> serial = Optional.ofNullable(apply.rollout.serial).flatMap(Serial::parse);
        if (apply.rollout.serial != null && serial.isEmpty()) {
            diagnostics.error("--serial must be a number of hosts or a percentage, such as 2 or 25%.");
        }
        if (apply.rollout.confirmTimeout < 10 || apply.rollout.confirmTimeout > 3600) {
            diagnostics.error("--confirm-timeout must be from 10 to 3600 seconds.");
        }
        return new Options(
                inventory(),
                Optional.ofNullable(playbook),
                Optional.ofNullable(limit).map(HostPattern::new),
                Math.max(1, forks),
                Optional.ofNullable(sshConfig),
                new Selection(Set.copyOf(tags), Set.copyOf(skipTags)),
                serial,
                Duration.ofSeconds(apply.rollout.confirmTimeout),
                nodes("--accept-key", apply.acceptKeys, diagnostics),
                apply.punch,
                apply.allowLoss);
    }

    static Set<NodeName> nodes(String option, List<String> names, Diagnostics diagnostics) {
        Set<NodeName> nodes = new LinkedHashSet<>();
        for (String name : names) {
            NodeName.parse(name)
                    .ifPresentOrElse(nodes::add, () -> diagnostics.error(option + ": '" + name + "' is no node name."));
        }
        return nodes;
    }
}
