package io.wgorch.ssh;

import org.jspecify.annotations.Nullable;

/// Why a host was not reached, or did not answer: what was seen, and what to do about it.
public final class SshException extends Exception {
    /// The kinds of failure that callers treat differently.
    public enum Reason {
        /// The name does not resolve.
        UNKNOWN_HOST,
        /// Refused, no route, or the peer hung up before the login was through.
        UNREACHABLE,
        /// No answer in time, before anything was run.
        TIMEOUT,
        /// No key of this host is known.
        HOST_KEY_UNKNOWN,
        /// Another key is known, or pinned, than the one the host has shown.
        HOST_KEY_CHANGED,
        /// The host has shown a key that known_hosts revokes.
        HOST_KEY_REVOKED,
        /// No key was accepted, or there was none to offer.
        AUTHENTICATION,
        /// Logged in, but not root; nothing was run.
        SUDO_REFUSED,
        /// The connection died or the answer was cut: what happened on the host is unknown.
        LOST,
        /// The settings cannot work, whatever the host does.
        CONFIGURATION
    }

    private final Reason reason;
    private final String message;
    private final String cure;

    /// @param message one sentence: what was seen
    /// @param cure what to do next
    public SshException(Reason reason, String message, String cure) {
        this(reason, message, cure, null);
    }

    /// @param cause what the library reported, for the log
    public SshException(Reason reason, String message, String cure, @Nullable Throwable cause) {
        super(message, cause);
        this.reason = reason;
        this.message = message;
        this.cure = cure;
    }

    public Reason reason() {
        return reason;
    }

    /// One clear sentence: what was seen.
    public String message() {
        return message;
    }

    /// What to do next.
    public String cure() {
        return cure;
    }

    /// What was seen, and on a line of its own what to do next, for a view that names the host itself.
    ///
    /// @param host the name that the view shows; the message does not repeat it
    public String explanation(String host) {
        String prefix = host + ": ";
        String seen = message.startsWith(prefix) ? message.substring(prefix.length()) : message;
        return cure.isEmpty() ? seen : seen + "\n" + cure;
    }
}
