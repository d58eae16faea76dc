package io.wgorch.lab;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.github.dockerjava.api.command.CreateContainerCmd;
import com.github.dockerjava.api.model.AccessMode;
import com.github.dockerjava.api.model.Bind;
import com.github.dockerjava.api.model.Capability;
import com.github.dockerjava.api.model.Device;
import com.github.dockerjava.api.model.HostConfig;
import com.github.dockerjava.api.model.Volume;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.wait.strategy.Wait;

/// A lab host for a test that needs a single one: the same image and the same rights as in [Lab], through
/// Testcontainers. sshd is at `getHost()` and `getMappedPort(22)`; it lets in whoever [#authorize] names.
///
/// Testcontainers cannot clean up after a killed test run here (its helper image cannot be pulled everywhere), so the
/// container carries the labels by which `script/test` sweeps.
@SuppressWarnings("resource")
public final class LabContainer extends GenericContainer<LabContainer> {
    public LabContainer() throws LabException {
        this(Engine.find(System.getenv()));
    }

    private LabContainer(Engine engine) throws LabException {
        super(LabImage.packaged().ensure(engine));
        boolean cgroupV2 = engine.report().cgroupVersion() == 2;
        withImagePullPolicy(_ -> false);
        withExposedPorts(22);
        withLabel(LabNode.LABEL_LAB, "test");
        withLabel(
                LabNode.LABEL_DIR,
                Path.of("target", "testcontainers").toAbsolutePath().toString());
        withCreateContainerCmdModifier(command -> letSystemdRun(command, cgroupV2));
        waitingFor(Wait.forSuccessfulCommand("systemctl is-system-running --wait")
                .withStartupTimeout(Duration.ofMinutes(3)));
    }

    /// Lets this public key in, as root and as admin: `ssh-ed25519 AAAA...`.
    public void authorize(String publicKey) throws java.io.IOException, InterruptedException {
        ExecResult result = execInContainer("/bin/sh", "-c", HostSetup.script(publicKey, List.of()));
        if (result.getExitCode() != 0) {
            throw new IllegalStateException(result.getStderr());
        }
    }

    private static void letSystemdRun(CreateContainerCmd command, boolean cgroupV2) {
        HostConfig config = command.getHostConfig();
        if (config == null) {
            throw new IllegalStateException("Testcontainers sets none");
        }
        config.withCapAdd(Capability.NET_ADMIN, Capability.NET_RAW, Capability.SYS_ADMIN, Capability.LINUX_IMMUTABLE)
                .withSecurityOpts(List.of("seccomp=unconfined", "apparmor=unconfined"))
                .withDevices(Device.parse("/dev/net/tun"))
                .withTmpFs(Map.of("/run", "", "/tmp", ""));
        if (cgroupV2) {
            config.withCgroupnsMode("private");
        } else {
            config.withBinds(new Bind("/sys/fs/cgroup", new Volume("/sys/fs/cgroup"), AccessMode.rw));
        }
        command.withHostConfig(new Unconfined(config));
    }

    /// What `--security-opt systempaths=unconfined` of the command line does; docker-java has no word for it.
    private static final class Unconfined extends HostConfig {
        Unconfined(HostConfig h) {
            withCapAdd(h.getCapAdd());
            withSecurityOpts(h.getSecurityOpts());
            withDevices(h.getDevices());
            withTmpFs(h.getTmpFs());
            withBinds(h.getBinds());
            withPortBindings(h.getPortBindings());
            withPublishAllPorts(h.getPublishAllPorts());
            withNetworkMode(h.getNetworkMode());
            withCgroupnsMode(h.getCgroupnsMode());
            withExtraHosts(h.getExtraHosts());
        }

        @JsonProperty("MaskedPaths")
        public List<String> getMaskedPaths() {
            return List.of();
        }

        @JsonProperty("ReadonlyPaths")
        public List<String> getReadonlyPaths() {
            return List.of();
        }
    }
}
