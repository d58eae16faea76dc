package io.wgorch.keys;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.wgorch.json.Json;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;

/// A stand-in for HashiCorp Vault and OpenBao, not one of them: the part of their HTTP API that [VaultKeys] uses, with
/// the answers that they document. KV of version 2 (versions, check-and-set, deletion), AppRole, tokens that expire,
/// policies, namespaces, sealing; and what goes wrong on the way: rate limits, errors, answers that are slow or lost.
public final class VaultStandIn implements AutoCloseable {
    public static final String ROLE = "wgorch-role";

    private static final Pattern ENTRY = Pattern.compile("([a-z/]+)/(data|metadata)/(.+)");
    private static final int MAX_VERSIONS = 10;

    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final String scheme;

    private final Map<String, String> engines = new HashMap<>(Map.of("secret", "2"));
    private final Map<String, Set<String>> policies = new HashMap<>();
    private final Map<String, Integer> secretIds = new HashMap<>();
    private final Map<String, TreeMap<Integer, Optional<Map<?, ?>>>> entries = new TreeMap<>();
    private final Queue<Fault> faults = new ArrayDeque<>();
    private final List<String> requests = new ArrayList<>();
    private final Queue<Runnable> meanwhile = new ArrayDeque<>();
    private boolean sealed;
    private int issued;

    /// What happens to a request beside being answered.
    ///
    /// @param status the answer's status; 0 for what it would be
    /// @param retryAfter the header; empty for none
    /// @param done whether it is carried out all the same
    /// @param delay before the answer
    private record Fault(int status, String retryAfter, boolean done, Duration delay) {}

    /// An answer: null for no body.
    private record Answer(int status, Optional<Map<String, ?>> body) {
        static Answer of(int status, Map<String, ?> body) {
            return new Answer(status, Optional.of(body));
        }

        static Answer error(int status, String... errors) {
            return of(status, Map.of("errors", List.of(errors)));
        }
    }

    private VaultStandIn(HttpServer server, String scheme) {
        this.server = server;
        this.scheme = scheme;
        server.createContext("/", this::serve);
        server.setExecutor(threads);
        server.start();
    }

