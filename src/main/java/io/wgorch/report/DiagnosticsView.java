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
        out.println(summary(diagnostics));
        out.flush();
    }

    private static String summary(List<Diagnostic> diagnostics) {
        return (diagnostics.size() == 1 ? "1 error" : diagnostics.size() + " errors") + ". No host was contacted.";
    }

    public static String json(int exitCode, List<Diagnostic> diagnostics) {
        return json(exitCode, summary(diagnostics), diagnostics);
    }

    /// What every command says that has no other document to show for it.
    public static String json(int exitCode, String message, List<Diagnostic> diagnostics) {
        Map<String, Object> out = new LinkedHashMap<>();
        out.put("format_version", "1.0");
        out.put("error", error(exitCode, message));
        out.put(
                "diagnostics",
                diagnostics.stream().map(DiagnosticsView::diagnostic).toList());
        return Json.write(out);
    }

    static Map<String, Object> error(int exitCode, String message) {
        Map<String, Object> error = new LinkedHashMap<>();
        error.put("exit_code", exitCode);
        error.put("message", message);
        return error;
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
