package io.wgorch.report;

import com.google.zxing.BarcodeFormat;
import com.google.zxing.EncodeHintType;
import com.google.zxing.WriterException;
import com.google.zxing.common.BitMatrix;
import com.google.zxing.qrcode.QRCodeWriter;
import com.google.zxing.qrcode.decoder.ErrorCorrectionLevel;
import io.wgorch.diag.Diagnostics;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/// A QR code (ISO/IEC 18004) for a terminal: the file of a phone, to be scanned by its WireGuard app.
///
/// A character is one module wide and two high, drawn with half blocks. Around it are the four light modules that the
/// standard wants. With colour it is black on white by fixed entries of the 256 colours, which no theme of a terminal
/// changes: right everywhere. Without colour nobody knows what the background is, so the light modules are what is
/// drawn, which is right on a dark terminal; on a light one the code is inverted, and not every app reads that.
///
/// Error correction is the lowest, L: a screen has no scratches, and a smaller code has larger modules. A file of 1 kB
/// is 57 lines of 113 characters. What is drawn is as secret as the text.
public final class QrCode {
    private static final int QUIET_ZONE = 4;
    private static final int MOST_BYTES = 2953;

    private final BitMatrix modules;

    private QrCode(BitMatrix modules) {
        this.modules = modules;
    }

    /// The code of a text; empty with a diagnostic when the text is empty or too long for any QR code.
    public static Optional<QrCode> of(String text, Diagnostics diagnostics) {
        int bytes = text.getBytes(StandardCharsets.UTF_8).length;
        if (bytes == 0) {
            diagnostics.error("there is nothing to put into a QR code.");
            return Optional.empty();
        }
        Map<EncodeHintType, Object> hints = new EnumMap<>(EncodeHintType.class);
        hints.put(EncodeHintType.ERROR_CORRECTION, ErrorCorrectionLevel.L);
        hints.put(EncodeHintType.MARGIN, QUIET_ZONE);
        if (bytes != text.length()) {
            // Announces the character set. Left out for ASCII, because some apps do not know the announcement.
            hints.put(EncodeHintType.CHARACTER_SET, StandardCharsets.UTF_8.name());
        }
        try {
            return Optional.of(new QrCode(new QRCodeWriter().encode(text, BarcodeFormat.QR_CODE, 0, 0, hints)));
        } catch (WriterException _) {
            diagnostics.error("the text has " + bytes + " bytes, and a QR code holds at most " + MOST_BYTES
                    + ": take it as a file.");
            return Optional.empty();
        }
    }

    public void print(PrintWriter out, Paint paint) {
        for (int y = 0; y < modules.getHeight(); y += 2) {
            StringBuilder line = new StringBuilder();
            for (int x = 0; x < modules.getWidth(); x++) {
                line.append(glyph(isInk(x, y, paint), isInk(x, y + 1, paint)));
            }
            out.println(paint.blackOnWhite(line.toString()));
        }
        out.flush();
    }

    /// Whether a module is drawn in the colour of the text. Below the last row, where its height is odd, it is light.
    private boolean isInk(int x, int y, Paint paint) {
        boolean dark = y < modules.getHeight() && modules.get(x, y);
        return dark == paint.on();
    }

    private static char glyph(boolean upper, boolean lower) {
        if (upper) {
            return lower ? '█' : '▀';
        }
        return lower ? '▄' : ' ';
    }

    @Override
    public String toString() {
        return "(QR code)";
    }
}
