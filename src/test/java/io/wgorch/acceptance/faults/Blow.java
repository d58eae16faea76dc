package io.wgorch.acceptance.faults;

import io.wgorch.acceptance.MeshLab;
import io.wgorch.acceptance.Ran;
import java.util.List;
import java.util.Locale;

/// What hits a host or its controller while a transaction stands still.
enum Blow {
    /// No new SSH connection gets in, as behind a firewall rule gone wrong; those that are there go on.
    LOCKED_OUT("no new SSH connection gets in any more, until the host has decided") {
        @Override
        void strike(Stage stage) {
            stage.mesh()
                    .sh(
                            stage.node(),
                            "nft 'add table inet blow; add chain inet blow input { type filter hook input priority -300; };"
                                    + " add rule inet blow input tcp dport 22 ct state new reject with tcp reset'");
        }
    },
    SSH_CUT("the SSH connections of the host are cut") {
        @Override
        void strike(Stage stage) {
            stage.mesh().sh(stage.node(), "pkill -KILL -f '^sshd: [^/]' || :");
        }
    },
    SSH_HALF_OPEN("no packet of the SSH connections gets through any more, and nobody is told; new ones work") {
        @Override
        void strike(Stage stage) {
            stage.mesh()
                    .sh(
                            stage.node(),
                            "ports=$(ss -Htn state established sport = :22 | sed 's/.*://' | tr '\\n' ',');"
                                    + " nft \"add table inet blow;"
                                    + " add chain inet blow input { type filter hook input priority -300; };"
                                    + " add rule inet blow input tcp dport 22 tcp sport { $ports } drop;"
                                    + " add chain inet blow output { type filter hook output priority -300; };"
                                    + " add rule inet blow output tcp sport 22 tcp dport { $ports } drop\"");
        }
    },
    CONTROLLER_INTERRUPTED("Ctrl-C on the controller") {
        @Override
        void strike(Stage stage) {
            signal(stage.controller(), "INT");
        }
    },
    CONTROLLER_KILLED("SIGKILL on the controller") {
        @Override
        void strike(Stage stage) {
            signal(stage.controller(), "KILL");
            stage.controller().onExit().join();
        }
    },
    HOST_REBOOTED("power off and on again (the container; the page cache stays)") {
        @Override
        void strike(Stage stage) {
            stage.mesh().kill(stage.node());
            stage.mesh().hostsUp();
        }
    },
    STEP_KILLED("SIGKILL on the process that carries out the steps") {
        @Override
        void strike(Stage stage) {
            Freezer freezer = stage.freezer();
            String victim = stage.moment().isStep() ? freezer.parent() : freezer.process();
            stage.mesh().sh(stage.node(), "kill -KILL " + victim);
        }
    },
    GUARD_KILLED("SIGKILL on the dead-man") {
        @Override
        void strike(Stage stage) {
            stage.mesh().on(stage.node(), "systemctl kill --signal=KILL wgorch-txn");
        }
    };

    private final String what;

    Blow(String what) {
        this.what = what;
    }

    String what() {
        return what;
    }

    String keyword() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    abstract void strike(Stage stage);

    private static void signal(Process process, String signal) {
        Ran.program(List.of("kill", "-" + signal, String.valueOf(process.pid())), MeshLab.PATIENCE)
                .expect(0);
    }

    /// Everything that a blow may have left in the way of SSH.
    static void clear(MeshLab mesh, String node) {
        mesh.on(node, "nft delete table inet blow");
    }
}
