package io.wgorch.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.zxing.BinaryBitmap;
import com.google.zxing.RGBLuminanceSource;
import com.google.zxing.common.HybridBinarizer;
import com.google.zxing.qrcode.QRCodeReader;
import io.wgorch.diag.Diagnostic;
import io.wgorch.diag.Diagnostics;
import io.wgorch.wireguard.TestKeys;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class QrCodeTest {
    private static final String BEGIN = "\u001b[38;5;16;48;5;231m";
    private static final String END = "\u001b[0m";
    private static final int PIXELS_PER_MODULE = 3;

    private final Diagnostics diagnostics = new Diagnostics();

    private List<String> drawn(String text, boolean colour) {
        StringWriter out = new StringWriter();
        QrCode.of(text, diagnostics).orElseThrow().print(new PrintWriter(out), new Paint(colour));
        return out.toString().lines().toList();
    }

    private String said() {
        return diagnostics.sorted().stream().map(Diagnostic::toString).collect(Collectors.joining("\n"));
    }

    /// What is seen: light is true.
    ///
    /// @param inkIsLight text is light on a dark terminal
    private static boolean[][] picture(List<String> lines, boolean inkIsLight) {
        boolean[][] light = new boolean[lines.size() * 2][lines.getFirst().length()];
        for (int y = 0; y < light.length; y++) {
            for (int x = 0; x < light[y].length; x++) {
                char glyph = lines.get(y / 2).charAt(x);
                assertThat(glyph).isIn(' ', '▀', '▄', '█');
                boolean ink = glyph == '█' || glyph == (y % 2 == 0 ? '▀' : '▄');
                light[y][x] = ink == inkIsLight;
            }
        }
        return light;
    }

    /// Black on white, as the colours say, whatever the terminal is.
    private static boolean[][] onAnyTerminal(List<String> coloured) {
        assertThat(coloured).allMatch(l -> l.startsWith(BEGIN) && l.endsWith(END));
        return picture(
                coloured.stream()
                        .map(l -> l.substring(BEGIN.length(), l.length() - END.length()))
                        .toList(),
                false);
    }

    /// As a camera would find it, within a dark surrounding.
    private static String scanned(boolean[][] light) throws Exception {
        int border = 2;
        int height = (light.length + 2 * border) * PIXELS_PER_MODULE;
        int width = (light[0].length + 2 * border) * PIXELS_PER_MODULE;
        int[] pixels = new int[width * height];
        for (int i = 0; i < pixels.length; i++) {
            int y = i / width / PIXELS_PER_MODULE - border;
            int x = i % width / PIXELS_PER_MODULE - border;
            boolean inside = y >= 0 && y < light.length && x >= 0 && x < light[0].length;
            pixels[i] = inside && light[y][x] ? 0xffffff : 0;
        }
        RGBLuminanceSource source = new RGBLuminanceSource(width, height, pixels);
        return new QRCodeReader()
                .decode(new BinaryBitmap(new HybridBinarizer(source)))
                .getText();
    }

    /// The file of a phone with so many peers; with four it is about 1 kB.
    private static String file(int peers) {
        return "[Interface]\nPrivateKey = " + TestKeys.base64("phone")
                + "\nAddress = 10.0.0.9/24, fd00:6b8e::9/64\nDNS = 10.0.0.1\nMTU = 1420\n"
                + IntStream.range(0, peers)
                        .mapToObj(i -> "\n# node" + i + "\n[Peer]\nPublicKey = " + TestKeys.base64("node" + i)
                                + "\nPresharedKey = " + TestKeys.base64("psk" + i)
                                + "\nAllowedIPs = 10.0.0." + i + "/32, fd00:6b8e::" + i + "/128\nEndpoint = node" + i
                                + ".example.com:51820\nPersistentKeepalive = 25\n")
                        .collect(Collectors.joining());
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 4, 10})
    void whatIsDrawnInColourScansOnAnyTerminal(int peers) throws Exception {
        assertThat(scanned(onAnyTerminal(drawn(file(peers), true)))).isEqualTo(file(peers));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 4, 10})
    void whatIsDrawnWithoutColourScansOnADarkTerminal(int peers) throws Exception {
        List<String> plain = drawn(file(peers), false);

        assertThat(plain).noneMatch(l -> l.contains("\u001b"));
        assertThat(scanned(picture(plain, true))).isEqualTo(file(peers));
    }

    @Test
    void othersThanAsciiScanToo() throws Exception {
        assertThat(scanned(onAnyTerminal(drawn("# Händy von Zoë\n", true)))).isEqualTo("# Händy von Zoë\n");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void fourLightModulesAreAround(boolean colour) {
        List<String> lines = drawn(file(1), colour);
        boolean[][] light = colour ? onAnyTerminal(lines) : picture(lines, true);
        int right = light[0].length - 1;

        for (int y = 0; y < light.length; y++) {
            for (int x = 0; x <= right; x++) {
                boolean around = y < 4 || y >= right - 3 || x < 4 || x > right - 4;
                assertThat(light[y][x] || !around).as("%d:%d", x, y).isTrue();
            }
        }
        assertThat(light[4][4]).as("the first module of a corner is dark").isFalse();
        assertThat(light.length - light[0].length).isBetween(0, 1);
    }

    @Test
    void aFileOfAKilobyteFitsIntoAWindow() {
        assertThat(drawn("x".repeat(1000), false)).hasSize(57).allMatch(l -> l.length() == 113);
    }

    @Test
    void theLongestFitsAndALongerOneIsRefusedWithoutBeingShown() throws Exception {
        String longest = "x".repeat(2953);
        assertThat(scanned(onAnyTerminal(drawn(longest, true)))).isEqualTo(longest);

        assertThat(QrCode.of(longest + "x", diagnostics)).isEmpty();

        assertThat(said()).contains("2954 bytes", "at most 2953", "as a file").doesNotContain("xx");
    }

    @Test
    void nothingIsRefused() {
        assertThat(QrCode.of("", diagnostics)).isEmpty();

        assertThat(said()).contains("nothing");
    }

    @Test
    void itDoesNotPrintByAccident() {
        assertThat(QrCode.of("words", diagnostics).orElseThrow()).hasToString("(QR code)");
    }
}
