package io.wgorch.acceptance.faults;

import io.wgorch.acceptance.MeshLab;
import io.wgorch.acceptance.Ran;
import java.util.Locale;

/// Something that is wrong before or beside a run, as operators meet it. What comes of it has to be said, and true.
enum Mishap {
    DISK_FULL("the disk is full", 1, "(?i)no space left") {
        @Override
        void happen(MeshLab mesh) {
            mesh.sh(
                    NODE,
                    "cp /etc/wireguard/wg0.conf /run/keep && mount -t tmpfs -o size=8k,mode=700 none /etc/wireguard"
                            + " && cp -p /run/keep /etc/wireguard/wg0.conf && rm /run/keep"
                            + " && ! dd if=/dev/zero of=/etc/wireguard/fill bs=4k 2>/dev/null");
        }

        @Override
        void end(MeshLab mesh) {
            mesh.sh(NODE, "umount /etc/wireguard");
        }
    },
    READ_ONLY("the file system is read-only", 1, "(?i)read-only file system") {
        @Override
        void happen(MeshLab mesh) {
            mesh.sh(NODE, "mount --bind /etc/wireguard /etc/wireguard && mount -o remount,bind,ro /etc/wireguard");
        }

        @Override
        void end(MeshLab mesh) {
            mesh.sh(NODE, "umount /etc/wireguard");
        }
    },
    IMMUTABLE("the file is immutable", 1, "/etc/wireguard/wg0.conf is immutable \\(chattr \\+i\\)") {
        @Override
        void happen(MeshLab mesh) {
            mesh.sh(NODE, "chattr +i /etc/wireguard/wg0.conf");
        }

        @Override
        void end(MeshLab mesh) {
            mesh.sh(NODE, "chattr -i /etc/wireguard/wg0.conf");
        }
    },
    SUDO_REFUSES("sudo does not let the user do anything", 1, "sudo.*\\n?.*NOPASSWD") {
        @Override
        void happen(MeshLab mesh) {
            carol(mesh, "");
        }
    },
    SUDO_WANTS_A_PASSWORD("sudo asks for a password", 1, "sudo.*\\n?.*NOPASSWD") {
        @Override
        void happen(MeshLab mesh) {
            carol(mesh, "carol ALL=(ALL) ALL");
        }
    },
    SUDO_WANTS_A_TERMINAL("sudo asks for a terminal (requiretty)", 1, "sudo.*\\n?.*!requiretty") {
        @Override
        void happen(MeshLab mesh) {
            carol(mesh, "Defaults:carol requiretty\ncarol ALL=(ALL) NOPASSWD: ALL");
        }
    },
    STALE_HOST("a saved plan, and the host has changed since", 1, "saved plan is stale.*nodeB") {
        @Override
        void happen(MeshLab mesh) {
            mesh.run("plan", "--out", saved(mesh)).expect(0);
            mesh.sh(NODE, "ip link set dev wg0 mtu 1300");
        }

        @Override
        Ran run(MeshLab mesh) {
            return mesh.runSaved(saved(mesh));
        }

        @Override
        void end(MeshLab mesh) {
            mesh.sh(NODE, "ip link set dev wg0 mtu 1420");
        }
    },
    STALE_INVENTORY("a saved plan, and the inventory has changed since", 1, "saved plan is stale.*mesh.yml") {
        @Override
        void happen(MeshLab mesh) {
            mesh.run("plan", "--out", saved(mesh)).expect(0);
            mesh.declare(NODE, "mtu: 1380");
        }

        @Override
        Ran run(MeshLab mesh) {
            return mesh.runSaved(saved(mesh));
        }
    },
    REGISTRY_CUT_OFF("the registry is cut off in the middle", 3, "the registry .* cannot be used.*registry.yml.bak") {
        @Override
        void happen(MeshLab mesh) {
            String whole = mesh.registry();
            mesh.write("keep.yml", whole);
            mesh.write("inventory/registry.yml", whole.substring(0, whole.length() / 2));
        }

        @Override
        void end(MeshLab mesh) {
            mesh.write("inventory/registry.yml", mesh.read("keep.yml"));
        }
    },
    REGISTRY_OF_ANOTHER_MESH("the registry is that of another mesh", 1, "in mesh .*, but the registry is of mesh") {
        @Override
        void happen(MeshLab mesh) {
            String ours = mesh.registry();
            mesh.write("keep.yml", ours);
            mesh.write(
                    "inventory/registry.yml",
                    ours.replaceFirst("(?m)^mesh: .*$", "mesh: 00000000-0000-4000-8000-000000000000"));
        }

        @Override
        void end(MeshLab mesh) {
            mesh.write("inventory/registry.yml", mesh.read("keep.yml"));
        }
    },
    FIREWALL_LOCKS_OUT(
            "the firewall that is to be rolled out shuts SSH",
            1,
            "nodeB +10.0.0.2 +cannot be planned\n +the firewall would shut the SSH connection") {
        @Override
        void happen(MeshLab mesh) {
            firewall(mesh, "tcp dport 22 ct state new drop");
        }

        @Override
        void end(MeshLab mesh) {
            mesh.delete(FIREWALL);
        }
    },
    FIREWALL_LOCKS_OUT_UNSEEN(
            "the same by a rule that the plan cannot weigh: it asks for a named set", 1, "nodeB +rolled back") {
        @Override
        void happen(MeshLab mesh) {
            firewall(mesh, "tcp dport 22 ct state new ip saddr != @admins drop");
        }

        @Override
        void end(MeshLab mesh) {
            mesh.delete(FIREWALL);
        }
    },
    ALLOWED_IPS_LOCK_OUT("a subnet behind a peer has the controller in it", 1, "tunnel would cut it off") {
        @Override
        void happen(MeshLab mesh) {
            String controller = mesh.sh(NODE, "ip route show default | cut -d' ' -f3");
            mesh.declare("nodeA", "routes: [" + controller + "/32]");
        }

        @Override
        void end(MeshLab mesh) {
            mesh.declare("nodeA");
        }
    },
    DEFAULT_DROP_FIREWALL("the host has a firewall of its own that drops by default", 0, "nodeB +applied") {
        @Override
        void happen(MeshLab mesh) {
            mesh.sh(
                    NODE,
                    "nft 'add table inet own; add chain inet own input { type filter hook input priority 0; policy drop; };"
                            + " add rule inet own input ct state established,related accept;"
                            + " add rule inet own input iif lo accept;"
                            + " add rule inet own input meta l4proto { icmp, ipv6-icmp } accept;"
                            + " add rule inet own input tcp dport 22 accept;"
                            + " add rule inet own input udp dport 51820 accept;'");
        }

        @Override
        void end(MeshLab mesh) {
            mesh.sh(NODE, "nft delete table inet own");
        }
    };

