package io.wgorch.lab;

import io.wgorch.disk.LockFile;
import io.wgorch.inventory.NodeName;
import io.wgorch.wireguard.Cidr;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/// Real Debian hosts on this machine, one container for each node, on a network of their own.
///
/// `up` goes through these phases: image, network, containers (made and started side by side), boot, keys and names,
/// SSH files. Every phase does only what is still missing, so that a run that was killed is finished by the next one;
/// nothing is ever removed by it. `down` finds what belongs to the lab by label, with or without its files.
///
/// Every failure is a [LabException] that says what to do; containers that were made until then stay for the next `up`
/// or `down`.
public final class Lab {
    private final Engine engine;
    private final LabFiles files;
    private final LabNetwork network;
    private final HostSetup setup;
    private final Consumer<String> progress;

    /// @param folder where its SSH files live; it belongs to the lab alone, and its path names the lab on this machine
    /// @param progress is told, in one line, about what takes long
    public Lab(Path folder, Engine engine, Consumer<String> progress) {
        this.engine = engine;
        this.files = new LabFiles(folder);
        this.network = new LabNetwork(engine, files.labId());
        this.setup = new HostSetup(engine);
        this.progress = progress;
    }

    /// To be given to `wgorch -F` and `ssh -F`.
    public Path sshConfig() {
        return files.sshConfig();
    }

    /// Brings these hosts up, beside those that are already there.
    ///
    /// @param avoid networks that the lab's own must not overlap: those of the mesh
    /// @return all hosts of the lab, by name
    public List<LabNode> up(Collection<LabHost> hosts, Collection<Cidr> avoid) throws LabException {
        try (LockFile _ = lock()) {
            LabImage image = LabImage.packaged();
            if (!image.isBuilt(engine)) {
                progress.accept("Building the image of the lab's hosts, once; this takes a minute or two.");
            }
            String tag = image.ensure(engine);
            String publicKey = files.publicKey();
            Cidr subnet = network.ensure(avoid, files.folder().toString());
            removeDead();
            create(hosts, subnet, tag);
            List<LabNode> all = withNamesOf(hosts, status());
            Map<LabNode, String> hostKeys = FanOut.map(all, node -> bringUp(node, publicKey, all));
            files.write(hostKeys);
            return status();
        }
    }

    /// Removes the hosts, the network and the lab's files. Nothing to remove is fine.
    public void down() throws LabException {
        try (LockFile _ = lock()) {
            FanOut.map(containers(""), id -> engine.attempt(List.of("rm", "--force", "--volumes", id), ""));
            List<String> left = containers("");
            if (!left.isEmpty()) {
                throw new LabException("These containers cannot be removed: " + String.join(" ", left));
            }
            for (String net : network.all()) {
                network.remove(net);
            }
            Folders.delete(files.folder());
        }
    }

    /// All hosts of the lab, running or not, by name.
    public List<LabNode> status() throws LabException {
        List<String> ids = containers("");
        if (ids.isEmpty()) {
            return List.of();
        }
        List<String> arguments = new ArrayList<>(List.of("inspect", "--format", LabNode.FORMAT));
        arguments.addAll(ids);
        return engine.run(arguments, "")
                .lines()
                .flatMap(line -> LabNode.parse(line).stream())
                .sorted(Comparator.comparing(node -> node.host().name()))
                .toList();
    }

