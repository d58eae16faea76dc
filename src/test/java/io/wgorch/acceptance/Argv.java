package io.wgorch.acceptance;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// The arguments and the environment of every process, on the hosts and on this machine, looked at again and again for
/// as long as something else is done.
final class Argv implements AutoCloseable {
    /// What a host has seen. It ends by itself, so that a test that fails leaves nothing running.
    private static final String SEEN = "/dev/shm/argv";

    private static final String LOOK = "rm -f " + SEEN + "; end=$(($(date +%s) + 600)); exec 2>/dev/null; echo $$ >"
            + SEEN + ".pid; while [ $(date +%s) -lt $end ]; do"
            + " cat /proc/[0-9]*/cmdline /proc/[0-9]*/environ | tr '\\0' '\\n' | sort -u - " + SEEN + " >" + SEEN
            + ".new; mv " + SEEN + ".new " + SEEN + "; sleep 0.1; done";

    private final MeshLab mesh;
    private final Set<String> here = ConcurrentHashMap.newKeySet();
    private final Thread looking;

    Argv(MeshLab mesh, String... nodes) {
        this.mesh = mesh;
        for (String node : nodes) {
            mesh.background(node, ": >" + SEEN + "; " + LOOK);
        }
        looking = Thread.ofPlatform().daemon().start(this::look);
    }

    private void look() {
        while (!Thread.currentThread().isInterrupted()) {
            try (DirectoryStream<Path> processes = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
                processes.forEach(this::look);
                Thread.sleep(50);
            } catch (IOException e) {
                throw new IllegalStateException(e);
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    private void look(Path process) {
        for (String what : new String[] {"cmdline", "environ"}) {
            try {
                here.add(new String(Files.readAllBytes(process.resolve(what)), StandardCharsets.ISO_8859_1));
            } catch (IOException _) {
                // It has ended meanwhile.
            }
        }
    }

    /// Everything that was seen on this machine.
    String here() {
        return String.join("\n", here);
    }

    /// Everything that was seen on a host.
    String on(String node) {
        return mesh.sh(node, "cat " + SEEN);
    }

    @Override
    public void close() {
        looking.interrupt();
        mesh.hosts().forEach(host -> mesh.on(host, "kill $(cat " + SEEN + ".pid); rm -f " + SEEN + "*"));
    }
}
