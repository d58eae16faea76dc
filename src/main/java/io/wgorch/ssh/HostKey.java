package io.wgorch.ssh;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/// The public key a host has shown.
///
/// @param hostPattern the host as known_hosts writes it: `host`, `[host]:port`, or its HostKeyAlias
/// @param type `ssh-ed25519` and the like
/// @param base64 the key, as it stands in known_hosts
/// @param fingerprint `SHA256:...`, as `ssh-keygen -l` prints it
public record HostKey(String hostPattern, String type, String base64, String fingerprint) {
    /// @param blob the key in the wire format of RFC 4253, section 6.6
    static HostKey of(String hostPattern, byte[] blob) {
        return new HostKey(hostPattern, typeOf(blob), Base64.getEncoder().encodeToString(blob), fingerprint(blob));
    }

    /// The line known_hosts has for it, without the line feed.
    public String line() {
        return hostPattern + " " + type + " " + base64;
    }

    static String fingerprint(byte[] blob) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(blob);
            return "SHA256:" + Base64.getEncoder().withoutPadding().encodeToString(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    private static String typeOf(byte[] blob) {
        ByteBuffer in = ByteBuffer.wrap(blob);
        int length = in.remaining() < Integer.BYTES ? -1 : in.getInt();
        if (length < 0 || length > in.remaining()) {
            return "unknown";
        }
        byte[] name = new byte[length];
        in.get(name);
        return Text.clean(new String(name, StandardCharsets.US_ASCII)).replaceAll("\\s", "");
    }
}
