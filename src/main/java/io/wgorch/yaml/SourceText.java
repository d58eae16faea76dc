package io.wgorch.yaml;

import io.wgorch.diag.Diagnostics;
import io.wgorch.diag.SourcePosition;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;

/// From bytes to text that is fit to be parsed: UTF-8, of bounded size, without control characters, and without tabs
/// outside comments.
final class SourceText {
    static final int MAX_BYTES = 16 << 20;
    private static final int MAX_ERRORS = 20;

    private SourceText() {}

    static Optional<String> load(Path path, Diagnostics diagnostics) {
        byte[] bytes;
        try (InputStream in = Files.newInputStream(path)) {
            bytes = in.readNBytes(MAX_BYTES + 1);
        } catch (NoSuchFileException e) {
            diagnostics.error(path + " does not exist.");
            return Optional.empty();
        } catch (IOException e) {
            String why = Files.isDirectory(path) ? "it is a folder" : "it is not readable";
            diagnostics.error(path + " cannot be read: " + why + ".");
            return Optional.empty();
        }
        if (bytes.length > MAX_BYTES) {
            tooBig(path.toString(), diagnostics);
            return Optional.empty();
        }
        return decode(path.toString(), bytes, diagnostics);
    }

    private static Optional<String> decode(String file, byte[] bytes, Diagnostics diagnostics) {
        ByteBuffer in = ByteBuffer.wrap(bytes);
        CharBuffer out = CharBuffer.allocate(bytes.length);
        CoderResult result = StandardCharsets.UTF_8
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT)
                .decode(in, out, true);
        String text = out.flip().toString();
        if (!result.isError()) {
            return Optional.of(text);
        }
        int line = 1 + (int) text.chars().filter(c -> c == '\n').count();
        String lastLine = text.substring(text.lastIndexOf('\n') + 1);
        int column = lastLine.codePointCount(0, lastLine.length()) + 1;
        diagnostics.error(
                new SourcePosition(file, line, column),
                String.format(
                        Locale.ROOT,
                        "byte 0x%02x is not UTF-8. Save the file in the encoding UTF-8.",
                        bytes[in.position()] & 0xff));
        return Optional.empty();
    }

    private static void tooBig(String file, Diagnostics diagnostics) {
        diagnostics.error(
                new SourcePosition(file, 1, 1),
                "the file is larger than 16 MiB, the most that is read. Is it the right one?");
    }

    /// Whether the text may go to the parser; says what is in the way, at most one error a line.
    static boolean check(String file, String text, Diagnostics diagnostics) {
        if (text.length() > MAX_BYTES) {
            tooBig(file, diagnostics);
            return false;
        }
        int errors = 0;
        int lineNumber = 0;
        int start = 0;
        while (start < text.length() && errors < MAX_ERRORS) {
            int newline = text.indexOf('\n', start);
            int end = newline < 0 ? text.length() : newline;
            lineNumber++;
            int bad = firstForbidden(text, start, end);
            if (bad >= 0) {
                errors++;
                int column = text.codePointCount(start, bad) + 1;
                diagnostics.error(new SourcePosition(file, lineNumber, column), complaint(text.codePointAt(bad)));
            }
            start = end + 1;
        }
        return errors == 0;
    }

    private static int firstForbidden(String text, int start, int end) {
        boolean comment = false;
        for (int i = start; i < end; i++) {
            char c = text.charAt(i);
            if (c == '#' && (i == start || Character.isWhitespace(text.charAt(i - 1)))) {
                comment = true;
            }
            boolean lineEnd = c == '\r' && i == end - 1;
            boolean allowed = lineEnd || (c == '\t' ? comment : !isForbidden(c) || (c == '\uFEFF' && i == 0));
            if (!allowed) {
                return i;
            }
        }
        return -1;
    }

    /// Control characters of ASCII and Latin-1 (among them ESC, which starts a terminal sequence), the line separators
    /// of Unicode, and what makes text look other than it is (byte order mark, direction overrides; Unicode TR 36).
    static boolean isForbidden(int c) {
        return c < 0x20
                || (c >= 0x7f && c <= 0x9f)
                || c == 0x2028
                || c == 0x2029
                || (c >= 0x202a && c <= 0x202e)
                || (c >= 0x2066 && c <= 0x2069)
                || c == 0xfeff
                || c == 0xfffe
                || c == 0xffff;
    }

    private static String complaint(int c) {
        return switch (c) {
            case '\t' -> "there is a tab here. YAML is indented with spaces: write spaces.";
            case 0 -> "there is a NUL character here. The file is damaged, or is no text file in UTF-8.";
            default -> String.format(Locale.ROOT, "the control character U+%04X is not allowed here. Take it out.", c);
        };
    }
}
