package io.wgorch.acceptance.proof;

import io.wgorch.acceptance.Ran;
import io.wgorch.acceptance.proof.Outcome.Disagreement;
import io.wgorch.inventory.Inventory;
import io.wgorch.mesh.Meshes;
import io.wgorch.mesh.RandomInventories;
import io.wgorch.mesh.proof.Verdict;
import io.wgorch.wireguard.Ip;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/// One random inventory on real WireGuard: rolled out, asked, compared.
///
/// The rounds: what can only be answered is asked before anybody has spoken, and must fail; then one direction of each
/// pair that must work, so that it cannot live on what comes the other way; then everything at once. What must work has
/// a second chance: a handshake that was lost, or that both began at once, is tried again after 5 s (REKEY_TIMEOUT), on
/// a busy machine more than once.
final class Trial {
    private static final int COLD = 2;
    private static final int SECONDS = 3;
    private static final int SECOND_CHANCE = 25;

    private final long seed;
    private final Inventory inventory;
    private final Forecast forecast;
    private final Meshes meshes;
    private final Path folder;
    private final List<Disagreement> disagreements = new ArrayList<>();

    Trial(long seed) {
        this.seed = seed;
        folder = Path.of("target", "proof", String.valueOf(seed)).toAbsolutePath();
        inventory = RandomInventories.of(seed);
        meshes = Meshes.of(inventory, RandomInventories.registry(inventory));
        forecast = new Forecast(meshes);
    }

    Outcome run() {
        Instant begin = Instant.now();
        write();
        try (Namespaces hosts = new Namespaces(inventory)) {
            hosts.up();
            new Rollout(inventory, meshes, hosts, folder).up();
            ask(hosts);
        }
        return new Outcome(
                seed,
                meshes.all().stream()
                        .map(m -> m.definition().topology().keyword())
                        .collect(Collectors.joining(" + ")),
                inventory.nodes().size(),
                meshes.all().size(),
                new Outcome.Asked(
                        forecast.with(Verdict.REACHES).size(),
                        forecast.with(Verdict.LOST).size(),
                        forecast.with(Verdict.ANSWERS).size(),
                        forecast.cold().size()),
                disagreements,
                Duration.between(begin, Instant.now()));
    }

    private void write() {
        try {
            Files.createDirectories(folder);
            Files.writeString(folder.resolve("mesh.yml"), RandomInventories.yaml(seed));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void ask(Namespaces hosts) {
        Pings pings = new Pings(hosts);
        if (!forecast.cold().isEmpty()) {
            disagree(hosts, pings.answered(forecast.cold(), COLD), "answered before the other side has spoken");
        }
        must(hosts, pings, forecast.oneWay(), Set.of(), "no answer while the other side is silent");
        List<Question> all = new ArrayList<>(forecast.with(Verdict.REACHES));
        all.addAll(forecast.with(Verdict.ANSWERS));
        must(hosts, pings, all, forecast.with(Verdict.LOST), "no answer");
    }

    private void must(
            Namespaces hosts, Pings pings, Collection<Question> must, Collection<Question> mustNot, String otherwise) {
        List<Question> asked = new ArrayList<>(must);
        asked.addAll(mustNot);
        Set<Question> answered = pings.answered(asked, SECONDS);
        disagree(hosts, mustNot.stream().filter(answered::contains).toList(), "answered");
        List<Question> open = must.stream().filter(q -> !answered.contains(q)).toList();
        if (!open.isEmpty()) {
            Set<Question> late = pings.answered(open, SECOND_CHANCE);
            disagree(hosts, open.stream().filter(q -> !late.contains(q)).toList(), otherwise);
        }
    }

    private void disagree(Namespaces hosts, Collection<Question> questions, String kind) {
        for (Question q : questions) {
            Ran evidence = hosts.beside(q.from(), "ip route get " + Ip.text(q.to()) + "; wg show");
            disagreements.add(new Disagreement(q, kind, forecast.why(q), evidence.all()));
        }
    }
}
