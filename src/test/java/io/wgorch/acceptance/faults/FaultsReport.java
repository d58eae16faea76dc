package io.wgorch.acceptance.faults;

import io.wgorch.acceptance.Figures;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.util.Comparator;
import java.util.List;

/// The results as a table, and as the page docs/faults.md.
final class FaultsReport {
    private FaultsReport() {}

    static String table(List<Result> results) {
        StringBuilder out = new StringBuilder();
        out.append("| fault | what happens | cases | survived | ended old | ended new | longest, s | packets lost |\n");
        out.append("|---|---|---|---|---|---|---|---|\n");
        for (Blow blow : Blow.values()) {
            List<Result> of = results.stream().filter(r -> r.blow() == blow).toList();
            if (!of.isEmpty()) {
                out.append(row(blow, of));
            }
        }
        return out.toString();
    }

    private static String row(Blow blow, List<Result> of) {
        Duration longest =
                of.stream().map(Result::settled).max(Comparator.naturalOrder()).orElse(Duration.ZERO);
        return "| `%s` | %s | %d | %d | %d | %d | %.1f | %d |%n"
                .formatted(
                        blow.keyword(),
                        blow.what(),
                        of.size(),
                        of.stream().filter(Result::survived).count(),
                        of.stream().filter(r -> !r.isNew()).count(),
                        of.stream().filter(Result::isNew).count(),
                        longest.toMillis() / 1000.0,
                        of.stream().mapToInt(Result::lost).sum());
    }

    static String table(List<Mishap> met, List<Mishap> survived) {
        StringBuilder out = new StringBuilder("| mishap | what is wrong | survived |\n|---|---|---|\n");
        met.forEach(m -> out.append(
                "| `" + m.keyword() + "` | " + m.what() + " | " + (survived.contains(m) ? "yes" : "**no**") + " |\n"));
        return out.toString();
    }

    static void write(Path file, List<Result> results, List<Mishap> met, List<Mishap> survived, LocalDate date) {
        Figures.write(
                file,
                "Last run: " + date + ", " + (results.size() + met.size()) + " cases, "
                        + (results.stream().filter(Result::survived).count() + survived.size()) + " survived.\n\n"
                        + table(results) + "\n" + table(met, survived));
    }
}
