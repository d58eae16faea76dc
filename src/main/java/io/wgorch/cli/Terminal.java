package io.wgorch.cli;

import io.wgorch.report.Paint;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;

/// Where a command reads and writes. With `--json`, standard output is the document alone, and what people read goes to
/// standard error.
///
/// @param out standard output
/// @param err standard error
/// @param in standard input
/// @param interactive whether a person is there to be asked
/// @param colours whether standard output shows colours
public record Terminal(PrintWriter out, PrintWriter err, BufferedReader in, boolean interactive, boolean colours) {
    PrintWriter people(boolean json) {
        return json ? err : out;
    }

    Paint paint(GlobalOptions options) {
        return new Paint(colours && !options.noColor && !options.json);
    }

    void document(String json) {
        out.print(json);
        out.flush();
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
