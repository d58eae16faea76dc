package io.wgorch.playbook;

import io.wgorch.diag.Diagnostics;
import io.wgorch.diag.SourcePosition;
import io.wgorch.inventory.NodeName;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Two tasks that set the same thing on one host would undo each other with every apply; no plan would ever be empty.
final class Claims {
    private final Diagnostics diagnostics;
    private final Map<String, List<Claim>> claims = new HashMap<>();

    Claims(Diagnostics diagnostics) {
        this.diagnostics = diagnostics;
    }

    void add(ReadAction action, Set<NodeName> hosts, SourcePosition at) {
        List<Claim> earlier = claims.computeIfAbsent(action.what(), _ -> new ArrayList<>());
        for (Claim claim : earlier) {
            hosts.stream()
                    .filter(claim.hosts()::contains)
                    .findFirst()
                    .ifPresent(
                            host -> diagnostics.error(
                                    at,
                                    action.what() + " is already set on '" + host + "' by the task in line "
                                            + claim.at().line()
                                            + ". Take one of the two out; what differs between hosts can go into the template."));
        }
        earlier.add(new Claim(hosts, at));
    }

    private record Claim(Set<NodeName> hosts, SourcePosition at) {}
}
