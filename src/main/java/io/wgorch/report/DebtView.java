package io.wgorch.report;

import io.wgorch.inventory.Registry.Debt;
import io.wgorch.wireguard.PublicKey;
import java.io.PrintWriter;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// Revoked keys that are not yet shown to be gone. Every command shows them until they are.
final class DebtView {
    private DebtView() {}

    static void show(PrintWriter out, Paint paint, List<Debt> debts) {
        Map<PublicKey, List<Debt>> byKey =
                debts.stream().collect(Collectors.groupingBy(Debt::key, TreeMap::new, Collectors.toList()));
        byKey.forEach((key, owed) -> out.println(paint.red("revoked, not shown to be gone: ") + key + " on "
                + owed.stream().map(d -> d.host().value()).sorted().collect(Collectors.joining(", "))));
    }
}
