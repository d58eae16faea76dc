package io.wgorch.acceptance.faults;

import io.wgorch.acceptance.MeshLab;

/// Stops a transaction, or a detour, on a host right before one of its steps, from outside: `/bin/sh`, which every step
/// is run by, is wrapped by a script that waits when the step comes whose words begin with the given ones.
public final class Freezer {
    private static final String WRAPPER = """
            #!/usr/bin/dash
            case "$*" in
            */txn.sh\\ * | */detour.sh\\ * | */detour.new\\ *)
                words="${*#* } "
                if [ -e /run/freeze/at ] && [ "${words#"$(cat /run/freeze/at) "}" != "$words" ] && mkdir /run/freeze/done 2>/dev/null; then
                    echo "$$ $PPID" >/run/freeze/frozen.part && mv /run/freeze/frozen.part /run/freeze/frozen
                    n=0
                    while [ ! -e /run/freeze/go ] && [ $n -lt 2400 ]; do n=$((n + 1)); sleep 0.05; done
                fi
                ;;
            esac
            exec /usr/bin/dash "$@"
            """;

    private final MeshLab mesh;
    private final String node;

    public Freezer(MeshLab mesh, String node) {
        this.mesh = mesh;
        this.node = node;
    }

    /// Puts the wrapper in place; dash itself stays where it is.
    public void install() {
        mesh.sh(
                node,
                "cat >/usr/local/bin/frozen-sh <<'END'\n" + WRAPPER
                        + "END\nchmod 755 /usr/local/bin/frozen-sh && ln -sfn /usr/local/bin/frozen-sh /usr/bin/sh");
    }

    public void uninstall() {
        mesh.on(node, "ln -sfn dash /usr/bin/sh; rm -f /usr/local/bin/frozen-sh; rm -rf /run/freeze");
    }

    public void set(String words) {
        mesh.sh(node, "rm -rf /run/freeze; mkdir /run/freeze; echo '" + words + "' >/run/freeze/at");
    }

    public void awaitFrozen() {
        mesh.eventually("the transaction is frozen", this::isFrozen);
    }

    private boolean isFrozen() {
        return mesh.on(node, "test -e /run/freeze/frozen").exit() == 0;
    }

    /// The process that is about to be the step.
    String process() {
        return mesh.sh(node, "cut -d' ' -f1 /run/freeze/frozen");
    }

    /// The process that waits for it.
    String parent() {
        return mesh.sh(node, "cut -d' ' -f2 /run/freeze/frozen");
    }

    /// Goes on, if there is still anything to go on with.
    public void thaw() {
        mesh.on(node, "mkdir -p /run/freeze; touch /run/freeze/go");
    }
}
