package io.wgorch.ssh;

import com.jcraft.jsch.HostKeyRepository;
import com.jcraft.jsch.UserInfo;
import io.wgorch.ssh.SshException.Reason;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Answers JSch's question whether a host key will do, for one connection, and remembers what was shown.
final class HostKeyCheck implements HostKeyRepository {
    private static final com.jcraft.jsch.HostKey[] NONE = {};

    private final Trust trust;
    private final boolean onlyLooking;
    private volatile @Nullable HostKey seen;

    /// @param onlyLooking refuse every key, so that the connection ends before the login
    HostKeyCheck(Trust trust, boolean onlyLooking) {
        this.trust = trust;
        this.onlyLooking = onlyLooking;
    }

    @Override
    public int check(String host, byte[] blob) {
        HostKey key = HostKey.of(trust.name(), blob);
        seen = key;
        if (onlyLooking) {
            return NOT_INCLUDED;
        }
        return switch (trust.judge(key)) {
            case YES -> OK;
            case NO -> NOT_INCLUDED;
            case CHANGED, REVOKED -> CHANGED;
        };
    }

    Optional<HostKey> seen() {
        return Optional.ofNullable(seen);
    }

    /// Why the key that was shown is not good enough; empty when it is, or none was shown.
    Optional<SshException> refusal(SshTarget target) {
        return seen().flatMap(key -> refusal(target, key));
    }

    private Optional<SshException> refusal(SshTarget target, HostKey key) {
        String shown = target.name() + ": host " + trust.name() + " shows " + key.type() + " " + key.fingerprint();
        return switch (trust.judge(key)) {
            case YES -> Optional.empty();
            case NO ->
                Optional.of(new SshException(
                        Reason.HOST_KEY_UNKNOWN,
                        shown + ", and no key of it is known",
                        "run: wgorch trust   (it shows the fingerprints before it writes them down)"));
            case CHANGED ->
                Optional.of(new SshException(
                        Reason.HOST_KEY_CHANGED,
                        shown + ", but " + trust.expected(),
                        "find out why: a reinstalled host, or somebody in between. If it is right,"
                                + (trust.pin().isPresent()
                                        ? " correct ssh.host_key in the inventory"
                                        : " run: ssh-keygen -R '" + trust.name() + "'"
                                                + trust.file()
                                                        .map(f -> " -f '" + f + "'")
                                                        .orElse("")
                                                + " && wgorch trust")));
            case REVOKED ->
                Optional.of(new SshException(
                        Reason.HOST_KEY_REVOKED,
                        shown + ", which known_hosts marks as @revoked",
                        "give the host a new host key; somebody else may have this one"));
        };
    }

    @Override
    public void add(com.jcraft.jsch.HostKey key, @Nullable UserInfo user) {
        // Nothing is learnt in passing.
    }

    @Override
    public void remove(String host, String type) {
        // Nothing is forgotten in passing.
    }

    @Override
    public void remove(String host, String type, byte[] key) {
        // Nothing is forgotten in passing.
    }

    @Override
    public String getKnownHostsRepositoryID() {
        return "known_hosts";
    }

    /// JSch looks for markers here; `check` has judged them already.
    @Override
    public com.jcraft.jsch.HostKey[] getHostKey() {
        return NONE;
    }

    @Override
    public com.jcraft.jsch.HostKey[] getHostKey(@Nullable String host, @Nullable String type) {
        return NONE;
    }
}
