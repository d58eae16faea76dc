package io.wgorch.crypto;

import io.wgorch.crypto.Opened.Content;
import io.wgorch.crypto.Opened.Damaged;
import io.wgorch.crypto.Opened.WrongPassphrase;
import io.wgorch.secret.Secret;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/// Encrypts under a passphrase: Argon2id makes the key, AES-256-GCM encrypts and proves content and header.
///
/// Argon2id gives 64 bytes: the key, and a check that stands in the header. The check tells a wrong passphrase from a
/// changed content, and ties the text to one key, which GCM alone does not do. Who has the file can use it to test a
/// guess, as the tag of the content would serve as well.
public final class Sealing {
    private static final HexFormat HEX = HexFormat.of();
    private static final int KEY_BYTES = 32;
    private static final int CHECK_BYTES = 32;
    private static final int SALT_BYTES = 16;
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;

    private final SecureRandom random;
    private final KdfCost cost;

    /// @param random for salt and nonce, which are new in every text
    /// @param cost of the texts that are sealed; those that are opened bring their own
    public Sealing(SecureRandom random, KdfCost cost) {
        this.random = random;
        this.cost = cost;
    }

    /// The content as a text that only the passphrase opens. Its length tells that of the content.
    public String seal(Secret content, Secret passphrase) {
        String salt = draw(SALT_BYTES);
        String nonce = draw(NONCE_BYTES);
        try (Secret keys = keys(passphrase, salt, cost)) {
            SealedText empty = new SealedText(cost, salt, keys.use(Sealing::check), nonce, "");
            byte[] body = content.use(plain -> keys.use(k -> crypt(Cipher.ENCRYPT_MODE, k, empty, plain)))
                    .orElseThrow();
            String base64 = Base64.getEncoder().encodeToString(body);
            return new SealedText(cost, salt, empty.check(), nonce, base64).text();
        }
    }

    /// The content of a text, or why there is none.
    public static Opened open(String text, Secret passphrase) {
        return switch (SealedText.parse(text)) {
            case Parsed.Unreadable unreadable -> new Damaged(unreadable.why());
            case SealedText sealed -> open(sealed, passphrase);
        };
    }

    private static Opened open(SealedText sealed, Secret passphrase) {
        try (Secret keys = keys(passphrase, sealed.salt(), sealed.cost())) {
            byte[] check = HEX.parseHex(sealed.check());
            if (!MessageDigest.isEqual(check, HEX.parseHex(keys.use(Sealing::check)))) {
                return new WrongPassphrase();
            }
            byte[] body = Base64.getDecoder().decode(sealed.body());
            return keys.use(k -> crypt(Cipher.DECRYPT_MODE, k, sealed, body))
                    .<Opened>map(plain -> new Content(Secret.of(plain)))
                    .orElse(new Damaged("was changed after it was sealed"));
        }
    }

    private String draw(int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return HEX.formatHex(bytes);
    }

    private static Secret keys(Secret passphrase, String salt, KdfCost cost) {
        return Argon2.derive(passphrase, HEX.parseHex(salt), cost, KEY_BYTES + CHECK_BYTES);
    }

    private static String check(byte[] keys) {
        return HEX.formatHex(Arrays.copyOfRange(keys, KEY_BYTES, KEY_BYTES + CHECK_BYTES));
    }

    /// Empty where there is no such content under this key and header.
    private static Optional<byte[]> crypt(int mode, byte[] keys, SealedText sealed, byte[] input) {
        try {
            Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
            cipher.init(
                    mode,
                    new SecretKeySpec(keys, 0, KEY_BYTES, "AES"),
                    new GCMParameterSpec(TAG_BITS, HEX.parseHex(sealed.nonce())));
            cipher.updateAAD(sealed.header().getBytes(StandardCharsets.US_ASCII));
            return Optional.of(cipher.doFinal(input));
        } catch (AEADBadTagException _) {
            return Optional.empty();
        } catch (GeneralSecurityException _) {
            throw new IllegalStateException("this JDK has no AES-256-GCM");
        }
    }
}
