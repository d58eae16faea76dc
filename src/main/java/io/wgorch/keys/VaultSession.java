package io.wgorch.keys;

import io.wgorch.diag.Diagnostic;
import io.wgorch.diag.Diagnostics;
import io.wgorch.inventory.VaultSettings.AppRole;
import io.wgorch.inventory.VaultSettings.Login;
import io.wgorch.inventory.VaultSettings.TokenFile;
import io.wgorch.secret.Secret;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/// Requests with a token: read from a file, or got by an AppRole. A token that is refused may have expired, so it is
/// got
/// anew, once: an agent may have put another into the file meanwhile. One that an AppRole has got is revoked when the
/// session is closed, as far as the server answers.
///
/// It is used by several threads at a time.
final class VaultSession implements AutoCloseable {
    private final VaultServer server;
    private final Login login;
    private String token;

    VaultSession(VaultServer server, Login login) throws KeyHomeException {
        this.server = server;
        this.login = login;
        this.token = token();
    }

    /// The answer, whatever its status; 403 only for a token that is fresh.
    VaultAnswer call(String method, String path, Map<String, ?> body) throws KeyHomeException {
        String used = current();
        VaultAnswer answer = server.call(method, path, body, Optional.of(used));
        return answer.status() == 403 && renewed(used)
                ? server.call(method, path, body, Optional.of(current()))
                : answer;
    }

    private synchronized String current() {
        return token;
    }

    /// Whether there is another token than the one that was refused.
    private synchronized boolean renewed(String refused) throws KeyHomeException {
        if (token.equals(refused)) {
            token = token();
        }
        return !token.equals(refused);
    }

    private String token() throws KeyHomeException {
        return switch (login) {
            case TokenFile(var file) -> line(new SecretFile("token", file));
            case AppRole role -> login(role);
        };
    }

    private String login(AppRole role) throws KeyHomeException {
        Map<String, String> body =
                Map.of("role_id", role.roleId(), "secret_id", line(new SecretFile("secret ID", role.secretIdFile())));
        VaultAnswer answer = server.call("POST", "auth/" + role.mount() + "/login", body, Optional.empty());
        return answer.text("auth", "client_token")
                .filter(VaultSession::isWord)
                .orElseThrow(() -> server.failed("gives the AppRole no token, at auth/" + role.mount() + ": "
                        + answer.status() + VaultServer.why(answer)
                        + ". Look at role_id and at the secret ID, which may be used up"));
    }

    private String line(SecretFile file) throws KeyHomeException {
        Diagnostics diagnostics = new Diagnostics();
        Optional<Secret> read = file.read(diagnostics);
        if (read.isEmpty()) {
            throw new KeyHomeException(
                    diagnostics.sorted().stream().map(Diagnostic::message).collect(Collectors.joining("\n")));
        }
        try (Secret secret = read.get()) {
            String line = secret.useText(String::new);
            if (!isWord(line)) {
                throw new KeyHomeException(file.file() + ": the first line is no " + file.what()
                        + ": it has blanks, or characters that no " + file.what() + " has.");
            }
            return line;
        }
    }

    /// What may stand in a header.
    private static boolean isWord(String text) {
        return text.matches("[!-~]+");
    }

    @Override
    public void close() {
        if (login instanceof AppRole) {
            try {
                server.call("POST", "auth/token/revoke-self", Map.of(), Optional.of(current()));
            } catch (KeyHomeException _) {
                // It expires by itself.
            }
        }
        server.close();
    }
}
