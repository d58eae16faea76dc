package io.wgorch.crypto;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// The form of a sealed text. ASCII in short lines; what mail and git do to line ends and blank lines does not matter.
///
/// ```
/// wgorch-sealed 1
/// argon2id memory 65536 passes 3 lanes 1 salt HEX
/// check HEX
/// aes-256-gcm nonce HEX
/// BASE64 ...
/// sha256 HEX
/// ```
///
/// The checksum in the last line is for accidents only: it tells a file that was cut off or damaged from one that was
/// sealed with another passphrase, before any work is done. It proves nothing against a person.
///
/// @param salt 16 bytes in hexadecimal
/// @param check 32 bytes that only the right passphrase makes
/// @param nonce 12 bytes
/// @param body the ciphertext with its tag, in base64
record SealedText(KdfCost cost, String salt, String check, String nonce, String body) implements Parsed {
    private static final String MAGIC = "wgorch-sealed ";
    private static final String CHECKSUM = "sha256 ";
    private static final String BEGIN = MAGIC + "1\n";

    private static final Pattern FORM = Pattern.compile(BEGIN
            + "argon2id memory (\\d{1,9}) passes (\\d{1,9}) lanes (\\d{1,9}) salt ([0-9a-f]{32})\n"
            + "check ([0-9a-f]{64})\naes-256-gcm nonce ([0-9a-f]{24})\n([A-Za-z0-9+/\n]++={0,2}\n?)");

    /// All before the ciphertext, which is authenticated with it.
    String header() {
        return BEGIN
                + "argon2id memory " + cost.memoryKib() + " passes " + cost.passes() + " lanes " + cost.lanes()
                + " salt " + salt + "\ncheck " + check + "\naes-256-gcm nonce " + nonce + "\n";
    }

    String text() {
        String sealed = header() + body.replaceAll(".{1,64}", "$0\n");
        return sealed + CHECKSUM + checksum(sealed) + "\n";
    }

    static Parsed parse(String written) {
        String text = written.lines()
                .map(String::strip)
                .filter(l -> !l.isEmpty())
                .map(l -> l + "\n")
                .collect(Collectors.joining());
        if (!text.startsWith(MAGIC)) {
            return new Unreadable("is damaged: its first line is not that of a sealed file");
        }
        int end = text.lastIndexOf(CHECKSUM);
        if (end < 0) {
            return new Unreadable("is cut off");
        }
        String sealed = text.substring(0, end);
        if (!text.substring(end).equals(CHECKSUM + checksum(sealed) + "\n")) {
            return new Unreadable("is damaged: its checksum does not fit");
        }
        if (!text.startsWith(BEGIN)) {
            return new Unreadable("was written by a newer wgorch");
        }
        Matcher m = FORM.matcher(sealed);
        return m.matches() ? parse(m) : new Unreadable("is damaged: its header or its content has the wrong form");
    }

    private static Parsed parse(Matcher m) {
        int memoryKib = Integer.parseInt(m.group(1));
        int passes = Integer.parseInt(m.group(2));
        int lanes = Integer.parseInt(m.group(3));
        if (!KdfCost.isBearable(memoryKib, passes, lanes)) {
            return new Unreadable("asks for more memory or time than wgorch spends on a passphrase");
        }
        String body = m.group(7).replace("\n", "");
        return body.length() % 4 == 0
                ? new SealedText(new KdfCost(memoryKib, passes, lanes), m.group(4), m.group(5), m.group(6), body)
                : new Unreadable("is damaged: its content is no base64");
    }

    private static String checksum(String text) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            return HexFormat.of().formatHex(digest.digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException _) {
            throw new IllegalStateException("this JDK has no SHA-256");
        }
    }
}