    static final String NODE = Change.NODE;

    private static final String FIREWALL = "templates/nftables.conf.ftl";

    private final String what;
    private final int exit;
    private final String says;

    /// @param exit of the run that meets it
    /// @param says what it prints, a regular expression
    Mishap(String what, int exit, String says) {
        this.what = what;
        this.exit = exit;
        this.says = says;
    }

    String what() {
        return what;
    }

    int exit() {
        return exit;
    }

    String says() {
        return says;
    }

    String keyword() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /// Before the run.
    void happen(MeshLab mesh) {}

    /// The run that meets it.
    Ran run(MeshLab mesh) {
        return mesh.run("apply", "--yes", "--confirm-timeout", "10");
    }

    /// Somebody takes it away; what the inventory says of [#NODE] is taken back in any case.
    void end(MeshLab mesh) {}

    private static String saved(MeshLab mesh) {
        return mesh.file("saved.json").toString();
    }

    /// A firewall that has one rule, on one host.
    private static void firewall(MeshLab mesh, String rule) {
        mesh.write(FIREWALL, """
                add table inet wgorch
                delete table inet wgorch
                table inet wgorch {
                \tset admins {
                \t\ttype ipv4_addr
                \t}
                \tchain input {
                \t\ttype filter hook input priority filter; policy accept;
                <#if node.name == "%s">
                \t\t%s
                </#if>
                \t}
                }
                """.formatted(NODE, rule));
    }

    /// Another user of the host, with these words in sudoers(5).
    private static void carol(MeshLab mesh, String sudoers) {
        mesh.sh(
                NODE,
                "id carol 2>/dev/null || useradd -m carol; install -d -o carol -m 700 /home/carol/.ssh;"
                        + " install -o carol -m 600 /root/.ssh/authorized_keys /home/carol/.ssh/;"
                        + " printf '%s\\n' '" + sudoers + "' >/etc/sudoers.d/carol");
        mesh.declare(NODE, "mtu: 1400, ssh: { user: carol }");
    }
}
