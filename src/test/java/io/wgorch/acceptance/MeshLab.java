package io.wgorch.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.wgorch.cli.Main;
import io.wgorch.cli.Terminal;
import io.wgorch.diag.Diagnostics;
import io.wgorch.inventory.Inventory;
import io.wgorch.inventory.InventoryReader;
import io.wgorch.inventory.NodeName;
import io.wgorch.lab.Engine;
import io.wgorch.lab.Lab;
import io.wgorch.lab.LabException;
import io.wgorch.lab.LabHost;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringReader;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.SequencedMap;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/// A project folder and real hosts for it. The product is driven through its command line; what is true on a host is
/// asked of the container engine, past everything that is tested here.
public final class MeshLab implements BeforeAllCallback, AfterAllCallback {
    public static final Duration PATIENCE = Duration.ofSeconds(60);

    private static final String WIPE = """
            umount /etc/wireguard 2>/dev/null; chattr -i /etc/wireguard /etc/wireguard/* 2>/dev/null
            systemctl stop wgorch-txn wg-quick@wg0; systemctl disable wg-quick@wg0 wgorch-recover wgorch-nftables wgorch-nftables-again
            ip link delete dev wg0
            nft delete table inet wgorch
            rm -rf /etc/wireguard/* /var/lib/wgorch /etc/wgorch /etc/sysctl.d/99-wireguard.conf /run/wgorch
            rm -rf /etc/systemd/system/wgorch-*.service /run/systemd/system/wg-quick@wg0.service.d
            sysctl -q -w net.ipv4.tcp_mtu_probing=0
            systemctl daemon-reload; systemctl reset-failed
            true""";

    private final Path project;
    private final Engine engine;
    private final Lab lab;
    private final SequencedMap<String, String> nodes = new TreeMap<>();
    private final SequencedMap<String, String> containers = new TreeMap<>();
    private final List<String> first;
    private String head = "";