    public static VaultStandIn plain() {
        try {
            return new VaultStandIn(HttpServer.create(loopback(), 0), "http");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static VaultStandIn encrypted(SSLContext context) throws IOException {
        HttpsServer server = HttpsServer.create(loopback(), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(context));
        return new VaultStandIn(server, "https");
    }

    private static InetSocketAddress loopback() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    }

    public URI address() {
        return URI.create(scheme + "://127.0.0.1:" + server.getAddress().getPort());
    }

    // What an administrator does

    /// A token that may do these: `read`, `create`, `delete`.
    public synchronized String token(String... capabilities) {
        String token = "hvs.standin" + issued++;
        policies.put(token, Set.of(capabilities));
        return token;
    }

    public synchronized void expire(String token) {
        policies.remove(token);
    }

    /// Every token, however it was issued.
    synchronized void expireAll() {
        policies.clear();
    }

    synchronized Set<String> validTokens() {
        return new HashSet<>(policies.keySet());
    }

    /// A secret ID of [#ROLE] that is good for so many logins.
    synchronized String secretId(int uses) {
        String id = "secret-id-" + issued++;
        secretIds.put(id, uses);
        return id;
    }

    public synchronized void seal(boolean shut) {
        sealed = shut;
    }

    /// @param at a mount, with its namespace before it where it has one
    synchronized void engine(String at, String version) {
        engines.put(at, version);
    }

    // What goes wrong

    /// The next request is answered with this status, and not carried out.
    synchronized void failNext(int status, String retryAfter) {
        faults.add(new Fault(status, retryAfter, false, Duration.ZERO));
    }

    synchronized void passNext() {
        faults.add(new Fault(0, "", true, Duration.ZERO));
    }

    /// The next request is carried out, and its answer lost.
    synchronized void loseNextAnswer(int status) {
        faults.add(new Fault(status, "", true, Duration.ZERO));
    }

    /// Somebody else does this between the reading of an entry and its writing.
    synchronized void beforeNextWrite(Runnable deed) {
        meanwhile.add(deed);
    }

    synchronized void delayNext(Duration delay) {
        faults.add(new Fault(0, "", true, delay));
    }

    // What is to be seen

    /// Method and path of each, as they came.
    synchronized List<String> requests() {
        return List.copyOf(requests);
    }

    /// What is in the newest version of an entry; empty where there is none.
    public synchronized Map<?, ?> entry(String path) {
        TreeMap<Integer, Optional<Map<?, ?>>> versions = entries.getOrDefault(path, new TreeMap<>());
        return versions.isEmpty() ? Map.of() : versions.lastEntry().getValue().orElse(Map.of());
    }

    synchronized Set<String> paths() {
        return Set.copyOf(entries.keySet());
    }

    /// As another controller would write it.
    synchronized void write(String path, Map<String, ?> data) {
        TreeMap<Integer, Optional<Map<?, ?>>> versions = entries.computeIfAbsent(path, _ -> new TreeMap<>());
        versions.put(versions.isEmpty() ? 1 : versions.lastKey() + 1, Optional.of(data));
        if (versions.size() > MAX_VERSIONS) {
            versions.pollFirstEntry();
        }
    }

    /// The soft deletion of `vault kv delete`.
    synchronized void deleteNewest(String path) {
        TreeMap<Integer, Optional<Map<?, ?>>> versions = entries.getOrDefault(path, new TreeMap<>());
        versions.put(versions.lastKey(), Optional.empty());
    }

    // Serving

    private void serve(HttpExchange exchange) throws IOException {
        try (exchange) {
            String body = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
            Fault fault;
            Answer answer;
            synchronized (this) {
                requests.add(exchange.getRequestMethod() + " " + exchange.getRequestURI());
                fault = Optional.ofNullable(faults.poll()).orElse(new Fault(0, "", true, Duration.ZERO));
                Answer done = fault.done ? answer(exchange, body) : Answer.error(0);
                answer = fault.status == 0 ? done : Answer.error(fault.status);
            }
            pause(fault.delay);
            if (!fault.retryAfter.isEmpty()) {
                exchange.getResponseHeaders().add("Retry-After", fault.retryAfter);
            }
            if (answer.status >= 300 && answer.status < 400) {
                exchange.getResponseHeaders().add("Location", "https://other.example.com/v1/secret");
            }
            byte[] bytes = answer.body.map(Json::write).orElse("").getBytes(UTF_8);
            exchange.sendResponseHeaders(answer.status, bytes.length == 0 ? -1 : bytes.length);
            try (OutputStream out = exchange.getResponseBody()) {
                out.write(bytes);
            }
        }
    }

    private static void pause(Duration delay) {
        try {
            Thread.sleep(delay);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Answer answer(HttpExchange exchange, String body) {
        if (sealed) {
            return Answer.error(503, "Vault is sealed");
        }
        String path = exchange.getRequestURI().getPath().replaceFirst("^/v1/", "");
        Map<?, ?> json = Json.parseObject(body).orElse(Map.of());
        if (path.equals("auth/approle/login")) {
            return login(json);
        }
        String token = header(exchange, "X-Vault-Token");
        Set<String> may = policies.getOrDefault(token, Set.of());
        if (!policies.containsKey(token)) {
            return Answer.error(403, "permission denied", "invalid token");
        }
        if (path.equals("auth/token/revoke-self")) {
            policies.remove(token);
            return new Answer(204, Optional.empty());
        }
        String namespace = header(exchange, "X-Vault-Namespace");
        String inside = namespace.isEmpty() ? "" : namespace + "/";
        if (path.startsWith("sys/internal/ui/mounts/")) {
            return mount(inside + path.substring("sys/internal/ui/mounts/".length()));
        }
        Matcher entry = ENTRY.matcher(path);
        if (!entry.matches() || !"2".equals(engines.get(inside + entry.group(1)))) {
            return Answer.error(404, "no handler for route \"" + path + "\". route entry not found.");
        }
        String capability = switch (exchange.getRequestMethod()) {
            case "GET" -> "read";
            case "DELETE" -> "delete";
            default -> "create";
        };
        if (!may.contains(capability)) {
            return Answer.error(403, "1 error occurred:\n\t* permission denied\n\n");
        }
        String name = inside + entry.group(3);
        return switch (capability) {
            case "read" ->
                read(name, Optional.ofNullable(exchange.getRequestURI().getQuery()));
            case "create" -> create(name, json);
            default -> {
                entries.remove(name);
                yield new Answer(204, Optional.empty());
            }
        };
    }

    private Answer login(Map<?, ?> json) {
        String id = String.valueOf(json.get("secret_id"));
        int uses = secretIds.getOrDefault(id, 0);
        if (uses == 0 || !ROLE.equals(json.get("role_id"))) {
            return Answer.error(400, "invalid role or secret ID");
        }
        secretIds.put(id, uses - 1);
        return Answer.of(200, Map.of("auth", Map.of("client_token", token("read", "create", "delete"))));
    }

    /// Who asks for what is not there is told what one without rights is told.
    private Answer mount(String at) {
        return Optional.ofNullable(engines.get(at))
                .map(version ->
                        Answer.of(200, Map.of("data", Map.of("type", "kv", "options", Map.of("version", version)))))
                .orElse(Answer.error(
                        403,
                        "preflight capability check returned 403, please ensure client's policies grant access to"
                                + " path \"" + at + "/\""));
    }

    private Answer read(String name, Optional<String> query) {
        TreeMap<Integer, Optional<Map<?, ?>>> versions = entries.getOrDefault(name, new TreeMap<>());
        int asked = query.map(q -> Integer.parseInt(q.replace("version=", "")))
                .orElse(versions.isEmpty() ? 0 : versions.lastKey());
        Optional<Map<?, ?>> data = versions.getOrDefault(asked, Optional.empty());
        if (!versions.containsKey(asked)) {
            return Answer.error(404);
        }
        Map<String, Object> inner = new HashMap<>();
        data.ifPresent(d -> inner.put("data", d));
        inner.put("metadata", Map.of("version", asked, "destroyed", false));
        return Answer.of(data.isPresent() ? 200 : 404, Map.of("data", inner));
    }

    private Answer create(String name, Map<?, ?> json) {
        Optional.ofNullable(meanwhile.poll()).ifPresent(Runnable::run);
        int current =
                Optional.ofNullable(entries.get(name)).map(TreeMap::lastKey).orElse(0);
        Optional<Integer> cas = Stream.of(json.get("options"))
                .map(o -> o instanceof Map<?, ?> options ? options.get("cas") : null)
                .filter(Number.class::isInstance)
                .map(n -> ((Number) n).intValue())
                .findFirst();
        if (cas.filter(c -> c != current).isPresent()) {
            return Answer.error(400, "check-and-set parameter did not match the current version");
        }
        if (!(json.get("data") instanceof Map<?, ?> data)) {
            return Answer.error(400, "no data provided");
        }
        Map<String, Object> copy = new HashMap<>();
        data.forEach((k, v) -> copy.put(String.valueOf(k), v));
        write(name, copy);
        return Answer.of(200, Map.of("data", Map.of("version", current + 1)));
    }

    private static String header(HttpExchange exchange, String name) {
        return Optional.ofNullable(exchange.getRequestHeaders().getFirst(name)).orElse("");
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
