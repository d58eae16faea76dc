package io.wgorch.keys;

import io.wgorch.diag.Shown;
import io.wgorch.inventory.VaultSettings;
import io.wgorch.json.Json;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.TrustManagerFactory;

/// The HTTP side of a Vault: one request, one answer, within bounds. It goes to the address that is configured and to
/// no
/// other, whatever the server says.
///
/// Failure modes: unreachable, not trusted, too slow, sealed, overloaded for longer than is waited for: each a
/// [KeyHomeException] that says so. A token or a key is in no message.
final class VaultServer implements AutoCloseable {
    private static final Duration CONNECT = Duration.ofSeconds(5);
    private static final long MOST_BYTES = 1 << 20;
    private static final Duration PAUSE = Duration.ofMillis(200);

    private final VaultSettings settings;
    private final Patience patience;
    private final HttpClient client;

    private VaultServer(VaultSettings settings, Patience patience, HttpClient client) {
        this.settings = settings;
        this.patience = patience;
        this.client = client;
    }

    static VaultServer of(VaultSettings settings, Patience patience) throws KeyHomeException {
        HttpClient.Builder builder = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(CONNECT);
        if (settings.caFile().isPresent()) {
            builder.sslContext(trusting(settings.caFile().get()));
        }
        return new VaultServer(settings, patience, builder.build());
    }

    private static SSLContext trusting(Path caFile) throws KeyHomeException {
        try (InputStream in = Files.newInputStream(caFile)) {
            KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
            trusted.load(null, null);
            for (Certificate c : CertificateFactory.getInstance("X.509").generateCertificates(in)) {
                trusted.setCertificateEntry("ca " + trusted.size(), c);
            }
            if (trusted.size() == 0) {
                throw new KeyHomeException("there is no certificate in the ca_file " + caFile);
            }
            TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            factory.init(trusted);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, factory.getTrustManagers(), null);
            return context;
        } catch (IOException _) {
            throw new KeyHomeException("the ca_file " + caFile + " cannot be read");
        } catch (GeneralSecurityException _) {
            throw new KeyHomeException("the ca_file " + caFile + " holds no certificates in PEM");
        }
    }

    /// @param path below `/v1/`
    /// @param body empty for none
    /// @param token empty for a login
    VaultAnswer call(String method, String path, Map<String, ?> body, Optional<String> token) throws KeyHomeException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(settings.address() + "/v1/" + path))
                .header("X-Vault-Request", "true")
                .method(method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(Json.write(body)));
        settings.namespace().ifPresent(n -> request.header("X-Vault-Namespace", n));
        token.ifPresent(t -> request.header("X-Vault-Token", t));
        long deadline = System.nanoTime() + patience.whole().toNanos();
        for (int tried = 1; ; tried++) {
            HttpResponse<String> response = once(request.build());
            VaultAnswer answer = new VaultAnswer(
                    response.statusCode(), Json.parseObject(response.body()).orElse(Map.of()));
            refuse(response, answer);
            if (answer.status() != 429 && answer.status() < 500) {
                return answer;
            }
            Duration pause = pause(response, tried);
            if (tried == patience.tries() || System.nanoTime() + pause.toNanos() > deadline) {
                throw failed("is overloaded or out of order: " + answer.status() + why(answer) + ", at try " + tried
                        + " of " + patience.tries());
            }
            sleep(pause);
        }
    }

    /// As long as the server asks for; else a little longer each time.
    private static Duration pause(HttpResponse<?> response, int tried) {
        return response.headers()
                .firstValue("Retry-After")
                .filter(s -> s.matches("\\d{1,6}"))
                .map(s -> Duration.ofSeconds(Long.parseLong(s)))
                .orElse(PAUSE.multipliedBy(1L << tried));
    }

    private void refuse(HttpResponse<?> response, VaultAnswer answer) throws KeyHomeException {
        if (answer.status() == 503 && answer.says("sealed")) {
            throw failed("is sealed. Have it unsealed, then run this again");
        }
        if (answer.status() >= 300 && answer.status() < 400) {
            String where = response.headers().firstValue("Location").orElse("");
            throw failed("sends to another address, which is not followed: "
                    + Shown.plain(where.replaceAll("(?<=[^/:])/.*", "")) + ". Name that as 'address', if it is meant");
        }
    }

    private HttpResponse<String> once(HttpRequest request) throws KeyHomeException {
        CompletableFuture<HttpResponse<String>> sent = client.sendAsync(
                request, BodyHandlers.limiting(BodyHandlers.ofString(StandardCharsets.UTF_8), MOST_BYTES));
        try {
            return sent.get(patience.answer().toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException _) {
            throw failed("has not answered within " + patience.answer().toMillis() / 1000.0 + " s");
        } catch (ExecutionException e) {
            throw e.getCause() instanceof SSLException
                    ? failed("cannot be trusted: its certificate is not signed by one that is known, or not for this"
                            + " name. 'ca_file' names those that may have signed it")
                    : failed("cannot be reached");
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw failed("was not waited for: interrupted");
        } finally {
            sent.cancel(true);
        }
    }

    private void sleep(Duration pause) throws KeyHomeException {
        try {
            Thread.sleep(pause);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw failed("was not waited for: interrupted");
        }
    }

    static String why(VaultAnswer answer) {
        return answer.error().isEmpty() ? "" : " (" + answer.error() + ")";
    }

    /// @param what it did, or is
    KeyHomeException failed(String what) {
        return new KeyHomeException("the Vault at " + settings.address() + " " + what + ".");
    }

    @Override
    public void close() {
        client.shutdownNow();
        client.close();
    }
}
