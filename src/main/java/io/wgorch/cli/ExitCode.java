package io.wgorch.cli;

/// What a command says with its exit status. Where several hold, the first in this order wins.
public enum ExitCode {
    /// Bad input or usage; nothing was contacted.
    BAD_INPUT(3),
    /// Interrupted (128 + SIGINT).
    INTERRUPTED(130),
    /// A host failed, was unreachable or rolled back, the prompt was declined, or a link made no handshake.
    FAILED(1),
    /// A revoked key is not yet shown to be gone (commands that change something, and verify-revoked).
    REVOCATION_OPEN(4),
    /// `plan --detailed-exitcode` found changes.
    CHANGES(2),
    OK(0);

    private final int status;

    ExitCode(int status) {
        this.status = status;
    }

    public int status() {
        return status;
    }
}
