package io.wgorch.report;

import io.wgorch.json.Json;
import io.wgorch.ssh.HostKey;
import io.wgorch.ssh.Introduction;
import io.wgorch.ssh.Known;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The host keys of all nodes in one table, to be compared with what `ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub`
/// prints on each.
public final class TrustView {
    private TrustView() {}

    public static void show(PrintWriter out, List<Introduction> introductions) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("NODE", "HOST", "KEY", "FINGERPRINT", "STATE"));
        for (Introduction i : introductions) {
            rows.add(List.of(
                    i.target().name(),
                    i.key().map(HostKey::hostPattern).orElse(i.target().host()),
                    i.key().map(HostKey::type).orElse("-"),
                    i.key().map(HostKey::fingerprint).orElse("-"),
                    state(i)));
        }
        Table.print(out, rows);
        introductions.stream()
                .filter(i -> !i.failure().isEmpty())
                .forEach(i -> out.println(i.target().name() + ": " + i.failure().replace("\n", "\n    ")));
        out.flush();
    }

    private static String state(Introduction introduction) {
        return introduction.known().map(TrustView::word).orElse("unreachable");
    }

    private static String word(Known known) {
        return switch (known) {
            case YES -> "known";
            case NO -> "new";
            case CHANGED -> "CHANGED";
            case REVOKED -> "REVOKED";
        };
    }

    public static String json(List<Introduction> introductions) {
        Map<String, Object> out = new LinkedHashMap<>();
        out.put("format_version", "1.0");
        out.put("hosts", introductions.stream().map(TrustView::host).toList());
        return Json.write(out);
    }

    private static Map<String, Object> host(Introduction introduction) {
        Map<String, Object> out = new LinkedHashMap<>();
        out.put("name", introduction.target().name());
        introduction.key().ifPresent(k -> {
            out.put("host", k.hostPattern());
            out.put("type", k.type());
            out.put("fingerprint", k.fingerprint());
        });
        out.put("state", state(introduction).toLowerCase(java.util.Locale.ROOT));
        if (!introduction.failure().isEmpty()) {
            out.put("error", introduction.failure());
        }
        return out;
    }
}
