package io.wgorch.keys;

import io.wgorch.diag.Diagnostics;
import io.wgorch.secret.Secret;
import java.util.Optional;

/// Where the passphrase of the [KeyStore] comes from: a [file][PassphraseFile], a [command][PassphraseCommand], a
/// person at a prompt. Never an argument or an environment variable: others on the machine can read those.
@FunctionalInterface
public interface PassphraseSource {
    /// The passphrase, to be closed by the caller; empty with a diagnostic where there is none.
    Optional<Secret> passphrase(Diagnostics diagnostics);
}