    /// Runs `ssh` to a host on this terminal, and returns its exit status.
    ///
    /// @param command what to run there; empty for a shell
    public int ssh(NodeName name, List<String> command) throws LabException {
        List<String> ssh = new ArrayList<>(List.of("ssh", "-F", sshConfig().toString(), name.value()));
        ssh.addAll(command);
        if (!Files.exists(sshConfig())) {
            throw new LabException("There is no lab here. Bring it up first: wgorch lab up");
        }
        try {
            return new ProcessBuilder(ssh).inheritIO().start().waitFor();
        } catch (IOException e) {
            throw new LabException("ssh could not be started: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LabException("interrupted", e);
        }
    }

    /// Boots a host again, as a power button would after a clean shutdown, and waits for it.
    public void restart(NodeName name) throws LabException {
        LabNode node = status().stream()
                .filter(n -> n.host().name().equals(name))
                .findFirst()
                .orElseThrow(() -> new LabException("The lab has no host " + name + "."));
        engine.run("restart", node.container());
        setup.awaitBoot(node);
        setup.awaitSshd(node);
    }

    /// One command at a time works on a lab.
    private LockFile lock() throws LabException {
        try {
            return LockFile.await(files.lock());
        } catch (IOException e) {
            throw new LabException(files.lock() + " cannot be locked: " + e.getMessage(), e);
        }
    }

    private String bringUp(LabNode node, String publicKey, List<LabNode> all) throws LabException {
        if (!node.running()) {
            start(node);
        }
        setup.awaitBoot(node);
        setup.configure(node, publicKey, all);
        setup.awaitSshd(node);
        return setup.hostKey(node);
    }

    private void start(LabNode node) throws LabException {
        progress.accept("Starting " + node.host().name());
        Cli.Result started = engine.attempt(List.of("start", node.container()), "");
        if (!started.ok()) {
            throw new LabException(node.container() + " does not start: " + started.complaint()
                    + "\nIf another program took its port or network, free it, or take the lab down and up again.");
        }
    }

    /// Only what was made here is given to `create`, so that it gets its name and labels in one step or not at all.
    private void create(Collection<LabHost> hosts, Cidr subnet, String image) throws LabException {
        List<LabNode> existing = status();
        Set<NodeName> present = LabNode.byName(existing).keySet();
        Set<String> addresses = existing.stream().map(LabNode::ip).collect(Collectors.toSet());
        Set<Integer> ports = portsOfAllLabs();
        List<LabNode> missing = new ArrayList<>();
        for (LabHost host : hosts) {
            if (present.contains(host.name())) {
                continue;
            }
            String ip = LabNetwork.freeAddress(subnet, addresses);
            int port = Ports.free(files.labId().hashCode(), ports);
            addresses.add(ip);
            ports.add(port);
            missing.add(new LabNode(host, network.name() + "-" + host.name(), "missing", ip, port));
        }
        FanOut.map(missing, node -> engine.run(createArguments(node, image), ""));
    }

    private List<String> createArguments(LabNode node, String image) {
        SequencedMap<String, String> labels = new LinkedHashMap<>(node.labels());
        labels.put(LabNode.LABEL_LAB, files.labId());
        labels.put(LabNode.LABEL_DIR, files.folder().toString());
        List<String> arguments = new ArrayList<>(List.of("create", "--name", node.container()));
        arguments.addAll(List.of("--hostname", node.host().name().value()));
        labels.forEach((key, value) -> arguments.addAll(List.of("--label", key + "=" + value)));
        arguments.addAll(List.of("--network", network.name(), "--ip", node.ip()));
        arguments.addAll(List.of("--publish", "127.0.0.1:" + node.port() + ":22"));
        arguments.addAll(engine.report().hostFlags());
        arguments.add(image);
        return arguments;
    }

    /// Containers that a crashed engine can neither start nor use; Podman has no such state.
    private void removeDead() throws LabException {
        if (engine.report().podman()) {
            return;
        }
        for (String id : containers("dead")) {
            engine.run("rm", "--force", id);
        }
    }

    private List<String> containers(String state) throws LabException {
        List<String> arguments = new ArrayList<>(List.of("ps", "--all", "--quiet"));
        arguments.addAll(List.of("--filter", "label=" + LabNode.LABEL_LAB + "=" + files.labId()));
        if (!state.isEmpty()) {
            arguments.addAll(List.of("--filter", "status=" + state));
        }
        return engine.run(arguments, "").lines().filter(id -> !id.isBlank()).toList();
    }

    private Set<Integer> portsOfAllLabs() throws LabException {
        List<String> ids = engine.run("ps", "--all", "--quiet", "--filter", "label=" + LabNode.LABEL_LAB)
                .lines()
                .filter(id -> !id.isBlank())
                .toList();
        Set<Integer> ports = new TreeSet<>();
        for (String id : ids) {
            Cli.Result line = engine.attempt(List.of("inspect", "--format", LabNode.FORMAT, id), "");
            LabNode.parse(line.out().strip()).ifPresent(node -> ports.add(node.port()));
        }
        return ports;
    }

    private static List<LabNode> withNamesOf(Collection<LabHost> hosts, List<LabNode> nodes) {
        Map<NodeName, LabHost> wanted = hosts.stream().collect(Collectors.toMap(LabHost::name, h -> h));
        return nodes.stream()
                .map(node -> node.with(wanted.getOrDefault(node.host().name(), node.host())))
                .toList();
    }
}
