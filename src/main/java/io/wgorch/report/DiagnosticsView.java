package io.wgorch.report;

import io.wgorch.diag.Diagnostic;
import io.wgorch.json.Json;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Every error in the input, in the form that editors and compilers share.
public final class DiagnosticsView {
    private DiagnosticsView() {}

    public static void show(PrintWriter out, List<Diagnostic> diagnostics) {
        diagnostics.forEach(out::println);
        out.println(
                (diagnostics.size() == 1 ? "1 error" : diagnostics.size() + " errors") + ". No host was contacted.");
        out.flush();
    }

    public static String json(List<Diagnostic> diagnostics) {
        Map<String, Object> out = new LinkedHashMap<>();
        out.put("format_version", "1.0");
        out.put(
                "diagnostics",
                diagnostics.stream().map(DiagnosticsView::diagnostic).toList());
        return Json.write(out);
    }

    private static Map<String, Object> diagnostic(Diagnostic diagnostic) {
        Map<String, Object> out = new LinkedHashMap<>();
        diagnostic.at().ifPresent(at -> {
            out.put("file", at.file());
            out.put("line", at.line());
            out.put("column", at.column());
        });
        out.put("message", diagnostic.message());
        return out;
    }
}
