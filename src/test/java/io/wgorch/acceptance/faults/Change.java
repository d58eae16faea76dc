package io.wgorch.acceptance.faults;

import io.wgorch.acceptance.MeshLab;
import java.util.List;
import java.util.Locale;

/// What is asked of the host while it is hit. Each leads to where another one begins, so that no time is spent on going
/// back.
enum Change {
    /// Sysctl, firewall and tunnel get other settings.
    UPDATE(3, false, "apply") {
        @Override
        void declare(MeshLab mesh) {
            mesh.declare(
                    NODE,
                    "mtu: 1400, vars: { mesh_allow: [tcp dport 80], sysctl: { net.ipv4.tcp_keepalive_time: 7100 } }");
        }
    },
    /// And back.
    BACK(3, false, "apply") {
        @Override
        void declare(MeshLab mesh) {
            mesh.declare(NODE);
        }
    },
    /// Nothing of ours is left on the host.
    LEAVE(4, true, "destroy") {
        @Override
        void declare(MeshLab mesh) {
            mesh.declare(NODE);
        }
    },
    /// The first deployment.
    JOIN(4, false, "apply") {
        @Override
        void declare(MeshLab mesh) {
            mesh.declare(NODE);
        }
    };

    static final String NODE = "nodeB";

    private final int steps;
    private final boolean leaves;
    private final String command;

    Change(int steps, boolean leaves, String command) {
        this.steps = steps;
        this.leaves = leaves;
        this.command = command;
    }

    List<Moment> moments() {
        return Moment.all(steps, leaves);
    }

    boolean leaves() {
        return leaves;
    }

    /// How a run ends that succeeds. Once the host has left, the others owe a proof that its key is gone from them, and
    /// the run does not contact them.
    int exit() {
        return this == LEAVE || this == JOIN ? 4 : 0;
    }

    String keyword() {
        return name().toLowerCase(Locale.ROOT);
    }

    String command() {
        return command;
    }

    /// Writes it into the inventory.
    abstract void declare(MeshLab mesh);
}
