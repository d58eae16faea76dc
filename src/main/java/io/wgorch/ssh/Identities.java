package io.wgorch.ssh;

import com.jcraft.jsch.AgentIdentityRepository;
import com.jcraft.jsch.AgentProxyException;
import com.jcraft.jsch.Identity;
import com.jcraft.jsch.IdentityRepository;
import com.jcraft.jsch.JSch;
import com.jcraft.jsch.JSchException;
import com.jcraft.jsch.SSHAgentConnector;
import io.wgorch.ssh.SshException.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Vector;
import org.jspecify.annotations.Nullable;

/// The keys offered to one host, in OpenSSH's order: the identity files, by the agent where it has them;
/// then what else the agent has, unless `IdentitiesOnly`. Encrypted files are never opened: no passphrase is
/// ever asked for.
final class Identities implements IdentityRepository {
    private final List<Identity> offered;

    private Identities(List<Identity> offered) {
        this.offered = List.copyOf(offered);
    }

    static Identities of(SshTarget target, ResolvedHost host) throws SshException {
        List<Identity> agent =
                new ArrayList<>(host.identityAgent().map(Identities::held).orElse(List.of()));
        List<Identity> offered = new ArrayList<>();
        List<Path> locked = new ArrayList<>();
        List<Path> unusable = new ArrayList<>();
        for (Path file : host.identityFiles()) {
            Optional<Identity> read = Files.exists(file) ? read(file) : Optional.empty();
            Optional<Identity> held = publicKey(file, read)
                    .flatMap(key -> agent.stream()
                            .filter(a -> Arrays.equals(a.getPublicKeyBlob(), key))
                            .findFirst());
            if (held.isPresent()) {
                agent.remove(held.get());
                offered.add(held.get());
            } else if (read.isPresent() && read.get().isEncrypted()) {
                locked.add(file);
            } else if (read.isPresent()) {
                offered.add(read.get());
            } else if (Files.exists(file) || target.identityFile().isPresent()) {
                unusable.add(file);
            }
        }
        if (!host.identitiesOnly()) {
            offered.addAll(agent);
        }
        if (offered.isEmpty()) {
            throw nothing(target, host, locked, unusable);
        }
        return new Identities(offered);
    }

    private static SshException nothing(SshTarget target, ResolvedHost host, List<Path> locked, List<Path> unusable) {
        String who = target.name() + ": no key to log in to " + host.address() + " with: ";
        if (!locked.isEmpty()) {
            Path file = locked.getFirst();
            return new SshException(
                    Reason.AUTHENTICATION,
                    who + file + " is encrypted, and no agent holds it",
                    "run: ssh-add " + file + "   (eval \"$(ssh-agent)\" first where no agent runs)");
        }
        if (!unusable.isEmpty()) {
            Path file = unusable.getFirst();
            return new SshException(
                    Reason.AUTHENTICATION,
                    who + file + (Files.exists(file) ? " cannot be read as a private key" : " does not exist"),
                    "correct ssh.identity_file, or run: ssh-keygen -t ed25519 -f " + file);
        }
        return new SshException(
                Reason.AUTHENTICATION,
                who + "neither an identity file nor an agent",
                "say ssh.identity_file in the inventory, or run: ssh-add");
    }

    private static List<Identity> held(Path socket) {
        try {
            return new AgentIdentityRepository(new SSHAgentConnector(socket)).getIdentities();
        } catch (AgentProxyException e) {
            return List.of();
        }
    }

    private static Optional<Identity> read(Path file) {
        try {
            JSch jsch = new JSch();
            jsch.addIdentity(file.toString());
            return jsch.getIdentityRepository().getIdentities().stream().findFirst();
        } catch (JSchException e) {
            return Optional.empty();
        }
    }

    /// From the `.pub` file, which an encrypted key needs, or from the key itself.
    private static Optional<byte[]> publicKey(Path file, Optional<Identity> read) {
        try {
            String[] fields = Files.readString(Path.of(file + ".pub")).strip().split("[ \t]+", 3);
            if (fields.length >= 2) {
                return Optional.of(Base64.getDecoder().decode(fields[1]));
            }
        } catch (IOException | IllegalArgumentException e) {
            // There need not be one.
        }
        return read.flatMap(r -> Optional.<byte @Nullable []>ofNullable(r.getPublicKeyBlob()));
    }

    @Override
    public String getName() {
        return "wgorch";
    }

    @Override
    public int getStatus() {
        return RUNNING;
    }

    @Override
    public Vector<Identity> getIdentities() {
        return new Vector<>(offered);
    }

    @Override
    public boolean add(byte[] identity) {
        return false;
    }

    @Override
    public boolean remove(byte[] blob) {
        return false;
    }

    @Override
    public void removeAll() {
        // The list is fixed.
    }
}
