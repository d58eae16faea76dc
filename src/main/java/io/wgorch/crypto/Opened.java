package io.wgorch.crypto;

import io.wgorch.secret.Secret;

/// How opening a sealed text has ended.
public sealed interface Opened {
    /// What was sealed.
    ///
    /// @param secret unchanged; to be closed by whoever has asked for it
    record Content(Secret secret) implements Opened {}

    /// The text is whole, and the passphrase is not the one that it was sealed with. Someone who has forged the header
    /// and its checksum looks the same.
    record WrongPassphrase() implements Opened {}

    /// The text is not what was sealed, whatever the passphrase.
    ///
    /// @param why goes on after the name of the file: `is cut off`
    record Damaged(String why) implements Opened {}
}
