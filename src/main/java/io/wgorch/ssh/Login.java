package io.wgorch.ssh;

import com.jcraft.jsch.IdentityRepository;
import com.jcraft.jsch.JSch;
import com.jcraft.jsch.JSchException;
import com.jcraft.jsch.Session;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// Sets one JSch session up. Everything is set on the session: JSch's static configuration is the whole
/// process's.
///
/// @param host where to
/// @param wire the byte stream under it
/// @param silence a connection that is silent for so long is dead
record Login(ResolvedHost host, Wire wire, Duration silence) {
    private static final String KEX = String.join(
            ",",
            "mlkem768x25519-sha256",
            "curve25519-sha256",
            "curve25519-sha256@libssh.org",
            "ecdh-sha2-nistp256",
            "ecdh-sha2-nistp384",
            "ecdh-sha2-nistp521",
            "diffie-hellman-group-exchange-sha256",
            "diffie-hellman-group16-sha512",
            "diffie-hellman-group18-sha512",
            "diffie-hellman-group14-sha256",
            // Safe, and 75 ms of CPU: only where nothing else is common.
            "sntrup761x25519-sha512",
            "sntrup761x25519-sha512@openssh.com");
    private static final List<String> HOST_KEYS = List.of(
            "ssh-ed25519",
            "ecdsa-sha2-nistp256",
            "ecdsa-sha2-nistp384",
            "ecdsa-sha2-nistp521",
            "rsa-sha2-512",
            "rsa-sha2-256");

    Session session(IdentityRepository identities, HostKeyCheck check, List<String> knownTypes) throws JSchException {
        Session session = new JSch().getSession(host.user(), host.hostName(), host.port());
        session.setProxy(wire);
        session.setIdentityRepository(identities);
        session.setHostKeyRepository(check);
        session.setConfig("StrictHostKeyChecking", "yes");
        session.setConfig("PreferredAuthentications", "publickey");
        session.setConfig("kex", KEX);
        session.setConfig("server_host_key", String.join(",", hostKeyAlgorithms(knownTypes)));
        session.setThreadFactory(Thread.ofVirtual().name("wgorch-ssh-reader").factory());
        session.setDaemonThread(true);
        // JSch sends the keepalives; the session's watch decides when the other side is dead.
        session.setServerAliveInterval(Math.toIntExact(Math.max(1, silence.toMillis() / 4)));
        session.setServerAliveCountMax(Integer.MAX_VALUE);
        return session;
    }

    /// Certificates are not among them: a host that has one shows its plain key instead.
    static List<String> hostKeyAlgorithms(List<String> knownTypes) {
        List<String> first = new ArrayList<>();
        for (String type : knownTypes) {
            if (type.equals("ssh-rsa")) {
                first.addAll(List.of("rsa-sha2-512", "rsa-sha2-256"));
            } else if (HOST_KEYS.contains(type)) {
                first.add(type);
            }
        }
        return Stream.concat(first.stream(), HOST_KEYS.stream()).distinct().toList();
    }
}
