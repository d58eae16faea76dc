package io.wgorch.cli;

import io.wgorch.report.DiagnosticsView;
import io.wgorch.report.Paint;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/// Where a command reads and writes. With `--json`, standard output is the document alone, and what people read goes to
/// standard error.
///
/// @param out standard output
/// @param err standard error
/// @param in standard input
/// @param interactive whether a person is there to be asked
/// @param colours whether standard output shows colours
/// @param documented whether the document of `--json` is out
public record Terminal(
        PrintWriter out,
        PrintWriter err,
        BufferedReader in,
        boolean interactive,
        boolean colours,
        AtomicBoolean documented) {
    public Terminal(PrintWriter out, PrintWriter err, BufferedReader in, boolean interactive, boolean colours) {
        this(out, err, in, interactive, colours, new AtomicBoolean());
    }

    PrintWriter people(boolean json) {
        return json ? err : out;
    }

    Paint paint(GlobalOptions options) {
        return new Paint(colours && !options.noColor && !options.json);
    }

    /// What `--json` asks for. There is one for each run of the program: what comes after it is not printed.
    void document(String json) {
        if (documented.compareAndSet(false, true)) {
            out.print(json);
            out.flush();
        }
    }

    /// Says why a command ends: in words on standard error, and with `--json` as the document, unless that is out.
    ExitCode fail(boolean json, ExitCode code, String message) {
        if (json) {
            document(DiagnosticsView.json(code.status(), message, List.of()));
        }
        err.println("wgorch: " + message);
        err.flush();
        return code;
    }

    /// Asks until the answer is there. Only `yes` is a yes.
    boolean confirms(PrintWriter people, String question) {
        people.print(question + " Only 'yes' is accepted: ");
        people.flush();
        try {
            return "yes".equals(in.readLine());
        } catch (IOException e) {
            return false;
        }
    }
}