    /// @param name of the lab, and of its folder below target/
    /// @param first the nodes to begin with; nodeA is 10.0.0.1, nodeB 10.0.0.2 and so on
    public MeshLab(String name, String... first) {
        try {
            this.project = Path.of("target", "acceptance", name).toAbsolutePath();
            this.engine = Engine.find(System.getenv());
            this.lab = new Lab(project.resolve(".wgorch/lab"), engine, _ -> {});
            this.first = List.of(first);
        } catch (LabException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void beforeAll(ExtensionContext context) throws LabException {
        lab.down();
        forget();
        first.forEach(this::declare);
        if (!first.isEmpty()) {
            hostsUp();
        }
    }

    @Override
    public void afterAll(ExtensionContext context) throws LabException {
        lab.down();
    }

    // The project folder

    public Path file(String name) {
        return project.resolve(name);
    }

    public void write(String name, String text) {
        try {
            Path file = file(name);
            Files.createDirectories(file.getParent());
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// A file that only its owner may read.
    void secret(String name, String text) {
        delete(name);
        write(name, text + "\n");
        try {
            Files.setPosixFilePermissions(file(name), PosixFilePermissions.fromString("rw-------"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public void delete(String name) {
        try {
            Files.deleteIfExists(file(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public String read(String name) {
        try {
            return Files.readString(file(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// What a program says about the project's folder.
    String local(String command) {
        return Ran.program(List.of("/bin/sh", "-c", "cd '" + project + "' && " + command), PATIENCE)
                .expect(0)
                .out();
    }

    public String registry() {
        return read("inventory/registry.yml");
    }

    public void declare(String node) {
        declare(node, "");
    }

    /// A node of the inventory, with an endpoint by name unless `more` has one.
    ///
    /// @param more settings of the node, such as `endpoint: elsewhere, vars: { a: 1 }`
    public void declare(String node, String more) {
        String endpoint = more.contains("endpoint:") ? "" : "endpoint: " + node + ".example.com";
        String settings = String.join(
                ", ", List.of(endpoint, more).stream().filter(s -> !s.isEmpty()).toList());
        nodes.put(node, "{ address: 10.0.0.%d, %s }".formatted(node.charAt(4) - 'A' + 1, settings));
        writeInventory();
    }

    /// A node that nobody reaches by SSH, and nobody dials.
    void declareOutsider(String node) {
        nodes.put(node, "{ address: 10.0.0.%d, managed: false }".formatted(node.charAt(4) - 'A' + 1));
        writeInventory();
    }

    public void remove(String node) {
        nodes.remove(node);
        writeInventory();
    }

    /// Text before `nodes:`, such as `defaults:`.
    public void head(String text) {
        head = text;
        writeInventory();
    }

    private void writeInventory() {
        StringBuilder text = new StringBuilder("mesh:\n  network: 10.0.0.0/24\n  topology: full_mesh\n" + head);
        text.append("nodes:\n");
        nodes.forEach((node, settings) ->
                text.append("  ").append(node).append(": ").append(settings).append('\n'));
        write("inventory/mesh.yml", text.toString());
    }

    /// Removes everything of the project but the lab's own files.
    private void forget() {
        nodes.clear();
        head = "";
        for (String folder : List.of("inventory", "playbooks", "templates")) {
            try {
                Path path = file(folder);
                if (Files.isDirectory(path)) {
                    try (var files = Files.list(path)) {
                        for (Path file : files.toList()) {
                            Files.delete(file);
                        }
                    }
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /// A project with this inventory, on new hosts.
    public void startOver(String inventory) throws LabException {
        lab.down();
        forget();
        write("inventory/mesh.yml", inventory);
        hostsUp();
    }

    /// These nodes, on hosts where wgorch was never seen.
    public void untouched(String... names) {
        forget();
        Arrays.stream(names).forEach(this::declare);
        hostsUp();
        hosts().parallelStream().forEach(host -> on(host, WIPE));
    }

    /// A mesh of these nodes as a first apply leaves it.
    public void fresh(String... names) {
        untouched(names);
        run("apply", "--yes").expect(0);
        run("plan", "--detailed-exitcode").expect(0);
    }

    // The command line

    public Ran run(String... arguments) {
        return main(arguments(arguments));
    }

    /// `apply FILE`: such a plan says itself for which inventory it is.
    public Ran runSaved(String file) {
        return main(List.of("apply", file, "-F", lab.sshConfig().toString()));
    }

    private static Ran main(List<String> arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        Terminal terminal = new Terminal(
                new PrintWriter(out), new PrintWriter(err), new BufferedReader(new StringReader("")), false, false);
        int status = Main.run(terminal, arguments);
        terminal.out().flush();
        terminal.err().flush();
        return new Ran(status, out.toString(), err.toString());
    }

    /// The same in a process of its own.
    public Process launch(String... arguments) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                "io.wgorch.cli.Main"));
        command.addAll(arguments(arguments));
        try {
            return new ProcessBuilder(command).start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private List<String> arguments(String... arguments) {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of(
                "-i", file("inventory").toString(), "-F", lab.sshConfig().toString()));
        return all;
    }

    /// What reaches the hosts, past the product.
    public Path sshConfig() {
        return lab.sshConfig();
    }

    public JsonObject planJson() {
        Ran ran = run("plan", "--json");
        return JsonParser.parseString(ran.out()).getAsJsonObject();
    }

    /// Every field that a plan would change: `nodeA update tunnel/wg0 mtu: 1300 -> 1420`.
    List<String> planned() {
        List<String> lines = new ArrayList<>();
        planJson().getAsJsonArray("hosts").forEach(h -> {
            JsonObject host = h.getAsJsonObject();
            host.getAsJsonArray("changes").forEach(c -> {
                JsonObject change = c.getAsJsonObject();
                String start = host.get("name").getAsString() + " "
                        + change.get("action").getAsString() + " "
                        + change.get("resource").getAsString() + " ";
                change.getAsJsonArray("fields").forEach(f -> lines.add(start + field(f.getAsJsonObject())));
            });
        });
        return lines;
    }

    private static String field(JsonObject field) {
        List<String> path = new ArrayList<>();
        field.getAsJsonArray("path").forEach(p -> path.add(p.getAsString()));
        return String.join(".", path) + ": " + text(field, "before") + " -> " + text(field, "after");
    }

    private static String text(JsonObject field, String name) {
        return field.has(name) && !field.get(name).isJsonNull()
                ? field.get(name).getAsString()
                : "";
    }

    // The hosts

    public List<String> hosts() {
        return List.copyOf(containers.keySet());
    }

    /// Starts what is missing or stopped, for every node of the inventory and every host that was there.
    public void hostsUp() {
        try {
            Inventory inventory =
                    InventoryReader.read(file("inventory"), new Diagnostics()).orElseThrow();
            containers.clear();
            lab.up(LabHost.of(inventory), inventory.carried())
                    .forEach(n -> containers.put(n.host().name().value(), n.container()));
        } catch (LabException e) {
            throw new IllegalStateException(e);
        }
    }

    /// Runs a command of the container engine that has to succeed.
    String engine(String... arguments) {
        List<String> command = new ArrayList<>(List.of(engine.program()));
        command.addAll(List.of(arguments));
        return Ran.program(command, PATIENCE).expect(0).out().strip();
    }

    String container(String node) {
        return Objects.requireNonNull(containers.get(node), node);
    }

    /// Runs a shell command on a host, whatever its exit status.
    public Ran on(String node, String command) {
        return Ran.program(List.of(engine.program(), "exec", container(node), "/bin/sh", "-c", command), PATIENCE);
    }

    /// Runs a shell command that has to succeed.
    public String sh(String node, String command) {
        Ran ran = on(node, command);
        assertThat(ran.exit()).as("%s on %s: %s", command, node, ran.all()).isZero();
        return ran.out().strip();
    }

    /// Starts a shell command on a host, and leaves it running.
    public void background(String node, String command) {
        Ran.program(List.of(engine.program(), "exec", "--detach", container(node), "/bin/sh", "-c", command), PATIENCE)
                .expect(0);
    }

    /// Pulls the plug.
    public void kill(String node) {
        Ran.program(List.of(engine.program(), "kill", container(node)), PATIENCE)
                .expect(0);
    }

    /// A clean reboot.
    public void restart(String node) {
        try {
            lab.restart(new NodeName(node));
        } catch (LabException e) {
            throw new IllegalStateException(e);
        }
    }

    /// The host as a new installation leaves it, under the same SSH host key.
    void reinstall(String node) {
        on(
                node,
                "systemctl disable --now wg-quick@wg0 wgorch-recover; ip link delete dev wg0;"
                        + " rm -rf /etc/wireguard/* /var/lib/wgorch /etc/systemd/system/wgorch-*; systemctl daemon-reload");
    }

    /// A new machine in the place of a host: nothing of wgorch is on it, and nobody knows its SSH host key
    /// yet.
    void rebuild(String node) {
        String old = sh(node, "cut -d' ' -f2 /etc/ssh/ssh_host_ed25519_key.pub");
        on(node, WIPE);
        sh(
                node,
                "rm /etc/ssh/ssh_host_ed25519_key*; ssh-keygen -q -t ed25519 -N '' -f /etc/ssh/ssh_host_ed25519_key;"
                        + " systemctl restart ssh");
        Path known = lab.sshConfig().resolveSibling("known_hosts");
        try {
            Files.write(
                    known,
                    Files.readAllLines(known).stream()
                            .filter(line -> !line.contains(old))
                            .toList());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    // What is true on the hosts

    public boolean pings(String from, String to) {
        return on(from, "ping -n -c 1 -W 2 10.0.0." + (to.charAt(4) - 'A' + 1)).exit() == 0;
    }

    /// Every directed pair of these answers, at the latest after a while.
    public void allPing(String... names) {
        for (String from : names) {
            for (String to : names) {
                if (!from.equals(to)) {
                    eventually(from + " reaches " + to, () -> pings(from, to));
                }
            }
        }
    }

    public void eventually(String what, Callable<Boolean> condition) {
        await(what).atMost(PATIENCE).pollInterval(Duration.ofMillis(100)).until(condition);
    }

    public String key(String node) {
        return sh(node, "wg show wg0 public-key");
    }

    /// What is set on the interface, without what is measured, and without the link-local address that the kernel gives
    /// it anew at every start.
    public String tunnel(String node) {
        return sh(
                node,
                "for i in public-key listen-port fwmark; do wg show wg0 $i; done;"
                        + " for i in peers allowed-ips persistent-keepalive; do wg show wg0 $i | sort; done;"
                        + " ip -o address show dev wg0 scope global | cut -d: -f2-; cat /sys/class/net/wg0/mtu");
    }

    /// Changes when the interface was made anew or its service was started again.
    String incarnation(String node) {
        return sh(
                node,
                "cat /sys/class/net/wg0/ifindex;"
                        + " systemctl show -p ActiveEnterTimestampMonotonic -p InvocationID wg-quick@wg0");
    }

    /// Seconds since the epoch.
    long handshake(String node, String peerKey) {
        return Long.parseLong(sh(node, "wg show wg0 latest-handshakes | sed -n 's|^" + peerKey + "\t||p'"));
    }

    /// Cuts new SSH connections to a host as soon as a transaction has begun to change it, so that no confirmation
    /// comes. Those that are there go on.
    void cutOnceBegun(String node) {
        onceBegun(
                node,
                "nft 'add table inet cut; add chain inet cut input { type filter hook input priority -300; };"
                        + " add rule inet cut input tcp dport 22 ct state new reject with tcp reset'");
    }

    /// Runs a command on the host, once, within the first step that changes something: stands in for the tools that
    /// such a step uses, so that the step cannot be through before it.
    void onceBegun(String node, String command) {
        String standIn = "#!/bin/sh\n"
                + "ls /var/lib/wgorch/txn/*/reached >/dev/null 2>&1 && mkdir /root/begun 2>/dev/null && " + command
                + "\nexec /usr/bin/env PATH=/usr/sbin:/usr/bin:/sbin:/bin \"${0##*/}\" \"$@\"\n";
        sh(
                node,
                "rm -rf /root/begun; cat >/usr/local/bin/wg <<'END'\n" + standIn + "END\n"
                        + "chmod 755 /usr/local/bin/wg; for d in bin sbin; do"
                        + " [ -e /usr/local/$d/wg ] || cp /usr/local/bin/wg /usr/local/$d/wg;"
                        + " cp /usr/local/bin/wg /usr/local/$d/sysctl; done");
    }

    /// Takes back what `cutOnceBegun` and `onceBegun` did.
    void uncut(String node) {
        on(node, "nft delete table inet cut; rm -rf /root/begun /usr/local/*bin/wg /usr/local/*bin/sysctl");
    }

    /// Waits until the host is cut off in the middle of a transaction.
    void awaitCut(String node) {
        eventually(
                node + " is cut off",
                () -> on(node, "nft list table inet cut && ls -d /var/lib/wgorch/txn/*/")
                                .exit()
                        == 0);
    }
}
