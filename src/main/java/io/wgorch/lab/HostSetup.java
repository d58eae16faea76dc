package io.wgorch.lab;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;

/// What happens inside a container after it was started: waits for systemd and sshd, lets the lab's key in, and writes
/// the names of all lab hosts. Idempotent.
final class HostSetup {
    private static final Duration BOOT_LIMIT = Duration.ofMinutes(3);
    private static final Duration PAUSE = Duration.ofMillis(100);

    private final Engine engine;

    HostSetup(Engine engine) {
        this.engine = engine;
    }

    /// Waits until systemd has started everything.
    void awaitBoot(LabNode node) throws LabException {
        Instant deadline = Instant.now().plus(BOOT_LIMIT);
        while (true) {
            Cli.Result state =
                    engine.attempt(List.of("exec", node.container(), "systemctl", "is-system-running", "--wait"), "");
            if (state.out().strip().equals("running")) {
                return;
            }
            if (state.out().strip().equals("degraded")) {
                throw new LabException(node.container() + ": these units failed at boot:\n"
                        + engine.run("exec", node.container(), "systemctl", "--failed", "--no-legend", "--plain")
                                .strip());
            }
            boolean gone = state.err().contains("is not running") || state.err().contains("state improper");
            if (gone || Instant.now().isAfter(deadline)) {
                throw new LabException(node.container()
                        + (gone ? " stopped while it booted" : " did not boot within " + BOOT_LIMIT.toSeconds() + " s")
                        + ": " + state.complaint() + "\n" + lastWords(node));
            }
            pause();
        }
    }

    /// Puts the lab's public key and the names of all hosts in place.
    void configure(LabNode node, String publicKey, Collection<LabNode> all) throws LabException {
        engine.run(List.of("exec", "-i", node.container(), "/bin/sh", "-s"), script(publicKey, all));
    }

    /// The host's public SSH key, read through the engine instead of believed from the network: `ssh-ed25519 AAAA...`.
    String hostKey(LabNode node) throws LabException {
        String[] words = engine.run("exec", node.container(), "cat", "/etc/ssh/ssh_host_ed25519_key.pub")
                .strip()
                .split(" ", -1);
        if (words.length < 2) {
            throw new LabException(node.container() + " has no SSH host key");
        }
        return words[0] + " " + words[1];
    }

    /// Waits until sshd answers on the published port.
    void awaitSshd(LabNode node) throws LabException {
        Instant deadline = Instant.now().plus(BOOT_LIMIT);
        while (!answers(node.port())) {
            if (Instant.now().isAfter(deadline)) {
                throw new LabException(node.container() + ": sshd does not answer on 127.0.0.1:" + node.port());
            }
            pause();
        }
    }

    /// Keeps what others wrote into `/etc/hosts`: the lab's lines stand in a block of their own.
    static String script(String publicKey, Collection<LabNode> all) {
        StringBuilder names = new StringBuilder();
        for (LabNode node : all) {
            names.append(node.ip()).append(' ').append(node.host().name());
            node.host().hostNames().stream().forEach(name -> names.append(' ').append(name));
            names.append('\n');
        }
        return """
                main() {
                    set -eu
                    umask 022
                    sed '/^# lab hosts$/,/^# end of lab hosts$/d' /etc/hosts >/etc/hosts.lab
                    cat >>/etc/hosts.lab <<'END'
                # lab hosts
                %s# end of lab hosts
                END
                    cmp -s /etc/hosts.lab /etc/hosts || mv /etc/hosts.lab /etc/hosts
                    rm -f /etc/hosts.lab
                    umask 077
                    for home in /root /home/admin; do
                        keys=$home/.ssh/authorized_keys
                        grep -qxF '%s' "$keys" 2>/dev/null || echo '%s' >>"$keys"
                    done
                    chown admin:admin /home/admin/.ssh/authorized_keys
                }
                main
                """.formatted(names, publicKey, publicKey);
    }

    private String lastWords(LabNode node) throws LabException {
        Cli.Result logs = engine.attempt(List.of("logs", "--tail", "10", node.container()), "");
        String words = (logs.out() + logs.err()).strip();
        // Every systemd takes four inotify instances, all counted for one user, who may have 128 on many systems.
        String cure = words.contains("Too many open files")
                ? "\nThis machine allows too few hosts at once: sysctl -w fs.inotify.max_user_instances=1024"
                : "";
        return words + cure;
    }

    private static boolean answers(int port) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1000);
            socket.setSoTimeout(2000);
            InputStream in = socket.getInputStream();
            return new String(in.readNBytes(4), StandardCharsets.US_ASCII).equals("SSH-");
        } catch (IOException _) {
            return false;
        }
    }

    private static void pause() throws LabException {
        try {
            Thread.sleep(PAUSE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LabException("interrupted", e);
        }
    }
}
